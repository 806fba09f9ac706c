"""How rongcuo is run."""
