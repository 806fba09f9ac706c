"""Why somebody may or may not do something in a case: for supervisors, as a page, as JSON and by the command."""
