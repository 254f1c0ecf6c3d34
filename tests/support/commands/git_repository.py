"""Git repositories for a test, independent of the machine's git configuration."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SETTINGS = (
    "user.name=test",
    "user.email=test@localhost",
    "commit.gpgsign=false",
    "core.hooksPath=/dev/null",
)
_OPTIONS = tuple(word for setting in _SETTINGS for word in ("-c", setting))


def git(folder: Path, *words: str) -> str:
    """Run git in a folder and return its output."""
    command = ("git", "-C", str(folder), *_OPTIONS, *words)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_all(folder: Path) -> str:
    """Make the folder a repository, commit everything that is not ignored, and return the commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As shipped")
    return git(folder, "rev-parse", "HEAD")
