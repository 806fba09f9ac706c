"""Risk filings (容错报备)."""
