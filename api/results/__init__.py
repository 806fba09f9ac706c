"""Results of subjects (结果运用), uses against a subject, and clarifications, as JSON; results as a page."""
