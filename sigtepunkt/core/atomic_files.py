"""A folder, and files that go with it, replaced as one: a reader meets the old or the new, and a crash between is put right.

What is to come is built aside, beside its place (`begin`), then swapped in (`swap`), the folder first: its renaming is the
moment everything changes, and files that go with it follow. A journal says what is being replaced, so that after a crash
`repair` undoes or finishes exactly that, and touches nothing else that may lie there. Going back needs no room on the
disk: what was there is renamed, never written again.
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
_HALF = "~"  # after the name of a journal that is being written


def aside(target: Path) -> Path:
    """Return where what shall take `target`'s place is built, beside it."""
    return target.with_name(f"{NEW}{target.name}")


def begin(target: Path, followers: Sequence[Path] = ()) -> Path:
    """Make the empty folder that `target` is built in, noted in a journal, and return it.

    Raises Refused where something stands in the way: a file or a link in the folder's place, a folder in a file's place,
    or something of somebody else's where the new is to be built.
    """
    problems = [*_in_the_way(target, followers)]
    if problems:
        raise Refused(*problems)
    for folder in {target.parent, *(one.parent for one in followers)}:
        folder.mkdir(parents=True, exist_ok=True)
    try:
        _note(target, followers, ready=False)
        aside(target).mkdir()
    except BaseException:
        discard(target)
        raise
    return aside(target)


def swap(target: Path, followers: Sequence[Path] = ()) -> None:
    """Put the folder built aside in `target`'s place, and after it the files built aside in the `followers`' places.

    Whatever fails leaves the old ones there, and nothing aside.
    """
    folders = {target.parent, *(one.parent for one in followers)}
    replaced: list[Path] = []
    try:
        for folder in (aside(target), *folders):
            sync(folder)
        _note(target, followers, ready=True)
        if target.exists():
            target.rename(_old(target))
        aside(target).rename(target)
        for one in followers:
            replaced.append(one)
            if one.exists():
                one.replace(_old(one))
            aside(one).replace(one)
    except BaseException:
        _undo(target, followers, replaced)
        raise
    for folder in folders:
        sync(folder)
    _clear(target, followers)


def discard(target: Path, followers: Sequence[Path] = ()) -> None:
    """Remove what was built aside, and the journal of it."""
    for one in (target, *followers):
        _remove(aside(one))
    _journal(target).with_name(f"{_journal(target).name}{_HALF}").unlink(missing_ok=True)
    _journal(target).unlink(missing_ok=True)


def unfinished(*folders: Path) -> bool:
    """Return whether a swap is going on in these folders, or was cut short."""
    return any(True for folder in folders for _ in folder.glob(f"{JOURNAL}*"))


def repair(*folders: Path) -> None:
    """Finish or undo what journals in these folders say was cut short; files that follow a folder lie in any of them."""
    journals = [path for folder in folders for path in folder.glob(f"{JOURNAL}*")]
    for half in (path for path in journals if path.name.endswith(_HALF)):
        half.unlink()
    for journal in (path for path in journals if not path.name.endswith(_HALF)):
        target = journal.with_name(journal.name.removeprefix(JOURNAL))
        ready, names = _read(journal)
        followers = [folder / name for folder in folders for name in names]
        if ready and not aside(target).exists() and target.exists():
            for one in followers:
                if aside(one).exists():
                    aside(one).replace(one)
            _clear(target, followers)
        else:
            _undo(target, followers, [])


def write(path: Path, content: bytes) -> None:
    """Write a file, and have it on disk before going on."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Put a file of this content in `path`'s place as one, by way of a file beside it: never half of it, whatever fails.

    `mode` is who may read and write it, less what the system's mask takes away.
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
    """Have the names in a folder on disk before going on, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _in_the_way(target: Path, followers: Sequence[Path]) -> Iterator[Problem]:
    move = "move it away, or delete it, and run the command again"
    for folder in dict.fromkeys(one.parent for one in (target, *followers)):
        if os.path.lexists(folder) and not folder.is_dir():
            yield Problem("this is no folder", _named(folder), "a folder, or nothing", move)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        what = "a link" if target.is_symlink() else "a file"
        yield Problem(
            f"{what} stands where a folder is to be written", _named(target), "a folder, or nothing", move
        )
    for one in followers:
        if one.is_dir() and not one.is_symlink():
            yield Problem(
                "a folder stands where a file is to be written", _named(one), "a file, or nothing", move
            )
    for one in (target, *followers):
        if os.path.lexists(aside(one)):
            yield Problem(
                "this name is needed while something new is built, and is taken",
                _named(aside(one)),
                "nothing",
                move,
            )


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _note(target: Path, followers: Sequence[Path], *, ready: bool) -> None:
    half = _journal(target).with_name(f"{_journal(target).name}{_HALF}")
    write(half, json.dumps({"ready": ready, "followers": [one.name for one in followers]}).encode())
    half.replace(_journal(target))


def _read(journal: Path) -> tuple[bool, list[str]]:
    """Return whether all that a journal tells of was built, and the names of the files that follow."""
    try:
        noted: Any = json.loads(journal.read_text(encoding="utf-8"))
        return noted["ready"] is True, [name for name in noted["followers"] if Path(name).name == name]
    except (ValueError, KeyError, TypeError):
        return False, []


def _undo(target: Path, followers: Sequence[Path], replaced: Sequence[Path]) -> None:
    """Put back the old folder and files, by renaming alone; what stands in the places of the `replaced` is new, and goes."""
    if _old(target).exists() or (replaced and not aside(target).exists()):
        _remove(target)
    if _old(target).exists():
        _old(target).rename(target)
    for one in followers:
        if _old(one).exists():
            _old(one).replace(one)
        elif one in replaced and not aside(one).exists():
            one.unlink(missing_ok=True)
    discard(target, followers)


def _clear(target: Path, followers: Sequence[Path]) -> None:
    """Remove what was replaced, then the journal."""
    for one in (target, *followers):
        with suppress(OSError):
            _remove(_old(one))
    _journal(target).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _old(target: Path) -> Path:
    return target.with_name(f"{OLD}{target.name}")


def _journal(target: Path) -> Path:
    return target.with_name(f"{JOURNAL}{target.name}")


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
        repair(project.reports, project.published)
        repair(project.lock.parent)
        yield
    finally:
        project.lock_holder.unlink(missing_ok=True)
        lock.release()


def repair_unless_locked(project: Project) -> None:
    """Repair what a crash left, unless it is another process's work in progress."""
    if unfinished(project.reports, project.published, project.lock.parent):
        with suppress(Refused), only_writer(project):
            pass


def _holder(project: Project) -> str:
    try:
        return project.lock_holder.read_text(encoding="ascii").strip() or "unknown"
    except OSError:
        return "unknown"
