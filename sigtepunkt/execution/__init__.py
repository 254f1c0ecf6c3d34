"""Executes notebooks in kernels without network and without secrets.

In: a notebook and its parameters. Out: the executed notebook, or a refusal that names the cell that stopped
it.
"""
