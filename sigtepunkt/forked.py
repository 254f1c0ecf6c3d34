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
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")

PATIENCE = 600.0  # seconds a task may take in another process before it is done here
_LOOK = 0.5  # seconds between looks at whether a process is still there


def is_possible() -> bool:
    """Return whether work can be shared: there is a second core, and a system where a process can be forked at any time."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1


@contextmanager
def shared(work: Callable[[Task], Result], tasks: Sequence[Task], *, fork: bool) -> Iterator[Iterator[Result]]:
    """Yield what `work` gives for each task, in order: made by one process for each core, or without `fork` here, as it is asked for.

    Results have to be such as can be pickled. No process is left when the context is.
    """
    if not (fork and is_possible()):
        yield map(work, tasks)
        return
    context = multiprocessing.get_context("fork")
    number = min(os.cpu_count() or 1, len(tasks))
    queues = [context.Queue() for _ in range(number)]
    processes = [
        context.Process(target=_deliver, args=(work, tasks[place::number], queues[place]), daemon=True, name="shared work") for place in range(number)
    ]
    for process in processes:
        process.start()
    try:
        yield (_taken(work, task, processes[place % number], queues[place % number]) for place, task in enumerate(tasks))
    finally:
        for process in processes:
            process.kill()
            process.join()


def _taken(work: Callable[[Task], Result], task: Task, process: BaseProcess, results: Any) -> Result:
    """Return what the process delivers next, or what is made here because it will not."""
    until = time.monotonic() + PATIENCE
    while process.is_alive() and time.monotonic() < until:
        try:
            found: Result = results.get(timeout=_LOOK)
        except queue.Empty:
            continue
        return found
    try:  # what it had delivered when it ended
        return results.get_nowait()  # type: ignore[no-any-return]
    except queue.Empty:
        process.kill()
        return work(task)


# --- in the forked process ------------------------------------------------------------------------------------


def _deliver(work: Callable[[Task], Result], tasks: Sequence[Task], results: Any) -> None:
    """Do the tasks in their order, up to one that raises; say nothing, and end when who asked is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere  # what another thread held when this process was forked is held for ever
        threading.Thread(target=_end_with_parent, daemon=True).start()
        for task in tasks:
            try:
                results.put(work(task))
            except Exception:  # noqa: BLE001 - told where it is done again
                break
        results.close()
        results.join_thread()


def _end_with_parent() -> None:
    """End when the process that asked is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
