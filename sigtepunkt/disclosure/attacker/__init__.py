"""The attacker: what has been published of counts of persons, what follows from it, and how it is kept."""
