"""What differs between two publications, and which replaced input made the difference. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.editions.edition import Figure, ReportedStatus, Value
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals import State
from sigtepunkt.strategy import Municipality
from sigtepunkt.wording import sentences

Reason = Literal[
    "code",
    "definition",
    "break",
    "code or definition",
    "suppression",
    "check",
    "revision",
    "revision or definition",
    "revision, definition or code",
    "new period",
]
# As the aspect of a difference: a figure, named by `area` and `period`. Every other aspect is of the reported
# status.
FIGURE = "figure"


@dataclass(frozen=True)
class View:
    """What could be read in a publication: its figures, and the reported status of each indicator."""

    figures: Mapping[Figure, float]
    statuses: Mapping[str, ReportedStatus]


@dataclass(frozen=True)
class Difference:
    """One thing that changed; `before` or `now` is None where nothing was, or may be, shown."""

    indicator: str
    aspect: str
    area: str
    period: str
    before: Value
    now: Value
    reasons: tuple[Reason, ...]


def from_record(record: Mapping[str, Any]) -> Difference:
    """Return a difference from its fields as JSON stores them."""
    return Difference(**{**record, "reasons": tuple(record["reasons"])})


def view_of(municipality: Municipality, observations: pd.DataFrame, states: Iterable[State]) -> View:
    """Return what can be read of a vintage's observations (`observations.table.COLUMNS`) and states."""
    areas = {code for code, area in municipality.areas.items() if area.kind != "kommune"} | {
        municipality.code
    }
    shown = (observations["status"] == SHOWN) & observations["area"].isin(areas)
    rows = observations.loc[shown, ["indicator", "area", "period", "value"]].itertuples(
        index=False, name=None
    )
    figures = {(str(key), str(area), str(period)): float(value) for key, area, period, value in rows}
    return View(figures, {state.indicator: reported_status(state) for state in states})


def checksums_elsewhere(
    municipality: Municipality, observations: pd.DataFrame, capacities: pd.DataFrame
) -> dict[str, str]:
    """Return a checksum of what else a page shows, by indicator (other municipalities) or capacity."""
    others = {code for code, area in municipality.areas.items() if area.kind == "kommune"} - {
        municipality.code
    }
    rows = observations[(observations["status"] == SHOWN) & observations["area"].isin(others)]
    checksums: dict[str, str] = {}
    for frame, by, columns in (
        (rows, "indicator", ["area", "period", "value"]),
        (capacities, "capacity", ["year", "population", "coverage", "places"]),
    ):
        texts = list(zip(*(frame[name].astype(str).tolist() for name in columns), strict=True))
        for key, positions in frame.groupby(by, sort=False).indices.items():
            checksums[str(key)] = checksum.of_data(sorted(texts[position] for position in positions))
    return checksums


def reported_status(state: State) -> ReportedStatus:
    """Return what a page says about an indicator besides its figures, by aspect."""
    group, aim = state.comparison.group, state.aim
    status: dict[str, Value] = {"verdict": sentences.verdict(state), "held": state.held_period}
    status |= {
        name: answer.direction or "none"
        for name, answer in state.since.answers.items()
        if answer.p is not None
    }
    if aim:
        status |= {"target": aim.value, "reached": aim.reached, "assurance": aim.assurance}
    if group is not None:
        status["group value"] = group
    return status


def explain(first: View, steps: Sequence[tuple[Callable[[str], Reason], View]]) -> tuple[Difference, ...]:
    """Return every difference between `first` and the last view, with the reasons of the steps between.

    Each step gives the view after one more input was replaced, and the reason that stands for it, by
    indicator. What differs in the end differs after some step: nothing is left unexplained.
    """
    readings = [dict(_values(view)) for view in (first, *(view for _, view in steps))]
    differences = []
    for key in sorted({*readings[0], *readings[-1]}):
        values = [reading.get(key) for reading in readings]
        if values[0] != values[-1]:
            changes = zip(steps, pairwise(values), strict=True)
            reasons = (reason(key[0]) for (reason, _), (before, after) in changes if before != after)
            differences.append(Difference(*key, values[0], values[-1], tuple(dict.fromkeys(reasons))))
    return tuple(differences)


def without(view: View, figures: Iterable[Figure]) -> View:
    """Return the view less these figures."""
    gone = frozenset(figures)
    return View({key: value for key, value in view.figures.items() if key not in gone}, view.statuses)


def _values(view: View) -> Iterator[tuple[tuple[str, str, str, str], Value]]:
    for (indicator, area, period), value in view.figures.items():
        yield (indicator, FIGURE, area, period), value
    for indicator, status in view.statuses.items():
        yield from (((indicator, aspect, "", ""), value) for aspect, value in status.items())
