"""One module for each kind of block on a page.

In: definitions, states and observations. Out: the block's HTML.
"""
