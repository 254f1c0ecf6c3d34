"""The kernel a notebook is executed in: Jupyter's own, with the network closed.

Forked, or started by `python -m sigtepunkt.execution.kernel`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sigtepunkt.execution import sandbox

NAME = "sigtepunkt.execution.kernel"


def main(*, closed: bool = True) -> None:
    """Become a kernel, with the network `closed` unless it is for a person's own notebook."""
    from ipykernel import kernelapp

    if closed:
        sandbox.close()
        _refuse_to_exit()
    kernelapp.launch_new_instance()


def _refuse_to_exit() -> None:
    """Make `exit()` and `quit()` raise: with Jupyter's own, later cells may run or not, as it happens."""
    from ipykernel.zmqshell import ZMQInteractiveShell

    def ask_exit(_shell: ZMQInteractiveShell) -> None:
        raise SystemExit("a notebook that is published runs to its last cell")

    ZMQInteractiveShell.ask_exit = ask_exit  # type: ignore[method-assign]


if __name__ == "__main__":
    # As Jupyter's own launcher does: a file beside the notebooks must not be imported as a library.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    main()
