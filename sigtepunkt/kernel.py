"""The kernel a notebook is executed in: Jupyter's own, with the network closed. Run as `python -m sigtepunkt.kernel`, or forked."""

from __future__ import annotations

import sys
from pathlib import Path

from sigtepunkt import offline

NAME = "sigtepunkt.kernel"


def main(*, closed: bool = True) -> None:
    """Close the network, unless a person's own notebook is to have it, then become a kernel."""
    if closed:
        offline.close()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


if __name__ == "__main__":
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # as Jupyter's own launcher does: a file beside the notebooks must not pass for a library
    main()
