"""One writer at a time, who first puts right what a crash left. The lock is the system's: a dead process does not keep it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from sigtepunkt import swap
from sigtepunkt.errors import Problem, Refused
from sigtepunkt.project import Project


@contextmanager
def only_writer(project: Project) -> Iterator[None]:
    """Hold the project's lock, with everything whole; raise Refused, naming the process, while another one holds it."""
    project.lock.parent.mkdir(parents=True, exist_ok=True)
    with project.lock.open("a+", encoding="ascii") as file:
        try:
            _take(file)
        except OSError as error:
            file.seek(0)
            raise Refused(Problem(
                f"another sigtepunkt is writing here (process {file.read().strip() or 'unknown'})", project.relative(project.lock), "one at a time",
                "wait until it is done, or end it",
            )) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        swap.repair(project.reports, project.published)
        swap.repair(project.lock.parent)
        yield


def repair(project: Project) -> None:
    """Put right what a crash left, unless it is another process's work in progress."""
    if swap.unfinished(project.reports, project.published, project.lock.parent):
        with suppress(Refused), only_writer(project):
            pass


def _take(file: IO[str]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
