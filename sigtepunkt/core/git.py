"""What git says of a folder. The only module that asks it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sigtepunkt.core.errors import Refused

# A hook's environment names its own repository, whatever folder is asked about.
_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"})


def commit(folder: Path) -> str:
    """Return the commit checked out, with "+" when files differ from it; "ukendt" outside git."""
    head, changes = _ask(folder, "rev-parse", "HEAD"), _ask(folder, "status", "--porcelain")
    if head is None or changes is None or head.returncode or changes.returncode:
        return "ukendt"
    return head.stdout.strip() + ("+" if changes.stdout else "")


def files(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files below `folder` that git tracks, and those that `git add` would take.

    Both are empty without a repository or without git. Raises Refused where git fails in a repository.
    """
    return _listed(folder, "--cached"), _listed(folder, "--others", "--exclude-standard")


def _listed(folder: Path, *options: str) -> tuple[str, ...]:
    answer = _ask(folder, "ls-files", "-z", *options) if folder.is_dir() else None
    if answer is None or (answer.returncode and "not a git repository" in answer.stderr):
        return ()
    if answer.returncode:
        next_step = "run git status in the folder, and do as it says"
        raise Refused.of("git does not say which files it has", folder.name, next_step=next_step)
    return tuple(answer.stdout.split("\0")[:-1])


def _ask(folder: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    """Return git's answer, in English; None where git is not installed."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    try:
        return subprocess.run(  # noqa: S603 - the words are this module's, and a folder
            ("git", "-C", str(folder), *words),  # noqa: S607 - git is found as its users find it
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            env=environment | {"LC_ALL": "C"},
        )
    except OSError:
        return None
