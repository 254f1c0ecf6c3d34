"""A level that has lasted is suggested to a person as a new segment; nothing is applied."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from example_states import example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.segment_suggestion import suggest
from sigtepunkt.signals.state import Level

QUIET = [10.0, 12, 9, 11, 12, 10, 9, 12, 10, 11, 9, 12, 10, 9, 12, 11]


def judged(values: list[float], **changes: object) -> State:
    """Return a state whose method looked at all of its points."""
    return example_state(values, "2015Q1", level=Level(1, "2015Q1", 0.0, 0.2, len(values)), **changes)


def test_a_level_that_has_lasted_is_suggested_with_its_first_period() -> None:
    suggestion = suggest(judged([*QUIET, *(value + 20 for value in QUIET[:12])]))
    assert suggestion is not None
    assert (suggestion.indicator, suggestion.since, suggestion.points) == ("ledighed", "2019Q1", 12)
    assert suggestion.size > 15


def test_a_quiet_series_suggests_nothing() -> None:
    assert suggest(judged([*QUIET, *QUIET])) is None


def test_what_was_not_judged_suggests_nothing() -> None:
    assert (
        suggest(
            example_state([*QUIET, *(value + 20 for value in QUIET)], "2015Q1", method="none", level=None)
        )
        is None
    )


def test_only_the_points_the_method_looked_at_count() -> None:
    """A step at a declared break is known already."""
    state = judged([*QUIET, *(value + 20 for value in QUIET)])
    assert suggest(replace(state, level=Level(1, "x", 0.0, 0.2, 16))) is None


def test_a_season_does_not_pass_for_a_step() -> None:
    wave = [value + 20 * np.sin(np.pi * step / 2) for step, value in enumerate([*QUIET, *QUIET])]
    state = judged(wave, season=4)
    adjusted = tuple(
        replace(point, adjusted=value) for point, value in zip(state.points, [*QUIET, *QUIET], strict=True)
    )
    assert suggest(replace(state, points=adjusted)) is None


def test_a_declared_dip_is_no_lasting_level() -> None:
    """Without the declaration it is suggested as a new segment."""
    dipped = [*(value - 30 for value in QUIET[:8]), *QUIET, *QUIET]
    state = judged(dipped)
    declared = tuple(replace(point, outlier=int(place < 8)) for place, point in enumerate(state.points))
    assert suggest(state) is not None
    assert suggest(replace(state, points=declared)) is None
