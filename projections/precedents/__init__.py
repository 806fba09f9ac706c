"""Precedents (案例)."""
