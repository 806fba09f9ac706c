"""Handing commands in: the registry of paths, the gateway to the workflows, the routes, the examples."""
