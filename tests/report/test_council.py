"""What changed since the quarter before: new periods, revisions and other verdicts, of official indicators only."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from made_states import made_state
from municipality import LAST

from sigtepunkt.processed import Processed
from sigtepunkt.report.council import changes, revisions
from sigtepunkt.signals import State


def processed(now: State, before: State | None) -> Processed:
    """Return processed data with one state in each quarter."""
    return Processed(LAST, demo=True, switched_off=(), observations=pd.DataFrame(), states=(now,), earlier=(before,) if before else (), findings=(), capacities=pd.DataFrame())


def test_an_unchanged_indicator_is_no_change() -> None:
    assert changes(processed(made_state(), made_state())) == []


def test_a_new_period_is_a_change() -> None:
    (change,) = changes(processed(made_state((1.0, 2, 3)), made_state((1.0, 2))))
    assert ([point.period for point in change.new], change.revised, change.judged_anew) == (["2026Q2"], 0, False)


def test_a_revised_figure_is_a_change_and_no_new_period() -> None:
    (change,) = changes(processed(made_state((1.0, 2, 3)), made_state((1.0, 2.5, 3))))
    assert (change.new, change.revised, change.judged_anew) == ((), 1, False)


def test_another_verdict_is_a_change() -> None:
    (change,) = changes(processed(made_state(verdict="concern"), made_state()))
    assert change.judged_anew


def test_a_verdict_by_another_method_is_judged_anew_only_if_it_says_something_else() -> None:
    assert changes(processed(made_state(method="trend"), made_state())) == []


def test_demo_data_and_new_indicators_are_no_changes() -> None:
    assert changes(processed(made_state((1.0, 2), demo=True), made_state((1.0,), demo=True))) == []
    assert changes(processed(made_state(), None)) == []
    assert changes(processed(made_state(), replace(made_state((9.0,)), indicator="another"))) == []


def test_revisions_are_figures_both_vintages_have_with_different_values() -> None:
    def row(vintage: str, area: str, period: str, value: float) -> dict[str, object]:
        return {"indicator": "x", "area": area, "period": period, "value": value, "vintage": vintage, "status": "shown", "date": dt.date(2026, 1, 1)}

    observations = pd.DataFrame([
        row("2026Q1", "990", "2025", 1), row("2026Q2", "990", "2025", 2), row("2026Q1", "991", "2025", 3), row("2026Q2", "991", "2025", 3),
        row("2026Q2", "990", "2026", 4), row("2026Q1", "990", "2024", 5), row("2025Q4", "991", "2025", 9),
    ])
    assert revisions(observations, "2026Q2", "2026Q1").to_dict("records") == [
        {"indicator": "x", "area": "990", "period": "2025", "before": 1.0, "now": 2.0},
    ]
