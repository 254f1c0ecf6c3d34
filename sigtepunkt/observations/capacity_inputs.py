"""Computes what capacities are judged on: capacity and year → population, coverage, places. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.observations.computations import how_to_rename
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.strategy.indicator import Measured

_TYPES = {"capacity": "str", "year": "int64"} | dict.fromkeys(("population", "coverage", "places"), "float64")
COLUMNS = [*_TYPES]


def by_year(definitions: Definitions, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per capacity and year for the municipality, over the years all three measures share.

    `tables` holds, per source, the columns measure, area, period, value. The result has COLUMNS: persons, the
    share of them (0-1; sources give per cent) that needs a place, and places. Raises Refused for a measure
    the source does not have, for a period that is not a year, and for years that are not shared or have a
    gap.
    """
    problems: list[Problem] = []
    frames = [pd.DataFrame(columns=COLUMNS).astype(_TYPES)]
    home = definitions.municipality.code
    for key, capacity in definitions.capacities.items():
        try:
            years = _of_capacity(capacity, tables, home, f"strategy/capacity.toml: [{key}]")
        except Refused as error:
            problems += error.problems
        else:
            frames.append(years.assign(capacity=key))
    if problems:
        raise Refused(*problems)
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _of_capacity(
    capacity: Capacity, tables: Mapping[str, pd.DataFrame], home: str, where: str
) -> pd.DataFrame:
    demand, coverage, places = (
        _by_year(part, tables[part.source], home, f"{where}.{name}") for name, part in capacity.parts.items()
    )
    shared = sorted(demand.keys() & coverage.keys() & places.keys())
    if not shared:
        what = "demand, coverage and places have no year in common"
        raise Refused.of(what, where, "at least one year that all three have")
    missing = sorted(set(range(shared[0], shared[-1])) - set(shared))
    if missing:
        what = f"demand, coverage or places lack {', '.join(map(str, missing))}"
        raise Refused.of(what, where, f"every year from {shared[0]} to {shared[-1]}")
    rows = [(year, demand[year], coverage[year] / 100, places[year]) for year in shared]
    return pd.DataFrame(rows, columns=COLUMNS[1:])


def _by_year(part: Measured, table: pd.DataFrame, home: str, where: str) -> dict[int, float]:
    """Return the municipality's figures of a measure by year."""
    present = set(table["measure"])
    if part.measure not in present:
        what = f"{part.source} has no measure {part.measure!r}"
        raise Refused.of(
            what, where, nearest(part.measure, present), how_to_rename(part.source, part.measure)
        )
    rows = table[(table["measure"] == part.measure) & (table["area"] == home)]
    other = [period for period in rows["period"] if not period.isdigit()]
    if other:
        what = f"{part.source} has {other[0]}, which is not a year"
        raise Refused.of(what, where, "figures by year, such as 2026")
    return {int(period): float(value) for period, value in zip(rows["period"], rows["value"], strict=True)}
