"""Kernels forked from a server that has imported their libraries already.

Most of a notebook's time goes into starting a kernel and importing pandas, seaborn and the report. The
standard library's fork server does that once; each kernel is then a process of its own, with the whole kernel
protocol. The server has one thread, no figure that pyplot knows, and no random state that kernels would
share; while it waits it makes what drawings begin with (`preload`), and runs nothing else.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sigtepunkt.core import processes
from sigtepunkt.core.storage import software
from sigtepunkt.execution import kernel, sockets

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

# Imported in the server, this module first, since it records the server's search path; then what a kernel
# imports as it starts, what notebooks import, and last what each of them would do before its first block.
PRELOADED = (
    "sigtepunkt.execution.fork_server",
    "sigtepunkt.execution.before_preload",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "pdb",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "sigtepunkt.report.notebook_api",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.html",
    "sigtepunkt.execution.preload",
)
# What a kernel sets before matplotlib is imported, and what keeps its debugger quiet, as a flag does in a
# cold kernel.
_SETTINGS = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
_SET_BY_IMPORTS = "PYDEVD_USE_FRAME_EVAL"  # a variable of the debugger's
_PATH = tuple(sys.path[1:] if sys.path[0] in {"", str(Path.cwd())} else sys.path)
_LOCK = threading.Lock()
_imported = ""  # checksum of the package as the server has imported it


def is_possible() -> bool:
    """Return whether this system can fork kernels. Windows cannot."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def start(environment: Mapping[str, str]) -> None:
    """Start the server and its imports, unless it runs already; return without waiting for the imports.

    The environment of this process is changed for a moment: call it before there are threads that read it.
    """
    global _imported  # noqa: PLW0603 - there is one server
    with _LOCK:
        if not _imported or _has_died():
            _imported = software.package()
            sockets.shorten_names()
            sockets.allow_many_files()  # before the server inherits how many
            multiprocessing.get_context("forkserver").set_forkserver_preload([*PRELOADED])
            with _environment(environment), _without_interrupts(), warnings.catch_warnings():
                # A server that died took multiprocessing's resource tracker with it; the tracker held nothing
                # of ours.
                warnings.filterwarnings("ignore", "resource_tracker", UserWarning)
                forkserver.ensure_running()


def _has_died() -> bool:
    """Return whether nobody reads the pipe any more by which the server sees that this process is alive."""
    server = forkserver._forkserver  # noqa: SLF001 - nothing public says it
    alive = getattr(server, "_forkserver_alive_fd", None)
    if alive is None:
        return True
    poll = select.poll()
    poll.register(alive, 0)
    return bool(poll.poll(0))


def is_current() -> bool:
    """Return whether the server, if there is one, has imported the package as its files are now."""
    return _imported in {"", software.package()}


class ForkedProcess:
    """The process of a forked kernel, with the methods of `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for the process to end, and return the exit code."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, if the process is still there."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the process."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


def fork(words: Sequence[str], environment: Mapping[str, str], folder: str) -> ForkedProcess:
    """Fork the kernel that the command `words` would start, with this environment and working folder."""
    start(environment)
    context = multiprocessing.get_context("forkserver")
    arguments = ([*words], dict(environment), folder)
    with _LOCK, _without_main():
        process = context.Process(target=_become, args=arguments, daemon=True, name="kernel")
        process.start()
    return ForkedProcess(process)


# --- in the forked process ----------------------------------------------------------------------------------


def _become(words: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Turn the forked process into a kernel that is like one started cold."""
    import numpy as np

    gc.freeze()  # the imported libraries stay: no garbage collection has to traverse them
    gc.enable()
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    multiprocessing.current_process().daemon = False  # a notebook may start processes
    by_imports = {name: value for name, value in os.environ.items() if name == _SET_BY_IMPORTS}
    os.environ.clear()
    os.environ.update({**by_imports, **environment, "JPY_PARENT_PID": str(os.getppid())})
    time.tzset()
    os.chdir(folder)
    sys.path[:] = _PATH
    np.random.seed()  # noqa: NPY002 - or notebooks share the state; `random` reseeds itself
    sys.argv = [*words[words.index("-m") + 1 :]]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the server ignores it
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the server prepares more at it (`preload`)
    kernel.main(closed=kernel.NAME in words)


def _end_with_parent() -> None:
    """End when the process that asked for the kernel is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _environment(environment: Mapping[str, str]) -> Iterator[None]:
    """Give a process that is started meanwhile this environment."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update({**environment, **processes.ONE_THREAD, **_SETTINGS})
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let a process that is started meanwhile ignore Ctrl-C, lest it print a traceback from its imports."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may set handlers
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from running this process's main module again in the forked one."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
