"""Demo counts of young people by plan and by sex: indicators of them, and the tables a source delivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sigtepunkt.disclosure.protected_vintages import ProtectedVintages, suppress
from sigtepunkt.observations.computations import observe
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.strategy import Definitions, Disclosure, Indicator
from sigtepunkt.strategy.sources.source import Sum

SOURCE, HOME = "unge", "990"
ALL, WITH, WITHOUT = "I alt", "Med plan", "Uden plan"
PERSONS = Disclosure(persons=True)
Counts = Mapping[tuple[str, str, str], float]  # measure, area, period


def measured(
    definitions: Definitions,
    indicators: Mapping[str, dict[str, Any]],
    *,
    sums: Sequence[Sum] = (),
    **declared: Disclosure,
) -> Definitions:
    """Return definitions with these indicators alone; those not `declared` count persons, and no sums."""
    own_indicators = {
        key: Indicator(
            title=key,
            focus_area="skole",
            source=SOURCE,
            unit="unge",
            kind="count",
            better="neutral",
            definition="d",
            **fields,
        )
        for key, fields in indicators.items()
    }
    source = definitions.sources["proeve-skole"].model_copy(update={"file": "unge.csv", "sums": tuple(sums)})
    return replace(
        definitions,
        sources={**definitions.sources, SOURCE: source},
        indicators=own_indicators,
        capacities={},
        disclosure={key: declared.get(key, PERSONS) for key in own_indicators},
    )


def tables(counts: Counts) -> dict[str, pd.DataFrame]:
    rows = [
        (measure, area, period, value, row)
        for row, ((measure, area, period), value) in enumerate(counts.items(), 2)
    ]
    return {SOURCE: pd.DataFrame(rows, columns=["measure", "area", "period", "value", "row"])}


def by_year(**years: Mapping[str, float]) -> dict[tuple[str, str, str], float]:
    """Return the municipality's counts: `y2025={"Med plan": 30, …}`."""
    return {
        (measure, HOME, year[1:]): float(value)
        for year, values in years.items()
        for measure, value in values.items()
    }


def suppressed(
    definitions: Definitions,
    counts: Counts,
    quarter: str = "2026Q1",
    ledgers: Mapping[str, Any] | None = None,
) -> ProtectedVintages:
    return suppress(definitions, [observe(definitions, tables(counts), quarter)], ledgers or {})


def shown_values(shown: ProtectedVintages, indicator: str, area: str = HOME) -> dict[str, float]:
    """Return an indicator's shown figures, by period."""
    rows = shown.vintages[-1]
    rows = rows[(rows["indicator"] == indicator) & (rows["area"] == area) & (rows["status"] == SHOWN)]
    return dict(zip(rows["period"], rows["value"], strict=True))
