"""Official documents of cases (公文、文书): their words, set as files, issued, and checked by the code on them."""
