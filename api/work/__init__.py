"""Reading what is to be done and what has come of it."""
