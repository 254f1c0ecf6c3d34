"""Control charts of counts: shares with their wholes (P, P'), and rare events (G, T).

Sources: D. C. Montgomery, "Introduction to statistical quality control", for P; D. B. Laney, "Improved control charts for
attributes", Quality Engineering 14 (2002), for P'; J. C. Benneyan, "Number-between g-type statistical quality control
charts", Health Care Management Science 4 (2001), for G; L. S. Nelson, "A control chart for parts-per-million
nonconforming items", Journal of Quality Technology 26 (1994), for T.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigtepunkt.signals.individuals import xmr

Floats = NDArray[np.float64]
WIDTH = 3.0  # standard errors from the mean to a limit
RANGE = 1.128  # d2: a moving range of two as a multiple of the standard deviation
NELSON = 3.6  # the power that makes times between rare events nearly normal


@dataclass(frozen=True)
class Limits:
    """A mean and limits for each point, in the unit of the points; `outside` marks points strictly beyond them."""

    values: Floats
    mean: Floats
    lower: Floats
    upper: Floats

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which points lie strictly beyond their limits."""
        return (self.values > self.upper) | (self.values < self.lower)


def p_chart(counts: ArrayLike, wholes: ArrayLike) -> Limits:
    """Return the limits of shares (0 to 1) of `wholes`, assuming nothing but chance between them.

    Raises ValueError for counts that are no part of their whole.
    """
    count, whole = _shares(counts, wholes)
    mean = count.sum() / whole.sum()
    half = WIDTH * np.sqrt(mean * (1 - mean) / whole)
    return Limits(count / whole, np.full(len(count), mean), np.maximum(0, mean - half), np.minimum(1, mean + half))


def p_prime_chart(counts: ArrayLike, wholes: ArrayLike) -> Limits:
    """Return Laney's limits: those of the P chart, widened by how much shares of large wholes vary beyond chance."""
    count, whole = _shares(counts, wholes)
    mean = count.sum() / whole.sum()
    error = np.sqrt(mean * (1 - mean) / whole)
    beyond = np.divide(count / whole - mean, error, out=np.zeros(len(count)), where=error > 0)
    widening = np.abs(np.diff(beyond)).mean() / RANGE if len(count) > 1 else 1.0
    half = WIDTH * error * widening
    return Limits(count / whole, np.full(len(count), mean), np.maximum(0, mean - half), np.minimum(1, mean + half))


def _shares(counts: ArrayLike, wholes: ArrayLike) -> tuple[Floats, Floats]:
    count, whole = np.asarray(counts, dtype=np.float64), np.asarray(wholes, dtype=np.float64)
    if count.shape != whole.shape or count.ndim != 1 or not len(count):
        raise ValueError(f"as many counts as wholes, and at least one: {count.shape} and {whole.shape}")
    if not (np.isfinite(count).all() and np.isfinite(whole).all() and (whole > 0).all() and (count >= 0).all() and (count <= whole).all()):
        raise ValueError("every count has to lie between 0 and its whole, and every whole above 0")
    return count, whole


def g_chart(between: ArrayLike) -> Limits:
    """Return the limits of the number of cases between events (geometric distribution).

    Raises ValueError for a negative number.
    """
    cases = np.asarray(between, dtype=np.float64)
    if not len(cases) or not np.isfinite(cases).all() or (cases < 0).any():
        raise ValueError("every number of cases between events has to be finite and not negative")
    mean = cases.mean()
    half = WIDTH * np.sqrt(mean * (mean + 1))
    return Limits(cases, *(np.full(len(cases), value) for value in (mean, max(0.0, mean - half), mean + half)))


def t_chart(between: ArrayLike) -> Limits:
    """Return the limits of the time between events: an XmR chart of its power 1/3.6, turned back.

    Raises ValueError for a time that is not positive.
    """
    times = np.asarray(between, dtype=np.float64)
    if not len(times) or not np.isfinite(times).all() or (times <= 0).any():
        raise ValueError("every time between events has to be finite and positive")
    chart = xmr(times ** (1 / NELSON))
    return Limits(times, chart.mean**NELSON, np.maximum(0, chart.lower) ** NELSON, chart.upper**NELSON)
