"""Notices (通知): which events tell whom of what, and when. Pure; who holds a post is asked elsewhere."""
