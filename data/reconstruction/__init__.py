"""How the reconstructed vintages are made; `data/reconstruct.py` is the script.

`plan` says which figures are taken (`takes`), `tidy_tables` reads them, `raw_files` puts them in their places
and cuts them at what had been published, `formats` writes a raw file, and `vintage` tells where it came from.
"""
