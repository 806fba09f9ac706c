"""`rongcuo organs`: the register of organs and people, from a file to the version that holds."""
