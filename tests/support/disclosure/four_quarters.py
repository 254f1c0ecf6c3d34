"""Four quarters of cases in three parts of a town and of two kinds, which add up both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sigtepunkt.observations.table import COLUMNS, SHOWN
from sigtepunkt.strategy import Area, Definitions, Disclosure

HOME, PARTS = "990", ("nord", "syd", "vest")
KINDS = ("korte", "lange")
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
Values = Mapping[tuple[str, str, str], float]  # indicator, area, period → count


def of_cases(definitions: Definitions) -> Definitions:
    """Return definitions of cases: three areas add up to the municipality, two kinds to all."""
    municipality = definitions.municipality
    areas = {**municipality.areas, **{part: Area(name=part.capitalize(), kind="bydel") for part in PARTS}}
    plain = definitions.indicators["ventetid"].model_copy(update={"unit": "forløb"})
    indicators = {name: plain.model_copy(update={"measure": name}) for name in ("alle", *KINDS)}
    declared = {
        name: Disclosure(persons=True, areas_add_up=("bydel",), parts_of="alle" if name in KINDS else "")
        for name in indicators
    }
    return replace(
        definitions,
        municipality=municipality.model_copy(update={"areas": areas}),
        indicators=indicators,
        disclosure=declared,
    )


def counted(inner: Mapping[tuple[str, str], tuple[int, int, int]]) -> Values:
    """Return counts with their totals; `inner` holds the three parts of town, by kind and period."""
    counts: dict[tuple[str, str, str], float] = {}
    for (kind, period), numbers in inner.items():
        for area, number in [*zip(PARTS, numbers, strict=True), (HOME, sum(numbers))]:
            counts[kind, area, period] = float(number)
            counts["alle", area, period] = counts.get(("alle", area, period), 0.0) + number
    return counts


def frame(values: Values, vintage: str) -> pd.DataFrame:
    rows = [
        {
            "indicator": name,
            "area": area,
            "period": period,
            "value": value,
            "base": float("nan"),
            "vintage": vintage,
            "date": pd.Timestamp("2026-01-01"),
            "projection": False,
            "source": "proeve-ventetid",
            "file": "f",
            "row": 1,
            "status": SHOWN,
        }
        for (name, area, period), value in values.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


INNER = {
    ("korte", "2025Q4"): (3, 20, 30),
    ("lange", "2025Q4"): (25, 31, 18),
    ("korte", "2026Q1"): (22, 2, 30),
    ("lange", "2026Q1"): (25, 30, 19),
    ("korte", "2026Q2"): (21, 24, 33),
    ("lange", "2026Q2"): (25, 29, 4),
    ("korte", "2026Q3"): (26, 24, 31),
    ("lange", "2026Q3"): (25, 1, 0),
}


def delivered(until: int) -> Values:
    """Return the periods delivered until quarter number `until`, one of them revised in the third."""
    inner = {
        key: numbers
        for key, numbers in INNER.items()
        if key[1] <= ("2025Q4", "2026Q1", "2026Q2", "2026Q3")[until]
    }
    if until >= 2:
        inner["lange", "2025Q4"] = (24, 33, 18)
    return counted(inner)
