"""A planned contrast with errors that remember: section 11 of the method, written from its formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import t as student

Vector = npt.NDArray[np.float64]
MEMORIES = np.arange(0, 0.99, 0.02)  # 0, 0.02, … 0.98
NOTHING_LEFT = 1e-20  # of the sum of squares: rounding


@dataclass(frozen=True)
class Tested:
    """An estimate with its limits and how often chance alone gives as much."""

    estimate: float
    lower: float | None
    upper: float | None
    p: float | None


def trend(times: Vector, values: Vector, confidence: float) -> Tested:
    """Return the slope."""
    return _tested(times, values, np.column_stack([times - times.mean(), np.ones(len(times))]), confidence)


def step(
    times: Vector,
    values: Vector,
    since: Vector,
    *,
    dips: list[Vector],
    season: int,
    confidence: float,
    beside_trend: bool = False,
) -> Tested:
    """Return how much higher the level is where `since` is 1; each dip has a column of its own."""
    columns = [since, np.ones(len(times)), *dips]
    if beside_trend:
        columns.append(times - times.mean())
    if season:
        place = np.round(times).astype(int) % season
        columns += [(place == each).astype(float) - (place == 0).astype(float) for each in range(1, season)]
    return _tested(times, values, np.column_stack(columns), confidence)


def _tested(times: Vector, values: Vector, design: Vector, confidence: float) -> Tested:
    """Return the first coefficient, weighted over every memory."""
    apart = np.abs(times[:, None] - times[None, :])
    free = len(times) - design.shape[1]
    estimates, errors, weights = [], [], []
    for memory in MEMORIES:
        related = np.where(apart == 0, 1.0, memory**apart)
        inverse = np.linalg.inv(related)
        spread = np.linalg.inv(design.T @ inverse @ design)
        coefficients = spread @ design.T @ inverse @ values
        rest = values - design @ coefficients
        squares = float(rest @ inverse @ rest)
        if squares <= NOTHING_LEFT * float(values @ values):
            return Tested(float(coefficients[0]), None, None, None)
        estimates.append(coefficients[0])
        errors.append(np.sqrt(squares / free * spread[0, 0]))
        weights.append(
            -np.linalg.slogdet(related)[1] / 2
            + np.linalg.slogdet(spread)[1] / 2
            - free / 2 * np.log(squares)
            - np.log(1 - memory)
        )
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    centre, error = np.array(estimates), np.array(errors)

    def below(value: float) -> float:
        return float(weight @ student.cdf((value - centre) / error, free))

    def above(value: float) -> float:
        return float(weight @ student.sf((value - centre) / error, free))

    tail = (1 - confidence) / 2
    reach = float(error.max() * student.isf(tail / 1000, free))
    ends = float(centre.min()) - reach, float(centre.max()) + reach
    return Tested(
        float(weight @ centre),
        _root(lambda value: below(value) - tail, ends),
        _root(lambda value: tail - above(value), ends),
        2 * min(below(0), above(0)),
    )


def _root(function: Callable[[float], float], ends: tuple[float, float]) -> float:
    """Return where a rising function is nought."""
    return float(brentq(function, *ends, xtol=1e-14, rtol=1e-13, maxiter=500))
