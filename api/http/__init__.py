"""What is true of every request and answer: middleware, reading requests, problems, pages of lists, the description."""
