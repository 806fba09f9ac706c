"""Every rule of the source texts: what carries it, and what shows it."""
