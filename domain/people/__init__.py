"""Who acts in which post and for whom, what must be true of the register of people, and the acts that change it."""
