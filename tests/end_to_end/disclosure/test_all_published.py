"""Random tables with sums, shares and growth over two quarters, published, and an attack on all of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from published_figures import Cell, Gathered
from young_people import ALL, HOME, SOURCE, measured, tables

from sigtepunkt.core.period import Quarter
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import ProtectedVintages, suppress
from sigtepunkt.editions import differences, edition
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.observations.computations import observe
from sigtepunkt.publication import open_data
from sigtepunkt.strategy import Area, Definitions, Disclosure

NIGHTLY = bool(os.environ.get("SIGTEPUNKT_NIGHTLY"))
PLAN, SEX, TOWNS = ("med", "uden", "andre"), ("kvinder", "mænd"), ("nord", "syd")
BOTH = "med + uden"
QUARTERS = {Quarter(2026, 1): ("2022", "2023", "2024"), Quarter(2026, 2): ("2022", "2023", "2024", "2025")}
MEANING: dict[str, tuple[str, ...]] = {
    **{name: ("count", name) for name in (ALL, *PLAN, *SEX)},
    "to": ("count", BOTH),
    "begge": ("share", BOTH, ALL),
    **{f"andel {name}": ("share", name, ALL) for name in ("med", "uden")},
    **{f"vækst {name}": ("growth", name) for name in ("uden", "mænd", ALL)},
}


@dataclass
class Published:
    """What two quarters published, and the truth."""

    counts: dict[Cell, float]
    shown: list[ProtectedVintages]
    texts: list[tuple[str, str]]


def table_definitions(definitions: Definitions) -> Definitions:
    """Return the indicators: totals by plan and by sex, a sum of two plans, and shares and growth of them."""
    indicators = {name: {"measure": name} for name in (ALL, *PLAN, *SEX)}
    indicators |= {"to": {"measures": ("med", "uden"), "computation": "sum"}}  # type: ignore[dict-item]
    indicators |= {
        "begge": {
            "measures": ("med", "uden"),
            "denominator": ALL,
            "computation": "share_of_sum",
            "decimals": 1,
        }
    }  # type: ignore[dict-item]
    indicators |= {
        f"andel {name}": {"measure": name, "denominator": ALL, "computation": "share", "decimals": 1}
        for name in ("med", "uden")
    }  # type: ignore[dict-item]
    indicators |= {
        f"vækst {name}": {"measure": name, "computation": "growth", "decimals": 1}
        for name in ("uden", "mænd", ALL)
    }  # type: ignore[dict-item]
    towns = Disclosure(persons=True, areas_add_up=("bydel",))
    declared = {
        name: towns.model_copy(update={"parts_of": ALL, "breakdown": breakdown})
        for breakdown, names in (("plan", PLAN), ("køn", SEX))
        for name in names
    }
    municipality = definitions.municipality
    areas = {**municipality.areas, **{town: Area(name=town.capitalize(), kind="bydel") for town in TOWNS}}
    return replace(
        measured(definitions, indicators, **{ALL: towns}, **declared),
        municipality=municipality.model_copy(update={"areas": areas}),
    )


def random_counts(seed: int, typical: float) -> dict[Cell, float]:
    random = np.random.default_rng([8, seed])
    counts: dict[Cell, float] = {}
    for period in QUARTERS[Quarter(2026, 2)]:
        inner = random.negative_binomial(1.5, 1.5 / (1.5 + typical), size=(len(TOWNS), len(PLAN)))
        inner[0, 1] = 2 if period == "2025" else inner[0, 1]
        women = random.binomial(inner.sum(axis=1), 0.5)
        for number, town in enumerate((*TOWNS, HOME)):
            by_plan = inner[number] if town != HOME else inner.sum(axis=0)
            kvinder = women[number] if town != HOME else women.sum()
            values = dict(zip(PLAN, by_plan, strict=True)) | {
                "kvinder": kvinder,
                "mænd": by_plan.sum() - kvinder,
                ALL: by_plan.sum(),
            }
            counts |= {(name, town, period): float(value) for name, value in values.items()}
    return counts


def publish(definitions: Definitions, counts: dict[Cell, float]) -> Published:
    """Publish both quarters as a run does: tal.csv and the edition that is kept."""
    vintages: list[pd.DataFrame] = []
    editions: list[Edition] = []
    shown, texts = [], []
    for quarter, periods in QUARTERS.items():
        vintages.append(
            observe(
                definitions,
                tables({cell: value for cell, value in counts.items() if cell[2] in periods}),
                str(quarter),
            )
        )
        protected = suppress(definitions, vintages, ledgers_under_current_names(definitions, editions))
        seen = differences.view_of(definitions.municipality, protected.vintages[-1], ())
        latest = Edition(quarter, Correction(), True, seen.figures, seen.statuses, protected.ledger)
        editions.append(latest)
        shown.append(protected)
        texts.append((open_data.csv(definitions, protected.vintages[-1], quarter), edition.as_json(latest)))
    return Published(counts, shown, texts)


def gathered(texts: Sequence[tuple[str, str]], counts: dict[Cell, float]) -> Gathered:
    known = Gathered()
    for table, content in texts:
        known.read(MEANING, table, content, SOURCE)
    for area in (*TOWNS, HOME):
        for period in {period for *_, period in counts}:
            known.adds_up({(ALL, area, period): -1.0, **{(name, area, period): 1.0 for name in PLAN}})
            known.adds_up({(ALL, area, period): -1.0, **{(name, area, period): 1.0 for name in SEX}})
            known.adds_up(
                {(BOTH, area, period): -1.0, ("med", area, period): 1.0, ("uden", area, period): 1.0}
            )
    for period in {period for *_, period in counts}:
        for name in (ALL, *PLAN, *SEX, BOTH):
            known.adds_up({(name, HOME, period): -1.0, **{(name, town, period): 1.0 for town in TOWNS}})
    return known


@pytest.mark.parametrize("seed", range(60) if NIGHTLY else range(3))
def test_everything_published_tells_no_small_count(definitions: Definitions, seed: int) -> None:
    published = publish(
        table_definitions(definitions), random_counts(seed, typical=(6.0, 14.0, 30.0)[seed % 3])
    )
    small = {cell for cell, value in published.counts.items() if 0 < value < 5}
    assert small
    known = gathered(published.texts, published.counts)
    assert not small & known.seen
    for cell, (low, high) in known.attack(small).items():
        assert low <= published.counts[cell] <= high
        assert high - low >= 9, cell
        assert high >= 10, cell


def test_the_attack_finds_a_small_count_wherever_one_figure_too_many_is_shown(
    definitions: Definitions,
) -> None:
    """An attack that never succeeds would show nothing: any suppressed figure shown again exposes a count."""
    strategy, counts = table_definitions(definitions), random_counts(1, 14.0)
    published = publish(strategy, counts)
    small = {cell for cell, value in counts.items() if 0 < value < 5}
    raw = observe(strategy, tables(counts), "2026Q2")
    narrowed = {}
    for kind in ("andel uden", "vækst uden", "to", "begge", ALL):
        frame = published.shown[-1].vintages[-1].copy()
        again = (frame["indicator"] == kind) & (frame["status"] == "suppressed")
        frame.loc[again, ["value", "status"]] = raw.loc[again, ["value", "status"]]
        table = open_data.csv(strategy, frame, Quarter(2026, 2))
        ends = gathered([*published.texts[:1], (table, published.texts[1][1])], counts).attack(small)
        narrowed[kind] = sum(high - low < 9 for low, high in ends.values())
    assert all(narrowed.values()), narrowed


def test_the_newest_quarter_tells_the_same_when_made_again(definitions: Definitions) -> None:
    strategy, counts = table_definitions(definitions), random_counts(2, 14.0)
    assert publish(strategy, counts).texts == publish(strategy, counts).texts
