"""Cases: the list, the file, the history, as JSON and as pages."""
