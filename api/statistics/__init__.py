"""How a year went, and whether the lists still fit, as JSON and as a page."""
