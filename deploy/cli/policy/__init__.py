"""`rongcuo policy`: procedure packs, from a file that is written to an edition that cases run on."""
