"""Bars: areas side by side, and accounts beside their budget."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from sigtepunkt import charts
from sigtepunkt.charts import areas, beside_budget
from sigtepunkt.charts.style import WIDE


def test_the_municipality_stands_out_among_the_areas() -> None:
    axes = Figure(figsize=WIDE).subplots()
    areas([("Hele landet", 4.0), ("Prøve", 3.5), ("Nabo", 2.0)], home="Prøve", unit="%", decimals=1)(axes)
    home = [bar.get_facecolor() for bar in axes.patches]
    assert home[1] != home[0]
    assert home[0] == home[2]
    assert [text.get_text() for text in axes.texts] == ["4,0\u00a0%", "3,5\u00a0%", "2,0\u00a0%"]
    assert [bar.get_x() for bar in axes.patches] == [0, 0, 0], "bars begin at zero"  # type: ignore[attr-defined]


def test_more_bars_need_more_height() -> None:
    assert charts.height_of_areas(24) > charts.height_of_areas(3)


def bars(before: float | None) -> list[Any]:
    """Return the bars of accounts beside their budget, from above."""
    axes = Figure().subplots()
    beside_budget(-174.5, -148.8, before, unit="mio. kr.", decimals=1)(axes)
    return axes.patches


def test_the_budget_is_an_outline_the_accounts_are_solid_and_the_year_before_is_lighter() -> None:
    budget, accounts, earlier = bars(-100.0)
    assert [bar.get_width() for bar in (budget, accounts, earlier)] == [-148.8, -174.5, -100.0]
    assert budget.get_facecolor()[3] == 0
    assert budget.get_edgecolor() == accounts.get_edgecolor() == accounts.get_facecolor()
    assert sum(earlier.get_facecolor()[:3]) > sum(accounts.get_facecolor()[:3])


def test_a_year_before_that_is_not_known_is_not_drawn() -> None:
    assert len(bars(None)) == 2
