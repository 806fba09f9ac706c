"""What was handled on paper: a case entered afterwards, and the stub of one that may not be held."""
