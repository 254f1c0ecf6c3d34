"""Folders replaced as a whole: a reader meets the old or the new, and the next command repairs what a crash left between."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

OLD, NEW = ".old-", ".new-"


def aside(target: Path) -> Path:
    """Return where what shall take `target`'s place is built, beside it."""
    return target.with_name(f"{NEW}{target.name}")


def swap(target: Path) -> None:
    """Put the folder built aside in `target`'s place. Whatever fails leaves the old one there."""
    new, old = aside(target), target.with_name(f"{OLD}{target.name}")
    sync(new)
    try:
        if target.exists():
            target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def repair(folder: Path) -> None:
    """Finish or undo what a crash left in `folder`: an old folder without a new one returns, what was built aside goes.

    A file built aside to take its place after a folder did is put there, when that folder's swap was done.
    """
    if not folder.is_dir():
        return
    unfinished = any(path.is_dir() for path in folder.glob(f"{NEW}*"))
    for old in folder.glob(f"{OLD}*"):
        target = old.with_name(old.name.removeprefix(OLD))
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    for new in folder.glob(f"{NEW}*"):
        if new.is_dir():
            shutil.rmtree(new)
        elif unfinished:
            new.unlink()
        else:
            new.replace(new.with_name(new.name.removeprefix(NEW)))


def sync(folder: Path) -> None:
    """Have the names in a folder on disk before going on, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
