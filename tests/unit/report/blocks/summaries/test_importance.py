"""What is told first: sure movement, a level or development outside the usual, new figures, then distance."""

from __future__ import annotations

import pytest
from composed_pages import Compose, Figure
from example_states import HIGHER, LOWER

from sigtepunkt.report.blocks.summaries.importance import distance, is_new, rank, telling
from sigtepunkt.signals.comparison import Comparison

NEAR = Comparison(nation=2.5, lowest=1.0, highest=5.0, group_size=6)  # of a figure of 3
FAR = Comparison(nation=5.0, lowest=1.0, highest=5.0, group_size=6)


def order(compose: Compose, *figures: Figure) -> list[str]:
    """Return the keys of what is told, the most telling first."""
    page = compose(*figures)
    return [state.indicator for state in telling(page, [figure.key for figure in figures])]


def test_sure_movement_comes_first_then_level_and_development_then_the_new_then_the_others(
    compose: Compose,
) -> None:
    assert order(
        compose,
        Figure("old", "t1"),
        Figure("new", "t1", new=True),
        Figure("level", "t1", answers={"level": HIGHER}),
        Figure("development", "t1", answers={"development": LOWER}),
        Figure("change", "t1", answers={"change": LOWER}),
        Figure("trend", "t1", answers={"trend": HIGHER}),
        Figure("shift", "t1", state={"method": "shift", "cause": "higher", "verdict": "concern"}),
    ) == ["change", "trend", "shift", "level", "development", "new", "old"]


def test_a_lead_comes_before_others_of_its_kind_and_a_proxy_last_whatever_their_distance(
    compose: Compose,
) -> None:
    proxy = {"proxy": "Siger kun noget om det."}
    assert order(
        compose,
        Figure("proxy", "t1", compared=FAR, declared=proxy),
        Figure("other", "t1", compared=FAR),
        Figure("lead", "t1", compared=NEAR, lead=True),
        Figure("moved", "t1", declared=proxy, answers={"change": HIGHER}),
    ) == ["moved", "lead", "other", "proxy"], "what is sure of a proxy is still told before what is not sure"


def test_among_equals_the_farthest_from_the_nation_in_the_neighbours_range_comes_first(
    compose: Compose,
) -> None:
    figures = [Figure("none", "t1"), Figure("near", "t1", compared=NEAR), Figure("far", "t1", compared=FAR)]
    assert order(compose, *figures) == ["far", "near", "none"]


@pytest.mark.parametrize(
    ("compared", "expected"),
    [
        (FAR, 0.5),
        (Comparison(nation=1.0, lowest=1.0, highest=5.0, group_size=6), 0.5),
        (Comparison(nation=5.0, lowest=1.0, highest=5.0, group_size=4), 0.0),
        (Comparison(nation=None, lowest=1.0, highest=5.0, group_size=6), 0.0),
        (Comparison(nation=5.0), 0.0),
        (Comparison(nation=5.0, lowest=2.0, highest=2.0, group_size=6), 0.0),
    ],
    ids=["above", "below", "few neighbours", "no nation", "no neighbours", "neighbours alike"],
)
def test_distance_is_counted_in_the_range_of_at_least_five_neighbours(
    compose: Compose, compared: Comparison, expected: float
) -> None:
    (state,) = compose(Figure("x", "t1", compared=compared)).processed.states
    assert distance(state) == expected


@pytest.mark.parametrize(
    "untold",
    [
        Figure("x", "t1", demo=True),
        Figure("x", "t1", declared={"context": "Kun en ramme."}),
        Figure("x", "t1", status="suppressed"),
        Figure("x", "t1", status="withheld"),
        Figure("x", "t1", values=(), status="withheld"),
        Figure("x", "t1", state={"reason": "projection"}),
    ],
    ids=["demo", "context", "suppressed", "withheld", "never shown", "projection"],
)
def test_what_is_invented_or_a_frame_or_a_plan_or_not_shown_is_not_told(
    compose: Compose, untold: Figure
) -> None:
    assert order(compose, untold, Figure("y", "t1")) == ["y"]


def test_a_figure_is_new_if_the_quarter_before_had_an_older_one(compose: Compose) -> None:
    figures = [Figure("new", "t1", new=True), Figure("old", "t1"), Figure("added", "t1", new=None)]
    page = compose(*figures)
    before = {state.indicator: state for state in page.processed.earlier}
    assert [is_new(state, before) for state in page.processed.states] == [True, False, False]
    assert not any(is_new(state, {}) for state in page.processed.states), (
        "nothing is new in the first quarter"
    )
    assert rank(page, page.states["new"], before) < rank(page, page.states["old"], before)
