"""A series stands against the nation, the neighbours and the strategy's start, where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from example_states import example_state
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sigtepunkt.charts import Background, Others, index, picture, series
from sigtepunkt.charts.over_time.end_labels import apart
from sigtepunkt.charts.style import BESIDE, NARROW, NATION, OUTER, QUIET, WIDE, Draw
from sigtepunkt.signals import Point

YEARS = example_state((1.0, 2, 3, 4, 5, 6), "2019", method="trend")  # 2019-2024


def shifted(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    """Return points of the same periods, that much higher."""
    return tuple(replace(point, value=point.value + by) for point in points)


def others(points: Sequence[Point] = YEARS.points, half: float = 2.0) -> Others:
    """Return a range of the others around these points."""
    return Others("de otte kommuner", shifted(points, -half), shifted(points, half))


def drawn(background: Background, size: tuple[float, float] = WIDE, **how: Any) -> Axes:
    """Return the axes on which six years were drawn against a background."""
    axes = Figure(figsize=size).subplots()
    state = how.pop("state", YEARS)
    series(state, **{"counted": "end", "unit": "%", "decimals": 1, "background": background, **how})(axes)
    return axes


def texts(axes: Axes) -> list[str]:
    """Return what is written beside the lines, from below."""
    return [text.get_text() for text in axes.texts]


def starts(axes: Axes) -> list[float]:
    """Return where the strategy's start was drawn."""
    return [
        float(line.get_xdata()[0])  # type: ignore[index, arg-type]
        for line in axes.lines
        if line.get_color() == QUIET and line.get_linestyle() == "-" and len(set(line.get_xdata())) == 1  # type: ignore[arg-type]
    ]


def bands(axes: Axes) -> int:
    """Return how many bands of the others were drawn."""
    return len(axes.collections)


# --- drawn only where it exists -----------------------------------------------------------------------------


def test_with_nothing_behind_it_a_series_stands_alone() -> None:
    axes = drawn(Background())
    assert (texts(axes), starts(axes), bands(axes)) == (["6,0\u00a0%"], [], 0)
    assert not [line for line in axes.lines if line.get_color() in {NATION, OUTER, BESIDE}]


def test_the_nation_is_named_with_its_newest_figure() -> None:
    axes = drawn(Background(nation=shifted(YEARS.points, 8)))
    assert texts(axes) == ["6,0\u00a0%", "Hele landet 14,0"]
    (line,) = [line for line in axes.lines if line.get_color() == NATION]
    assert list(line.get_ydata()) == [9, 10, 11, 12, 13, 14]  # type: ignore[arg-type]


def test_an_older_figure_at_a_lines_end_is_named_with_its_year() -> None:
    nation, older = shifted(YEARS.points[:-1], 8), others(YEARS.points[:-2])
    assert texts(drawn(Background(nation=nation, others=older))) == [
        "de otte kommuner (2022)",
        "6,0\u00a0%",
        "Hele landet 13,0 (2023)",
    ]


def test_on_a_narrow_screen_names_stand_in_two_lines() -> None:
    axes = drawn(Background(nation=shifted(YEARS.points, 8), others=others()), NARROW)
    assert texts(axes) == ["6,0\u00a0%", "de otte\nkommuner", "Hele landet\n14,0"]


def test_the_range_of_the_others_is_a_band_from_the_lowest_to_the_highest() -> None:
    (band,) = drawn(Background(others=others())).collections
    at_the_end = {float(y) for x, y in band.get_paths()[0].vertices if x == 2024.5}
    assert at_the_end == {4.0, 8.0}


def test_a_period_of_the_others_that_stands_alone_is_a_bar() -> None:
    """A band of no width is not seen, and between figures years apart nothing is known."""
    some = (YEARS.points[0], YEARS.points[3])
    axes = drawn(Background(others=others(some)))
    bars = [line for line in axes.lines if line.get_color() == OUTER]
    assert bands(axes) == 0
    assert [(set(bar.get_xdata()), list(bar.get_ydata())) for bar in bars] == [  # type: ignore[arg-type]
        ({2019.5}, [-1.0, 3.0]),
        ({2022.5}, [2.0, 6.0]),
    ]


def test_beside_surveys_at_irregular_intervals_the_nation_has_no_line_either() -> None:
    periods = ("2010", "2013", "2017", "2021")
    surveys = replace(
        YEARS,
        points=tuple(replace(point, period=each) for point, each in zip(YEARS.points, periods, strict=False)),
    )
    axes = drawn(Background(nation=shifted(surveys.points[2:], 1)), state=surveys)
    assert [line.get_marker() for line in axes.lines if line.get_color() == NATION] == ["o", "o"]


# --- the strategy's start -----------------------------------------------------------------------------------


def test_the_start_is_a_line_between_the_last_figure_before_and_the_first_after() -> None:
    axes = drawn(Background(start=2022.0))
    assert starts(axes) == [2022.0]
    name: Any = axes.texts[-1]
    assert (name.get_text(), name.xy) == ("Strategien begynder", (2022.0, 1))


@pytest.mark.parametrize("start", [2015.0, 2019.5, 2024.5, 2030.0])
def test_a_start_that_is_not_inside_is_not_drawn(start: float) -> None:
    axes = drawn(Background(start=start))
    assert (starts(axes), texts(axes)) == ([], ["6,0\u00a0%"])


def test_among_figures_of_several_years_the_start_follows_those_that_had_ended() -> None:
    """A mean of 2017-2021 stands at the middle of its years, and is called 2021."""
    state = example_state((1.0, 2, 3, 4, 5), "2015-2019", method="trend")
    periods = ("2015-2019", "2016-2020", "2017-2021", "2018-2022", "2019-2023")
    state = replace(
        state,
        points=tuple(replace(point, period=each) for point, each in zip(state.points, periods, strict=True)),
    )
    axes = drawn(Background(start=2022.0), state=state)
    places = [float(x) for line in axes.lines if line.get_linewidth() == 1.8 for x in line.get_xdata()]  # type: ignore[union-attr]
    (start,) = starts(axes)
    assert places[2] < start < places[3]


@pytest.mark.parametrize(("start", "side"), [(2019.8, "left"), (2022.0, "center"), (2024.2, "right")])
def test_the_starts_name_stays_within_the_picture(start: float, side: str) -> None:
    assert drawn(Background(start=start)).texts[-1].get_ha() == side


# --- names apart --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("unit", ["%", "placering"])
@pytest.mark.parametrize("by", [-3.0, -0.4, 0.0, 0.1, 2.0])
def test_no_name_touches_another(by: float, size: tuple[float, float], unit: str) -> None:
    background = Background(nation=shifted(YEARS.points, by), others=others(half=0.5), start=2022.0)
    assert touching(series(YEARS, counted="end", unit=unit, decimals=1, background=background), size) == []
    assert touching(index(YEARS.points, counted="end", background=background), size) == []


def touching(draw: Draw, size: tuple[float, float]) -> list[tuple[str, str]]:
    """Return the names that overlap once the axes have their place, as in a finished picture."""
    boxes: list[tuple[str, Any]] = []

    def draw_and_measure(axes: Axes) -> None:
        draw(axes)
        figure = axes.get_figure(root=True)
        if figure is None or figure.get_size_inches()[0] != size[0]:
            return
        figure.draw_without_rendering()
        boxes.extend((text.get_text(), text.get_window_extent()) for text in axes.texts)

    picture(draw_and_measure, name="x", title="x", alt="x")
    assert boxes
    return [
        (first, second)
        for place, (first, box) in enumerate(boxes)
        for second, other in boxes[place + 1 :]
        if box.overlaps(other)
    ]


def test_names_of_higher_values_stand_higher() -> None:
    labels: list[Any] = drawn(Background(nation=shifted(YEARS.points, 0.05))).texts
    own, nation = (label.xyann[1] for label in labels)
    assert nation > 0 > own


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(5, 25)), min_size=1, max_size=4))
def test_names_are_moved_apart_in_their_order_and_no_farther_than_needed(
    labels: list[tuple[float, float]],
) -> None:
    wanted, sizes = zip(*sorted(labels), strict=True)
    middles = apart(wanted, sizes)
    needed = [(low + high) / 2 for low, high in pairwise(sizes)]
    gaps = [after - before for before, after in pairwise(middles)]
    assert all(gap >= need - 1e-9 for gap, need in zip(gaps, needed, strict=True))
    free = [later - earlier for earlier, later in pairwise(wanted)]
    if all(gap >= need for gap, need in zip(free, needed, strict=True)):
        assert middles == pytest.approx(wanted)
    assert sum(middles) == pytest.approx(sum(wanted))


# --- the index ----------------------------------------------------------------------------------------------


def test_an_index_has_a_line_at_100_and_names_what_is_drawn() -> None:
    own = tuple(replace(point, value=100 + step) for step, point in enumerate(YEARS.points))
    axes = Figure(figsize=WIDE).subplots()
    background = Background(nation=shifted(own, 8), others=others(own), start=2022.0)
    index(own, counted="end", background=background)(axes)
    assert texts(axes) == ["105,0", "de otte kommuner", "Hele landet 113,0", "Strategien begynder"]
    assert [line for line in axes.lines if list(line.get_ydata()) == [100.0, 100.0]]  # type: ignore[arg-type]
    assert bands(axes) == 1


def test_an_indexed_figure_that_stands_alone_is_seen() -> None:
    own = (*YEARS.points[:3], YEARS.points[4])
    axes = Figure(figsize=WIDE).subplots()
    index(own, counted="end", background=Background())(axes)
    lone = [line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_markersize() == 4]  # type: ignore[arg-type]
    assert [line.get_marker() for line in lone] == ["o"]
