"""The demonstration: the six sample cases and the live scenes, all through the public API of a running stack."""
