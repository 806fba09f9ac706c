"""The deadline board (期限督办), its load, and the daily digest."""
