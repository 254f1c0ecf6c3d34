"""A failed check withholds the rows it can be traced to, or the whole file."""

from __future__ import annotations

import pytest

from sigtepunkt.checks.finding import Finding
from sigtepunkt.checks.gate import Fault, faults
from sigtepunkt.strategy import Definitions


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
