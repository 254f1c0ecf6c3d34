"""How often a quiet series has had a mark, once it has been looked at 4 and 16 times.

Run: python benchmarks/looks.py [series per row, by default 400]

Every page looks anew, and each look is another chance of a false mark. Quiet series are AR(1) noise of
standard deviation 1 with the memory (lag-1 autocorrelation) of the row, with eight others of the same kind.
Quarterly figures (20 at the first look) are looked at each quarter for a recent shift. Yearly figures (12
before the start, 3 since at the first look) are looked at each year for everything the page asks of them:
change, trend, development and level. A series counts once, however many marks it had. The row `all` stands on
the method page: `wording.sentences.LOOKS`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sigtepunkt.signals import since
from sigtepunkt.signals.answers.answer import Options
from sigtepunkt.signals.methods.shift import recent_shifts

LOOKS = (4, 16)
MEMORIES = (0.0, 0.3, 0.5, 0.8)
OTHERS = 8
QUARTERS, BEFORE, SINCE = 20, 12, 3
SEED = 2026
Floats = NDArray[np.float64]


class Marked(NamedTuple):
    """How many of so many quiet series had had a mark after each number of looks."""

    quarterly: tuple[int, ...]
    yearly: tuple[int, ...]


def quiet(random: np.random.Generator, series: int, points: int, memory: float) -> Floats:
    """Return series of AR(1) noise with standard deviation 1 from the first point on."""
    noise = random.standard_normal((series, points))
    for index in range(1, points):
        noise[:, index] = memory * noise[:, index - 1] + np.sqrt(1 - memory**2) * noise[:, index]
    return noise


def first_shift(values: Floats) -> NDArray[np.int_]:
    """Return, for each series of quarters, the look at which a recent shift is first marked, or past all."""
    looks = np.full(len(values), max(LOOKS) + 1)
    for look in range(max(LOOKS), 0, -1):
        marked = np.abs(recent_shifts(values[:, : QUARTERS + look - 1]).strength) > 1
        looks[marked] = look
    return looks


def first_answer(own: Floats, others: Floats) -> int:
    """Return the yearly look at which any answer is first sure; past all where none is."""
    for look in range(1, max(LOOKS) + 1):
        points = BEFORE + SINCE + look - 1
        said = since(np.arange(points), own[:points], BEFORE, Options(), group=others[:, :points])
        if any(answer.sure for answer in said.answers.values()):
            return look
    return max(LOOKS) + 1


def marked(series: int) -> Iterator[tuple[float, Marked]]:
    """Yield each memory with how many of `series` quiet series had had a mark."""
    random = np.random.default_rng(SEED)
    for memory in MEMORIES:
        by_shift = first_shift(quiet(random, series, QUARTERS + max(LOOKS), memory))
        noise = quiet(random, series * (1 + OTHERS), BEFORE + SINCE + max(LOOKS), memory)
        groups = noise.reshape(series, 1 + OTHERS, -1)
        by_answer = np.array([first_answer(group[0], group[1:]) for group in groups])
        counts = (tuple(int((looks <= most).sum()) for most in LOOKS) for looks in (by_shift, by_answer))
        yield memory, Marked(*counts)


def main() -> None:
    """Print the shares for each memory, and for all together."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(f"quiet series with at least one mark, in per cent of {series} a row")
    print("memory  quarterly, 4 looks  16 looks  yearly, 4 looks  16 looks")
    every = []
    for memory, counts in marked(series):
        every.append(counts)
        _print(f"{memory:6.1f}", counts, series)
    together = Marked(*(tuple(map(sum, zip(*column, strict=True))) for column in zip(*every, strict=True)))
    _print("   all", together, series * len(MEMORIES))


def _print(name: str, counts: Marked, series: int) -> None:
    shares = [100 * count / series for count in (*counts.quarterly, *counts.yearly)]
    print("{}  {:18.1f}  {:8.1f}  {:15.1f}  {:8.1f}".format(name, *shares))


if __name__ == "__main__":
    main()
