"""The `rongcuo` command; a module for each sub-command."""
