"""Executed notebooks become pages, swapped in whole.

In: executed notebooks and a quarter's processed data. Out: `reports/<quarter>/`, complete and with its
manifest, or nothing changed.
"""
