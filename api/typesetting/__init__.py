"""How an official document is set: as PDF for the record, as DOCX for editing (docs/documents.md)."""
