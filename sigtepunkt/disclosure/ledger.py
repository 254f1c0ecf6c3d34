"""What a quarter published and what it suppressed of counts of persons: keys and published values, never a suppressed one.

It is written when the quarter is published, with its pages. A later quarter reads the ledgers of the earlier ones, never
its own: made again from the same data, a quarter writes the same bytes. A ledger is an input and is kept in git; it holds no reason for a suppression, since that would tell of the value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sigtepunkt.errors import Problem, Refused
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter

Count = tuple[str, str, str]  # what is counted (source and measure), area, period


@dataclass(frozen=True)
class Ledger:
    """The counts of one quarter's vintage, as they were published, and those that were suppressed."""

    published: Mapping[Count, float] = field(default_factory=dict)
    suppressed: frozenset[Count] = frozenset()


def read(project: Project, before: Quarter) -> dict[str, Ledger]:
    """Return the ledgers of the quarters before, by quarter; raise Refused for one that cannot be read."""
    paths = sorted(project.disclosure.glob("*.json")) if project.disclosure.is_dir() else []
    quarters = [Quarter.parse(path.stem) for path in paths if Quarter.is_quarter(path.stem)]
    return {str(quarter): _read(project, quarter) for quarter in quarters if quarter < before}


def as_json(quarter: Quarter, ledger: Ledger) -> str:
    """Return what the quarter's ledger is kept as; "" for a quarter without counts of persons, which has none."""
    if not ledger.published and not ledger.suppressed:
        return ""
    published = [json.dumps([*key, value], ensure_ascii=False) for key, value in sorted(ledger.published.items())]
    suppressed = [json.dumps([*key], ensure_ascii=False) for key in sorted(ledger.suppressed)]
    listed = {name: ",\n".join(f"  {line}" for line in lines) for name, lines in (("published", published), ("suppressed", suppressed))}
    return f'{{\n "quarter": "{quarter}",\n "published": [\n{listed["published"]}\n ],\n "suppressed": [\n{listed["suppressed"]}\n ]\n}}\n'


def _read(project: Project, quarter: Quarter) -> Ledger:
    path = project.ledger(quarter)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["quarter"] != str(quarter):
            raise ValueError(f"it is of {content['quarter']}")  # noqa: TRY301 - told below like every other fault
        published = {(what, area, period): float(value) for what, area, period, value in content["published"]}
        suppressed = frozenset((what, area, period) for what, area, period in content["suppressed"])
        if not all(math.isfinite(value) for value in published.values()) or published.keys() & suppressed:
            raise ValueError("a count is both published and suppressed, or published without a value")  # noqa: TRY301
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(Problem(
            f"the ledger cannot be read: {error}", project.relative(path), "what an earlier quarter wrote", "restore it from git",
        )) from error
    return Ledger(published, suppressed)
