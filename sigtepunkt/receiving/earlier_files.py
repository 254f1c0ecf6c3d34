"""The files that a source delivered before: what a new one is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.receiving import comparison, incoming
from sigtepunkt.receiving.incoming import Incoming
from sigtepunkt.strategy import Municipality, Source


@dataclass(frozen=True)
class EarlierFile:
    """A source's file in a vintage, as it was understood."""

    quarter: Quarter
    file: Incoming


def files(project: Project, source: Source) -> Iterator[tuple[Quarter, Path]]:
    """Yield each quarter that has the source's file, and where it lies, oldest first."""
    for quarter in project.quarters():
        path = project.raw(quarter) / source.file
        if path.is_file():
            yield quarter, path


def newest(
    project: Project, source: Source, until: Quarter, municipality: Municipality
) -> EarlierFile | None:
    """Return the file that a source delivered last, of the quarter `until` or one before it.

    None where there is none, or where it cannot be read, which its own quarter tells.
    """
    for quarter, path in reversed([*files(project, source)]):
        if quarter <= until:
            where = project.relative(path)
            try:
                return EarlierFile(quarter, incoming.read(source, path, where, municipality))
            except Refused:
                return None
    return None


def losses(
    now: Incoming, before: EarlierFile | None, where: str, municipality: Municipality
) -> list[Problem]:
    """Return what a new file lacks of the one before, or has too much; nothing where there was none."""
    if before is None:
        return []
    return [*comparison.losses(now, before.file, where, str(before.quarter), municipality)]
