"""What an edition of a quarter published: figures, statuses, the ledger of counts, and definitions.

An edition is written when its quarter is published, together with the pages, and kept in git as
`data/published/<quarter>-<number>.json`. A quarter is first published as edition 1; a correction is a new
edition and leaves the earlier ones untouched. Editions are inputs: differences are explained by them, and
what was once published or suppressed stays so. No edition holds a suppressed value, nor the reason for a
suppression, since the reason would reveal the value.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.ledger import Ledger

Figure = tuple[str, str, str]  # indicator, area, period
Value = str | float | bool | None
ReportedStatus = Mapping[str, Value]  # what a page says about an indicator besides its figures, by aspect


@dataclass(frozen=True)
class Correction:
    """Which edition of its quarter this is; of a corrected one, the reason and the day (ISO date)."""

    number: int = 1
    reason: str = ""
    decided: str = ""


@dataclass(frozen=True)
class Release:
    """The record that an edition went to the council: by whom, when (ISO date), and the file's SHA-256."""

    by: str
    on: str
    edition: str


@dataclass(frozen=True)
class Edition:
    """One edition of one quarter.

    `figures` are those of the municipality, the areas within it and the nation; `statuses` hold, by
    indicator, what a page says besides figures. `elsewhere` has a checksum, by indicator or capacity, of what
    else a page shows: other municipalities' figures, and the numbers a capacity is computed from. `made_from`
    has a checksum for each kind of input (`code`, `definitions`, `raw`); `definitions` are the texts of
    `strategy/`, by file name. `said` has a checksum of each comment, decision and aim of an action that pages
    show (`followup.follow_up`), by what it is; editions from before there were any have none.
    """

    quarter: Quarter
    correction: Correction
    demo: bool
    figures: Mapping[Figure, float]
    statuses: Mapping[str, ReportedStatus]
    ledger: Ledger = Ledger()  # noqa: RUF009 - frozen, and empty
    made_from: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


def next_edition(
    project: Project, quarter: Quarter, reason: str = "", today: dt.date | None = None
) -> Correction:
    """Return the edition to be published: the newest again or, given a `reason`, the next one of `today`.

    Raises Refused for an edition that cannot be read.
    """
    numbers = project.editions(quarter)
    newest = read(project, quarter, numbers[-1]).correction if numbers else Correction()
    if not reason:
        return newest
    return Correction(newest.number + 1, reason, (today or dt.datetime.now().astimezone().date()).isoformat())


def editions_before(project: Project, quarter: Quarter, number: int = 0) -> list[Edition]:
    """Return all editions of earlier quarters, and those of this quarter before `number`, oldest first."""
    return [read(project, *each) for each in project.editions_before(quarter, number)]


def read(project: Project, quarter: Quarter, number: int) -> Edition:
    """Return a published edition; raise Refused for an altered, unreadable or foreign one."""
    path = project.edition(quarter, number)
    release = released(project, quarter, number)
    try:
        edition = _checked(path.read_bytes(), quarter, number, release)
    except (OSError, ValueError, KeyError, TypeError, WrongUse) as error:
        raise Refused.of(
            f"the edition cannot be read: {error}",
            project.relative(path),
            "what was written when the quarter was published",
            "restore it from git",
        ) from error
    _refuse_other_municipality(project, path, edition)
    texts = {
        "reason": edition.correction.reason,
        "standings": edition.statuses,
        "definitions": {name: text.split("\n") for name, text in edition.definitions.items()},
    }
    if problems := list(plain_text.faults(texts, project.relative(path))):
        raise Refused(*problems)
    return edition


def _checked(content: bytes, quarter: Quarter, number: int, release: Release | None) -> Edition:
    if release and release.edition != checksum.of_bytes(content):
        raise ValueError(f"it is not the one that was released on {release.on}")
    edition = from_json(content.decode())
    if (edition.quarter, edition.correction.number) != (quarter, number):
        raise ValueError(f"it is edition {edition.correction.number} of {edition.quarter}")
    return edition


def _refuse_other_municipality(project: Project, path: Path, edition: Edition) -> None:
    """Raise Refused for an edition left by the municipality that used the repository before."""
    try:
        today = _code(plain_text.decode((project.strategy / "municipality.toml").read_bytes()))
        published = _code(edition.definitions.get("municipality.toml", ""))
    except (OSError, ValueError):  # faulty definitions are reported where definitions are loaded
        return
    if today and published and today != published:
        raise Refused.of(
            f"the edition is another municipality's: its code is {published}",
            project.relative(path),
            f"editions of {today}, the code in strategy/municipality.toml",
            "delete what the other one published, all of this folder; "
            "see CONTRIBUTING, 'Another municipality'",
        )


def _code(municipality: str) -> str:
    return str(tomllib.loads(municipality.removeprefix("\ufeff")).get("code", ""))


def released(project: Project, quarter: Quarter, number: int) -> Release | None:
    """Return the record of the edition's release, None for a draft.

    Raises Refused for a record that cannot be read.
    """
    path = project.release(quarter, number)
    try:
        record = json.loads(path.read_bytes())
        return Release(
            str(record["by"]), dt.date.fromisoformat(record["on"]).isoformat(), str(record["edition"])
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused.of(
            f"the record of the release cannot be read: {error}",
            project.relative(path),
            "what sigtepunkt release wrote",
            "restore it from git",
        ) from error


def release_as_json(release: Release) -> str:
    """Return a release record as the text it is stored as."""
    return json.dumps(asdict(release), ensure_ascii=False, indent=1) + "\n"


def as_json(edition: Edition) -> str:
    """Return an edition as the text it is stored as, one series, status, count or line of text to a line."""
    series: dict[tuple[str, str], dict[str, float]] = {}
    for (indicator, area, period), value in sorted(edition.figures.items()):
        series.setdefault((indicator, area), {})[period] = value
    texts = sorted(edition.definitions.items())
    parts = {
        "quarter": _line(str(edition.quarter)),
        "edition": _line(edition.correction.number),
        "reason": _line(edition.correction.reason),
        "decided": _line(edition.correction.decided),
        "demo": _line(edition.demo),
        "made_from": _line(edition.made_from),
        "figures": _lines([*key, values] for key, values in series.items()),
        "elsewhere": _lines(sorted(edition.elsewhere.items())),
        "standings": _lines(sorted(edition.statuses.items())),
        "published": _lines([*count, value] for count, value in sorted(edition.ledger.published.items())),
        "suppressed": _lines(sorted(edition.ledger.suppressed)),
        "definitions": _lines([name, line] for name, text in texts for line in text.split("\n")),
    }
    if edition.said:  # an edition without any stays, to the byte, what it was before there were comments
        parts["said"] = _lines(sorted(edition.said.items()))
    return "{\n" + ",\n".join(f' "{name}": {text}' for name, text in parts.items()) + "\n}\n"


def _line(item: object) -> str:
    return json.dumps(item, ensure_ascii=False)


def _lines(items: Iterable[object]) -> str:
    lines = ",\n".join(f"  {_line(item)}" for item in items)
    return f"[\n{lines}\n ]" if lines else "[]"


def from_json(text: str) -> Edition:
    """Return the edition `as_json` wrote. Raises ValueError, KeyError, TypeError or WrongUse otherwise."""
    content: Any = json.loads(text)
    definitions: dict[str, list[str]] = {}
    for name, line in content["definitions"]:
        definitions.setdefault(name, []).append(line)
    ledger = Ledger(
        {(name, area, period): float(value) for name, area, period, value in content["published"]},
        frozenset((name, area, period) for name, area, period in content["suppressed"]),
    )
    finite = all(map(math.isfinite, ledger.published.values()))
    if not finite or ledger.published.keys() & ledger.suppressed:
        raise ValueError("a count is both published and suppressed, or published without a value")
    figures = {
        (indicator, area, period): float(value)
        for indicator, area, values in content["figures"]
        for period, value in values.items()
    }
    return Edition(
        Quarter.parse(content["quarter"]),
        Correction(content["edition"], content["reason"], content["decided"]),
        content["demo"],
        figures,
        dict(content["standings"]),
        ledger,
        content["made_from"],
        {name: "\n".join(lines) for name, lines in definitions.items()},
        dict(content["elsewhere"]),
        dict(content.get("said", ())),
    )
