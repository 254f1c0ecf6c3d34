"""The kernel a notebook is executed in: Jupyter's own, with the network closed. Run as `python -m sigtepunkt.execution.kernel`, or forked."""

from __future__ import annotations

import sys
from pathlib import Path

from sigtepunkt.execution import sandbox

NAME = "sigtepunkt.execution.kernel"


def main(*, closed: bool = True) -> None:
    """Close the network, unless a person's own notebook is to have it, then become a kernel."""
    from ipykernel import kernelapp

    if closed:
        sandbox.close()
        _refuse_to_exit()
    kernelapp.launch_new_instance()


def _refuse_to_exit() -> None:
    """Have `exit()` and `quit()` raise: Jupyter's own let the cells after them run or not, as it happens."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    def ask_exit(_shell: ZMQInteractiveShell) -> None:
        raise SystemExit("a notebook that is published runs to its last cell")

    ZMQInteractiveShell.ask_exit = ask_exit  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[
            0
        ]  # as Jupyter's own launcher does: a file beside the notebooks must not pass for a library
    main()
