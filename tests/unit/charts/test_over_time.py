"""A series is drawn no further than its figures go; what is a signal, expected or not shown is seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from charted_states import charted
from example_states import example_state
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sigtepunkt import charts
from sigtepunkt.charts import Background, series
from sigtepunkt.charts.style import NATION, PALETTE, QUIET, WIDE
from sigtepunkt.core.period import Period
from sigtepunkt.signals import State
from sigtepunkt.signals.state import Aim


def axes_of(state: State, **how: Any) -> Axes:
    """Return the axes a state was drawn on."""
    axes = Figure(figsize=WIDE).subplots()
    series(state, **{"counted": "end", "unit": "%", "decimals": 1, **how})(axes)
    return axes


def own_lines(axes: Axes) -> list[int]:
    """Return how many points each stretch of the municipality's own line has."""
    return [
        len(line.get_xdata())
        for line in axes.lines
        if line.get_color() == PALETTE[0] and line.get_linewidth() == 1.8
    ]  # type: ignore[arg-type]


def test_a_series_without_holes_is_one_line() -> None:
    assert own_lines(axes_of(example_state((1.0, 2, 3, 4), "2025Q1"))) == [4]


def test_a_period_not_published_ends_the_line() -> None:
    state = example_state(range(8), "2024Q1")
    assert own_lines(axes_of(replace(state, points=(*state.points[:3], *state.points[4:])))) == [3, 4]


def test_a_break_ends_the_line_and_is_drawn() -> None:
    state = example_state(range(6), "2025Q1")
    broken = replace(
        state, points=tuple(replace(point, segment=int(step >= 2)) for step, point in enumerate(state.points))
    )
    axes = axes_of(broken)
    assert own_lines(axes) == [2, 4]
    between = [line.get_xdata()[0] for line in axes.lines if line.get_color() == QUIET]  # type: ignore[index, arg-type]
    first, second = ((Period.parse(broken.points[place].period).first + 1.5) / 12 for place in (1, 2))
    assert first < between[0] < second


def crosses(axes: Axes) -> list[tuple[float, float]]:
    """Return where the crosses stand: in years, and in shares of the axes' height."""
    return [
        place
        for line in axes.lines
        if line.get_marker() == "x"
        for place in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_a_figure_that_is_not_shown_is_a_cross_that_tells_its_period_and_nothing_of_its_size(
    scale: float,
) -> None:
    state = example_state(
        [scale * value for value in (1, 2, 3)], "2020", method="trend", held="suppressed", held_period="2024"
    )
    axes = axes_of(state, held=["2019", "2024"])
    assert [x for x, _ in crosses(axes)] == [2019.5, 2024.5]
    assert {y for _, y in crosses(axes)} == {0.0}, "on the axis: above it, it would be read as a low value"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["2019", "2020", "2021", "2022", "2024"]
    assert axes.get_xlim()[1] > 2024.5


def test_where_all_is_shown_there_is_no_cross() -> None:
    assert crosses(axes_of(example_state())) == []


def test_the_last_point_drawn_is_marked_as_the_newest_only_where_it_is() -> None:
    def large(state: State) -> int:
        return sum(line.get_markersize() == 7 and line.get_marker() == "o" for line in axes_of(state).lines)

    assert (large(example_state()), large(example_state(held="suppressed", held_period="2026Q3"))) == (1, 0)


@pytest.mark.parametrize(("unit", "rises"), [("placering", True), ("%", False)])
def test_the_first_place_is_the_highest(unit: str, *, rises: bool) -> None:
    """From place 9 to place 1 the line goes up; from 9 to 1 per cent it goes down."""
    axes = Figure().subplots()
    series(example_state((9.0, 8, 6, 3, 1), "2020", method="trend"), counted="end", unit=unit, decimals=0)(
        axes
    )
    below, above = axes.get_ylim()
    assert bool(below > above) is rises


def test_whole_things_are_counted_in_whole_numbers_on_the_axis() -> None:
    axes = axes_of(example_state((20.0, 24, 29), "2020", method="trend"), decimals=0)
    assert all(tick == int(tick) for tick in axes.get_yticks())


def test_surveys_at_irregular_intervals_are_points_and_no_line() -> None:
    state = example_state(range(4), "2010")
    points = tuple(
        replace(point, period=period)
        for point, period in zip(state.points, ("2010", "2013", "2017", "2022"), strict=True)
    )
    assert own_lines(axes_of(replace(state, points=points))) == [1, 1, 1, 1]


def test_the_field_is_drawn_only_where_the_state_has_one() -> None:
    assert len(axes_of(charted()).collections) == 1
    assert len(axes_of(example_state(range(8), "2024Q1", method="trend")).collections) == 0


def test_the_level_is_drawn_up_to_the_shift_and_the_new_one_after_it() -> None:
    levels = [line for line in axes_of(charted()).lines if set(line.get_ydata()) in ({4.0}, {600.0})]  # type: ignore[arg-type]
    assert [(len(line.get_xdata()), line.get_ydata()[0]) for line in levels] == [(6, 4.0), (4, 600.0)]  # type: ignore[arg-type, index]
    quiet = replace(charted(), verdict="common")
    assert {600.0} not in [set(line.get_ydata()) for line in axes_of(quiet).lines], (
        "no new level where nothing has shifted"
    )  # type: ignore[arg-type]


def test_a_single_new_point_has_a_field_of_some_width() -> None:
    state = charted()
    state = replace(
        state,
        points=(
            *state.points[:-2],
            replace(state.points[-2], lower=None, upper=None, fitted=None),
            state.points[-1],
        ),
    )
    (field,) = axes_of(state).collections
    across = field.get_paths()[0].vertices[:, 0]  # type: ignore[index]
    assert across.max() - across.min() > 0.2


def test_only_points_that_are_signals_are_marked() -> None:
    marks = [line for line in axes_of(charted()).lines if line.get_marker() == "P"]
    assert [list(mark.get_ydata()) for mark in marks] == [[3, 1234.5]]  # type: ignore[arg-type]
    assert not [
        line for line in axes_of(example_state(range(8), "2024Q1")).lines if line.get_marker() in "PDv^"
    ]


def test_a_seasonal_series_is_drawn_thin_and_strong_without_its_season() -> None:
    state = example_state(range(8), "2024Q1", season=4)
    axes = axes_of(replace(state, points=tuple(replace(point, adjusted=3.5) for point in state.points)))
    widths = {
        line.get_linewidth(): set(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) == 8
    }  # type: ignore[arg-type]
    assert widths == {0.8: set(range(8)), 2: {3.5}}


def test_a_figure_of_the_nation_that_stands_alone_is_seen() -> None:
    nation = example_state(range(4), "2020", method="trend").points
    axes = axes_of(
        example_state(range(5), "2020", method="trend"),
        background=Background(nation=(*nation[:2], nation[3])),
    )
    drawn = {len(line.get_xdata()): line.get_marker() for line in axes.lines if line.get_color() == NATION}  # type: ignore[arg-type]
    assert drawn == {2: "None", 1: "o"}


def test_a_target_is_a_line_with_its_value() -> None:
    axes = axes_of(example_state(range(8), "2024Q1", aim=Aim(5.0, "en beslutning", reached=True)))
    assert "Mål: 5,0\u00a0%" in [text.get_text() for text in axes.texts]
    assert [line for line in axes.lines if list(line.get_ydata()) == [5.0, 5.0]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("target", "unit", "side"),
    [(5.0, "%", "bottom"), (-1.0, "%", "top"), (5.0, "placering", "top"), (-1.0, "placering", "bottom")],
)
def test_a_target_is_named_on_the_side_where_the_series_does_not_run(
    target: float, unit: str, side: str
) -> None:
    axes = axes_of(
        example_state(range(8), "2024Q1", aim=Aim(target, "en beslutning", reached=True)), unit=unit
    )
    (label,) = [text for text in axes.texts if text.get_text().startswith("Mål")]
    assert label.get_va() == side


def test_a_projection_is_dashed() -> None:
    def styles(state: State) -> set[str]:
        return {
            str(line.get_linestyle())
            for line in axes_of(state).lines
            if line.get_color() == PALETTE[0] and line.get_linewidth() == 1.8
        }

    assert styles(
        example_state(range(8), "2024", reason="projection", method="none", verdict="undecided")
    ) == {"--"}
    assert styles(example_state(range(8), "2024", method="trend")) == {"-"}


@pytest.mark.parametrize(("count", "series"), [(1, False), (2, False), (3, True), (20, True)])
def test_fewer_than_three_points_are_no_series(count: int, *, series: bool) -> None:
    assert charts.is_series(example_state(range(count), "2020")) == series


def test_a_figure_that_is_not_counted_in_is_a_hollow_point() -> None:
    state = example_state((1.0, 2, 3, 4), "2020", method="trend")
    declared = replace(
        state,
        points=tuple(replace(point, outlier=int(step in {1, 2})) for step, point in enumerate(state.points)),
    )

    def hollow(state: State) -> list[tuple[float, float]]:
        return [
            place
            for line in axes_of(state).lines
            if line.get_markerfacecolor() == "white"
            for place in zip(line.get_xdata(), line.get_ydata(), strict=True)  # type: ignore[arg-type]
        ]

    assert hollow(declared) == [(2021.5, 2.0), (2022.5, 3.0)]
    assert hollow(state) == []


def test_the_expected_field_has_edges_and_the_range_of_the_others_is_lighter() -> None:
    """Both are light and may overlap: colour alone would not tell them apart."""
    edges = [line for line in axes_of(charted()).lines if line.get_linewidth() == 0.6]
    assert [sorted(set(edge.get_ydata())) for edge in edges] == [[1.0], [7.0]]  # type: ignore[type-var, arg-type]
