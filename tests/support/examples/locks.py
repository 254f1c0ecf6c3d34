"""The packages and versions that the lock files pin."""

from __future__ import annotations

import re
from collections.abc import Mapping

from places import REPOSITORY

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def plain(name: str) -> str:
    """Return a distribution's normalised name, as package indexes and conda-forge spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str) -> Mapping[str, list[str]]:
    """Return name → the requirement lines of a lock file, each with its continuation lines joined."""
    text = (REPOSITORY / file).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    packages: dict[str, list[str]] = {}
    for line in lines:
        packages.setdefault(split(line)[0], []).append(line)
    return packages


def versions(lines: list[str]) -> set[str]:
    """Return the versions that the lines of a package pin."""
    return {match[1] for line in lines if (match := re.match(r"\S+==([^\s;]+)", line))}


def split(requirement: str) -> tuple[str, str]:
    """Return the name and the version limits of `name[extra]>=1,<2`."""
    match = NAME.match(requirement)
    assert match is not None, requirement
    return plain(match[0]), re.sub(r"^\[[^]]*\]", "", requirement[match.end() :]).replace(" ", "")
