"""What keeps read models in step with the log, and how a reader waits for them."""
