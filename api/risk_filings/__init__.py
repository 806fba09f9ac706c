"""Risk filings (容错报备): commands, list and history, as JSON and as pages."""
