"""A quarter's files as received.

In: the folder of a quarter in `data/raw`. Out: a verified vintage, and long tables of measures as the sources publish them.
"""
