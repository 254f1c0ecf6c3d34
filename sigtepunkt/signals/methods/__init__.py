"""The statistics: charts, tests and intervals over plain arrays.

In: numbers in order of time, or counts with their wholes. Out: limits, trends, shifts and p-values, each with
its source.
"""
