"""Observations → counts of persons, and which of them each figure rests on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.disclosure.ledger import Count
from sigtepunkt.disclosure.relations import count_name, denominator_name, person_indicators
from sigtepunkt.observations.table import COUNT_A_YEAR_BEFORE, SHOWN
from sigtepunkt.strategy import Definitions, Indicator

PERCENT, PER_1000 = 100.0, 1000.0
_FACTORS = {"share": PERCENT, "share_of_sum": PERCENT, "proportion": PERCENT, "per_1000": PER_1000}
_WHOLE_NUMBER = 0.01  # how far from a whole number a count computed back from a growth may lie


@dataclass(frozen=True)
class PersonCount:
    """One count of persons, whatever figures rest on it, and the rules for it.

    A count that is not `declared` is a denominator that no table of disclosure.toml calls persons.
    """

    value: float
    minimum: int
    round_to: int
    declared: bool = True


@dataclass(frozen=True)
class Figure:
    """One figure and the counts it rests on: its own, a rate's denominator, a growth's count a year before.

    `row` is its index in the observations, `factor` what a rate is per (0: no rate), `sign` -1 for an
    opposite. Without `count`, the counts it rests on are not at hand.
    """

    row: int
    count: Count | None = None
    denominator: Count | None = None
    year_before: Count | None = None
    factor: float = 0.0
    sign: int = 1

    @property
    def rests_on(self) -> tuple[Count, ...]:
        """Every count it could disclose, its own first."""
        return tuple(key for key in (self.count, self.year_before, self.denominator) if key is not None)


@dataclass(frozen=True)
class Persons:
    """The counts of persons in one vintage, and the figures that rest on them."""

    counts: Mapping[Count, PersonCount]
    figures: tuple[Figure, ...]


def persons_in(definitions: Definitions, observations: pd.DataFrame) -> Persons:
    """Return the counts of persons in one vintage and the figures that rest on them.

    A figure whose count, denominator or count a year before is not at hand has no `count`. Raises Refused for
    a count that is no whole number.
    """
    counts: dict[Count, PersonCount] = {}
    figures: list[Figure] = []
    indicators = person_indicators(definitions)
    names = {count_name(indicator) for indicator in indicators.values()}
    if COUNT_A_YEAR_BEFORE not in observations.columns:
        observations = observations.assign(**{COUNT_A_YEAR_BEFORE: float("nan")})
    for name, indicator in indicators.items():
        minimum, round_to = definitions.disclosure[name].minimum, definitions.disclosure[name].round_to
        shown = observations[(observations["indicator"] == name) & (observations["status"] == SHOWN)]
        columns = shown[["area", "period", "value", "base", COUNT_A_YEAR_BEFORE]]
        for row, area, period, *numbers in columns.itertuples(name=None):
            figure, values = _figure(name, indicator, row, (area, period), tuple(map(float, numbers)))
            figures.append(figure)
            for key, value in values.items():
                # What several tables say of a count holds for it at its strictest.
                count = counts.setdefault(key, PersonCount(value, minimum, round_to, key[0] in names))
                strictest = max(count.minimum, minimum), max(count.round_to, round_to)
                counts[key] = replace(count, minimum=strictest[0], round_to=strictest[1])
    return Persons(counts, tuple(figures))


def is_published_as_rate(definitions: Definitions, name: str) -> bool:
    """Return whether the source delivers a rate under a count's name: the count is computed back from it."""
    return any(
        count_name(indicator) == name and indicator.computation == "value" and _factor(indicator)
        for indicator in person_indicators(definitions).values()
    )


def _figure(
    name: str, indicator: Indicator, row: int, place: tuple[str, str], numbers: tuple[float, ...]
) -> tuple[Figure, dict[Count, float]]:
    """Return a figure and the values of the counts it rests on; neither where these are not at hand."""
    (area, period), (value, base, before) = place, numbers
    key, factor = (count_name(indicator), area, period), _factor(indicator)
    sign = -1 if indicator.computation == "opposite" else 1
    values = {key: value * base / factor if factor else sign * value}
    year_before = denominator = None
    if indicator.computation == "growth":
        year_before = (key[0], area, str(Period.parse(period).back(YEAR)))
        values = {key: before * (1 + value / 100), year_before: before}
    for count, number in values.items() if not factor else ():
        if not pd.isna(number) and abs(number - round(number)) > _WHOLE_NUMBER:
            raise Refused.of(
                f"{name} counts persons, but not in whole numbers ({area}, {count[2]})",
                f"strategy/disclosure.toml: [{name}].persons",
                "persons = true for a count, a rate with its denominator, or a growth of counts",
            )
    if indicator.is_divided and (factor or not pd.isna(base)):
        denominator = (denominator_name(indicator), area, period)
        values[denominator] = base
    if any(map(pd.isna, values.values())):
        return Figure(row), {}
    whole_numbers = {count: float(round(number)) for count, number in values.items()}
    return Figure(row, key, denominator, year_before, factor, sign), whole_numbers


def _factor(indicator: Indicator) -> float:
    """Return what an indicator's rate is per; 0 where it is no rate."""
    return _FACTORS.get(indicator.computation) or _FACTORS.get(indicator.counted or "", 0.0)
