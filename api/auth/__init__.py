"""Who calls, what they may call, and what of a stream they may see."""
