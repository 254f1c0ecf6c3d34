"""What differs between two publications, and why: one thing is replaced after the other, and each is held to what it changed. Pure."""

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
FIGURE = (
    "figure"  # as the aspect of a difference: a figure, in `area` and `period`; any other is of the standing
)


@dataclass(frozen=True)
class View:
    """What could be read in a publication: its figures, and what it said of each indicator."""

    figures: Mapping[Figure, float]
    standings: Mapping[str, ReportedStatus]


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was: None where there was or is nothing that may be told. `reasons` are in the order things were replaced."""

    indicator: str
    aspect: str
    area: str
    period: str
    before: Value
    now: Value
    reasons: tuple[Reason, ...]


def from_paper(paper: Mapping[str, Any]) -> Difference:
    """Return a difference from its fields, as JSON keeps them."""
    return Difference(**{**paper, "reasons": tuple(paper["reasons"])})


def view(municipality: Municipality, observations: pd.DataFrame, states: Iterable[State]) -> View:
    """Return what can be read of one vintage's observations (observations.COLUMNS) and its states."""
    told = {municipality.code, *(code for code, area in municipality.areas.items() if area.kind != "kommune")}
    rows = observations[(observations["status"] == SHOWN) & observations["area"].isin(told)]
    figures = {
        (str(indicator), str(area), str(period)): float(value)
        for indicator, area, period, value in rows[["indicator", "area", "period", "value"]].itertuples(
            index=False, name=None
        )
    }
    return View(figures, {state.indicator: standing(state) for state in states})


def elsewhere(
    municipality: Municipality, observations: pd.DataFrame, capacities: pd.DataFrame
) -> dict[str, str]:
    """Return a checksum, by indicator or capacity, of what a page shows besides: other municipalities' figures, and a capacity's numbers."""
    areas = {
        code
        for code, area in municipality.areas.items()
        if area.kind == "kommune" and code != municipality.code
    }
    rows = observations[(observations["status"] == SHOWN) & observations["area"].isin(areas)]
    found = {
        str(key): _digest(own, ["area", "period", "value"])
        for key, own in rows.groupby("indicator", sort=False)
    }
    return found | {
        str(key): _digest(own, ["year", "population", "coverage", "places"])
        for key, own in capacities.groupby("capacity", sort=False)
    }


def _digest(rows: pd.DataFrame, columns: list[str]) -> str:
    return checksum.of_data(sorted(rows[columns].astype(str).itertuples(index=False, name=None)))


def standing(state: State) -> ReportedStatus:
    """Return what a page says of an indicator besides its figures, aspect by aspect."""
    nation, group, aim = state.comparison.nation, state.comparison.group, state.aim
    told: dict[str, Value] = {
        "verdict": sentences.verdict(state),
        "trend": state.trend,
        "held": state.held_period,
    }
    if aim:
        told |= {"target": aim.value, "reached": aim.reached, "assurance": aim.assurance}
    if nation and nation.place != "untested":
        told |= {"nation": nation.place}
    if group:
        told |= {"group value": group.value} | ({"group": group.place} if group.place != "untested" else {})
    return told


def explained(first: View, steps: Sequence[tuple[Callable[[str], Reason], View]]) -> tuple[Difference, ...]:
    """Return every difference between `first` and the last view, by indicator, with the reason of each step that changed it.

    Each step gives the view after one more thing was replaced, and for an indicator the reason that stands for it. A thing
    that differs in the end differs after some step: nothing is left unexplained.
    """
    things = [dict(_things(one)) for one in (first, *(view for _, view in steps))]
    found = []
    for key in sorted({*things[0], *things[-1]}):
        values = [one.get(key) for one in things]
        if values[0] != values[-1]:
            reasons = (
                reason(key[0])
                for (reason, _), (one, two) in zip(steps, pairwise(values), strict=True)
                if one != two
            )
            found.append(Difference(*key, values[0], values[-1], tuple(dict.fromkeys(reasons))))
    return tuple(found)


def without(one: View, out: Iterable[Figure]) -> View:
    """Return the view less these figures."""
    gone = frozenset(out)
    return View({key: value for key, value in one.figures.items() if key not in gone}, one.standings)


def _things(one: View) -> Iterator[tuple[tuple[str, str, str, str], Value]]:
    for (indicator, area, period), value in one.figures.items():
        yield (indicator, FIGURE, area, period), value
    for indicator, said in one.standings.items():
        yield from (((indicator, aspect, "", ""), value) for aspect, value in said.items())
