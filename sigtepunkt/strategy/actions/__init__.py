"""What committees do, and what they declared that it would do.

In: the tables of `strategy/actions.toml`. Out: frozen actions, and what is wrong with them.
"""
