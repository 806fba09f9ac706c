"""Notices (通知): who is told, what one was told, settings, hooks, calendars, and what operators look after."""
