"""One reader for each format of raw file.

In: a file and its source's declaration. Out: a table of a header and numbered rows, or a refusal that names
the cells at fault.
"""
