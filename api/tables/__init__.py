"""Tables as files: what is read from XLSX, and lists as XLSX and CSV."""
