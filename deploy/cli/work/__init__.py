"""The work of an office at a terminal: tasks, cases, acts, votes and files, by the client of the API (docs/cli.md)."""
