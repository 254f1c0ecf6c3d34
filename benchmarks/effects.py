"""How often the verdict on an action is wrong: simulated series, and pretended actions in real ones.

Run: python benchmarks/effects.py [series per row, by default 1000; 0 for pretended actions alone]

Simulated series are AR(1) noise of standard deviation 1 with the memory (lag-1 autocorrelation) of the row;
`alone` is `level beside trend`, `difference` is held against eight others of the same kind. Coverage is how
often the 95 % limits hold the true effect. A wrong verdict is "worked" or "opposite" of no effect, and "no
effect that matters" of one of SMALLEST standard deviations. The expected half-width is that of the points
before, in shares of the one that came out.

Pretended actions start in the shipped series of every municipality that has figures, at several times, held
against the eight nearest in population. Nothing happened at those times to one municipality alone, but by
chance: "worked" or "opposite" should be rare. Across the reform of cash assistance a series says nothing
alone. Register counts of everybody have no verdict on pages: their rows stand apart and are no part of the
sums. The quarter has to have been processed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from answers import quiet
from every_home import SERIES, others, read, table
from numpy.typing import NDArray

from sigtepunkt.core.period import Period
from sigtepunkt.followup.effect import (
    Estimate,
    Interrupted,
    estimated,
    expected_half_width,
    interrupted,
    verdict,
)
from sigtepunkt.strategy import Definitions

POINTS = ((8, 4), (14, 6), (28, 12))
MEMORIES = (0.0, 0.3, 0.5, 0.8)
OTHERS, SMALLEST = 8, 1.5
# Before and after, by figures a year, and how far from the newest figure back the pretended actions begin.
PRETENDED: Mapping[int, tuple[tuple[int, int], ...]] = {
    1: ((8, 4),),
    4: ((8, 4), (14, 6), (28, 12)),
    12: ((24, 6), (28, 12), (36, 12)),
}
LOOKS = 3  # pretended starts of each length, as far from each other as the figures after
FOR_SEASON = frozenset({"ledighed", "kontanthjaelp"})
BROKEN = "kontanthjaelp"
Floats = NDArray[np.float64]


@dataclass
class Tally:
    """What came out of one row's series."""

    series: int = 0
    covered: int = 0
    worked: int = 0
    opposite: int = 0
    none: int = 0

    def add(self, step: Estimate) -> None:
        """Count an estimate of no effect; and of SMALLEST, which moves its limits by as much."""
        self.series += 1
        self.covered += step.lower <= 0 <= step.upper
        said = verdict(step.lower, step.upper, direction="higher", smallest=SMALLEST)
        self.worked += said == "worked"
        self.opposite += said == "opposite"
        moved = step.lower + SMALLEST, step.upper + SMALLEST
        self.none += verdict(*moved, direction="higher", smallest=SMALLEST) == "none"

    def share(self, count: int) -> float:
        """Return a count as a share of the series."""
        return count / self.series


def before(series: Interrupted) -> Interrupted:
    """Return the points before the start alone."""
    kept = series.times < series.start
    beside = None if series.others is None else series.others[:, kept]
    return Interrupted(series.times[kept], series.values[kept], series.start, beside, series.season)


def simulated(count: int) -> Iterator[tuple[str, int, int, float, Tally, float]]:
    """Yield design, points before and after, memory, what came out, and the expected half-width's median."""
    random = np.random.default_rng(2026)
    for design in ("alone", "difference"):
        for earlier, later in POINTS:
            for memory in MEMORIES:
                tally, ratios = Tally(), []
                for _ in range(count):
                    noise = quiet(random, 1 + OTHERS, earlier + later, memory)
                    beside = noise[1:] if design == "difference" else None
                    series = interrupted(np.arange(earlier + later), noise[0], earlier, others=beside)
                    step = estimated(series)
                    expected = expected_half_width(before(series), series.times)
                    if step is None or expected is None:
                        raise RuntimeError("there are points enough")
                    tally.add(step)
                    ratios.append(expected / ((step.upper - step.lower) / 2))
                yield design, earlier, later, memory, tally, float(np.median(ratios))


def pretended(
    definitions: Definitions, observations: pd.DataFrame
) -> Iterator[tuple[str, int, int, int, str, Tally]]:
    """Yield series, homes, points before and after, design, and what came out of pretended actions."""
    areas = definitions.municipality.areas
    population = {code: area.population for code, area in areas.items() if area.population is not None}
    for indicator, per_year in SERIES.items():
        wide = table(definitions, observations, indicator)
        wide = wide[wide.index.isin(population)]
        first = Period.parse(wide.columns[0]).first
        for earlier, later in PRETENDED[per_year]:
            tallies = {"difference": Tally(), "alone": Tally()}
            for look in range(LOOKS):
                end = wide.shape[1] - look * later
                if end < earlier + later:
                    break
                part = wide.iloc[:, end - earlier - later : end]
                for home in part.index:
                    group, _ = others(part, str(home), population)
                    own = part.loc[home].to_numpy()
                    times = (first * per_year / 12 + end - earlier - later) // 1 + np.arange(earlier + later)
                    season = per_year if indicator in FOR_SEASON else 0
                    for design, beside in (("difference", group), ("alone", None)):
                        step = estimated(
                            interrupted(times, own, times[earlier], others=beside, season=season)
                        )
                        if step is not None and (design, indicator) != ("alone", BROKEN):
                            tallies[design].add(step)
            for design, tally in tallies.items():
                if tally.series:
                    yield indicator, len(wide), earlier, later, design, tally


def main() -> None:
    """Print both tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| design | before + after | memory | coverage | worked | opposite | no effect | half-width |")
    print("|---|---|---|---|---|---|---|---|")
    for design, earlier, later, memory, tally, ratio in simulated(count) if count else ():
        shares = " | ".join(
            f"{tally.share(each):.1%}" for each in (tally.covered, tally.worked, tally.opposite, tally.none)
        )
        print(f"| {design} | {earlier} + {later} | {memory} | {shares} | {ratio:.2f} |", flush=True)
    print("\n| series | homes | before + after | design | tests | worked | opposite | together |")
    print("|---|---|---|---|---|---|---|---|")
    together = {"difference": Tally(), "alone": Tally()}
    definitions, observations = read()
    for indicator, homes, earlier, later, design, tally in pretended(definitions, observations):
        both = tally.worked + tally.opposite
        shares = " | ".join(f"{tally.share(each):.1%}" for each in (tally.worked, tally.opposite, both))
        told = definitions.indicators[indicator].full_count
        name = f"{indicator}{' (told, not tested)' if told else ''}"
        row = f"| {name} | {homes} | {earlier} + {later} | {design} | {tally.series} | {shares} |"
        print(row, flush=True)
        if told:
            continue
        for name in ("series", "worked", "opposite"):
            setattr(together[design], name, getattr(together[design], name) + getattr(tally, name))
    for design, tally in together.items():
        both = tally.worked + tally.opposite
        shares = " | ".join(f"{tally.share(each):.1%}" for each in (tally.worked, tally.opposite, both))
        print(f"| all | | | {design} | {tally.series} | {shares} |")


if __name__ == "__main__":
    main()
