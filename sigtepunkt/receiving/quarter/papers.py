"""Whether a vintage's papers are its own: the day it was closed on, and what is said of each file.

Provenance of last quarter's file beside other bytes says what is not so. Papers of a vintage that was put
together later (`reconstructed`) say no day, and are not held against those before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core.errors import Problem, abridged
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import ABOUT, PROVENANCE, Vintage
from sigtepunkt.receiving.filing import first_day
from sigtepunkt.receiving.quarter.standing import has_bytes_of, newest_before, read_papers

_WRITE = "write what is known of this file, or take the table out and receive the file: sigtepunkt receive"


def problems(project: Project, vintage: Vintage, today: dt.date) -> Iterator[Problem]:
    """Yield what is wrong with the papers of an opened vintage; several files alike are told once."""
    where = project.relative(vintage.folder / ABOUT)
    if vintage.closed > today:
        what = f"the vintage is closed on {vintage.closed}, which is still to come"
        yield Problem(what, where, f"a day until {today}", "write the day on which the last file came")
    begins = first_day(vintage.quarter)
    if vintage.closed < begins:
        what = f"{vintage.quarter} begins on {begins}, and its vintage would be closed on {vintage.closed}"
        yield Problem(
            what, where, f"a day from {begins} to {today}", "write the day on which the last file came"
        )
    if vintage.reconstructed:
        return
    tables = read_papers(project, vintage.quarter)
    yield from _of_days(project, vintage, tables)
    if before := newest_before(project, vintage.quarter):
        yield from _copied(project, vintage.quarter, before, tables)


def _of_days(project: Project, vintage: Vintage, tables: Mapping[str, Any]) -> Iterator[Problem]:
    where = project.relative(vintage.folder / PROVENANCE)
    after = [name for name in tables if (day := _retrieved(tables, name)) and day > vintage.closed]
    if after:
        what = f"by it, {_count(after)} fetched after the vintage was closed on {vintage.closed}"
        step = f"write the right day there, or in {ABOUT}"
        yield Problem(f"{what}: {abridged(after)}", where, f"a day until {vintage.closed}", step)


def _copied(
    project: Project, quarter: Quarter, before: Quarter, tables: Mapping[str, Any]
) -> Iterator[Problem]:
    where, earlier = project.relative(project.raw(quarter) / PROVENANCE), read_papers(project, before)
    changed = [
        name
        for name in tables
        if name in earlier
        and (project.raw(quarter) / name).is_file()
        and not has_bytes_of(project, name, quarter, before)
    ]
    copied = [name for name in changed if tables[name] == earlier[name]]
    if copied:
        what = f"what it says of {_files(copied)} is what {before} says, and their bytes are others"
        yield Problem(
            f"{what}: {abridged(copied)}", where, "what is known of the file that lies there", _WRITE
        )
    old = [
        name
        for name in changed
        if name not in copied
        and (day := _retrieved(tables, name))
        and (day_before := _retrieved(earlier, name))
        and day <= day_before
    ]
    if old:
        what = f"by it, {_count(old)} fetched no later than the other file that {before} has"
        yield Problem(f"{what}: {abridged(old)}", where, "the day on which this file was fetched", _WRITE)


def _retrieved(tables: Mapping[str, Any], name: str) -> dt.date | None:
    """Return the day a file was fetched; None where its table says something else, or nothing."""
    try:
        return dt.date.fromisoformat(str(tables[name].get("retrieved", "")))
    except ValueError:
        return None


def _files(names: list[str]) -> str:
    return f"{len(names)} {'file' if len(names) == 1 else 'files'}"


def _count(names: list[str]) -> str:
    return f"{_files(names)} {'was' if len(names) == 1 else 'were'}"
