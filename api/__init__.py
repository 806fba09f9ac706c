"""HTTP: JSON under /v1 and the pages."""
