"""Meetings (会议)."""
