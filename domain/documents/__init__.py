"""Official documents (公文、文书): what stands in one, by its parts; nothing here knows a case, or how it is set."""
