"""A demonstration with very many cases in it: decided once a life, and copied into the log (docs/scale.md)."""
