"""One notebook, executed with its parameters. The only door to papermill and Jupyter's client."""

from __future__ import annotations

import json
import logging
import math
import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sigtepunkt.core import processes
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.execution import fork_server, kernel, sandbox

if TYPE_CHECKING:
    from nbformat import NotebookNode

_LONGEST = 400  # characters of an exception worth showing in a terminal
PROVISIONER = "sigtepunkt-forked"
TIMEOUT = 600  # seconds a notebook may take where it does not declare another limit
_DECLARED = '"sigtepunkt": {"timeout": 900} in the notebook\'s metadata, in seconds'


def execute(
    notebook: Path,
    name: str,
    parameters: Mapping[str, Any],
    *,
    cold: bool = False,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> NotebookNode:
    """Run `notebook` from top to bottom in a fresh kernel, forked unless `cold`, and return it with its outputs.

    The kernel works in the process's current folder, without network and with a clean environment (`offline`) and the
    `settings` (environment variables) of its own. `name` is the notebook's place as a reader would write it. Raises
    Refused for a notebook that is missing, that does not declare one of the `parameters`, that raises, whose kernel dies, or that
    is not done within the seconds it declares (`sigtepunkt.timeout` in its metadata; TIMEOUT without).
    """
    papermill = _papermill()
    if not notebook.is_file():
        raise Refused.of("the notebook is missing", name, "one notebook for each page", "restore it from git")
    try:
        declared = papermill.inspect_notebook(str(notebook))
    except Exception as error:  # nbformat's kinds share no base
        raise Refused.of(
            f"not a Jupyter notebook: {_shortened(str(error))}",
            name,
            "a notebook of format 4",
            "restore it from git",
        ) from error
    unknown = [parameter for parameter in parameters if parameter not in declared]
    if unknown:
        raise Refused(
            *(
                Problem(
                    f"the notebook does not declare the parameter {parameter!r}",
                    name,
                    nearest(parameter, declared)
                    if declared
                    else "a cell tagged 'parameters' with typed defaults",
                )
                for parameter in unknown
            )
        )
    clock = _Clock(notebook, _limit(notebook, name))
    try:
        with tempfile.TemporaryDirectory(prefix="sigtepunkt-") as folder:
            executed: NotebookNode = papermill.execute_notebook(
                str(notebook),
                None,
                parameters=dict(parameters),
                progress_bar=False,
                request_save_on_cell_execute=False,
                timeout_func=clock.left,
                config=_config(folder),
                extra_arguments=["--log-level=CRITICAL"],
                kernel_manager_class=_kernel_manager(
                    cold=cold or not fork_server.is_possible(), settings=tuple(settings.items())
                ),
                shutdown_kernel="immediate",  # asked politely, a kernel takes as long to end as to begin
            )
            _refuse_unfinished(executed, name)
            return _timeless(executed)
    except Refused:
        raise
    except papermill.PapermillExecutionError as error:
        raise Refused.of(
            f"cell {_author_counts(notebook, error.cell_index)} raised {error.ename}: {_shortened(error.evalue)}",
            name,
            next_step=f"open the notebook in JupyterLab (make lab) and run it; the cell begins: {error.source.splitlines()[0]}",
        ) from error
    except Exception as error:
        # nbclient's own kinds (a dead kernel, a cell that timed out) share no base; each of them stops the page.
        if clock.is_over():
            raise Refused.of(
                f"{clock.place} was not done when the notebook's {clock.limit} seconds were over",
                name,
                _DECLARED,
                f"make the notebook faster, or declare more seconds; {clock.beginning}",
            ) from error
        died = (
            "; a kernel dies when the machine runs out of memory, or when a library crashes"
            if "died" in str(error)
            else ""
        )
        raise Refused.of(
            f"the notebook could not be run to its end, in {clock.place}: {_shortened(str(error))}",
            name,
            next_step=f"open the notebook in JupyterLab (make lab) and run it{died}; {clock.beginning}",
        ) from error


def _refuse_unfinished(executed: NotebookNode, name: str) -> None:
    """Raise Refused unless every cell of code was run to its end.

    Papermill takes `sys.exit(0)` for a way to end a notebook, and Jupyter's client passes over cells tagged so. A page made
    of the rest would say less than its author wrote, and nobody would know.
    """
    cells = [cell for cell in executed.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    code = [
        (number, cell)
        for number, cell in enumerate(cells, 1)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    run = [number for number, cell in code if cell.execution_count is not None]
    for number, cell in code:
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        what = f"ended the notebook with {errors[0]}" if errors else "" if number in run else "was not run"
        if what:
            raise Refused.of(
                f"cell {number} {what}: {len(run)} of {len(code)} cells of code were run",
                name,
                "a notebook that runs to its last cell, without exit(), SystemExit or tags that pass over cells",
                f"take the exit or the tag away, or delete the cells after it; the cell begins: {cell.source.splitlines()[0]}",
            )


class _Clock:
    """How long a notebook as a whole may still take, and the cell it is at."""

    def __init__(self, notebook: Path, limit: int) -> None:
        self.limit = limit
        self._sources = [
            "".join(cell["source"]) for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        ]
        self._end = math.inf
        self._begun: list[NotebookNode] = []

    def left(self, cell: NotebookNode) -> float:
        """Return the seconds that are left as `cell` begins; time runs from the first one."""
        self._end = min(self._end, time.monotonic() + self.limit)
        if not (self._begun and self._begun[-1] is cell):
            self._begun.append(cell)
        return max(self._end - time.monotonic(), 0.001)  # none at all would be no limit

    def is_over(self) -> bool:
        """Return whether no time is left."""
        return time.monotonic() >= self._end

    @property
    def place(self) -> str:
        """The cell it is at, as the notebook's author counts."""
        if not self._begun:
            return "no cell yet"
        alike = [number for number, source in enumerate(self._sources, 1) if source == self._begun[-1].source]
        before = sum(cell.source == self._begun[-1].source for cell in self._begun)
        return f"cell {alike[before - 1]}" if alike[before - 1 :] else "the cell with the parameters"

    @property
    def beginning(self) -> str:
        """How the cell begins, for who looks for it."""
        return (
            f"the cell begins: {self._begun[-1].source.splitlines()[0]}"
            if self._begun
            else "the kernel had not begun"
        )


def _limit(notebook: Path, name: str) -> int:
    """Return the seconds a notebook may take."""
    own = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {}).get("sigtepunkt", {})
    limit = own.get("timeout", TIMEOUT) if isinstance(own, dict) else None
    if type(limit) is not int or limit < 1:
        raise Refused.of(
            f"the notebook's limit is no number of seconds: {_shortened(json.dumps(own))}",
            name,
            _DECLARED,
            "correct the notebook's metadata",
        )
    return limit


def _timeless(executed: NotebookNode) -> NotebookNode:
    """Return the notebook without what tells when, where and how fast it was run."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
    return executed


def prepare() -> None:
    """Begin what forked kernels need, while other things are done."""
    if fork_server.is_possible():
        fork_server.start(_environment())


def _environment() -> dict[str, str]:
    return {**sandbox.environment(os.environ), **processes.ONE_THREAD}


def end_kernels() -> None:
    """End every kernel this process has started, and what they started."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _author_counts(notebook: Path, position: int) -> int:
    """Return a cell's number as the notebook's author counts; papermill puts one of its own after the parameters."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parameters = next(
        place for place, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", ())
    )
    return position if position > parameters else position + 1


def _config(folder: str) -> Any:
    from traitlets.config import Config

    # Kernels listen on files only this user can open, not on ports, where the system has such sockets. Each needs a
    # folder of its own: left to themselves, kernels started at once choose the same files.
    return (
        Config()
        if sys.platform == "win32"
        else Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
    )


@lru_cache(maxsize=100)
def _kernel_manager(*, cold: bool, settings: tuple[tuple[str, str], ...]) -> Any:
    """Return the kind of kernel manager that starts `sigtepunkt.execution.kernel` with a clean environment and these settings."""
    from jupyter_client.manager import AsyncKernelManager

    class OfflineKernelManager(AsyncKernelManager):
        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            words = super().format_kernel_cmd(extra_arguments)
            return [kernel.NAME if word == "ipykernel_launcher" else word for word in words]

        async def _async_launch_kernel(self, kernel_cmd: list[str], **named: Any) -> None:
            if kernel.NAME not in kernel_cmd:
                raise RuntimeError(
                    f"the kernel {self.kernel_name!r} is not Jupyter's Python kernel: {' '.join(kernel_cmd)}"
                )
            await super()._async_launch_kernel(kernel_cmd, **named)

        async def _async_pre_start_kernel(self, **named: Any) -> Any:
            named["env"] = _environment() | dict(settings)
            if not cold and self.kernel_spec is not None:
                self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
            return await super()._async_pre_start_kernel(**named)

        async def _async_cleanup_resources(self, restart: bool = False) -> None:
            group = getattr(self.provisioner, "pgid", None)
            await super()._async_cleanup_resources(restart=restart)
            if group and os.name == "posix":
                with suppress(ProcessLookupError):  # as it is, unless the notebook left processes of its own
                    os.killpg(group, signal.SIGKILL)

        cleanup_resources = _async_cleanup_resources

    return OfflineKernelManager


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _papermill() -> Any:
    processes.without_addresses()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import papermill

    # papermill only logs what is refused here (unknown parameters), and tells of every notebook it opens.
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill
