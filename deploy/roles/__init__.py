"""The roles api, worker and project as processes, and what each is told."""
