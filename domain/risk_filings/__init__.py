"""Risk filing (容错报备, ZS-17, ZS-18, ZS-22, A-25): told before the work; evidence afterwards, no promise."""
