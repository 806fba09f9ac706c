"""`rongcuo calendar`: holiday notices, versions of the working-day calendar, and what it counts."""
