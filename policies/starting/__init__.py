"""What a place begins its own pack with: a file that is sound as it stands, and a first scenario that holds."""
