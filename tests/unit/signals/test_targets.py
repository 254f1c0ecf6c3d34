"""The target in force, and whether it can be expected to be reached."""

from __future__ import annotations

from typing import Any

import pytest
from judged_indicator import QUIET, Judge

from sigtepunkt.signals import xmr


def target(year: int, value: float) -> dict[str, Any]:
    """Return the declaration of a target."""
    return {"year": year, "value": value, "decision": "byrådet den 1. maj", "decided": "2020-05-01"}


def test_the_target_in_force_is_that_of_the_reporting_quarters_year(judged: Judge) -> None:
    declared = {"targets": [target(2024, 5), target(2026, 8), target(2030, 20)]}
    assert judged(QUIET, **declared).aim is not None
    assert judged(QUIET, **declared).aim.value == 8  # type: ignore[union-attr]
    assert judged(QUIET, quarter="2025Q4", **declared).aim.value == 5  # type: ignore[union-attr]
    assert judged(QUIET, quarter="2023Q4", **declared).aim is None


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("value", [-20.0, 10.5, 11.0, 40.0])
def test_whether_a_target_can_be_expected_is_what_xmr_says(judged: Judge, better: str, value: float) -> None:
    state = judged(QUIET, better=better, targets=[target(2024, value)])
    plain = xmr(QUIET, better=better, target=value)  # type: ignore[arg-type]
    assert state.aim is not None
    assert state.aim.assurance == plain.assurance
    assert (state.aim.lower, state.aim.upper) == (
        pytest.approx(plain.lower[-1]),
        pytest.approx(plain.upper[-1]),
    )
    assert state.aim.reached == (value <= 11 if better == "higher" else value >= 11)


def test_where_limits_cannot_be_trusted_nothing_is_expected(judged: Judge) -> None:
    drifting = [float(step) for step in range(20)]
    for state in (
        judged(drifting, targets=[target(2024, 50)]),
        judged(QUIET[:8], targets=[target(2024, 50)]),
        judged(QUIET[:6], "2020", targets=[target(2024, 50)]),
    ):
        assert state.aim is not None
        assert state.aim.assurance is None
