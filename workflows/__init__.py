"""Temporal: the case as inbox and clock."""
