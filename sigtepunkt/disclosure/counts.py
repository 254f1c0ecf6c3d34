"""Observations → counts of persons, and what they add up to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.edition import Count
from sigtepunkt.errors import Problem, Refused
from sigtepunkt.observations import SHOWN
from sigtepunkt.quarter import Period
from sigtepunkt.strategy import Definitions, Indicator

_FACTORS: Mapping[str | None, float] = {"proportion": 100.0, "per_1000": 1000.0}
_WHOLE_NUMBER = 0.01  # how far from a whole number a count computed back from a rate may lie, of the rate's own rounding


@dataclass(frozen=True)
class Counted:
    """One figure that counts persons: `row` is its place in the observations, `factor` what the rate is per (0: no rate)."""

    row: int
    key: Count
    count: float
    factor: float
    whole_key: Count | None
    whole: float
    minimum: int
    round_to: int


def counts(definitions: Definitions, observations: pd.DataFrame) -> list[Counted]:
    """Return the figures of one vintage that count persons. Raises Refused for a count that is no whole number."""
    found: list[Counted] = []
    for name, declared in definitions.disclosure.items():
        if not declared.persons:
            continue
        indicator = definitions.indicators[name]
        factor = _factor(indicator)
        own = observations[(observations["indicator"] == name) & (observations["status"] == SHOWN)]
        for row, line in own.iterrows():
            area, period, value, whole = str(line["area"]), str(line["period"]), float(line["value"]), float(line["base"])
            count = value * whole / factor if factor else value
            if not factor and abs(count - round(count)) > _WHOLE_NUMBER:
                raise Refused(Problem(
                    f"{name} counts persons, but not in whole numbers ({area}, {period})", f"strategy/disclosure.toml: [{name}].persons",
                    "persons = true for a count, or a rate with its denominator",
                ))
            if not pd.isna(count):
                whole_key = (f"{indicator.source}/{indicator.denominator}", area, period) if factor else None
                found.append(Counted(int(str(row)), (what(indicator), area, period), float(round(count)), factor, whole_key, whole, declared.minimum, declared.round_to))
    return found


def what(indicator: Indicator) -> str:
    """Return the name of what an indicator counts: the same for a count and for a rate of it."""
    return f"{indicator.source}/{' + '.join(indicator.measures or (indicator.measure,))}"


def relations(definitions: Definitions, keys: set[Count]) -> Iterator[dict[Count, float]]:
    """Yield what adds up among these counts, as declared: areas, parts, and changes from period to period."""
    declared = {name: one for name, one in definitions.disclosure.items() if one.persons}
    names = {name: what(definitions.indicators[name]) for name in declared}
    known, home = definitions.municipality.areas, definitions.municipality.code
    places = sorted({(area, period) for _, area, period in keys})
    for name, one in declared.items():
        counted = names[name]
        for kind in one.areas_add_up:
            for period in sorted({period for _, _, period in keys}):
                parts = {(counted, area, period): 1.0 for area in known if known[area].kind == kind and area != home}
                yield _present({(counted, home, period): -1.0, **parts}, keys)
        parts_of = [names[other] for other, part in declared.items() if part.parts_of == name]
        for area, period in places:
            if parts_of:
                yield _present({(counted, area, period): -1.0, **{(part, area, period): 1.0 for part in parts_of}}, keys)
            if one.gained or one.lost:
                before = Period.parse(period)
                then = (counted, area, str(before.back(before.months)))
                changes = {**{(names[other], area, period): 1.0 for other in one.gained}, **{(names[other], area, period): -1.0 for other in one.lost}}
                relation = {(counted, area, period): -1.0, then: 1.0, **changes}
                if relation.keys() <= keys:
                    yield relation


def _factor(indicator: Indicator) -> float:
    if indicator.computation in {"share", "share_of_sum"}:
        return 100.0
    if indicator.computation == "per_1000":
        return 1000.0
    return _FACTORS.get(indicator.counted, 0.0)


def _present(relation: dict[Count, float], keys: set[Count]) -> dict[Count, float]:
    """Return the relation among the counts there are; what is not there adds nothing to it."""
    return {key: factor for key, factor in relation.items() if key in keys}
