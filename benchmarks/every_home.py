"""Each municipality in the files plays home: how often is one called outside the usual that is like the rest?

Run: python benchmarks/every_home.py

Real series have no known truth, but of many municipalities few can be unusual: at a nominal 5 % about one in
twenty should be called so. For each of eight shipped series, each municipality with figures is compared with
the eight nearest to it in population (the group, as a council would choose one) and, for the spread, with
those between half and twice its population: its development over windows of one to four years, at most a
third of the series as on the pages, and its level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.signals.answers.since import NEARLY_ALL, SHARE_OF_SERIES
from sigtepunkt.signals.methods.beside_others import FEWEST, beside_others, level_beside
from sigtepunkt.strategy import Definitions, load_definitions

ROOT = Path(__file__).resolve().parent.parent
QUARTER = "2026Q2"
SERIES = {  # indicator → figures a year
    "co2e-i-alt": 1,
    "elevfravaer": 1,
    "karaktergennemsnit": 1,
    "boernefattigdom": 1,
    "beskaeftigelsesfrekvens": 1,
    "folketal": 4,
    "ledighed": 12,
    "kontanthjaelp": 12,
}
GROUP, YEARS, NOMINAL = 8, (1, 2, 3, 4), (0.05, 0.01)
MOST = 0.9  # of the municipalities have to have a period
Floats = NDArray[np.float64]
Shares = Mapping[float, float]


def table(definitions: Definitions, observations: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the figures of the municipalities that have all of the longest stretch most of them share."""
    areas = definitions.municipality.areas
    rows = observations[(observations["indicator"] == indicator) & (observations["status"] == SHOWN)]
    rows = rows[rows["area"].map(lambda code: areas[code].kind == "kommune")]
    wide = rows.pivot_table(index="area", columns="period", values="value")
    wide = wide[sorted(wide.columns, key=Period.parse)]
    counts = wide.notna().sum().to_numpy()
    firsts = np.array([Period.parse(period).first for period in wide.columns])
    best = range(0)
    run = range(0)
    for place, many in enumerate(counts >= MOST * counts.max()):
        joins = run and firsts[place] - firsts[place - 1] == np.diff(firsts).min()
        run = range(run.start if joins else place, place + 1) if many else range(0)
        best = max(best, run, key=len)
    wide = wide.iloc[:, best.start : best.stop].dropna()
    return np.log(wide) if definitions.indicators[indicator].kind in {"amount", "count"} else wide


def others(wide: pd.DataFrame, home: str, population: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Return the series of a home's group, and of the municipalities of similar size."""
    rest = [code for code in wide.index if code != home]
    nearest = sorted(rest, key=lambda code: abs(np.log(population[code] / population[home])))[:GROUP]
    like = [code for code, size in population.items() if abs(np.log2(size / population[home])) <= 1]
    similar = [code for code in rest if code in like]
    declared = len(like) - 1  # home is like itself
    enough = len(similar) >= max(FEWEST, NEARLY_ALL * declared)
    return wide.loc[nearest].to_numpy(), wide.loc[similar if enough else nearest].to_numpy()


def outside(wide: pd.DataFrame, population: Mapping[str, int], periods: int) -> Shares:
    """Return the shares of homes outside the usual, by nominal share; over `periods`, or in level if 0."""
    values = []
    for home in wide.index:
        own, (group, spread) = wide.loc[home].to_numpy(), others(wide, str(home), population)
        if periods:
            result = beside_others(own, group, periods, spread=spread)
        else:
            result = level_beside(float(own[-1]), group[:, -1], spread[:, -1])
        values.append(1.0 if result.p is None else result.p)
    return {nominal: float(np.mean(np.array(values) < nominal)) for nominal in NOMINAL}


def rows(definitions: Definitions, observations: pd.DataFrame) -> Iterator[tuple[str, int, int, int, Shares]]:
    """Yield series, homes, points, window in years (0: the level), and the shares outside the usual."""
    areas = definitions.municipality.areas
    population = {code: area.population for code, area in areas.items() if area.population is not None}
    for indicator, per_year in SERIES.items():
        wide = table(definitions, observations, indicator)
        wide = wide[wide.index.isin(population)]
        for years in YEARS:
            if years * per_year <= wide.shape[1] // SHARE_OF_SERIES:
                shares = outside(wide, population, years * per_year)
                yield indicator, len(wide), wide.shape[1], years, shares
        if not definitions.indicators[indicator].total:
            yield indicator, len(wide), wide.shape[1], 0, outside(wide, population, 0)


def read() -> tuple[Definitions, pd.DataFrame]:
    """Return the definitions in force and the observations of the quarter's own vintage."""
    definitions = load_definitions(Project(ROOT)).in_force(Quarter.parse(QUARTER))
    observations = pd.read_parquet(ROOT / "data" / "processed" / QUARTER / "observations.parquet")
    return definitions, observations[observations["vintage"] == QUARTER]


def main() -> None:
    """Print the table, and the average and the highest over all windows."""
    print("| series | homes | points | window | outside at 5 % | at 1 % |")
    print("|---|---|---|---|---|---|")
    windows = []
    for indicator, homes, points, years, shares in rows(*read()):
        window = f"{years} y" if years else "level"
        print(f"| {indicator} | {homes} | {points} | {window} | {shares[0.05]:.1%} | {shares[0.01]:.1%} |")
        if years:
            windows.append(shares)
    average = {nominal: np.mean([shares[nominal] for shares in windows]) for nominal in NOMINAL}
    highest = {nominal: max(shares[nominal] for shares in windows) for nominal in NOMINAL}
    print(f"| average of {len(windows)} windows | | | | {average[0.05]:.1%} | {average[0.01]:.1%} |")
    print(f"| highest | | | | {highest[0.05]:.1%} | {highest[0.01]:.1%} |")


if __name__ == "__main__":
    main()
