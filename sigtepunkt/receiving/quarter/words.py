"""How a quarter stands, in lines for a person: what came, what is left, and by which command it comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sigtepunkt.core.errors import abridged
from sigtepunkt.core.period import Quarter
from sigtepunkt.receiving.quarter.standing import Standing, Way
from sigtepunkt.sources.choice import how_to_get
from sigtepunkt.sources.services.source_state import SourceState

_WAYS = {
    Way.FETCHED: "Fetched",
    Way.RECEIVED: "Received",
    Way.KEPT: "Kept, with the papers of the vintage before",
}


def said(
    standings: Sequence[Standing], quarter: Quarter, before: Quarter | None, today: dt.date
) -> Iterator[str]:
    """Yield lines that say how every source stands in a quarter; `before` is the newest one before it."""
    there = [standing for standing in standings if standing.way]
    yield f"{quarter}: {len(there)} of {len(standings)} files are there"
    for way, words in _WAYS.items():
        yield from _listed(words, (each.key for each in there if each.way is way))
    same = [each.key for each in there if each.same]
    if same and len(same) == len(there):
        what = (
            f"Every file is byte for byte that of {before}: nothing new has come, and nobody is late for it"
        )
        yield f"{what} ({len(same)}): {', '.join(same)}"
    elif same:
        yield f"Unchanged, byte for byte as in {before} ({len(same)}): {', '.join(same)}"
    for state in (SourceState.WITHDRAWN, SourceState.NOT_UPDATED, SourceState.LATE):
        late = [each for each in there if each.state is state]
        if late and len(same) < len(there):
            yield f"{state.capitalize()} ({len(late)}):"
            yield from (
                f"  {each.key}: newest {each.newest}{_was_due(each)}, ask {each.source.owner}"
                for each in late
            )
    yield from _left(standings, quarter, before, today)


def _left(
    standings: Sequence[Standing], quarter: Quarter, before: Quarter | None, today: dt.date
) -> Iterator[str]:
    left = [standing for standing in standings if not standing.way]
    if by_service := [standing for standing in left if standing.source.service]:
        due = sum(each.due is not None and each.is_expected(today) for each in by_service)
        keys = (standing.key for standing in by_service)
        yield from _listed("Left to fetch", keys, f", {due} of them due")
        yield f"  sigtepunkt fetch {quarter}"
    by_hand = [standing for standing in left if not standing.source.service]
    if expected := [standing for standing in by_hand if standing.is_expected(today)]:
        yield f"Left to receive ({len(expected)}):"
        for standing in expected:
            yield from (f"  {line}" for line in about(standing, today))
            yield f"    {_receiving(standing.key, quarter)}"
    if idle := [standing for standing in by_hand if not standing.is_expected(today)]:
        yield f"Left, and nothing new is due yet ({len(idle)}):"
        yield from (f"  {each.key}: before {each.due}, newest figure {each.newest}" for each in idle)
        yield f"  {_receiving('ID', quarter)}"
    if before and by_hand:
        yield f"Where nothing new is to be had, the file of {before} is kept with the papers it had, such as:"
        options = "".join(f" --keep {standing.key}" for standing in idle) or " --keep ID"
        yield f"  sigtepunkt new quarter {quarter}{options}"


def _receiving(key: str, quarter: Quarter) -> str:
    return f"sigtepunkt receive FILE --source {key} --quarter {quarter}"


def about(standing: Standing, today: dt.date) -> Iterator[str]:
    """Yield lines about a source whose file is not there: when it is due, whom to ask, and where it is."""
    yield f"{standing.key}: {_expected(standing, today)}; owner: {standing.source.owner}"
    yield f"  {how_to_get(standing.source)}"


def _expected(standing: Standing, today: dt.date) -> str:
    newest = f"newest figure {standing.newest}" if standing.newest else "no file before"
    if standing.due is None:
        return f"{newest}, in no rhythm that is known" if standing.newest else newest
    if standing.is_expected(today):
        return f"due since {standing.due}, {newest}"
    return f"nothing new is due before {standing.due}, {newest}"


def _was_due(standing: Standing) -> str:
    return f", the next was due on {standing.due}" if standing.due else ""


def _listed(words: str, keys: Iterable[str], more: str = "") -> Iterator[str]:
    names = list(keys)
    if names:
        yield f"{words} ({len(names)}{more}): {abridged(names)}"


def rows(standings: Sequence[Standing]) -> Iterator[dict[str, Any]]:
    """Yield each source as `list --sources --json` writes it: days as ISO texts, null where not known."""
    for standing in standings:
        source = standing.source
        yield {
            "source": standing.key,
            "table": source.table,
            "file": source.file,
            "owner": source.owner,
            "service": source.service.kind if source.service else None,
            "newest": standing.newest or None,
            "due": standing.due.isoformat() if standing.due else None,
            "next_update": _iso(source.service.next_update) if source.service else None,
            "state": str(standing.state) if standing.state else None,
        }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def table(standings: Sequence[Standing]) -> Iterator[str]:
    """Yield each source as a line: name, table, file, newest period, the day the next is due, and owner."""
    header = ("source", "table", "file", "newest", "due", "owner")
    lines = [header, *(_cells(standing) for standing in standings)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cells(standing: Standing) -> tuple[str, ...]:
    source, due = standing.source, standing.due.isoformat() if standing.due else "-"
    late = f" ({standing.state})" if standing.state not in {None, SourceState.CURRENT} else ""
    return standing.key, source.table, source.file, standing.newest or "-", due + late, source.owner
