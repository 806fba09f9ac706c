"""The law that is installed: calendars and packs, their versions and drafts, the rules of the source texts."""
