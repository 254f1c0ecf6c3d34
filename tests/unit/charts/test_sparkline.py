"""A sparkline stays in its box, is open where the figures are, and is silent to assistive technology."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from example_states import example_state
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.charts import sparkline
from sigtepunkt.charts.sparkline import HEIGHT, MARGIN, WIDTH
from sigtepunkt.signals import State

FINITE = st.floats(allow_nan=False, allow_infinity=False)
Place = tuple[float, float]


def drawn(state: State, counted: str = "end") -> ET.Element:
    """Return the sparkline, parsed."""
    return ET.fromstring(sparkline(state.points, counted=counted))  # noqa: S314 - made by this test


def lines(state: State, counted: str = "end") -> list[list[Place]]:
    """Return the lines that are drawn, each with its points."""
    (path,) = drawn(state, counted).iter("path")
    return [
        [(float(x), float(y)) for x, y in (place.split() for place in line.split("L"))]
        for line in re.findall(r"M([^M]+)", path.attrib["d"])
    ]


def dots(state: State, counted: str = "end") -> list[tuple[float, float, float]]:
    """Return the dots that are drawn, with their radius."""
    return [
        (float(circle.attrib["cx"]), float(circle.attrib["cy"]), float(circle.attrib["r"]))
        for circle in drawn(state, counted).iter("circle")
    ]


def at_periods(values: Sequence[float], periods: Sequence[str], **changes: Any) -> State:
    """Return a state with these values in these periods."""
    state = example_state(values, "2010", method="trend", **changes)
    return replace(
        state,
        points=tuple(
            replace(point, period=period) for point, period in zip(state.points, periods, strict=True)
        ),
    )


def test_a_rise_goes_up_from_edge_to_edge() -> None:
    assert lines(example_state((1.0, 2.0, 3.0))) == [
        [(MARGIN, HEIGHT - MARGIN), (WIDTH / 2, HEIGHT / 2), (WIDTH - MARGIN, MARGIN)]
    ]


def test_a_fall_below_zero_goes_down() -> None:
    ((_, first), (_, last)) = lines(example_state((1.0, -3.0)))[0]
    assert (first, last) == (MARGIN, HEIGHT - MARGIN)


def test_a_flat_series_is_drawn_in_the_middle() -> None:
    assert {y for line in lines(example_state((7.0,) * 5)) for _, y in line} == {HEIGHT / 2}


@pytest.mark.parametrize("counted", ["start", "end"])
def test_the_last_point_is_marked_at_the_right_edge(counted: str) -> None:
    for state in (
        example_state((3.0, 1.0, 2.0)),
        example_state(range(40), "2016Q1"),
        at_periods((3.0, 1.0, 2.0), ("2021/2022", "2022/2023", "2023/2024")),
    ):
        (mark,) = dots(state, counted)
        assert mark[:2] == lines(state, counted)[-1][-1]
        assert mark[0] == WIDTH - MARGIN
        assert mark[2] <= MARGIN, "the mark is not cut at the edge"


def test_a_break_opens_the_line() -> None:
    state = example_state(range(6), "2025Q1")
    broken = replace(
        state, points=tuple(replace(point, segment=int(step >= 2)) for step, point in enumerate(state.points))
    )
    assert [len(line) for line in lines(broken)] == [2, 4]
    assert [len(line) for line in lines(state)] == [6]


def test_a_period_not_published_opens_the_line_and_takes_its_room() -> None:
    state = example_state(range(8), "2024Q1")
    runs = lines(replace(state, points=(*state.points[:3], *state.points[4:])))
    assert [len(line) for line in runs] == [3, 4]
    whole = [x for x, _ in lines(state)[0]]
    assert [x for line in runs for x, _ in line] == whole[:3] + whole[4:]


def test_a_point_without_neighbours_is_a_dot_and_smaller_than_the_last() -> None:
    """A line of one point is not seen: surveys at irregular intervals would be a single dot."""
    surveys = at_periods((1.0, 2.0, 4.0, 3.0), ("2010", "2013", "2017", "2022"))
    assert lines(surveys) == []
    *before, last = dots(surveys)
    assert [round((x - MARGIN) / (WIDTH - 2 * MARGIN), 2) for x, _, _ in before] == [0, 0.25, 0.58]
    assert max(radius for *_, radius in before) < last[2]
    state = example_state(range(5), "2025Q1")
    alone = replace(
        state, points=tuple(replace(point, segment=int(step >= 1)) for step, point in enumerate(state.points))
    )
    assert ([len(line) for line in lines(alone)], len(dots(alone))) == ([4], 2)


def test_a_last_point_without_neighbours_is_marked_once() -> None:
    state = example_state(range(4), "2025Q1")
    alone = replace(
        state, points=tuple(replace(point, segment=int(step >= 3)) for step, point in enumerate(state.points))
    )
    assert ([len(line) for line in lines(alone)], len(dots(alone))) == ([3], 1)


def test_small_multiples_share_their_axes() -> None:
    small, large = example_state((1.0, 2.0, 3.0)), example_state((1.0, 5.0, 9.0))
    both = (*small.points, *large.points)
    low, high = (
        ET.fromstring(sparkline(points, counted="end", scale=both))  # noqa: S314 - made by this test
        for points in (small.points, large.points)
    )
    ends = [float(circle.attrib["cy"]) for root in (low, high) for circle in root.iter("circle")]
    assert ends == [pytest.approx(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) / 4), MARGIN]


def classed(name: str, **how: Any) -> list[str]:
    """Return the paths of a class in a sparkline of six years from 2019."""
    points = example_state((1.0, 2, 3, 4, 5, 6), "2019", method="trend").points
    root = ET.fromstring(sparkline(points, counted="end", **how))  # noqa: S314 - made by this test
    assert (root.attrib["width"], root.attrib["height"]) == (str(WIDTH), str(HEIGHT))
    return [path.attrib["d"] for path in root.iter("path") if path.get("class") == name]


def test_the_nation_and_the_strategys_start_are_drawn_where_they_are_known() -> None:
    assert (classed("nation"), classed("start")) == ([], [])
    nation = example_state((3.0, 3.0, 3.0), "2019", method="trend").points
    (line,) = classed("nation", nation=nation)
    assert line == "M4.0 14.8L24.4 14.8L44.8 14.8"
    (start,) = classed("start", start=2022.0)
    assert start == f"M55.0 0L55.0 {HEIGHT}"


def test_what_lies_outside_the_time_drawn_is_left_out() -> None:
    nation = example_state((99.0, 99.0, 3.0, 4.0), "2017", method="trend").points
    (line,) = classed("nation", nation=nation)
    assert line.count("L") == 1
    assert classed("nation", nation=nation[:2]) == []
    assert [classed("start", start=each) for each in (2010.0, 2019.5, 2024.5, 2030.0)] == [[], [], [], []]


def test_the_nation_has_room_in_the_box_and_the_municipalitys_line_gives_way() -> None:
    nation = example_state((12.0,) * 6, "2019", method="trend").points
    (line,) = classed("nation", nation=nation)
    assert {place.split()[1] for place in line.removeprefix("M").split("L")} == {f"{MARGIN}.0"}


def test_it_is_decoration_beside_the_number() -> None:
    root = drawn(example_state())
    assert (root.attrib["aria-hidden"], root.attrib["focusable"]) == ("true", "false")
    assert "".join(root.itertext()).strip() == ""
    assert {element.tag for element in root.iter()} == {"svg", "path", "circle"}, (
        "neither title nor role: it would be read aloud"
    )
    assert not any({"style", "id", "role"} & element.attrib.keys() for element in root.iter())


def test_the_same_state_gives_the_same_bytes_wherever_its_figures_lie() -> None:
    """Only the course is told: there is no scale to read a size from."""
    low, high = example_state((1.0, 3.0, 2.0)), example_state((1000.0, 3000.0, 2000.0))
    assert (
        sparkline(low.points, counted="end")
        == sparkline(low.points, counted="end")
        == sparkline(high.points, counted="end")
    )


@given(
    st.lists(FINITE, min_size=1, max_size=30),
    st.sampled_from(["2020M01", "2010Q2", "1990", "2001/2002"]),
    st.sampled_from(["start", "end"]),
    st.data(),
)
def test_every_point_lies_within_the_box_whatever_the_figures_are(
    values: list[float], first: str, counted: str, data: st.DataObject
) -> None:
    state = example_state(values, first, method="trend")
    segments = data.draw(st.lists(st.integers(0, 1), min_size=len(values), max_size=len(values)))
    state = replace(
        state,
        points=tuple(replace(point, segment=sum(segments[:step])) for step, point in enumerate(state.points)),
    )
    places = [place for line in lines(state, counted) for place in line]
    marked = [(x, y) for x, y, _ in dots(state, counted)]
    assert len(set(places + marked)) <= len(values) <= len(places + marked)
    for x, y in places + marked:
        assert math.isfinite(x)
        assert math.isfinite(y)
        assert MARGIN <= x <= WIDTH - MARGIN
        assert MARGIN <= y <= HEIGHT - MARGIN


@given(st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=2, max_size=30))
def test_the_highest_point_is_at_the_top_and_the_lowest_at_the_bottom(values: list[float]) -> None:
    (line,) = lines(example_state(values, "2010Q1"))
    if max(values) > min(values):
        assert line[values.index(max(values))][1] == MARGIN
        assert line[values.index(min(values))][1] == HEIGHT - MARGIN
