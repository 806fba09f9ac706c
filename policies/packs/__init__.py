"""Procedures as data, and what reads, checks, merges and describes their files."""
