"""The registers: organs, subjects, the ledger of commands."""
