"""Projected people, then demand and the planned places: steps, dashes, marks, a band and names."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sigtepunkt.charts import demand_and_places, projected_people
from sigtepunkt.charts.style import PALETTE, WIDE
from sigtepunkt.signals import balances_by_error


def capacity_axes(places: float) -> Axes:
    """Return the axes on which a demand of 100 to 130 places was drawn against so many."""
    axes = Figure(figsize=WIDE).subplots()
    balances = balances_by_error(range(2026, 2030), [1000, 1100, 1200, 1300], [0.1] * 4, [places] * 4)
    demand_and_places(balances, places="haver")(axes)
    return axes


def test_places_are_steps_and_demand_is_a_dashed_line() -> None:
    by_colour = {
        str(line.get_color()): line for line in capacity_axes(115).lines if line.get_linestyle() != "None"
    }
    assert by_colour[PALETTE[1]].get_drawstyle() == "steps-post"
    assert by_colour[PALETTE[0]].get_linestyle() == "--"
    assert list(by_colour[PALETTE[0]].get_ydata()) == pytest.approx([100, 110, 120, 130])  # type: ignore[arg-type]
    assert list(by_colour[PALETTE[1]].get_ydata()) == [115] * 4  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("places", "years"), [(115, [2028, 2029]), (99, [2026, 2027, 2028, 2029]), (130, [])]
)
def test_years_with_too_few_places_are_marked_by_shape(places: float, years: list[int]) -> None:
    marks = [line for line in capacity_axes(places).lines if line.get_marker() == "D"]
    assert [year for mark in marks for year in mark.get_xdata()] == years  # type: ignore[union-attr]


def test_the_band_spans_the_largest_errors() -> None:
    (band,) = capacity_axes(115).collections
    heights = {round(float(y), 6) for x, y in band.get_paths()[0].vertices if x == 2029}
    assert heights == {127.4, 132.6}


@pytest.mark.parametrize("places", [60, 128, 130, 132, 200])
def test_both_lines_are_named_and_the_higher_is_named_above(places: float) -> None:
    axes = capacity_axes(places)
    assert {text.get_text() for text in axes.texts} == {"Behov 130", f"Haver {places}"}
    labels: list[Any] = axes.texts
    heights = {label.get_text().split()[0]: label.xy[1] * 1000 + label.get_position()[1] for label in labels}
    assert (heights["Behov"] >= heights["Haver"]) == (places < 130)


@pytest.mark.parametrize(
    ("people", "side"), [((3013.0, 3100, 3595), "top"), ((3595.0, 3100, 3013), "bottom")]
)
def test_projected_people_are_a_dashed_line_with_its_first_and_last_figure(
    people: tuple[float, ...], side: str
) -> None:
    axes = Figure(figsize=WIDE).subplots()
    projected_people((2026, 2027, 2028), people)(axes)
    (line,) = axes.lines
    assert (line.get_linestyle(), list(line.get_ydata())) == ("--", list(people))  # type: ignore[arg-type]
    first, last = axes.texts
    assert [first.get_text(), last.get_text()] == [
        f"{each:,.0f}".replace(",", ".") for each in (people[0], people[-1])
    ]
    assert first.get_va() == side, "beside the line, where it does not run"
