"""Precedents (案例), as JSON and as pages."""
