"""A quarter's files as received.

In: a quarter's folder in `data/raw`, and the sources' declarations. Out: a vintage whose every file has its
checksum verified, and long tables of measures as the sources publish them.
"""
