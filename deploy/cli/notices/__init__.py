"""`rongcuo hooks` and `rongcuo deliveries`: who is told besides people, and whether it arrived."""
