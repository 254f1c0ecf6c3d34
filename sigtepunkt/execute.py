"""One notebook, executed with its parameters. The only door to papermill and Jupyter's client."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigtepunkt import kernel, offline, warm
from sigtepunkt.errors import Problem, Refused, nearest

if TYPE_CHECKING:
    from nbformat import NotebookNode

_LONGEST = 400  # characters of an exception worth showing in a terminal
PROVISIONER = "sigtepunkt-warm"
_GONE = 5  # seconds within which a process that was killed is no more
TIMEOUT = 600  # seconds a cell may take


def execute(notebook: Path, name: str, parameters: Mapping[str, Any], *, cold: bool = False) -> NotebookNode:
    """Run `notebook` from top to bottom in a fresh kernel, forked unless `cold`, and return it with its outputs.

    The kernel works in the process's current folder, without network and with a clean environment (`offline`). `name` is the notebook's place as a reader would write it. Raises
    Refused for a notebook that is missing, that does not declare one of the `parameters`, or that raises.
    """
    papermill = _papermill()
    if not notebook.is_file():
        raise Refused(Problem("the notebook is missing", name, "one notebook for each page", "restore it from git"))
    try:
        declared = papermill.inspect_notebook(str(notebook))
    except Exception as error:  # nbformat's kinds share no base
        raise Refused(Problem(f"not a Jupyter notebook: {_shortened(str(error))}", name, "a notebook of format 4", "restore it from git")) from error
    unknown = [parameter for parameter in parameters if parameter not in declared]
    if unknown:
        raise Refused(*(
            Problem(f"the notebook does not declare the parameter {parameter!r}", name,
                    nearest(parameter, declared) if declared else "a cell tagged 'parameters' with typed defaults")
            for parameter in unknown
        ))
    try:
        with tempfile.TemporaryDirectory(prefix="sigtepunkt-") as folder:
            executed: NotebookNode = papermill.execute_notebook(
                str(notebook), None, parameters=dict(parameters), progress_bar=False, request_save_on_cell_execute=False,
                execution_timeout=TIMEOUT, config=_config(folder), extra_arguments=["--log-level=CRITICAL"],
                kernel_manager_class=_kernel_manager(cold=cold or not warm.is_possible()),
            )
            return _timeless(executed)
    except papermill.PapermillExecutionError as error:
        raise Refused(Problem(
            f"cell {_author_counts(notebook, error.cell_index)} raised {error.ename}: {_shortened(error.evalue)}", name,
            next_step=f"open the notebook in JupyterLab (make lab) and run it; the cell begins: {error.source.splitlines()[0]}",
        )) from error
    except Exception as error:
        # nbclient's own kinds (a dead kernel, a cell that timed out) share no base; each of them stops the page.
        raise Refused(Problem(f"the notebook could not be run to its end: {_shortened(str(error))}", name,
                              next_step="open the notebook in JupyterLab (make lab) and run it")) from error


def _timeless(executed: NotebookNode) -> NotebookNode:
    """Return the notebook without what tells when, where and how fast it was run."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
    return executed


def prepare() -> None:
    """Begin what forked kernels need, while other things are done."""
    if warm.is_possible():
        warm.start(_environment())


def _environment() -> dict[str, str]:
    return {**offline.environment(os.environ), **warm.ONE_THREAD}


def end_kernels() -> None:
    """End every kernel this process has started, and what they started."""
    import psutil

    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(children, timeout=_GONE)


def _author_counts(notebook: Path, position: int) -> int:
    """Return a cell's number as the notebook's author counts; papermill puts one of its own after the parameters."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parameters = next(place for place, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", ()))
    return position if position > parameters else position + 1


def _config(folder: str) -> Any:
    from traitlets.config import Config

    # Kernels listen on files only this user can open, not on ports, where the system has such sockets. Each needs a
    # folder of its own: left to themselves, kernels started at once choose the same files.
    return Config() if sys.platform == "win32" else Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})


@cache
def _kernel_manager(*, cold: bool) -> Any:
    """Return the kind of kernel manager that starts `sigtepunkt.kernel` with a clean environment."""
    from jupyter_client.manager import AsyncKernelManager

    class OfflineKernelManager(AsyncKernelManager):
        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            words = super().format_kernel_cmd(extra_arguments)
            return [kernel.NAME if word == "ipykernel_launcher" else word for word in words]

        async def _async_launch_kernel(self, kernel_cmd: list[str], **named: Any) -> None:
            if kernel.NAME not in kernel_cmd:
                raise RuntimeError(f"the kernel {self.kernel_name!r} is not Jupyter's Python kernel: {' '.join(kernel_cmd)}")
            await super()._async_launch_kernel(kernel_cmd, **named)

        async def _async_pre_start_kernel(self, **named: Any) -> Any:
            named["env"] = _environment()
            if not cold and self.kernel_spec is not None:
                self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
            return await super()._async_pre_start_kernel(**named)

    return OfflineKernelManager


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _papermill() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import papermill

    # papermill only logs what is refused here (unknown parameters), and tells of every notebook it opens.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill
