"""Words and files that everything rests on: errors, Danish numbers and dates, periods, where things lie.

In: plain values and paths. Out: the same, checked, formatted or written whole.
"""
