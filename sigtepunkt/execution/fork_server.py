"""Kernels forked from a server in which their libraries are imported already.

Most of a notebook's time is not its own: it goes into starting a kernel and importing pandas, seaborn and the report. The
standard library's fork server does that once; each kernel is then a process of its own, with the whole kernel protocol.
Nothing in the server runs: it has one thread, no open figure and no random state that a kernel would share with another.
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
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from sigtepunkt.core import processes
from sigtepunkt.editions import run_inputs
from sigtepunkt.execution import kernel

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

# Imported in the server, this module first: it remembers the server's search path. The second line is what a kernel imports as it begins.
PRELOADED = (
    "sigtepunkt.execution.fork_server",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "pdb",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "sigtepunkt.report.notebook_api",
    "seaborn",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "babel.numbers",
    "sigtepunkt.execution.preload",
)
# As a kernel sets it for itself before matplotlib is imported; and no word of the debugger's, which a kernel started anew is spared by a flag of Python's.
_SETTINGS = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
_LEFT_BY_IMPORTS = "PYDEVD_USE_FRAME_EVAL"  # the debugger's
_PATH = tuple(sys.path[1:] if sys.path[0] in {"", str(Path.cwd())} else sys.path)
_STARTING = threading.Lock()
_imported = ""


def is_possible() -> bool:
    """Return whether this system can fork kernels. Windows cannot."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def start(environment: Mapping[str, str]) -> None:
    """Have the server begin to import, unless it was begun; it goes on by itself, and one that died is begun again when next asked.

    This process's environment is another for a moment: begin before there are threads that read it.
    """
    global _imported
    with _STARTING:
        if not _imported or _has_died():
            _imported = run_inputs.package()
            multiprocessing.get_context("forkserver").set_forkserver_preload([*PRELOADED])
            with _environment(environment), _without_interrupts(), warnings.catch_warnings():
                warnings.filterwarnings(
                    "ignore", "resource_tracker", UserWarning
                )  # ended together with the server; it holds nothing of ours
                forkserver.ensure_running()


def _has_died() -> bool:
    """Return whether the server is gone: nobody reads the pipe any more by which it sees that this process lives."""
    alive = getattr(forkserver._forkserver, "_forkserver_alive_fd", None)
    if alive is None:
        return True
    end = select.poll()
    end.register(alive, 0)
    return bool(end.poll(0))


def is_current() -> bool:
    """Return whether the server, if there is one, was started with this package as its files are now."""
    return _imported in {"", run_inputs.package()}


class Forked:
    """A forked kernel's process, as `subprocess.Popen` would speak of it."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Return the exit code once it has ended."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def fork(words: Sequence[str], environment: Mapping[str, str], folder: str) -> Forked:
    """Start the kernel that the command `words` would start, forked, with this environment and working folder."""
    start(environment)
    context = multiprocessing.get_context("forkserver")
    with _STARTING, _without_main():
        process = context.Process(
            target=_become, args=([*words], dict(environment), folder), daemon=True, name="kernel"
        )
        process.start()
    return Forked(process)


class ForkedProvisioner(LocalProvisioner):
    """Jupyter's local kernels, but forked. Registered as `sigtepunkt-forked`, so that a kernelspec can name it."""

    async def launch_kernel(self, cmd: list[str], **named: Any) -> Any:
        """Start the kernel by forking; by starting Python anew where that cannot be, or would give what the package was before."""
        if not (is_possible() and is_current()):
            return await super().launch_kernel(cmd, **named)
        process = fork(cmd, named.get("env") or os.environ, named.get("cwd") or str(Path.cwd()))
        self.process = process  # type: ignore[assignment]  # it is spoken to alike
        self.pid = self.pgid = process.pid  # a group of its own, as a session's first process
        return self.connection_info


# --- in the forked process ------------------------------------------------------------------------------------


def _become(words: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Become the kernel: all that a process started anew would have of its own."""
    import numpy as np

    gc.freeze()  # what was imported before stays: no collection looks through it again
    os.setsid()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    multiprocessing.current_process().daemon = False  # a notebook may start processes
    left = {name: told for name, told in os.environ.items() if name == _LEFT_BY_IMPORTS}
    os.environ.clear()
    os.environ.update({**left, **environment, "JPY_PARENT_PID": str(os.getppid())})
    time.tzset()
    os.chdir(folder)
    sys.path[:] = _PATH
    np.random.seed()
    sys.argv = [*words[words.index("-m") + 1 :]]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which the server is begun without
    kernel.main(closed=kernel.NAME in words)


def _end_with_parent() -> None:
    """End when the process that asked for the kernel is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _environment(environment: Mapping[str, str]) -> Iterator[None]:
    """Let a process started now see this environment."""
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
    """Let a process started now pass over Ctrl-C at the console, which is for this one: it would tell where its imports were interrupted."""
    if threading.current_thread() is not threading.main_thread():  # the only one that may say so
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep multiprocessing from running this process's main module anew in the forked one."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
