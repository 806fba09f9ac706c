"""Meetings (会议): commands, list, entry and its results in each case, as JSON and as pages; papers to print."""
