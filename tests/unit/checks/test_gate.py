"""A failed check withholds the rows it can be traced to, or the whole file."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sigtepunkt.checks.finding import Finding
from sigtepunkt.checks.gate import EVERYTHING, Fault, Withheld, faults, withheld_figures
from sigtepunkt.strategy import Definitions, Indicator


@pytest.mark.parametrize(
    ("column", "rows", "value"),
    [("OMRÅDE", (), ""), ("TID", (), ""), ("OMRÅDE + INDHOLD", (), ""), ("INDHOLD", (7, 9), "INDHOLD")],
)
def test_only_a_fault_in_a_value_can_be_followed_to_a_row(
    definitions: Definitions, column: str, rows: tuple[int, ...], value: str
) -> None:
    finding = Finding(
        "proeve-folketal", "expect_x", column, "critical", "Det er galt.", met=False, rows=(7, 9)
    )
    assert faults(definitions, [finding], ()) == (Fault("proeve-folketal", "Det er galt.", rows, value),)


@pytest.fixture
def per_inhabitant(definitions: Definitions) -> Definitions:
    """Prøvekommune's definitions with an indicator by year, per 1,000 of another source's people."""
    declared = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
    declared |= {"computation": "per_1000", "denominator_source": "proeve-folketal", "measure": "a"}
    return replace(definitions, indicators={"x": Indicator.model_validate(declared)})


def figures(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["measure", "area", "period", "value"])
    return frame.assign(row=range(2, len(rows) + 2), column="INDHOLD")


TABLES = {
    "proeve-ledige": figures(("a", "990", "2024", 1), ("a", "990", "2025", 2)),
    "proeve-folketal": figures(
        ("", "990", "2024Q1", 10), ("", "990", "2025Q1", 20), ("", "990", "2025Q2", 30)
    ),
}


def test_a_faulty_denominator_of_another_source_withholds_what_is_divided_by_it(
    per_inhabitant: Definitions,
) -> None:
    fault = Fault("proeve-folketal", "Det er galt.", (3,))
    names = dict.fromkeys(TABLES, "fil")
    withheld = list(withheld_figures(per_inhabitant, TABLES, [fault], names))
    assert withheld == [Withheld("x", "990", "2025", "Det er galt.", "fil: row 3")]
    unused = Fault("proeve-folketal", "Det er galt.", (4,))
    assert list(withheld_figures(per_inhabitant, TABLES, [unused], names)) == []


def test_a_refused_denominator_withholds_the_indicator(per_inhabitant: Definitions) -> None:
    fault = Fault("proeve-folketal", "Det er galt.")
    (withheld,) = withheld_figures(per_inhabitant, TABLES, [fault], dict.fromkeys(TABLES, "fil"))
    assert (withheld.indicator, withheld.period) == ("x", EVERYTHING)
