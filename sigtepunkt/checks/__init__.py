"""Great Expectations, and what a failed check has for consequence.

In: frames of a vintage and the suites in `expectations/`. Out: findings, and which files, rows and figures may not be used.
"""
