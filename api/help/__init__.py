"""帮助: what the terms mean, how a day begins, which keys there are."""
