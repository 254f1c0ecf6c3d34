"""What git says of a folder. The only module that asks it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sigtepunkt.core.errors import Refused

_ELSEWHERE = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
)  # a hook's: they name its repository, whatever folder is asked about


def commit(folder: Path) -> str:
    """Return the commit the folder stands at, with "+" when files differ from it; "ukendt" outside git."""
    head, changed = _ask(folder, "rev-parse", "HEAD"), _ask(folder, "status", "--porcelain")
    if head is None or changed is None or head.returncode or changed.returncode:
        return "ukendt"
    return head.stdout.strip() + ("+" if changed.stdout else "")


def files(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files below `folder` that git has, and those that `git add` would take; none where there is no repository or no git.

    Raises Refused where there is a repository and git does not answer.
    """
    return _listed(folder, "--cached"), _listed(folder, "--others", "--exclude-standard")


def _listed(folder: Path, *which: str) -> tuple[str, ...]:
    answer = _ask(folder, "ls-files", "-z", *which) if folder.is_dir() else None
    if answer is None or (answer.returncode and "not a git repository" in answer.stderr):
        return ()
    if answer.returncode:
        raise Refused.of(
            "git does not say which files it has",
            folder.name,
            next_step="run git status in the folder, and do as it says",
        )
    return tuple(answer.stdout.split("\0")[:-1])


def _ask(folder: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    """Return git's answer, in English; None where there is no git."""
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE} | {
        "LC_ALL": "C"
    }
    try:
        return subprocess.run(
            ("git", "-C", str(folder), *words),
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            env=environment,
        )
    except OSError:
        return None
