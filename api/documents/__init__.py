"""Official documents of cases (公文、文书)."""
