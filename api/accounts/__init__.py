"""Signing in and out, accounts, sessions and machine tokens, as pages."""
