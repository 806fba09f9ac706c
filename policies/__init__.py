"""Procedures as data, and their loader."""
