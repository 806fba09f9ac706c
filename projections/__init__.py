"""Read models and their runner."""
