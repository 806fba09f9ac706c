"""How a committee votes: rounds and ballots, recusals, and what comes of a round."""
