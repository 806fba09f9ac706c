"""Matters (事项) and bans on a second tolerance, as JSON."""
