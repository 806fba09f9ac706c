"""Deadlines: the board, the load, and the certificate of each date, as JSON and as pages."""
