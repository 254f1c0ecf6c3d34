"""Observations → counts of persons, and which of them each figure rests on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.disclosure.relations import relations, what, whole_of
from sigtepunkt.observations.table import BEFORE, SHOWN
from sigtepunkt.strategy import Definitions, Indicator

__all__ = ["Counted", "Figure", "Persons", "counts", "persons", "relations"]

_FACTORS: Mapping[str | None, float] = {"proportion": 100.0, "per_1000": 1000.0}
_WHOLE_NUMBER = (
    0.01  # how far from a whole number a count computed back from a rate may lie, of the rate's own rounding
)


@dataclass(frozen=True)
class Counted:
    """One count of persons, whatever rests on it; not `declared`: a whole no table says is of persons."""

    key: Count
    count: float
    minimum: int
    round_to: int
    declared: bool = True


@dataclass(frozen=True)
class Figure:
    """One figure and the counts it rests on: its own, a rate's whole, a growth's count a year before.

    `row` is its place in the observations, `factor` what a rate is per (0: no rate), `sign` -1 for an
    opposite. Without `count` it cannot be said what it rests on.
    """

    row: int
    count: Count | None = None
    whole: Count | None = None
    before: Count | None = None
    factor: float = 0.0
    sign: int = 1

    @property
    def rests_on(self) -> tuple[Count, ...]:
        """Every count it could tell of, its own first."""
        return tuple(one for one in (self.count, self.before, self.whole) if one is not None)


@dataclass(frozen=True)
class Persons:
    """What one vintage holds of persons."""

    cells: Mapping[Count, Counted]
    figures: tuple[Figure, ...]


def counts(definitions: Definitions, observations: pd.DataFrame) -> list[Counted]:
    """Return the counts behind one vintage's figures, as `persons` does, less the wholes nobody declared."""
    return [one for one in persons(definitions, observations).cells.values() if one.declared]


def persons(definitions: Definitions, observations: pd.DataFrame) -> Persons:
    """Return the counts of persons in one vintage and the figures that rest on them.

    A figure whose count, whole or count a year before is not at hand has no `count`. Raises Refused for a
    count that is no whole number.
    """
    cells: dict[Count, Counted] = {}
    figures: list[Figure] = []
    names = {
        what(definitions.indicators[key])
        for key, declared in definitions.disclosure.items()
        if declared.persons
    }
    frame = observations if BEFORE in observations.columns else observations.assign(**{BEFORE: float("nan")})
    columns = ["area", "period", "value", "base", BEFORE]
    for name, declared in definitions.disclosure.items():
        if declared.persons:
            own = frame[(frame["indicator"] == name) & (frame["status"] == SHOWN)]
            for row, (area, period, *three) in zip(
                own.index, own[columns].itertuples(index=False, name=None), strict=True
            ):
                value, base, before = map(float, three)
                figure, values = _figure(
                    name,
                    definitions.indicators[name],
                    int(str(row)),
                    (str(area), str(period)),
                    (value, base, before),
                )
                figures.append(figure)
                for key, value in values.items():
                    _count(
                        cells,
                        Counted(key, value, declared.minimum, declared.round_to, declared=key[0] in names),
                    )
    return Persons(cells, tuple(figures))


def shown_undeclared(definitions: Definitions) -> frozenset[str]:
    """Return the names of what indicators show that no table says to be of persons."""
    declared = {key for key, one in definitions.disclosure.items() if one.persons}
    return frozenset(
        what(one)
        for key, one in definitions.indicators.items()
        if key not in declared and one.computation in {"value", "opposite", "sum"}
    )


def rate_of(definitions: Definitions, name: str) -> bool:
    """Return whether what is published under a count's name is a rate: the count is computed back from it."""
    of = (definitions.indicators[key] for key, declared in definitions.disclosure.items() if declared.persons)
    return any(what(one) == name and one.computation == "value" and _factor(one) for one in of)


def _figure(
    name: str, indicator: Indicator, row: int, place: tuple[str, str], numbers: tuple[float, float, float]
) -> tuple[Figure, dict[Count, float]]:
    """Return a figure and the values of the counts it rests on; neither where these cannot be said."""
    (area, period), (value, base, before) = place, numbers
    key, factor, sign = (
        (what(indicator), area, period),
        _factor(indicator),
        -1 if indicator.computation == "opposite" else 1,
    )
    values: dict[Count, float] = {}
    earlier = whole = None
    if indicator.computation == "growth":
        earlier = (key[0], area, str(Period.parse(period).back(YEAR)))
        values = {key: before * (1 + value / 100), earlier: before}
    else:
        values = {key: value * base / factor if factor else sign * value}
    if not factor:
        _refuse_fractions(name, values)
    if indicator.denominator and (factor or not pd.isna(base)):
        whole = (whole_of(indicator), area, period)
        values[whole] = base
    if any(map(pd.isna, values.values())):
        return Figure(row), {}
    return Figure(row, key, whole, earlier, factor, sign), {
        one: float(round(count)) for one, count in values.items()
    }


def _refuse_fractions(name: str, values: Mapping[Count, float]) -> None:
    for (_, area, period), count in values.items():
        if not pd.isna(count) and abs(count - round(count)) > _WHOLE_NUMBER:
            raise Refused.of(
                f"{name} counts persons, but not in whole numbers ({area}, {period})",
                f"strategy/disclosure.toml: [{name}].persons",
                "persons = true for a count, a rate with its denominator, or a growth of counts",
            )


def _count(cells: dict[Count, Counted], one: Counted) -> None:
    """Put a count beside the others; what several tables say of it holds for it at its strictest."""
    other = cells.get(one.key)
    strictest = (
        one
        if other is None
        else replace(
            other, minimum=max(one.minimum, other.minimum), round_to=max(one.round_to, other.round_to)
        )
    )
    cells[one.key] = strictest


def _factor(indicator: Indicator) -> float:
    if indicator.computation in {"share", "share_of_sum"}:
        return 100.0
    if indicator.computation == "per_1000":
        return 1000.0
    return _FACTORS.get(indicator.counted, 0.0)
