"""Values side by side: areas as dots in the order of value, and accounts beside their budget as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter

from sigtepunkt import charts
from sigtepunkt.charts import beside_budget, dots
from sigtepunkt.charts.style import NATION, WIDE

AREAS = [("Nabo", 2.0), ("Prøve", 3.5), ("Fjern", 5.0)]


def axes_of(values: Sequence[tuple[str, float]] = AREAS, **how: Any) -> Axes:
    """Return the axes on which areas were drawn as dots."""
    axes = Figure(figsize=WIDE).subplots()
    dots(values, **{"home": "Prøve", "unit": "%", "decimals": 1, **how})(axes)
    return axes


def places(axes: Axes) -> list[tuple[float, float, str]]:
    """Return each dot's value, row and colour, from the top."""
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]), str(line.get_color()))  # type: ignore[index, arg-type]
        for line in axes.lines
        if line.get_marker() == "o"
    ]


def names(axes: Axes) -> list[str]:
    """Return the names of the rows, from the top."""
    return [tick.get_text() for tick in axes.get_yticklabels()]


def test_areas_are_dots_with_the_highest_value_at_the_top() -> None:
    axes = axes_of()
    assert names(axes) == ["Fjern", "Prøve", "Nabo"]
    assert [place[:2] for place in places(axes)] == [(5.0, 0), (3.5, 1), (2.0, 2)]
    assert [text.get_text() for text in axes.texts] == ["5,0\u00a0%", "3,5\u00a0%", "2,0\u00a0%"]
    below, above = axes.get_ylim()
    assert below > above, "the first row is the upper"


def test_rows_are_written_as_often_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0
    original = FixedFormatter.format_ticks

    def count(self: FixedFormatter, values: list[float]) -> list[str]:
        nonlocal written
        written += 1
        return original(self, values)

    monkeypatch.setattr(FixedFormatter, "format_ticks", count)
    axes_of()
    few, written = written, 0
    axes_of([(str(number), float(number)) for number in range(20)])
    assert written == few


def test_of_ranks_the_first_place_is_at_the_top() -> None:
    assert names(axes_of(unit="placering", decimals=0)) == ["Nabo", "Prøve", "Fjern"]


def test_the_municipality_stands_out_by_colour_size_and_weight() -> None:
    axes = axes_of()
    other, home, another = [colour for *_, colour in places(axes)]
    assert home != other == another
    assert [tick.get_fontweight() for tick in axes.get_yticklabels()] == ["normal", "bold", "normal"]
    assert [text.get_fontweight() for text in axes.texts] == ["normal", "bold", "normal"]
    sizes = [line.get_markersize() for line in axes.lines if line.get_marker() == "o"]
    assert sizes[1] > sizes[0] == sizes[2]


def test_values_stand_beside_the_rows_where_no_dot_and_no_line_is() -> None:
    values: list[Any] = list(axes_of(nation=4.0).texts)[1:]
    assert {text.xy[0] for text in values} == {1}, "the right edge, in shares of the axes"
    assert [text.xy[1] for text in values] == [0, 1, 2]


def test_the_nation_is_a_line_named_with_its_value() -> None:
    axes = axes_of(nation=4.0)
    (line,) = [line for line in axes.lines if line.get_color() == NATION]
    assert list(line.get_xdata()) == [4.0, 4.0]  # type: ignore[arg-type]
    assert axes.texts[0].get_text() == "Hele landet 4,0\u00a0%"
    assert len(places(axes)) == 3, "it is no row"


def test_without_a_figure_of_the_nation_there_is_no_line() -> None:
    axes = axes_of()
    assert not [line for line in axes.lines if line.get_color() == NATION]
    assert "Hele landet" not in " ".join(text.get_text() for text in axes.texts)


@pytest.mark.parametrize(
    ("values", "zero"), [((2.0, 5.0), False), ((-1.0, 5.0), True), ((0.1, 5.0), True), ((-3.0, -1.0), False)]
)
def test_whether_zero_is_on_the_axis_is_known(values: tuple[float, ...], *, zero: bool) -> None:
    axes = axes_of([("a", values[0]), ("b", values[1])])
    low, high = axes.get_xlim()
    assert (low <= 0 <= high) == zero == charts.reaches_zero(values)


def test_more_rows_need_more_height() -> None:
    assert charts.height_of_dots(24) > charts.height_of_dots(3)


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
