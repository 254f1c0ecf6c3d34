"""Figures that two vintages both show, with different values."""

from __future__ import annotations

import pandas as pd

from sigtepunkt.observations.table import NOTHING_REVISED, SHOWN, SUPPRESSED, revised


def row(area: str, period: str, value: float, status: str = SHOWN) -> dict[str, object]:
    return {"indicator": "x", "area": area, "period": period, "value": value, "status": status}


def test_a_revision_is_a_figure_both_vintages_have_with_different_values() -> None:
    before = [row("990", "2025", 1), row("991", "2025", 3), row("990", "2024", 5), row("992", "2025", 7)]
    now = [
        row("990", "2025", 2),
        row("991", "2025", 3),
        row("990", "2026", 4),
        row("992", "2025", float("nan"), SUPPRESSED),
    ]
    assert revised(pd.DataFrame(before), pd.DataFrame(now)).to_dict("records") == [
        {"indicator": "x", "area": "990", "period": "2025", "before": 1.0, "now": 2.0}
    ]


def test_without_a_revision_the_columns_are_the_same() -> None:
    same = pd.DataFrame([row("990", "2025", 1.0)])
    nothing = revised(same, same)
    assert nothing.empty
    assert nothing.dtypes.to_dict() == NOTHING_REVISED.dtypes.to_dict()
