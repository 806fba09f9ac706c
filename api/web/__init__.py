"""The frame that all pages share: templates, static files, signing in."""
