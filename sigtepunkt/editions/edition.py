"""What an edition of a quarter published: its figures and states, what it told of persons, and the definitions it rests on.

An edition is written when its quarter is published, with the pages, and kept in git: `data/published/<quarter>-<number>.json`.
A quarter is first published as edition 1; a correction is a new edition, which leaves the earlier ones as they are. Editions
are inputs: later ones are explained by them, and what was once told or suppressed stays so. None holds a suppressed value,
nor a reason for a suppression, since that would tell of the value.
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
ReportedStatus = Mapping[str, Value]  # what a page says of an indicator besides its figures


@dataclass(frozen=True)
class Correction:
    """Which edition of its quarter this is; from the second on, why there is one and since when (ISO date)."""

    number: int = 1
    reason: str = ""
    decided: str = ""


@dataclass(frozen=True)
class Release:
    """That an edition has gone to the council: by whom and when (ISO date), and the SHA-256 of the edition's file."""

    by: str
    on: str
    edition: str


@dataclass(frozen=True)
class Edition:
    """One edition of one quarter.

    `figures` are those of the municipality, of areas within it and of the nation; `standings` tell the rest a page says of
    an indicator. `elsewhere` has a checksum, by indicator or capacity, of what a page shows besides: other municipalities'
    figures, and what a capacity is judged on. `made_from` has a checksum for each kind of input (`definitions`, `package`, `raw` …); `definitions` are
    the texts of `strategy/`, by file name.
    """

    quarter: Quarter
    correction: Correction
    demo: bool
    figures: Mapping[Figure, float]
    standings: Mapping[str, ReportedStatus]
    ledger: Ledger = Ledger()
    made_from: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)


def newest(project: Project, quarter: Quarter) -> Correction | None:
    """Return which edition of the quarter was published last; None where none was. Raises Refused for one that cannot be read."""
    numbers = project.editions(quarter)
    return read(project, quarter, numbers[-1]).correction if numbers else None


def next_one(
    project: Project, quarter: Quarter, reason: str = "", today: dt.date | None = None
) -> Correction:
    """Return the edition to be made now: the newest one anew or, for a `reason`, the one after it, of `today`."""
    last = newest(project, quarter) or Correction()
    return (
        Correction(last.number + 1, reason, (today or dt.datetime.now().astimezone().date()).isoformat())
        if reason
        else last
    )


def before(project: Project, quarter: Quarter) -> list[Edition]:
    """Return every edition of every quarter before this one, oldest first."""
    return [
        read(project, one, number)
        for one, numbers in project.published_quarters().items()
        if one < quarter
        for number in numbers
    ]


def earlier(project: Project, quarter: Quarter, number: int) -> list[Edition]:
    """Return the editions of this quarter before that number."""
    return [read(project, quarter, one) for one in project.editions(quarter) if one < number]


def as_json(edition: Edition) -> str:
    """Return what an edition is kept as: one figure series, standing, count or line of a definition to a line."""
    series: dict[tuple[str, str], dict[str, float]] = {}
    for (indicator, area, period), value in sorted(edition.figures.items()):
        series.setdefault((indicator, area), {})[period] = value
    parts = {
        "quarter": json.dumps(str(edition.quarter)),
        "edition": str(edition.correction.number),
        "reason": _line(edition.correction.reason),
        "decided": _line(edition.correction.decided),
        "demo": json.dumps(edition.demo),
        "made_from": _line(edition.made_from),
        "figures": _lines([*key, values] for key, values in series.items()),
        "elsewhere": _lines([key, digest] for key, digest in sorted(edition.elsewhere.items())),
        "standings": _lines([key, standing] for key, standing in sorted(edition.standings.items())),
        "published": _lines([*key, value] for key, value in sorted(edition.ledger.published.items())),
        "suppressed": _lines([*key] for key in sorted(edition.ledger.suppressed)),
        "definitions": _lines(
            [name, line] for name, text in sorted(edition.definitions.items()) for line in text.split("\n")
        ),
    }
    return "{\n" + ",\n".join(f' "{name}": {text}' for name, text in parts.items()) + "\n}\n"


def _line(item: object) -> str:
    return json.dumps(item, ensure_ascii=False)


def _lines(items: Iterable[object]) -> str:
    lines = ",\n".join(f"  {_line(item)}" for item in items)
    return f"[\n{lines}\n ]" if lines else "[]"


def read(project: Project, quarter: Quarter, number: int) -> Edition:
    """Return an edition that was published; raise Refused for one that cannot be read."""
    path = project.edition(quarter, number)
    release = released(project, quarter, number)
    try:
        content = path.read_bytes()
        if release and release.edition != checksum.of_bytes(content):
            raise ValueError(f"it is not the one that was released on {release.on}")
        found = from_json(content.decode())
        if (found.quarter, found.correction.number) != (quarter, number):
            raise ValueError(f"it is edition {found.correction.number} of {found.quarter}")
    except (OSError, ValueError, KeyError, TypeError, WrongUse) as error:
        raise Refused.of(
            f"the edition cannot be read: {error}",
            project.relative(path),
            "what was written when the quarter was published",
            "restore it from git",
        ) from error
    _refuse_anothers(project, path, found)
    lines = {name: text.split("\n") for name, text in found.definitions.items()}
    texts = {"reason": found.correction.reason, "standings": found.standings, "definitions": lines}
    hidden = list(plain_text.faults(texts, project.relative(path)))
    if hidden:
        raise Refused(*hidden)
    return found


def _refuse_anothers(project: Project, path: Path, found: Edition) -> None:
    """Raise Refused for an edition of another municipality, left from whose the repository was before."""
    try:
        now = _code(plain_text.text((project.strategy / "municipality.toml").read_bytes()))
        then = _code(found.definitions.get("municipality.toml", ""))
    except (OSError, ValueError):  # what is wrong with a definition is told where definitions are read
        return
    if now and then and now != then:
        raise Refused.of(
            f"the edition is another municipality's: its code is {then}",
            project.relative(path),
            f"editions of {now}, the code in strategy/municipality.toml",
            "delete what the other one published, all of this folder; see CONTRIBUTING, 'Another municipality'",
        )


def _code(municipality: str) -> str:
    return str(tomllib.loads(municipality.removeprefix("\ufeff")).get("code", ""))


def released(project: Project, quarter: Quarter, number: int) -> Release | None:
    """Return when the edition went to the council; None where it has not. Raises Refused for a record that cannot be read."""
    path = project.release(quarter, number)
    try:
        content = json.loads(path.read_bytes())
        return Release(
            str(content["by"]), dt.date.fromisoformat(content["on"]).isoformat(), str(content["edition"])
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
    """Return what a release is kept as."""
    return json.dumps(asdict(release), ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Edition:
    """Return the edition `as_json` wrote; raise ValueError, KeyError, TypeError or WrongUse for any other text."""
    content: Any = json.loads(text)
    definitions: dict[str, list[str]] = {}
    for name, line in content["definitions"]:
        definitions.setdefault(name, []).append(line)
    ledger = Ledger(
        {(what, area, period): float(value) for what, area, period, value in content["published"]},
        frozenset((what, area, period) for what, area, period in content["suppressed"]),
    )
    if (
        not all(math.isfinite(value) for value in ledger.published.values())
        or ledger.published.keys() & ledger.suppressed
    ):
        raise ValueError("a count is both published and suppressed, or published without a value")
    return Edition(
        Quarter.parse(content["quarter"]),
        Correction(content["edition"], content["reason"], content["decided"]),
        content["demo"],
        {
            (indicator, area, period): float(value)
            for indicator, area, values in content["figures"]
            for period, value in values.items()
        },
        dict(content["standings"]),
        ledger,
        content["made_from"],
        {name: "\n".join(lines) for name, lines in definitions.items()},
        dict(content["elsewhere"]),
    )
