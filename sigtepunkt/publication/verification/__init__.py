"""Whether what was published is what its manifest says.

In: a published quarter, or a copy of one. Out: every difference in words; before publishing, every dead link.
"""
