"""Observations of a single indicator `x`, and the state that judging gives them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sigtepunkt import signals
from sigtepunkt.core.period import Period
from sigtepunkt.signals import State
from sigtepunkt.strategy import Definitions, Indicator

Judge = Callable[..., State]

QUIET = [10.0, 12, 9, 11, 12, 10, 9, 12, 10, 11, 9, 12, 10, 9, 12, 11]  # no autocorrelation, no signal
LINE = [1.0, 2.1, 2.9, 4.0, 5.1, 5.9, 7.0, 8.1, 8.9, 10.0, 11.1]  # years that rise, and hardly swing
COUNTED = {"computation": "share", "denominator": "Folketal", "counted": "proportion"}


def following(first: str, count: int) -> list[str]:
    """Return `count` periods from `first` on, one after the other."""
    period = Period.parse(first)
    return [str(period.back(-step * period.months)) for step in range(count)]


def rows(
    periods: Sequence[str], values: Sequence[float], area: str = "990", base: float = math.nan
) -> pd.DataFrame:
    """Return one area's observations of the indicator `x`."""
    return pd.DataFrame(
        {
            "indicator": "x",
            "area": area,
            "period": list(periods),
            "value": [float(value) for value in values],
            "base": base,
            "status": "shown",
        }
    )


def not_shown(period: str, status: str = "suppressed") -> pd.DataFrame:
    """Return one observation of the indicator `x` that is not shown."""
    return rows([period], [math.nan]).assign(status=status)


def judging(definitions: Definitions) -> Judge:
    """Return a judge of an indicator `x`, from the values of periods that follow `first`."""

    def run(
        values: Sequence[float],
        first: str = "2022Q1",
        *,
        periods: Sequence[str] | None = None,
        beside: pd.DataFrame | None = None,
        source: dict[str, Any] | None = None,
        base: float = math.nan,
        quarter: str = "2026Q2",
        **declared: Any,
    ) -> State:
        example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
        indicator = Indicator.model_validate({**example, "better": "higher", **declared})
        origin = definitions.sources["proeve-ledige"].model_copy(update=source or {})
        own = rows(periods or following(first, len(values)), values, base=base)
        (state,) = signals.Judge()(
            replace(definitions, indicators={"x": indicator}, sources={"proeve-ledige": origin}),
            own if beside is None else pd.concat([beside, own], ignore_index=True),
            quarter,
        )
        return state

    return run
