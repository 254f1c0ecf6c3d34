"""Executes a notebook with its parameters. The only door to papermill."""

from __future__ import annotations

import json
import logging
import math
import tempfile
import threading
import time
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sigtepunkt.core import processes
from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.execution import fork_server, kernel_manager, sockets

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT = 600  # seconds a notebook may take where it does not declare another limit
_LONGEST = 400  # characters of an exception that are quoted
_DECLARED = '"sigtepunkt": {"timeout": 900} in the notebook\'s metadata, in seconds'
_ONE_BY_ONE = threading.Lock()
_OPEN = "open the notebook in JupyterLab (make lab) and run it"


def execute(
    notebook: Path,
    name: str,
    parameters: Mapping[str, Any],
    *,
    cold: bool = False,
    settings: Mapping[str, str] = MappingProxyType({}),
    begun: threading.Event | None = None,
) -> NotebookNode:
    """Run `notebook` in a fresh kernel, forked unless `cold`, and return it with its outputs.

    The kernel runs in the process's current folder, without network, with a reduced environment (`sandbox`)
    and the `settings` (environment variables) on top. `name` is the notebook's path as a reader would write
    it; `begun` is set as its first cell begins. Raises Refused for a notebook that is missing, that does
    not declare one of the `parameters`, that raises, whose kernel dies, or that is not done within the
    seconds it declares (`sigtepunkt.timeout` in its metadata; TIMEOUT without).
    """
    papermill = _papermill()
    _refuse_undeclared(papermill, notebook, name, parameters)
    clock = _Clock(notebook, _limit(notebook, name), begun or threading.Event())
    is_cold = cold or not fork_server.is_possible()
    try:
        with (
            sockets.place(),
            tempfile.TemporaryDirectory(prefix="sigtepunkt-", dir=sockets.short_folder()) as folder,
        ):
            executed: NotebookNode = papermill.execute_notebook(
                str(notebook),
                None,
                parameters=dict(parameters),
                progress_bar=False,
                request_save_on_cell_execute=False,
                timeout_func=clock.left,
                start_timeout=TIMEOUT,  # many kernels that begin at once wait for one another
                config=kernel_manager.config(folder),
                # No history: kernels that begin at once would wait for one another to open its database.
                extra_arguments=["--log-level=CRITICAL", "--HistoryManager.enabled=False"],
                kernel_manager_class=kernel_manager.made_for(cold=is_cold, settings=tuple(settings.items())),
                shutdown_kernel="immediate",  # a polite shutdown takes as long as a start
            )
            _refuse_unfinished(executed, name)
            return _reproducible(executed)
    except Refused:
        raise
    except papermill.PapermillExecutionError as error:
        cell = _number_for_author(notebook, error.cell_index)
        next_step = f"{_OPEN}; {_begins(error.source)}"
        what = f"cell {cell} raised {error.ename}: {_shortened(error.evalue)}"
        raise Refused.of(what, name, next_step=next_step) from error
    except Exception as error:
        # nbclient's errors (a dead kernel, a cell that timed out) share no base class; each stops the page.
        if clock.is_over():
            what = f"{clock.cell} was not done when the notebook's {clock.limit} seconds were over"
            next_step = f"make the notebook faster, or declare more seconds; {clock.beginning}"
            raise Refused.of(what, name, _DECLARED, next_step) from error
        why = "; a kernel dies when the machine runs out of memory, or when a library crashes"
        next_step = f"{_OPEN}{why if 'died' in str(error) else ''}; {clock.beginning}"
        what = f"the notebook could not be run to its end, in {clock.cell}: {_shortened(str(error))}"
        raise Refused.of(what, name, next_step=next_step) from error


def prepare() -> None:
    """Start what forked kernels need, while other things are done."""
    if fork_server.is_possible():
        fork_server.start(kernel_manager.environment())


def import_libraries() -> None:
    """Import papermill, and with it Jupyter's client, which threads must not begin to import side by side."""
    _papermill()


def end_kernels() -> None:
    """Kill every kernel this process has started, and what they started."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()


# --- the notebook -------------------------------------------------------------------------------------------


def _refuse_undeclared(papermill: Any, notebook: Path, name: str, parameters: Mapping[str, Any]) -> None:
    """Raise Refused for a file that is no notebook, or a notebook that lacks one of the parameters."""
    if not notebook.is_file():
        raise Refused.of("the notebook is missing", name, "one notebook for each page", "restore it from git")
    try:
        declared = papermill.inspect_notebook(str(notebook))
    except Exception as error:  # nbformat's errors share no base class
        what = f"not a Jupyter notebook: {_shortened(str(error))}"
        raise Refused.of(what, name, "a notebook of format 4", "restore it from git") from error
    problems = []
    for parameter in parameters:
        if parameter not in declared:
            what = f"the notebook does not declare the parameter {parameter!r}"
            no_cell = "a cell tagged 'parameters' with typed defaults"
            problems.append(Problem(what, name, nearest(parameter, declared) if declared else no_cell))
    if problems:
        raise Refused(*problems)


def _limit(notebook: Path, name: str) -> int:
    """Return the seconds a notebook may take."""
    declared = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {}).get("sigtepunkt", {})
    limit = declared.get("timeout", TIMEOUT) if isinstance(declared, dict) else None
    if type(limit) is not int or limit < 1:
        what = f"the notebook's limit is no number of seconds: {_shortened(json.dumps(declared))}"
        raise Refused.of(what, name, _DECLARED, "correct the notebook's metadata")
    return limit


def _refuse_unfinished(executed: NotebookNode, name: str) -> None:
    """Raise Refused unless every code cell was run to its end.

    Papermill accepts `sys.exit(0)` as a way to end a notebook, and Jupyter's client skips cells with certain
    tags. The page would silently say less than its author wrote.
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
        if errors or number not in run:
            what = f"ended the notebook with {errors[0]}" if errors else "was not run"
            without = "exit(), SystemExit or tags that pass over cells"
            raise Refused.of(
                f"cell {number} {what}: {len(run)} of {len(code)} cells of code were run",
                name,
                f"a notebook that runs to its last cell, without {without}",
                f"take the exit or the tag away, or delete the cells after it; {_begins(cell.source)}",
            )


def _reproducible(executed: NotebookNode) -> NotebookNode:
    """Return the notebook without the metadata that says when, where and how fast it was run."""
    executed.metadata.pop("papermill", None)
    for cell in executed.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
    return executed


def _number_for_author(notebook: Path, index: int) -> int:
    """Return a cell's number as its author counts: papermill inserts one of its own after the parameters."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tags = [cell["metadata"].get("tags", ()) for cell in cells]
    parameters = next(number for number, own in enumerate(tags) if "parameters" in own)
    return index if index > parameters else index + 1


def _begins(source: str) -> str:
    return f"the cell begins: {source.splitlines()[0]}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class _Clock:
    """The time a notebook as a whole has left, and the cell it has reached."""

    def __init__(self, notebook: Path, limit: int, begun: threading.Event) -> None:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        self._sources = ["".join(cell["source"]) for cell in cells]
        self.limit = limit
        self._begun = begun
        self._end = math.inf
        self._started: list[NotebookNode] = []

    def left(self, cell: NotebookNode) -> float:
        """Return the seconds that are left as `cell` starts; time runs from the first cell."""
        self._begun.set()
        self._end = min(self._end, time.monotonic() + self.limit)
        if not (self._started and self._started[-1] is cell):
            self._started.append(cell)
        return max(self._end - time.monotonic(), 0.001)  # 0 would mean no limit

    def is_over(self) -> bool:
        """Return whether no time is left."""
        return time.monotonic() >= self._end

    @property
    def cell(self) -> str:
        """The cell reached, as the notebook's author counts."""
        if not self._started:
            return "no cell yet"
        source = self._started[-1].source
        same = [number for number, other in enumerate(self._sources, 1) if other == source]
        started = sum(cell.source == source for cell in self._started)
        return f"cell {same[started - 1]}" if started <= len(same) else "the cell with the parameters"

    @property
    def beginning(self) -> str:
        """How that cell begins, to find it by."""
        return _begins(self._started[-1].source) if self._started else "the kernel had not begun"


def _papermill() -> Any:
    processes.skip_address_grammar()
    with _ONE_BY_ONE, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import papermill
        from nbformat import current_nbformat, current_nbformat_minor
        from nbformat.validator import get_validator

        # Or each thread makes one of its own.
        get_validator(current_nbformat, current_nbformat_minor)  # type: ignore[no-untyped-call]
    # papermill logs every notebook it opens, and what is refused here (unknown parameters).
    logging.getLogger("papermill").setLevel(logging.ERROR)
    return papermill
