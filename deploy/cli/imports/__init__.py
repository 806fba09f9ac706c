"""`rongcuo import`: cases from paper, by a file that two people looked at."""
