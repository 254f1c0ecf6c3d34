"""What publishers' services give for a quarter → its vintage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.receiving import earlier_files, filing, incoming
from sigtepunkt.sources.choice import Choice, choose, missing_key
from sigtepunkt.sources.connectors import Connectors
from sigtepunkt.sources.fetching import Fetching
from sigtepunkt.sources.services.source_state import SourceState
from sigtepunkt.sources.under_way import UnderWay
from sigtepunkt.strategy import Definitions, Source


@dataclass(frozen=True)
class FetchedVintage:
    """A quarter's vintage after fetching: its folder, and the state of each table that was fetched."""

    folder: Path
    choice: Choice
    states: dict[str, SourceState] = field(default_factory=dict)


def to_fetch(
    project: Project,
    definitions: Definitions,
    quarter: Quarter,
    only: Iterable[str],
    connectors: Connectors,
    today: dt.date,
) -> Choice:
    """Return what becomes of each source.

    Raises Refused for a quarter that was published or has not begun, and where every file that a service
    gives lies in the vintage already; as `choose` does for those in `only`.
    """
    filing.refuse_published(project, quarter)
    filing.refuse_not_begun(project, quarter, today)
    folder = project.relative(project.raw(quarter))
    there = [path.name for path in project.raw_files(quarter)]
    choice = choose(definitions.sources, only, there, connectors)
    if not choice.fetched:
        raise Refused(*_why_nothing(choice, quarter, folder))
    return choice


def _why_nothing(choice: Choice, quarter: Quarter, folder: str) -> Iterator[Problem]:
    """Yield why no source is fetched."""
    given = [source for source in choice.there.values() if source.service]
    if given and not choice.without_key:
        what = f"all {len(given)} files that a service gives lie there; a vintage is never overwritten"
        step = f"run: sigtepunkt check {quarter}; to replace a file, see CONTRIBUTING, 'A correction'"
        yield Problem(what, folder, "a quarter that lacks a file", step)
    elif not choice.without_key:
        step = "declare one: [<source>.service], see docs/declarations.md"
        yield Problem("no source declares a service", "strategy/sources.toml", "one at least", step)
    yield from dict.fromkeys(map(missing_key, choice.without_key.values()))


def fetch_vintage(
    project: Project,
    definitions: Definitions,
    quarter: Quarter,
    choice: Choice,
    connectors: Connectors,
    *,
    today: dt.date,
    progress: Progress,
    reason: str = "",
) -> FetchedVintage:
    """Fetch the chosen sources' files and file them, all or none, closed `today`.

    With a `reason` figures of the file before may be gone; it is noted in the provenance of each such file.
    The caller holds the write lock. Whatever stops it, the files that came are kept aside, and are not asked
    for again. Raises Refused with everything that went wrong.
    """
    under_way = UnderWay(project.under_way(quarter))

    def accept(source: Source, path: Path) -> list[str]:
        return _accepted(project, definitions, quarter, source, path, reason)

    fetching = Fetching(connectors, under_way, today, accept, progress)
    arrivals = fetching.fetch(choice.fetched)
    files = [
        filing.RawFile(choice.fetched[key].file, came.path, came.provenance) for key, came in arrivals.items()
    ]
    folder = filing.file_away(project, quarter, files, definitions.sources.values(), today=today)
    under_way.discard()
    return FetchedVintage(folder, choice, {key: came.state for key, came in arrivals.items()})


def _accepted(
    project: Project, definitions: Definitions, quarter: Quarter, source: Source, path: Path, reason: str
) -> list[str]:
    """Return what is noted of a fetched file: the reason, where it lacks what the file before had.

    Raises Refused for a file that its source's reader refuses, that holds personal data, or that lacks
    something without a reason.
    """
    where, municipality = f"{source.file}, as fetched", definitions.municipality
    scan.refuse_file(path, where, source)
    now = incoming.read(source, path, where, municipality)
    before = earlier_files.newest(project, source, quarter, municipality)
    lost = earlier_files.losses(now, before, where, municipality)
    if lost and not reason:
        raise Refused(*lost)
    return [reason] if lost else []
