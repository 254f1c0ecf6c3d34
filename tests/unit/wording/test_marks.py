"""A mark for each sure answer, in order; good or bad only where a direction is better; none where none is."""

from __future__ import annotations

import pytest
from every_state import INDICATOR
from example_states import HIGHER, LOWER, USUAL, answered, example_state

from sigtepunkt.wording.marks import Mark, marks


def test_where_nothing_is_sure_there_is_no_mark() -> None:
    every = answered(change=USUAL, trend=USUAL, development=USUAL, level=USUAL)
    assert marks(example_state(since=every), INDICATOR) == ()
    assert marks(example_state(method="none", verdict="undecided", reason="too_few"), INDICATOR) == ()
    assert marks(example_state(method="none", verdict="undecided", reason="full_count"), INDICATOR) == ()


@pytest.mark.parametrize(
    ("better", "up", "down"),
    [("lower", "concern", "improvement"), ("higher", "improvement", "concern"), ("neutral", "high", "low")],
)
def test_good_and_bad_are_said_only_where_a_direction_is_better(better: str, up: str, down: str) -> None:
    indicator = INDICATOR.model_copy(update={"better": better})
    every = answered(change=HIGHER, trend=LOWER, development=HIGHER, level=LOWER)
    assert marks(example_state(method="trend", cause="falling", since=every), indicator) == (
        Mark(up, "Sikker stigning siden strategien"),
        Mark(down, "Sikker udvikling nedad"),
        Mark(up, "Anden udvikling end de andre"),
        Mark(down, "Lavere end de andre kommuner"),
    )


@pytest.mark.parametrize(
    ("cause", "trial", "text"),
    [
        ("higher", False, "Nyt skift opad"),
        ("lower", False, "Nyt skift nedad"),
        ("lower", True, "Nyt skift nedad (vejledende)"),
    ],
)
def test_a_recent_shift_comes_after_the_change_and_before_what_is_beside_others(
    cause: str, trial: bool, text: str
) -> None:
    state = example_state(cause=cause, trial=trial, since=answered(change=LOWER, level=LOWER))
    found = [mark.text for mark in marks(state, INDICATOR)]
    assert found == ["Sikkert fald siden strategien", text, "Lavere end de andre kommuner"]
