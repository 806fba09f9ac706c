"""Figures of how the mechanism works."""
