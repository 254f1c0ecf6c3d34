"""The command line.

In: what a person typed. Out: the pipeline's results, told in the terminal, and an exit code.
"""

from sigtepunkt.cli.main_command import cli, main

__all__ = ["cli", "main"]
