"""The embedded stack on one machine: its servers, its supervisor, its data directory."""
