"""A quarter on its way: what has come of each source, what is left, and whether its papers are its own.

In: the vintages there are, the definitions, and the day. Out: standings, and what is wrong with the papers.
"""
