"""Another edition for a running case (过渡适用): comparing two editions, in terms and in words."""
