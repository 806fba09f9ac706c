"""Documents of cases: uploaded part by part, looked at before they are kept, shown where they cannot do anything."""
