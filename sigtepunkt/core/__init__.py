"""What every room rests on: errors, Danish numbers and dates, periods, paths, text, files, processes.

In: plain values, bytes and paths. Out: the same, checked, formatted, decoded or written atomically.
"""
