"""Cases as lists show them: what they are picked, sorted and counted by."""
