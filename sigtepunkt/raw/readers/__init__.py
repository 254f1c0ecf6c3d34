"""One reader for each kind of raw file.

In: a file's bytes and its source's declaration. Out: a header and rows, or what is wrong with them and where.
"""
