"""What lies among raw files and suites and belongs to no source: told by name, and read by nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.raw.vintage import PAPERS
from sigtepunkt.strategy import Source

_SUITES_OF_TABLES = frozenset({"facts", "observations"})


def files(folder: Path, sources: Iterable[Source]) -> list[Path]:
    """Return what lies in a vintage's folder, and is neither a source's file nor one of its papers."""
    known = {*PAPERS, *(source.file for source in sources)}
    return sorted(path for path in folder.iterdir() if path.name not in known) if folder.is_dir() else []


def files_in_words(project: Project, folder: Path, sources: Iterable[Source]) -> Iterator[str]:
    """Yield a line for each of these files: whether a system left it there, or no source has it."""
    for path in files(folder, sources):
        left = is_left_by_system(path.name)
        why = (
            "left there by a system or a program"
            if left
            else "no source in strategy/sources.toml has this file"
        )
        yield f"{project.relative(path)}: {why}"


def suites_in_words(project: Project, keys: Collection[str]) -> Iterator[str]:
    """Yield a line for each suite of expectations that belongs to no source, which `keys` names."""
    for path in sorted(project.expectations.glob("*.json")):
        if path.stem not in {*keys, *_SUITES_OF_TABLES}:
            yield f"{project.relative(path)}: no source in strategy/sources.toml has this name"
