"""What an organ must do (待办), as JSON."""
