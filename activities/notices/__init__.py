"""Notices leaving the system: one attempt at a time, by mail or to a hook. Knows no rule of whom to tell."""
