"""Read models, one file each, and the projector that keeps them; they know the log and nothing above it."""
