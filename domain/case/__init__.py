"""A case: commands, events, state, decide, evolve and agenda."""
