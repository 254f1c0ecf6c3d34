"""Long tables of measures → what capacities are judged on: capacity x year → population, coverage and places. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, nearest
from sigtepunkt.observations.computations import renamed
from sigtepunkt.strategy import Capacity, Definitions
from sigtepunkt.strategy.indicator import Measured

COLUMNS = ["capacity", "year", "population", "coverage", "places"]


def by_year(definitions: Definitions, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per capacity and year for the municipality, over the years that demand, coverage and places share.

    `tables` holds, per source, the columns measure, area, period, value. The result has COLUMNS: persons, the share of
    them (0-1; sources give per cent) that needs a place, and places. Raises Refused for a measure the source does not
    have, for a period that is not a year, and for years that are not shared or have a hole.
    """
    problems: list[Problem] = []
    frames = [
        pd.DataFrame(columns=COLUMNS).astype(
            {
                "capacity": "str",
                "year": "int64",
                "population": "float64",
                "coverage": "float64",
                "places": "float64",
            }
        )
    ]
    for key, capacity in definitions.capacities.items():
        try:
            frames.append(
                _one(
                    capacity, tables, definitions.municipality.code, f"strategy/capacity.toml: [{key}]"
                ).assign(capacity=key)
            )
        except Refused as error:
            problems += error.problems
    if problems:
        raise Refused(*problems)
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _one(capacity: Capacity, tables: Mapping[str, pd.DataFrame], home: str, where: str) -> pd.DataFrame:
    demand, coverage, places = (
        _years(part, tables[part.source], home, f"{where}.{name}") for name, part in capacity.parts.items()
    )
    shared = sorted(demand.keys() & coverage.keys() & places.keys())
    if not shared:
        raise Refused.of(
            "demand, coverage and places have no year in common",
            where,
            "at least one year that all three have",
        )
    missing = sorted(set(range(shared[0], shared[-1])) - set(shared))
    if missing:
        raise Refused.of(
            f"demand, coverage or places lack {', '.join(map(str, missing))}",
            where,
            f"every year from {shared[0]} to {shared[-1]}",
        )
    return pd.DataFrame(
        {
            "year": shared,
            "population": [demand[year] for year in shared],
            "coverage": [coverage[year] / 100 for year in shared],
            "places": [places[year] for year in shared],
        }
    )


def _years(part: Measured, table: pd.DataFrame, home: str, where: str) -> dict[int, float]:
    present = set(table["measure"])
    if part.measure not in present:
        raise Refused.of(
            f"{part.source} has no measure {part.measure!r}",
            where,
            nearest(part.measure, present),
            renamed(part.source, part.measure),
        )
    rows = table[(table["measure"] == part.measure) & (table["area"] == home)]
    other = [period for period in rows["period"] if not period.isdigit()]
    if other:
        raise Refused.of(
            f"{part.source} has {other[0]}, which is not a year", where, "figures by year, such as 2026"
        )
    return {int(period): float(value) for period, value in zip(rows["period"], rows["value"], strict=True)}
