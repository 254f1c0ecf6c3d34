"""Blocks about many indicators at once: is the municipality on the right track, and what is told first?

In: what one page reports on. Out: HTML of tiles, tables, sentences and focus areas.
"""
