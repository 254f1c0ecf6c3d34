"""How often a quiet series is called sure, by each answer of `signals.since`, and how often a real change is.

Run: python benchmarks/answers.py [series per row, by default 1000]

Quiet series are AR(1) noise of standard deviation 1 with the memory (lag-1 autocorrelation) of the row. Each
answer is asked for at its own 1 %: `change` of a step at a start with the last third of the points after it
(of 60 points, months: the first against the last twelve), `trend` of the newest 7 to 12 points, `development`
and `level` beside eight others of the same kind. Power is that of a fall by a steady 40 % over the newest six
years, with noise of 6 % of the level, for `trend` and for the five-point rule it replaces.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.signals import since, trend
from sigtepunkt.signals.answers.answer import Options
from sigtepunkt.signals.answers.since import Since

POINTS = (7, 8, 12, 16, 20, 60)
MEMORIES = (0.0, 0.3, 0.5, 0.8)
STEEPER = (0.95, 1.0)  # beyond what the answers promise; 1 is a random walk
OTHERS = 8
ANSWERS = ("change", "trend", "development", "level")
YEARS, FALL, NOISE = 12, 0.40, 0.06
Floats = NDArray[np.float64]


def quiet(random: np.random.Generator, series: int, points: int, memory: float) -> Floats:
    """Return series of AR(1) noise with standard deviation 1 from the first point on; of 1, random walks."""
    noise = random.standard_normal((series, points))
    fresh = np.sqrt(1 - memory**2) or 1.0
    for index in range(1, points):
        noise[:, index] = memory * noise[:, index - 1] + fresh * noise[:, index]
    return noise


def asked(values: Floats, others: Floats) -> Since:
    """Return every answer about a series, with the last third of its points after the start."""
    points = len(values)
    monthly = points == max(POINTS)
    options = Options(per_year=12, season=12) if monthly else Options()
    start = 24 if monthly else points - max(3, points // 3)
    return since(np.arange(points), values, start, options, group=others)


def false_statements(series: int) -> Iterator[tuple[int, float, dict[str, tuple[int, int]]]]:
    """Yield points, memory and, by answer, how many of so many tested quiet series were called sure."""
    random = np.random.default_rng(2026)
    for points in POINTS:
        for memory in (*MEMORIES, *STEEPER):
            counts = dict.fromkeys(ANSWERS, (0, 0))
            for _ in range(series):
                noise = quiet(random, 1 + OTHERS, points, memory)
                answers = asked(noise[0], noise[1:])
                for name in ANSWERS:
                    answer = getattr(answers, name)
                    sure, tested = counts[name]
                    counts[name] = sure + answer.sure, tested + (answer.p is not None)
            yield points, memory, counts


def power(series: int) -> Iterator[tuple[float, float, float]]:
    """Yield memory and how often a fall is seen: by the trend, and by the five-point rule."""
    random = np.random.default_rng(11)
    years = np.arange(YEARS, dtype=np.float64)
    level = np.where(years >= YEARS - 7, 1 - FALL * (years - (YEARS - 7)) / 6, 1.0)
    for memory in MEMORIES:
        seen = np.zeros(2)
        for noise in quiet(random, series, YEARS, memory):
            values = level + NOISE * noise
            recent = since(years[-7:], values[-7:], years[-4], Options(scale="log")).trend
            seen += recent.sure, trend(values[-5:]).direction in {"rising", "falling"}
        yield memory, *(seen / series)


def main() -> None:
    """Print both tables."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"false statements in per cent of {series} quiet series (nominal 1)")
    print("points memory " + " ".join(f"{name:>11}" for name in ANSWERS))
    for points, memory, counts in false_statements(series):
        shares = (
            f"{100 * sure / tested:11.1f}" if tested else f"{'-':>11}" for sure, tested in counts.values()
        )
        print(f"{points:6d} {memory:6.2f} {' '.join(shares)}")
    print(f"\nseen in per cent of {series} series that fell by {FALL:.0%} in six years")
    print("memory  trend  five points")
    for memory, by_trend, by_five in power(series):
        print(f"{memory:6.1f} {100 * by_trend:6.0f} {100 * by_five:12.0f}")


if __name__ == "__main__":
    main()
