"""What codes, ids and events are called in Chinese and English."""
