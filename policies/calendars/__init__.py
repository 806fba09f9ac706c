"""The national calendar as content, and holiday notices as files."""
