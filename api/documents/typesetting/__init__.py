"""How an official document is set: its text as PDF for the record and as DOCX for editing (docs/documents.md)."""
