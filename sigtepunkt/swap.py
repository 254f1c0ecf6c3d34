"""A folder, and files that go with it, replaced as one: a reader meets the old or the new, and a crash between is put right.

What is to come is built aside, beside its place, the folder first. Its renaming is the moment everything changes; files
that go with it follow. A crash before leaves the old, a crash after leaves the new.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

OLD, NEW = ".old-", ".new-"


def aside(target: Path) -> Path:
    """Return where what shall take `target`'s place is built, beside it."""
    return target.with_name(f"{NEW}{target.name}")


def swap(target: Path, followers: Sequence[Path] = ()) -> None:
    """Put the folder built aside in `target`'s place, and after it the files built aside in the `followers`' places.

    Whatever fails leaves the old ones there, and nothing aside. A follower of which nothing was built aside goes.
    """
    before = {one: one.read_bytes() if one.is_file() else None for one in followers}
    folders = {target.parent, *(one.parent for one in followers)}
    for folder in (aside(target), *folders):
        sync(folder)
    try:
        if target.exists():
            target.rename(_old(target))
        aside(target).rename(target)
        for one in followers:
            if aside(one).exists():
                aside(one).replace(one)
            else:
                one.unlink(missing_ok=True)
    except BaseException:
        _undo(target, before)
        raise
    for folder in folders:
        sync(folder)
    shutil.rmtree(_old(target), ignore_errors=True)


def _undo(target: Path, before: Mapping[Path, bytes | None]) -> None:
    """Put back the old folder and what the followers held."""
    old = _old(target)
    if old.exists() or not aside(target).exists():
        shutil.rmtree(target, ignore_errors=True)
    if old.exists():
        old.rename(target)
    for one, content in before.items():
        if content is None:
            one.unlink(missing_ok=True)
        elif not one.is_file() or one.read_bytes() != content:
            one.write_bytes(content)
    discard(target, [*before])


def discard(target: Path, followers: Sequence[Path] = ()) -> None:
    """Remove what was built aside."""
    for one in followers:
        aside(one).unlink(missing_ok=True)
    shutil.rmtree(aside(target), ignore_errors=True)


def unfinished(*folders: Path) -> bool:
    """Return whether a swap is going on in these folders, or was cut short."""
    return any(path for folder in folders for kind in (OLD, NEW) for path in folder.glob(f"{kind}*"))


def repair(*folders: Path) -> None:
    """Finish or undo what a crash left in these folders, whose files follow the first one's folders."""
    building = [path for folder in folders for path in folder.glob(f"{NEW}*") if path.is_dir()]
    # Files first: while a folder stands aside, it says that they must not be put in place.
    for new in [path for folder in folders for path in folder.glob(f"{NEW}*") if not path.is_dir()]:
        if building:
            new.unlink()
        else:
            new.replace(new.with_name(new.name.removeprefix(NEW)))
    for old in [path for folder in folders for path in folder.glob(f"{OLD}*")]:
        target = old.with_name(old.name.removeprefix(OLD))
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    for new in building:
        shutil.rmtree(new)


def write(path: Path, content: bytes) -> None:
    """Write a file, and have it on disk before going on."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Have the names in a folder on disk before going on, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _old(target: Path) -> Path:
    return target.with_name(f"{OLD}{target.name}")
