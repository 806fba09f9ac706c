"""Reading what follows from results: uses against a subject, and clarifications."""
