"""Whether the declaring files fit together.

In: definitions, each valid by itself. Out: every name that does not exist, or does not fit
what it is used for.
"""
