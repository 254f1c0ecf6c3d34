"""Git repositories made for a test, whatever the machine's own git is set to."""

from __future__ import annotations

import subprocess
from pathlib import Path

_WHO = (
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@localhost",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "core.hooksPath=/dev/null",
)


def git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it says."""
    return subprocess.run(
        ("git", "-C", str(folder), *_WHO, *words), check=True, capture_output=True, text=True
    ).stdout.strip()


def commit_all(folder: Path) -> str:
    """Make the folder a repository with everything in it that is not ignored, and return the commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "As shipped")
    return git(folder, "rev-parse", "HEAD")
