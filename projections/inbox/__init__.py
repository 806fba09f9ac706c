"""The inbox (待办)."""
