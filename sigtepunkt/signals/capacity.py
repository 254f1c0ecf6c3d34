"""A projected demand against planned places: which years have too few, also if the projection errs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

ERRORS = (-0.02, -0.01, 0.0, 0.01, 0.02)  # assumed, because the projection has no interval
_ROUNDING = 1e-9  # of the places: a demand that differs by less is equal to them

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Balance:
    """Demand and places, both in places, for consecutive years."""

    years: tuple[int, ...]
    demand: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def shortfall(self) -> tuple[float, ...]:
        """Demand less places, year by year: negative where places are to spare."""
        return tuple(demand - places for demand, places in zip(self.demand, self.places, strict=True))

    @property
    def shortages(self) -> tuple[tuple[int, int], ...]:
        """The first and the last year of every stretch of years with more demand than places."""
        spans: list[tuple[int, int]] = []
        for year, missing, places in zip(self.years, self.shortfall, self.places, strict=True):
            if missing > _ROUNDING * places:
                first = spans.pop()[0] if spans and spans[-1][1] == year - 1 else year
                spans.append((first, year))
        return tuple(spans)

    @property
    def from_start(self) -> bool:
        """Whether there are too few places in the very first year: when that began is not known."""
        return self.shortfall[0] > _ROUNDING * self.places[0]

    @property
    def tightest_year(self) -> int:
        """The first year that lacks the most places or, without a shortfall, has the fewest to spare."""
        return self.years[int(np.argmax(self.shortfall))]


def balance(
    years: ArrayLike, population: ArrayLike, coverage: ArrayLike, places: ArrayLike, error: float = 0.0
) -> Balance:
    """Return demand against places if the population turns out larger than projected by the share `error`.

    One value a year: `years` without a hole, `population` in persons, `coverage` the share of them (0-1) that
    needs a place, `places`. Demand is population x (1 + error) x coverage. Raises ValueError for values that
    are missing, not finite, out of range or not as many as the years.
    """
    if not (np.isfinite(error) and error > -1):
        raise ValueError(f"error: {error} is not a share above -1")
    axis = _years(years)
    people, planned = _series("population", population, axis), _series("places", places, axis)
    demand = people * (1 + error) * _series("coverage", coverage, axis, highest=1.0)
    return Balance(axis, tuple(map(float, demand)), tuple(map(float, planned)))


def balances_by_error(
    years: ArrayLike, population: ArrayLike, coverage: ArrayLike, places: ArrayLike
) -> Mapping[float, Balance]:
    """Return the balance for each of ERRORS, as `balance` computes it; 0.0 is the projection as published."""
    return {error: balance(years, population, coverage, places, error) for error in ERRORS}


def _years(values: ArrayLike) -> tuple[int, ...]:
    years = np.asarray(values, dtype=np.float64)
    if years.ndim != 1 or years.size == 0:
        raise ValueError("years: there are none")
    if not (np.isfinite(years).all() and (years == np.floor(years)).all()):
        raise ValueError("years: not all are whole numbers")
    if (np.diff(years) != 1).any():
        raise ValueError("years: they do not follow each other one by one")
    return tuple(map(int, years))


def _series(name: str, values: ArrayLike, years: tuple[int, ...], highest: float = np.inf) -> Numbers:
    series = np.asarray(values, dtype=np.float64)
    if series.shape != (len(years),):
        raise ValueError(f"{name}: {series.size} values for {len(years)} years")
    for year, value in zip(years, series, strict=True):
        if not np.isfinite(value):
            raise ValueError(f"{name}: missing or not finite in {year}")
        if not 0 <= value <= highest:
            allowed = "and up" if highest == np.inf else f"to {highest:g}"
            raise ValueError(f"{name}: {value:g} in {year} is not from 0 {allowed}")
    return series
