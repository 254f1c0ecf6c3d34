"""A colleague's file becomes a file of a vintage.

In: a file as it came, and what its source declares. Out: its bytes in `data/raw/<quarter>/`, with provenance
and checksums; where nothing is declared, a suggestion that a person says yes to.
"""
