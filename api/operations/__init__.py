"""What operators look after (运行): the records that cannot be shown."""
