"""Work shared among forked processes, its results in order; what a forked process does not deliver is done here.

A fork has all that this process has imported, which for Great Expectations takes seconds. That a process ends (out of
memory, killed) or hangs changes no result: its tasks are done here, and so is one that raises, which is told as ever.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 600.0  # seconds a task may take in another process before it is done here


def is_possible() -> bool:
    """Return whether work can be shared: there is a second core, and a system where a process can be forked at any time."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


@contextmanager
def shared(
    work: Callable[[Task], Result], tasks: Sequence[Task], *, fork: bool
) -> Iterator[Iterator[Result]]:
    """Yield what `work` gives for each task, in order: made by one process for each core, or without `fork` here, as it is asked for.

    Results have to be such as can be pickled. No process is left when the context is.
    """
    if not (fork and is_possible()):
        yield map(work, tasks)
        return
    number = min(os.cpu_count() or 1, len(tasks))
    workers = [_Worker(work, tasks[place::number]) for place in range(number)]
    try:
        yield (workers[place % number].take(task) for place, task in enumerate(tasks))
    finally:
        for worker in workers:
            worker.give_up()


class _Worker(Generic[Task, Result]):
    """A forked process that does tasks in their order, and the pipe by which it delivers."""

    def __init__(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> None:
        context = multiprocessing.get_context("fork")
        self._work = work
        self._results, delivery = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_deliver, args=(work, tasks, delivery), daemon=True, name="shared work"
        )
        self._process.start()
        delivery.close()  # here, so that a delivery cut short has an end, and before another process is forked that would hold it open

    def take(self, task: Task) -> Result:
        """Return what is delivered next, or what is made here because nothing will be."""
        try:
            if self._results.poll(PATIENCE):
                found: Result = self._results.recv()
                return found
        except (EOFError, OSError):
            pass
        self.give_up()  # what came late would be taken for the next task's
        return self._work(task)

    def give_up(self) -> None:
        """End the process and take nothing more from it."""
        self._process.kill()
        self._process.join()
        self._results.close()


# --- in the forked process ------------------------------------------------------------------------------------


def _deliver(work: Callable[[Task], Result], tasks: Sequence[Task], delivery: Connection) -> None:
    """Do the tasks in their order, up to one that raises; say nothing, and end when who asked is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = (
            nowhere  # what another thread held when this process was forked is held for ever
        )
        threading.Thread(target=_end_with_parent, daemon=True).start()
        done: queue.SimpleQueue[tuple[Result, ...]] = queue.SimpleQueue()
        sender = threading.Thread(
            target=_send, args=(delivery, done)
        )  # so that the next task does not wait until this one's result is taken
        sender.start()
        with suppress(Exception):  # told where it is done again
            for task in tasks:
                done.put((work(task),))
        done.put(())
        sender.join()


def _send(delivery: Connection, done: queue.SimpleQueue[tuple[Any, ...]]) -> None:
    """Deliver what is done until nothing more is."""
    try:
        while found := done.get():
            delivery.send(found[0])
    finally:
        delivery.close()


def _end_with_parent() -> None:
    """End when the process that asked is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


# What a thread holds when a process forks is held for ever in the fork: pyarrow's memory pool has none in the background.
ONE_THREAD: Mapping[str, str] = {
    **dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
    ),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
# One more than there are cores, since a kernel that starts or is spoken to waits; more would be memory without gain.
NOTEBOOKS_AT_ONCE = min((os.cpu_count() or 1) + 1, 8)


def only_one() -> None:
    """Let this process, and those it starts, compute with one thread each. Without effect once numpy or pyarrow is imported."""
    os.environ.update(ONE_THREAD)


def without_addresses() -> None:
    """Keep jsonschema, when it is imported, from building a grammar of international web addresses.

    JupyterLab brings the library along, and building takes seconds of every process. Nothing here holds an address against a schema.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # to import it fails then, which jsonschema allows for
