"""What was done, and what came of it.

In: declared actions and their states. Out: HTML below a focus area, and the council's overview.
"""
