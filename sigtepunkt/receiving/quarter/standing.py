"""How each source stands in a quarter: whether its file is there, how it came, what is due and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import PROVENANCE
from sigtepunkt.receiving import earlier_files, incoming
from sigtepunkt.sources.services.source_state import Publication, SourceState, due_on, state_of
from sigtepunkt.strategy import Definitions, Municipality, Source


class Way(StrEnum):
    """How a file came into a vintage."""

    FETCHED = "fetched"
    RECEIVED = "received"
    KEPT = "kept"  # bytes and papers are those of the vintage before


@dataclass(frozen=True)
class Standing:
    """How a source stands in a quarter, by the newest file it has delivered until then.

    `way` is None while its file is not there; `same` says that it has the bytes of the vintage before.
    `newest` is the newest period with a figure, "" where the file cannot be read. `due` is the day by which
    the period after it should be published, as announced or by its rhythm, None where neither is known.
    `state` is None where the file is not the publisher's newest: not there, kept, or a later copy.
    """

    key: str
    source: Source
    way: Way | None
    same: bool
    newest: str
    due: dt.date | None
    state: SourceState | None

    def is_expected(self, today: dt.date) -> bool:
        """Return whether something newer should be there by `today`, as far as the rhythm says."""
        return self.due is None or self.due <= today


def of_quarter(
    project: Project, definitions: Definitions, quarter: Quarter, today: dt.date
) -> list[Standing]:
    """Return how every source stands in a quarter, whose vintage need not be there."""
    vintages = _Vintages(project, definitions.municipality, quarter)
    return [vintages.standing(key, source, today) for key, source in definitions.sources.items()]


def newest_before(project: Project, quarter: Quarter) -> Quarter | None:
    """Return the newest quarter before this one that has a vintage."""
    return next((earlier for earlier in reversed(project.quarters()) if earlier < quarter), None)


def read_papers(project: Project, quarter: Quarter) -> Mapping[str, Any]:
    """Return the tables of a vintage's `provenance.toml`, none where it cannot be read, which others tell."""
    try:
        return plain_text.parse_toml((project.raw(quarter) / PROVENANCE).read_bytes())
    except (OSError, ValueError):
        return {}


def has_bytes_of(project: Project, name: str, quarter: Quarter, before: Quarter | None) -> bool:
    """Return whether a file is byte for byte that of the vintage before."""
    paths = [project.raw(each) / name for each in (quarter, before) if each]
    files = [path for path in paths if path.is_file()]
    return len(files) > 1 and checksum.of_file(files[0]) == checksum.of_file(files[1])


@dataclass(frozen=True)
class _Vintages:
    """A quarter's vintage, and the one before it."""

    project: Project
    municipality: Municipality
    quarter: Quarter

    @cached_property
    def before(self) -> Quarter | None:
        return newest_before(self.project, self.quarter)

    @cached_property
    def papers(self) -> Mapping[str, Any]:
        return read_papers(self.project, self.quarter)

    @cached_property
    def papers_before(self) -> Mapping[str, Any]:
        return read_papers(self.project, self.before) if self.before else {}

    def standing(self, key: str, source: Source, today: dt.date) -> Standing:
        """Return how a source stands."""
        files = [path for each, path in earlier_files.files(self.project, source) if each <= self.quarter]
        same = has_bytes_of(self.project, source.file, self.quarter, self.before)
        periods = self._periods(source, files[-1]) if files else []
        is_there = bool(files) and files[-1].parent.name == str(self.quarter)
        way = self._way(source.file, same=same) if is_there else None
        due, newest = _due(source, periods, today), periods[-1] if periods else ""
        return Standing(key, source, way, same, newest, due, self._state(source, way, periods, today))

    def _state(
        self, source: Source, way: Way | None, periods: Sequence[str], today: dt.date
    ) -> SourceState | None:
        paper = self.papers.get(source.file, {})
        if way in {None, Way.KEPT} or paper.get("reconstructed"):
            return None
        return state_of(source, Publication(tuple(periods), _day(paper.get("updated"))), today)

    def _way(self, name: str, *, same: bool) -> Way:
        paper = self.papers.get(name, {})
        if same and paper == self.papers_before.get(name, {}):
            return Way.KEPT
        return Way.FETCHED if paper.get("request") else Way.RECEIVED

    def _periods(self, source: Source, path: Path) -> list[str]:
        """Return the periods with figures of a file, in order; none where it cannot be read."""
        try:
            read = incoming.read(source, path, self.project.relative(path), self.municipality)
        except Refused:
            return []
        return [str(period) for period in read.periods]


def _due(source: Source, periods: Sequence[str], today: dt.date) -> dt.date | None:
    """Return the day by which something newer should be published: as announced, else by the rhythm."""
    announced = source.service.next_update if source.service else None
    return announced if announced and announced >= today else due_on(source, periods)


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
