"""The acts of a case, one file per legal step: each a small pure function from an act to the events it causes."""
