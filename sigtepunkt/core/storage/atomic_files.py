"""Atomic replacement of a file, or of a folder and the files that follow it, and the lock of the one writer.

A new folder is built beside its target (`begin`), then put in its place by renaming (`swap`): renaming the
folder is the moment of change, and its followers come after. Readers see the old or the new. A journal says
what is being replaced, so that after a crash `repair` undoes or finishes exactly that and touches nothing
else. Undoing only renames, so a full disk does not prevent it. Commands that write hold `only_writer`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project

OLD, NEW, JOURNAL = ".old-", ".new-", ".swap-"
_HALF = "~"  # ends the name of a journal that is being written


def write(path: Path, content: bytes) -> None:
    """Write a file, and return when it is on disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Replace a file atomically by one with this content; whatever fails leaves the old one.

    `mode` is its permissions, less the process's umask.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.touch(mode)
        write(beside, content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sync(folder: Path) -> None:
    """Return when the names in a folder are on disk, where the system can tell."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def staging_path(target: Path) -> Path:
    """Return where the replacement of `target` is built, beside it."""
    return target.with_name(f"{NEW}{target.name}")


def begin(target: Path, followers: Sequence[Path] = ()) -> Path:
    """Write the journal, and return the new empty folder in which `target`'s replacement is to be built.

    Raises Refused where something is in the way: a file or link in the folder's place, a folder in a file's
    place, or anything where the new ones are to be built.
    """
    move = "move it away, or delete it, and run the command again"
    problems = [
        Problem(what, f"{path.parent.name}/{path.name}", allowed, move)
        for what, path, allowed in _obstacles(target, followers)
    ]
    if problems:
        raise Refused(*problems)
    for folder in _folders(target, followers):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        _note(target, followers, ready=False)
        staging_path(target).mkdir()
    except BaseException:
        discard(target)
        raise
    return staging_path(target)


def swap(target: Path, followers: Sequence[Path] = ()) -> None:
    """Put the new folder in `target`'s place, then the new files in their `followers`' places.

    Whatever fails leaves the old ones there, and nothing beside them.
    """
    folders = _folders(target, followers)
    replaced: list[Path] = []
    try:
        for folder in (staging_path(target), *folders):
            sync(folder)
        _note(target, followers, ready=True)
        if target.exists():
            target.rename(_old(target))
        staging_path(target).rename(target)
        for follower in followers:
            replaced.append(follower)
            if follower.exists():
                follower.replace(_old(follower))
            staging_path(follower).replace(follower)
    except BaseException:
        _undo(target, followers, replaced)
        raise
    for folder in folders:
        sync(folder)
    _clear(target, followers)


def discard(target: Path, followers: Sequence[Path] = ()) -> None:
    """Remove what was built beside its target, and the journal."""
    for path in (target, *followers):
        _remove(staging_path(path))
    _journal(target, _HALF).unlink(missing_ok=True)
    _journal(target).unlink(missing_ok=True)


def repair(*folders: Path) -> None:
    """Finish or undo what journals in these folders say was interrupted; followers lie in any of them."""
    for journal in [path for folder in folders for path in folder.glob(f"{JOURNAL}*")]:
        if journal.name.endswith(_HALF):
            journal.unlink(missing_ok=True)
            continue
        target = journal.with_name(journal.name.removeprefix(JOURNAL))
        ready, names = _read(journal)
        followers = [folder / name for folder in folders for name in names]
        if not ready or staging_path(target).exists() or not target.exists():
            _undo(target, followers, [])
            continue
        for follower in followers:
            if staging_path(follower).exists():
                staging_path(follower).replace(follower)
        _clear(target, followers)


def _obstacles(target: Path, followers: Sequence[Path]) -> Iterator[tuple[str, Path, str]]:
    """Yield what is in the way, its path, and what may be there instead."""
    for folder in _folders(target, followers):
        if os.path.lexists(folder) and not folder.is_dir():
            yield "this is no folder", folder, "a folder, or nothing"
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        kind = "a link" if target.is_symlink() else "a file"
        yield f"{kind} stands where a folder is to be written", target, "a folder, or nothing"
    for path in followers:
        if path.is_dir() and not path.is_symlink():
            yield "a folder stands where a file is to be written", path, "a file, or nothing"
    for path in map(staging_path, (target, *followers)):
        if os.path.lexists(path):
            yield "this name is needed while something new is built, and is taken", path, "nothing"


def _folders(target: Path, followers: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(path.parent for path in (target, *followers)))


def _note(target: Path, followers: Sequence[Path], *, ready: bool) -> None:
    """Write the journal; `ready` says that everything is built."""
    journal = {"ready": ready, "followers": [follower.name for follower in followers]}
    write(_journal(target, _HALF), json.dumps(journal).encode())
    _journal(target, _HALF).replace(_journal(target))


def _read(journal: Path) -> tuple[bool, list[str]]:
    """Return whether a journal says that everything was built, and the names of the followers."""
    try:
        content: Any = json.loads(journal.read_text(encoding="utf-8"))
        return content["ready"] is True, [name for name in content["followers"] if Path(name).name == name]
    except (ValueError, KeyError, TypeError):
        return False, []


def _undo(target: Path, followers: Sequence[Path], replaced: Sequence[Path]) -> None:
    """Put back the old folder and files by renaming; the `replaced` are new files by now, and go."""
    if _old(target).exists() or (replaced and not staging_path(target).exists()):
        _remove(target)
    if _old(target).exists():
        _old(target).rename(target)
    for follower in followers:
        if _old(follower).exists():
            _old(follower).replace(follower)
        elif follower in replaced and not staging_path(follower).exists():
            follower.unlink(missing_ok=True)
    discard(target, followers)


def _clear(target: Path, followers: Sequence[Path]) -> None:
    """Remove what was replaced, then the journal."""
    for path in (target, *followers):
        with suppress(OSError):
            _remove(_old(path))
    _journal(target).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _old(target: Path) -> Path:
    return target.with_name(f"{OLD}{target.name}")


def _journal(target: Path, half: str = "") -> Path:
    return target.with_name(f"{JOURNAL}{target.name}{half}")


@contextmanager
def write_lock(project: Project) -> Iterator[None]:
    """Hold the project's lock, with interrupted replacements repaired.

    Raises Refused, naming the other process, while another one holds it.
    """
    project.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(project.lock, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        holder = "unknown"
        with suppress(OSError):
            holder = project.lock_holder.read_text(encoding="ascii").strip() or holder
        raise Refused.of(
            f"another sigtepunkt is writing here (process {holder})",
            project.relative(project.lock),
            "one at a time",
            "wait until it is done, or end it",
        ) from error
    try:
        project.lock_holder.write_text(str(os.getpid()), encoding="ascii")
        repair(project.reports, project.published)
        repair(project.lock.parent)
        repair(project.all_raw)
        yield
    finally:
        project.lock_holder.unlink(missing_ok=True)
        lock.release()


def repair_unless_locked(project: Project) -> None:
    """Repair what a crash left, unless another process is working on it."""
    folders = (project.reports, project.published, project.lock.parent, project.all_raw)
    if any(True for folder in folders for _ in folder.glob(f"{JOURNAL}*")):
        with suppress(Refused), write_lock(project):
            pass
