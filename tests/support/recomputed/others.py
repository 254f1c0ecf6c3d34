"""A series and a figure beside those of others: section 13 of the method, written from its formulas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, poisson
from scipy.stats import t as student

from recomputed.contrast import Tested

Vector = npt.NDArray[np.float64]
GUARDED = 9  # points from which the guard holds
BEFORE = 5  # differentials before the current window that are enough


def development(own: Vector, group: Vector, spread: Vector, periods: int, confidence: float) -> Tested:
    """Return how much more the own series changed than the group's on average; a row for each other."""
    size = len(group)
    factor = np.sqrt(1 + 1 / size)
    ends = list(range(len(own) - 1, -1, -periods))
    squares, free = 0.0, 0
    for end, begin in pairwise(ends):
        change = spread[:, end] - spread[:, begin]
        squares += float(((change - change.mean()) ** 2).sum())
        free += len(change) - 1
    difference = own[-1] - own[-1 - periods] - (group[:, -1] - group[:, -1 - periods]).mean()
    error = np.sqrt(squares / free) * factor * _guard(own, group, spread, periods, factor)
    return _by_students_t(float(difference), float(error), free, confidence)


def _guard(own: Vector, group: Vector, spread: Vector, periods: int, factor: float) -> float:
    """Return by how much the margin is widened for a municipality more restless than the others."""
    if len(own) < GUARDED:
        return 1.0
    steps = np.diff(spread, axis=1)
    mine = np.diff(own) - np.diff(group, axis=1).mean(axis=0)
    theirs = steps - steps.mean(axis=0)
    before = len(own) - 1 - periods
    if before >= BEFORE:
        mine, theirs = mine[:before], theirs[:, :before]
    usual = theirs.std(axis=1, ddof=1).mean() / np.sqrt(1 - 1 / len(spread))
    return max(1.0, float(mine.std(ddof=1) / factor / usual))


def level(own: float, group: Vector, spread: Vector, confidence: float) -> Tested:
    """Return how far the own figure lies from the group's mean, against how much others differ."""
    error = float(spread.std(ddof=1) * np.sqrt(1 + 1 / len(group)))
    return _by_students_t(float(own - group.mean()), error, len(spread) - 1, confidence)


def _by_students_t(difference: float, error: float, free: int, confidence: float) -> Tested:
    """Return a difference with its limits by Student's t."""
    margin = float(student.isf((1 - confidence) / 2, free)) * error
    chance = 2 * float(student.sf(abs(difference) / error, free))
    return Tested(difference, difference - margin, difference + margin, chance)


def by_counting(counted: str, value: float, whole: float | None, benchmark: float) -> float | None:
    """Return how often chance in counting alone is as far from a benchmark; None without a whole."""
    if counted == "count":
        return _exact(value, benchmark)
    if whole is None:
        return None
    if counted == "per_1000":
        return _exact(value * whole / 1000, benchmark * whole / 1000)
    share, expected = value / 100, benchmark / 100
    return 2 * float(norm.sf(abs(share - expected) / np.sqrt(expected * (1 - expected) / whole)))


def _exact(count: float, expected: float) -> float:
    """Return twice the smaller tail of Poisson's distribution."""
    count = round(count)
    return min(1.0, 2 * float(min(poisson.cdf(count, expected), poisson.sf(count - 1, expected))))
