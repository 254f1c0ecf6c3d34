"""Cell suppression: the fewest further cells such that no suppressed cell can be computed from the others.

In: cells and the additive relations between them. Out: the cells to suppress, primary and secondary.
"""
