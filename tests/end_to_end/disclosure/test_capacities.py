"""Capacities that rest on suppressed counts: said to be suppressed, and never printed in part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from municipality import FIRST, LAST, damage, edit, lay_out
from places import quietly
from young_people import ALL, HOME, SOURCE, WITH, WITHOUT, by_year, measured, suppressed

from sigtepunkt import pipeline
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.capacities import protect_capacities
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.report import open_report
from sigtepunkt.strategy import Definitions, Disclosure, load_definitions
from sigtepunkt.strategy.sources.source import Sum

COUNTS = by_year(y2026={WITHOUT: 30, WITH: 40, ALL: 70}, y2027={WITHOUT: 3, WITH: 40, ALL: 43})


def with_capacity(definitions: Definitions, strategy: Definitions, part: str, measure: str) -> Definitions:
    """Return definitions with the gardens, one part of which is a measure of the young people."""
    gardens = definitions.capacities["nyttehaver"]
    changed = getattr(gardens, part).model_copy(update={"source": SOURCE, "measure": measure})
    return replace(strategy, capacities={"haver": gardens.model_copy(update={part: changed})})


def years(*values: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "capacity": "haver",
            "year": [2026, 2027],
            "population": [1000.0, 1100.0],
            "coverage": [0.1, 0.1],
            "places": [*values],
        }
    )


def test_a_capacity_goes_whole_with_one_suppressed_count(definitions: Definitions) -> None:
    strategy = with_capacity(
        definitions, measured(definitions, {"uden": {"measure": WITHOUT}}), "places", WITHOUT
    )
    capacities = protect_capacities(strategy, years(30.0, 3.0), suppressed(strategy, COUNTS))
    assert capacities["year"].tolist() == [2026, 2027]
    assert capacities[["population", "coverage", "places"]].isna().all(axis=None)


@pytest.mark.parametrize("part", ["demand", "coverage", "places"])
def test_whichever_part_it_is(definitions: Definitions, part: str) -> None:
    strategy = with_capacity(
        definitions, measured(definitions, {"uden": {"measure": WITHOUT}}), part, WITHOUT
    )
    assert protect_capacities(strategy, years(30.0, 3.0), suppressed(strategy, COUNTS))["places"].isna().all()


def test_it_goes_too_where_the_count_is_known_from_what_is_computed_of_it(definitions: Definitions) -> None:
    for fields in (
        {"measure": WITHOUT, "denominator": ALL, "computation": "share"},
        {"measures": (WITH, WITHOUT), "computation": "sum"},
    ):
        strategy = with_capacity(definitions, measured(definitions, {"tal": fields}), "places", WITHOUT)
        assert (
            protect_capacities(strategy, years(30.0, 3.0), suppressed(strategy, COUNTS))["places"]
            .isna()
            .all()
        )


def test_a_capacity_of_published_counts_stays(definitions: Definitions) -> None:
    strategy = with_capacity(definitions, measured(definitions, {"med": {"measure": WITH}}), "places", WITH)
    pd.testing.assert_frame_equal(
        protect_capacities(strategy, years(40.0, 40.0), suppressed(strategy, COUNTS)), years(40.0, 40.0)
    )


def test_a_count_whose_figure_is_withheld_is_not_told_by_a_capacity(definitions: Definitions) -> None:
    """Nothing has published it, and what has not been through disclosure control is not printed."""
    strategy = with_capacity(definitions, measured(definitions, {"med": {"measure": WITH}}), "places", WITH)
    alone = suppressed(strategy, {cell: value for cell, value in COUNTS.items() if cell[2] == "2026"})
    assert protect_capacities(strategy, years(40.0, 40.0), alone)["places"].isna().all()


def test_what_was_suppressed_before_is_not_told_by_a_capacity(definitions: Definitions) -> None:
    strategy = with_capacity(definitions, measured(definitions, {"med": {"measure": WITH}}), "places", WITH)
    before = Ledger({}, frozenset({(f"{SOURCE}/{WITH}", HOME, "2027")}))
    assert (
        protect_capacities(
            strategy, years(40.0, 40.0), suppressed(strategy, COUNTS, ledgers={"2026Q1": [before]})
        )["places"]
        .isna()
        .all()
    )


def test_nor_where_no_indicator_counts_it_any_more(definitions: Definitions) -> None:
    strategy = with_capacity(
        definitions, measured(definitions, {"uden": {"measure": WITHOUT}}), "places", WITH
    )
    before = Ledger({}, frozenset({(f"{SOURCE}/{WITH}", HOME, "2027")}))
    shown = suppressed(strategy, COUNTS, ledgers={"2026Q1": [before]})
    assert protect_capacities(strategy, years(40.0, 40.0), shown)["places"].isna().all()


def test_places_are_rounded_as_the_count_they_are(definitions: Definitions) -> None:
    rounding = Disclosure(persons=True, round_to=5)
    strategy = with_capacity(
        definitions, measured(definitions, {"med": {"measure": WITH}}, med=rounding), "places", WITH
    )
    counts = by_year(y2026={WITH: 41}, y2027={WITH: 43})
    assert protect_capacities(strategy, years(41.0, 43.0), suppressed(strategy, counts))[
        "places"
    ].tolist() == [40.0, 45.0]


def test_a_few_that_nobody_has_spoken_for_are_not_told(definitions: Definitions) -> None:
    """The source holds counts of persons, and whether these are persons nobody has said."""
    strategy = with_capacity(
        definitions, measured(definitions, {"med": {"measure": WITH}}), "places", WITHOUT
    )
    shown = suppressed(strategy, COUNTS)
    assert protect_capacities(strategy, years(30.0, 3.0), shown)["places"].isna().all()
    assert protect_capacities(strategy, years(30.0, 9.0), shown)["places"].tolist() == [30.0, 9.0]
    gardens = strategy.capacities["haver"]
    spoken_for = gardens.model_copy(update={"places": gardens.places.model_copy(update={"persons": False})})
    sure = replace(strategy, capacities={"haver": spoken_for})
    assert protect_capacities(sure, years(30.0, 3.0), shown)["places"].tolist() == [30.0, 3.0]


def test_what_adds_up_with_counts_at_the_source_is_not_told(definitions: Definitions) -> None:
    """40 places are those with a plan: of 43 in all they leave the 3 without."""
    adding = [Sum(total=ALL, parts=(WITH, WITHOUT))]
    strategy = measured(definitions, {"alle": {"measure": ALL}, "uden": {"measure": WITHOUT}}, sums=adding)
    with_places = with_capacity(definitions, strategy, "places", WITH)
    assert (
        protect_capacities(with_places, years(40.0, 40.0), suppressed(strategy, COUNTS))["places"]
        .isna()
        .all()
    )


# --- on the page ---


@pytest.fixture
def few(tmp_path: Path) -> Project:
    """Prøvekommune where the gardens planned are counted as persons, and in 2028 there are three."""
    home = lay_out(tmp_path / "prøvekommune")
    for quarter in (FIRST, LAST):
        damage(
            home,
            quarter,
            "nyttehaver.csv",
            lambda content: content.replace(b"2028;Byen;120;", b"2028;Byen;3;"),
        )
    indicators = home.strategy / "indicators.toml"
    gap = 'gap = { why = "w", owner = "o", needed = "n", since = 2026-01-15 }'
    indicators.write_text(
        indicators.read_text(encoding="utf-8")
        + f"""
[haver]
title = "Haver"
focus_area = "klima"
source = "proeve-nyttehaver"
measure = "Byen|Haver"
unit = "haver"
kind = "count"
better = "neutral"
total = true
definition = "Haver, en person i hver."
{gap}
""",
        encoding="utf-8",
    )
    with (home.strategy / "disclosure.toml").open("a", encoding="utf-8") as file:
        file.write("\n[haver]\npersons = true\n")
    return home


def test_a_part_nobody_has_spoken_for_is_told_beside_counts_of_persons(few: Project) -> None:
    warnings: list[str] = []
    pipeline.process(
        few, LAST, progress=lambda stage, detail: warnings.append(detail) if stage == "disclosure" else None
    )
    (once,) = (text for text in warnings if "capacity.toml" in text)
    assert once.startswith(
        "strategy/capacity.toml: [nyttehaver].coverage: proeve-nyttehaver holds counts of persons"
    )
    warnings.clear()
    edit(
        few.strategy / "capacity.toml",
        'measure = "Byen|Dækning (pct.)"',
        'measure = "Byen|Dækning (pct.)", persons = false',
    )
    pipeline.process(
        few, LAST, progress=lambda stage, detail: warnings.append(detail) if stage == "disclosure" else None
    )
    assert not [text for text in warnings if "capacity.toml" in text]


def test_the_page_says_that_the_capacity_is_suppressed(few: Project, displayed: list[dict[str, Any]]) -> None:
    pipeline.process(few, LAST, progress=quietly)
    for path in few.processed(LAST).glob("*.parquet"):
        assert not pd.read_parquet(path).get("places", pd.Series(dtype=float)).notna().any(), path
    open_report("teknik", "2026Q2", few.root).capacity("nyttehaver")
    (block,) = [bundle["text/html"] for bundle in displayed]
    assert (
        "Skjult: Et af de tal, beregningen hviler på, bygger på så få personer, at de kunne genkendes"
        in block
    )
    assert "<table" not in block
    assert "<svg" not in block


def test_persons_false_is_refused_of_what_is_counted_as_persons(few: Project) -> None:
    edit(
        few.strategy / "capacity.toml",
        'measure = "Byen|Dækning (pct.)"',
        'measure = "Byen|Dækning (pct.)", persons = false',
    )
    edit(
        few.strategy / "capacity.toml",
        'measure = "Byen|Haver" }',
        'measure = "Byen|Haver", persons = false }',
    )
    with pytest.raises(
        Refused, match=r"\[nyttehaver\].places.persons: 'Byen\|Haver' counts persons, as \[haver\]"
    ):
        load_definitions(few)
