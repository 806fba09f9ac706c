"""Notices as they are kept: what was told to whom, what is on its way, the hooks, and what people have chosen."""
