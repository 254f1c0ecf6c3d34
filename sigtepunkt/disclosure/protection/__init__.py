"""Which cells to suppress so that no suppressed cell can be computed from the others.

In: cells and the sums that hold among them. Out: a set of suppressed cells, and the interval each could still lie in.
"""
