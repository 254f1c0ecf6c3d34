"""Which words a comment may use of a figure, and whether the data carry them.

In: claims read from comments, and computed states. Out: what is refused, with the words that would be true.
"""
