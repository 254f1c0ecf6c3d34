"""A file nobody has declared → how it can be read.

In: a file as it came. Out: a suggestion of what to declare; what the file does not say is asked.
"""
