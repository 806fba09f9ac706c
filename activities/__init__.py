"""The I/O a workflow asks for."""
