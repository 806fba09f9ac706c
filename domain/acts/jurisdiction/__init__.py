"""Who has a case (管辖, NJ-09, A-48): handed over, received or not, decided by a superior; and what becomes of it."""
