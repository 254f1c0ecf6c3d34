"""A figure over time, what it is drawn against, and where periods lie on the axis.

In: a state's points, the nation's, and the neighbours' extremes. Out: drawings.
"""
