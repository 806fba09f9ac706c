"""Who somebody is: accounts and how they sign in, sessions, machine tokens, and the position they act in.

Knows no page and no rule of access: it leads from a credential to a persona (docs/sign-in.md).
"""
