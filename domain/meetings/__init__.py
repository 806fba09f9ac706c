"""Meetings (会议): notice, agenda of several cases, attendance, minutes; a stream that no workflow runs."""
