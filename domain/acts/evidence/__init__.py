"""The documents in the file of a case: what was uploaded, and what is named and kept on paper."""
