"""One writer at a time, who first repairs what a crash left. The operating system holds the lock: a dead process does not keep it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from sigtepunkt.core import atomic_files
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project


@contextmanager
def only_writer(project: Project) -> Iterator[None]:
    """Hold the project's lock, with interrupted writes repaired; raise Refused, naming the process, while another one holds it."""
    project.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(project.lock, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise Refused.of(
            f"another sigtepunkt is writing here (process {_holder(project)})",
            project.relative(project.lock),
            "one at a time",
            "wait until it is done, or end it",
        ) from error
    try:
        project.lock_holder.write_text(str(os.getpid()), encoding="ascii")
        atomic_files.repair(project.reports, project.published)
        atomic_files.repair(project.lock.parent)
        yield
    finally:
        project.lock_holder.unlink(missing_ok=True)
        lock.release()


def repair(project: Project) -> None:
    """Repair what a crash left, unless it is another process's work in progress."""
    if atomic_files.unfinished(project.reports, project.published, project.lock.parent):
        with suppress(Refused), only_writer(project):
            pass


def _holder(project: Project) -> str:
    try:
        return project.lock_holder.read_text(encoding="ascii").strip() or "unknown"
    except OSError:
        return "unknown"
