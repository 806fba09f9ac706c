"""Official documents (文书) as far as their acts are somebody's tasks."""
