"""Work shared among forked processes, with results in order, and limits on what each process computes with.

A fork has everything this process has imported, which for Great Expectations takes seconds. It only saves
time: what it does not deliver (it was killed, ran out of memory, hung, or its task raised) is computed here.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import cycle
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_CORES = os.cpu_count() or 1
PATIENCE = 600.0  # seconds to wait for a task's result from another process before computing it here
# A lock that a thread holds stays locked in a fork, so libraries and pyarrow's memory pools start no threads.
# Of the pools the system's takes 30 MB less in each process that has read a table.
ONE_THREAD: Mapping[str, str] = {
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
# Two more than there are cores, since a kernel that starts or waits for a message is idle.
NOTEBOOKS_AT_ONCE = min(_CORES + 2, 8)


def limit_to_one_thread() -> None:
    """Limit this process and its children to one thread each; too late once numpy or pyarrow is imported."""
    os.environ.update(ONE_THREAD)


def skip_address_grammar() -> None:
    """Keep jsonschema, when it is imported, from building its grammar of international web addresses.

    Building it takes seconds in every process, and no schema here checks addresses. Where the library that
    builds it, which JupyterLab installs, cannot be imported, jsonschema does without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # importing None fails


class _Postponed(ModuleType):
    """Stands for a module. What a library imports from it meanwhile is a function that imports the module."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is not self:  # the library's own import is over
            return getattr(importlib.import_module(self.__name__), name)
        if (part := sys.modules.get(f"{self.__name__}.{name}")) is not None:
            return part

        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **named)

        return call


@contextmanager
def postpone_import(name: str) -> Iterator[None]:
    """Let libraries that are imported meanwhile do without a module, unless it is there already.

    It is imported when one of them calls something of it. For modules that take long, and that a library
    needs for what this package never asks of it.
    """
    if name in sys.modules:
        yield
        return
    stands_for = _Postponed(name)
    sys.modules[name] = stands_for
    try:
        yield
    finally:
        del sys.modules[name]


def give_back_memory() -> None:
    """Return to the system what this process has freed: others begin that need it."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()  # the system's, so all of it


def is_possible() -> bool:
    """Return whether work can be shared: there are several cores, and forking is safe on this system."""
    return sys.platform == "linux" and _CORES > 1


@contextmanager
def share_work(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, fork: bool
) -> Iterator[Iterator[Result]]:
    """Yield an iterator over `work(task)` for each task, in order; no process is left when the context ends.

    With `fork`, one process per core computes ahead, and results have to be picklable. Without it, or where
    forking is not possible, each result is computed in this process when it is asked for.
    """
    if not (fork and is_possible()):
        yield map(work, tasks)
        return
    number = min(_CORES, len(tasks))
    workers = [_Worker(work, tasks[first::number]) for first in range(number)]
    try:
        yield (worker.result(task) for worker, task in zip(cycle(workers), tasks, strict=False))
    finally:
        for worker in workers:
            worker.stop()


# Not ProcessPoolExecutor: its workers share one pipe, open in the parent too. When one is killed while it
# delivers, the executor waits for the rest for ever, and the parent cannot exit. A pipe each ends.
class _Worker(Generic[Task, Result]):
    """A forked process that computes its tasks in order, and the pipe it delivers them through."""

    def __init__(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> None:
        context = multiprocessing.get_context("fork")
        self._work = work
        self._results, delivery = context.Pipe(duplex=False)
        self._process = context.Process(target=_deliver, args=(work, tasks, delivery), daemon=True)
        self._process.start()
        delivery.close()  # before the next fork inherits it: the pipe ends when its one writer does

    def result(self, task: Task) -> Result:
        """Return the next result delivered, or compute it here when none will be."""
        with suppress(EOFError, OSError):
            if self._results.poll(PATIENCE):
                result: Result = self._results.recv()
                return result
        self.stop()  # a late result would be taken for the next task's
        return self._work(task)

    def stop(self) -> None:
        """Kill the process and accept nothing more from it."""
        self._process.kill()
        self._process.join()
        self._results.close()


def _deliver(work: Callable[[Task], Result], tasks: Sequence[Task], delivery: Connection) -> None:
    """Compute tasks in a forked process until one raises; print nothing, and end when the parent does."""
    gc.freeze()  # or a collection would go through what the parent has, and copy all of it into this process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        # The streams inherited may be locked for ever by a thread of the parent's.
        sys.stdout = sys.stderr = nowhere
        # A thread sends, so that no task waits until the result before it is taken. What raises will raise
        # again in the parent, which computes the remaining tasks.
        with suppress(Exception), ThreadPoolExecutor(1) as sender:
            for task in tasks:
                sender.submit(delivery.send_bytes, pickle.dumps(work(task)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
