"""Data-quality checks with Great Expectations, and what a failed check withholds.

In: the raw files of a vintage and the suites in `expectations/`. Out: findings, and the figures not to be
shown.
"""
