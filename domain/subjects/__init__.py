"""What becomes of the subjects of the register over time: names, states, successions of units."""
