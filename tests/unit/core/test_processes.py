"""Shared work gives the same results in order, whatever becomes of its processes, and leaves none of them."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest

from sigtepunkt.core import processes

pytestmark = pytest.mark.skipif(
    not processes.is_possible(),
    reason="this system cannot share work: it is all done here, as the other tests do it",
)
HERE = os.getpid()
TASKS = range(7)


def elsewhere(task: int) -> tuple[int, bool]:
    """Return the task, and whether it was done in another process."""
    return task, os.getpid() != HERE


def unless_three(otherwise: Callable[[], object]) -> Callable[[int], tuple[int, bool]]:
    """Return work that does something else for the third task in another process."""

    def work(task: int) -> tuple[int, bool]:
        if task == 3 and os.getpid() != HERE:
            otherwise()
        return elsewhere(task)

    return work


def test_results_come_in_order_from_other_processes() -> None:
    with processes.share_work(elsewhere, TASKS, fork=True) as results:
        assert list(results) == [(task, True) for task in TASKS]


def test_a_collection_of_garbage_leaves_alone_what_the_process_was_forked_with() -> None:
    inherited = ["made before the fork"]

    def is_gone_through(_task: int) -> bool:
        return any(each is inherited for each in gc.get_objects())

    assert is_gone_through(0), "in this process"
    with processes.share_work(is_gone_through, [1, 2], fork=True) as results:
        assert list(results) == [False, False]


def test_without_a_fork_each_is_done_here_when_it_is_asked_for() -> None:
    done: list[int] = []
    with processes.share_work(done.append, TASKS, fork=False) as results:
        next(results)
    assert done == [0]


def test_results_larger_than_a_pipe_hold_nobody_up() -> None:
    with processes.share_work(lambda task: bytes([task]) * 1_000_000, TASKS, fork=True) as results:
        assert [len(result) for result in results] == [1_000_000] * 7


@pytest.mark.parametrize(
    "end", [lambda: os._exit(1), lambda: os.kill(os.getpid(), signal.SIGKILL)], ids=["exit", "kill -9"]
)
def test_what_a_process_that_ends_does_not_deliver_is_done_here(end: Callable[[], object]) -> None:
    with processes.share_work(unless_three(end), TASKS, fork=True) as results:
        delivered = list(results)
    assert [task for task, _ in delivered] == list(TASKS)
    assert delivered[3] == (3, False)


def test_a_process_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 1.0)
    with processes.share_work(unless_three(lambda: time.sleep(60)), TASKS, fork=True) as results:
        assert [task for task, _ in results] == list(TASKS)


def test_what_comes_late_is_not_taken_for_what_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PATIENCE", 0.5)

    def work(task: int) -> int:
        time.sleep(0.8 if task == 1 and os.getpid() != HERE else 0)
        return task

    with processes.share_work(work, TASKS, fork=True) as results:
        first_two = [next(results), next(results)]
        time.sleep(0.6)
        assert [*first_two, *results] == list(TASKS)


def test_what_was_being_delivered_when_a_process_was_killed_is_done_here() -> None:
    before = {*psutil.Process().children()}
    with processes.share_work(lambda task: bytes([task]) * 1_000_000, TASKS, fork=True) as results:
        time.sleep(1)  # by now each fills its pipe, with most of its first result left
        for child in {*psutil.Process().children()} - before:
            child.kill()
        assert list(results) == [bytes([task]) * 1_000_000 for task in TASKS]


def test_a_process_that_ends_halfway_through_a_delivery_is_not_waited_for() -> None:
    """As a ProcessPoolExecutor would, for the rest of what no process will write."""

    def half(self: Connection, content: bytes) -> None:
        os.write(self.fileno(), content[: len(content) // 2])
        os._exit(1)

    def work(task: int) -> int:
        if task == 3 and os.getpid() != HERE:
            Connection._send = half  # type: ignore[attr-defined]
        return task

    with processes.share_work(work, TASKS, fork=True) as results:
        assert list(results) == list(TASKS)


def test_what_is_wrong_with_a_task_is_told_by_this_process() -> None:
    def work(task: int) -> int:
        if task == 3:
            raise ValueError(f"told by {os.getpid()}")
        return task

    with processes.share_work(work, TASKS, fork=True) as results:
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match=f"told by {HERE}"):
            next(results)


def test_other_processes_are_gone_when_the_work_is_left_in_the_middle() -> None:
    before = {*psutil.Process().children()}
    with processes.share_work(lambda _: time.sleep(60), TASKS, fork=True):
        begun = {*psutil.Process().children()} - before
        assert len(begun) >= 2
    assert not [process for process in begun if process.is_running()]


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process runs: one that nobody has waited for does not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_they_end_when_who_asked_is_gone() -> None:
    code = """
import time
from sigtepunkt.core import processes
with processes.share_work(time.sleep, [60, 60], fork=True):
    print('begun', flush=True)
    time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert parent.stdout.readline() == "begun\n"
    begun = psutil.Process(parent.pid).children()
    assert len(begun) >= 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while any(map(is_alive, begun)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [process for process in begun if is_alive(process)]


READ = """
from sigtepunkt.core import processes
processes.limit_to_one_thread()
import numpy as np, pyarrow
pyarrow.table({'a': np.arange(1e6)}).sort_by('a')
processes.give_back_memory()
print(pyarrow.default_memory_pool().backend_name)
"""


def test_tables_are_read_into_the_systems_memory() -> None:
    printed = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    assert printed.stdout == "system\n"


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two modules that take long to import, and a library that imports of both."""
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow/__init__.py").write_text("from slow import part\nHALF = 0.5\n", encoding="utf-8")
    (tmp_path / "slow/part.py").write_text("def double(x):\n    return 2 * x\n", encoding="utf-8")
    (tmp_path / "library.py").write_text(
        "import slow\nfrom slow import part\nfrom slow.part import double\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("library", "slow.part", "slow"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("slow")
def test_a_postponed_module_is_imported_when_something_of_it_is_called() -> None:
    with processes.postpone_import("slow.part"), processes.postpone_import("slow"):
        library = importlib.import_module("library")
    assert not {"slow", "slow.part"} & sys.modules.keys()
    assert library.double(2) == 4
    assert library.part.double(3) == 6
    assert library.slow.HALF == 0.5
    assert {"slow", "slow.part"} <= sys.modules.keys()


@pytest.mark.usefixtures("slow")
def test_a_module_that_is_there_already_is_not_postponed() -> None:
    part = importlib.import_module("slow.part")
    with processes.postpone_import("slow.part"):
        assert importlib.import_module("library").part is part
    assert sys.modules["slow.part"] is part


@pytest.mark.usefixtures("slow")
def test_a_library_that_fails_leaves_nothing_in_a_modules_place() -> None:
    with pytest.raises(ModuleNotFoundError), processes.postpone_import("slow"):
        importlib.import_module("library")  # slow.part needs the real one
    assert "slow" not in sys.modules
