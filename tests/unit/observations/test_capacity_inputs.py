"""What capacities are judged on: the years demand, coverage and places share, of the municipality alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sigtepunkt.core.errors import Refused
from sigtepunkt.observations.capacity_inputs import COLUMNS, by_year
from sigtepunkt.strategy import Definitions

Row = tuple[str, str, str, float]


def table(*rows: Row) -> pd.DataFrame:
    """Return measures as sources give them."""
    return pd.DataFrame(rows, columns=["measure", "area", "period", "value"])


def tables(
    demand: tuple[str, ...] = ("2026", "2027"),
    coverage: tuple[str, ...] = ("2026", "2027"),
    places: tuple[str, ...] = ("2026", "2027"),
) -> dict[str, pd.DataFrame]:
    """Return the tables of the demo gardens, with figures for the periods given."""
    return {
        "proeve-fremskrivning": table(
            *(("65+", "990", period, 1000.0) for period in demand),
            ("65+", "000", "2026", 9.0),
            ("IALT", "990", "2026", 5.0),
        ),
        "proeve-nyttehaver": table(
            *(("Byen|Dækning (pct.)", "990", period, 12.5) for period in coverage),
            *(("Byen|Haver", "990", period, 120.0) for period in places),
        ),
    }


def test_every_year_has_its_people_the_share_that_needs_a_place_and_the_places(
    definitions: Definitions,
) -> None:
    inputs = by_year(definitions, tables())
    assert list(inputs.columns) == COLUMNS
    assert inputs.to_dict("split")["data"] == [
        ["nyttehaver", 2026, 1000.0, 0.125, 120.0],
        ["nyttehaver", 2027, 1000.0, 0.125, 120.0],
    ]


def test_years_are_those_that_all_three_have_in_their_order(definitions: Definitions) -> None:
    inputs = by_year(
        definitions,
        tables(
            demand=("2029", "2028", "2027", "2026"),
            coverage=("2025", "2027", "2028", "2026"),
            places=("2027", "2028", "2029"),
        ),
    )
    assert list(inputs["year"]) == [2027, 2028]


def test_without_capacities_there_is_a_table_without_rows(definitions: Definitions) -> None:
    inputs = by_year(replace(definitions, capacities={}), {})
    assert list(inputs.columns) == COLUMNS
    assert inputs.empty
    assert dict(inputs.dtypes.astype(str)) == dict(by_year(definitions, tables()).dtypes.astype(str))


@pytest.mark.parametrize(
    ("part", "periods", "what", "where"),
    [
        ("demand", (), "proeve-fremskrivning has no measure '65+'", "[nyttehaver].demand"),
        (
            "demand",
            ("2026M01",),
            "proeve-fremskrivning has 2026M01, which is not a year",
            "[nyttehaver].demand",
        ),
        ("places", (), "proeve-nyttehaver has no measure 'Byen|Haver'", "[nyttehaver].places"),
        ("coverage", ("2030",), "demand, coverage and places have no year in common", "[nyttehaver]"),
        ("places", ("2026", "2029"), "demand, coverage or places lack 2027, 2028", "[nyttehaver]"),
    ],
)
def test_what_cannot_be_held_together_is_refused_by_name(
    definitions: Definitions, part: str, periods: tuple[str, ...], what: str, where: str
) -> None:
    years = ("2026", "2027", "2028", "2029")
    given = tables(**({"demand": years, "coverage": years, "places": years} | {part: periods}))
    if part == "demand" and not periods:
        given["proeve-fremskrivning"] = table(("64+", "990", "2026", 5.0))
    with pytest.raises(Refused) as refusal:
        by_year(definitions, given)
    (problem,) = refusal.value.problems
    assert (problem.what, problem.where) == (what, f"strategy/capacity.toml: {where}")
    if part == "demand" and not periods:
        assert "did you mean '64+'" in problem.allowed


def test_faults_of_several_capacities_are_told_together(definitions: Definitions) -> None:
    twice = replace(
        definitions,
        capacities={"a": definitions.capacities["nyttehaver"], "b": definitions.capacities["nyttehaver"]},
    )
    with pytest.raises(Refused) as refusal:
        by_year(twice, tables(coverage=()))
    assert [problem.where for problem in refusal.value.problems] == [
        "strategy/capacity.toml: [a].coverage",
        "strategy/capacity.toml: [b].coverage",
    ]


def test_computing_leaves_the_measures_as_they_were(definitions: Definitions) -> None:
    given, before = tables(), tables()
    by_year(definitions, given)
    for key in given:
        pd.testing.assert_frame_equal(given[key], before[key])
