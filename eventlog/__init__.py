"""The only writer and reader of events and of what must be consistent with them."""
