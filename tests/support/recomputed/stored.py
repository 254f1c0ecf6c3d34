"""What the pipeline stored, held against what was recomputed."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from recomputed.periods import Period, parse
from recomputed.quarter import States

RELATIVE, ABSOLUTE = 1e-6, 1e-9
PERIODS = ("start_period", "newest_period", "since")
ANSWERS = ("fact", "change", "trend", "development", "level", "comparison")


@dataclass(frozen=True)
class Difference:
    """An answer that was stored otherwise than it was recomputed."""

    quarter: str
    indicator: str
    answer: str
    mine: Any
    theirs: Any

    def __str__(self) -> str:
        """Return all of it in a line."""
        where = f"{self.quarter} {self.indicator} {self.answer}"
        return f"{where}: recomputed {self.mine}, stored {self.theirs}"


@dataclass
class Compared:
    """How many answers were compared and carried a figure, and how they differ."""

    compared: Counter[str] = field(default_factory=Counter)
    with_figures: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def stored(home: Path, quarter: str, *, unless: frozenset[str] = frozenset()) -> States:
    """Return the answers in a quarter's processed states, but for the indicators `unless`."""
    frame = pd.read_parquet(home / "data" / "processed" / quarter / "signals.parquet")
    frame = frame[(frame["quarter"] == quarter) & ~frame["indicator"].isin(unless)]
    states: States = {}
    for row in frame.to_dict("records"):
        answers = json.loads(row["since"]) or {}
        states[str(row["indicator"])] = {**answers, "comparison": json.loads(row["comparison"])}
    return states


def compare(mine: States, theirs: States, result: Compared, quarter: str) -> None:
    """Add every answer of a quarter to the result."""
    for name in sorted(mine.keys() | theirs.keys()):
        for answer in ANSWERS:
            here, there = mine.get(name, {}).get(answer), theirs.get(name, {}).get(answer)
            result.compared[answer] += 1
            result.with_figures[answer] += _says(here)
            if name not in mine or name not in theirs or not _alike(here, there):
                result.differences.append(Difference(quarter, name, answer, here, there))


def _says(answer: Any) -> bool:
    """Return whether an answer carries a figure."""
    return any(isinstance(value, float) for value in (answer or {}).values())


def _alike(here: Any, there: Any) -> bool:
    """Return whether two answers say the same; what only one of them has a name for is passed over."""
    if not here or not there:
        return not _says(here) and not _says(there)
    return all(_same(key, value, there.get(key)) for key, value in here.items())


def _same(key: str, here: Any, there: Any) -> bool:
    """Return whether two values are the same, up to rounding."""
    if key in PERIODS:
        return bool(here == (parse(there) if there else None))
    if isinstance(here, (Period, bool)) or here is None or there is None:
        return bool(here == there)
    return math.isclose(here, there, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
