"""A procedure pack as a picture."""
