"""The pure core: commands, events, the case, decide and evolve."""
