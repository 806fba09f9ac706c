"""The language of scenarios: reading, checking and playing given / when / then."""
