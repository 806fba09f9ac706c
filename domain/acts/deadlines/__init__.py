"""Acts on a running term: it gets longer, or whoever owes it is urged."""
