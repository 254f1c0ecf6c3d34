"""Development and level beside others agree with worked vectors; what cannot be compared is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals import beside_others, level_beside

VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "contrast_vectors.json").read_text(encoding="utf-8")
)
RANDOM = np.random.default_rng(5)
OTHERS = RANDOM.normal(50, 1, (8, 12)).tolist()
OWN = RANDOM.normal(50, 1, 12).tolist()


@pytest.mark.parametrize("vector", VECTORS["beside"], ids=lambda vector: str(vector["name"]))
def test_development_is_that_of_two_independent_programs(vector: dict[str, Any]) -> None:
    result = beside_others(
        vector["own"],
        vector["group"],
        vector["periods"],
        spread=vector["spread"],
        confidence=vector["confidence"],
    )
    assert {name: getattr(result, name) for name in vector["want"]} == pytest.approx(vector["want"], abs=1e-6)


@pytest.mark.parametrize("vector", VECTORS["level"], ids=lambda vector: str(vector["name"]))
def test_a_level_is_that_of_two_independent_programs(vector: dict[str, Any]) -> None:
    result = level_beside(vector["own"], vector["group"], vector["spread"], confidence=vector["confidence"])
    assert {name: getattr(result, name) for name in vector["want"]} == pytest.approx(vector["want"], abs=1e-6)


@given(st.floats(0.01, 1e4), st.floats(-1e3, 1e3))
def test_another_unit_gives_the_same_p(factor: float, shift: float) -> None:
    here = beside_others(OWN, OTHERS, 3)
    there = beside_others(factor * np.array(OWN) + shift, factor * np.array(OTHERS) + shift, 3)
    assert there.p == pytest.approx(here.p, abs=1e-6)
    assert there.difference == pytest.approx(factor * here.difference, rel=1e-6, abs=1e-6)


@given(st.permutations(range(8)))
def test_the_order_of_the_others_changes_nothing(order: list[int]) -> None:
    result = beside_others(OWN, [OTHERS[place] for place in order], 2)
    assert result.p == pytest.approx(beside_others(OWN, OTHERS, 2).p)


def test_a_change_the_whole_country_shares_is_no_difference() -> None:
    reform = np.r_[np.zeros(9), np.full(3, 40.0)]
    before, after = beside_others(OWN, OTHERS, 3), beside_others(OWN + reform, np.array(OTHERS) + reform, 3)
    assert after.difference == pytest.approx(before.difference)


def test_a_restless_series_gets_a_wider_margin() -> None:
    restless = np.array(OWN) * 5
    assert beside_others(restless, OTHERS, 2).guard > 2
    assert beside_others(restless[-8:], np.array(OTHERS)[:, -8:], 2).guard == 1, "too short to say"


@pytest.mark.parametrize("value", [0.1, 2.7, 96.1])
def test_others_that_differ_by_rounding_alone_do_not_differ(value: float) -> None:
    """The mean of six times 2.7 is not 2.7: nothing may be called sure by that."""
    assert level_beside(value + 0.1, [value] * 6, [value] * 6).reason == "no spread"
    parallel = np.linspace(1.1, 3.3, 12) + value * np.arange(7)[:, np.newaxis]
    assert beside_others(OWN, parallel, 3).reason == "no spread"


def test_others_that_were_parallel_until_now_give_no_endless_guard() -> None:
    apart = np.linspace(1.1, 3.3, 12) + np.arange(7)[:, np.newaxis]
    apart[:, -1] += RANDOM.normal(0, 1, 7)
    assert beside_others(OWN, apart, 3).guard == 1


def test_others_that_do_not_differ_give_the_difference_and_no_verdict() -> None:
    level = level_beside(51.0, [50.0] * 6, [50.0] * 6)
    change = beside_others([1, 2, 4], [[1, 1, 1]] * 6, 1)
    assert (level.difference, change.difference) == (1.0, 2.0)
    assert (
        (level.lower, level.p, level.reason)
        == (change.lower, change.p, change.reason)
        == (None, None, "no spread")
    )


@pytest.mark.parametrize(
    ("argument", "own", "group", "periods", "spread"),
    [
        ("own", [1, float("nan"), 3], [[1, 2, 3]] * 6, 1, None),
        ("group", [1, 2, 3], [[1, 2, 3]] * 5, 1, None),
        ("group", [1, 2, 3], [[1, 2]] * 6, 1, None),
        ("group", [1, 2, 3], [[1, 2, float("nan")]] * 6, 1, None),
        ("spread", [1, 2, 3], [[1, 2, 3]] * 6, 1, [[1, 2, 3]] * 5),
        ("periods", [1, 2, 3], [[1, 2, 3]] * 6, 3, None),
        ("periods", [1, 2, 3], [[1, 2, 3]] * 6, 0, None),
    ],
)
def test_what_cannot_be_compared_names_the_argument(
    argument: str, own: list[float], group: list[list[float]], periods: int, spread: list[list[float]] | None
) -> None:
    with pytest.raises(ValueError, match=f"^{argument}:"):
        beside_others(own, group, periods, spread=spread)


@pytest.mark.parametrize(
    ("argument", "own", "group", "spread"),
    [
        ("own", float("inf"), [1.0] * 6, [1.0] * 6),
        ("group", 1.0, [1.0] * 5, [1.0] * 6),
        ("spread", 1.0, [1.0] * 6, [1.0] * 5),
        ("spread", 1.0, [1.0] * 6, [float("nan")] * 6),
    ],
)
def test_a_level_that_cannot_be_compared_names_the_argument(
    argument: str, own: float, group: list[float], spread: list[float]
) -> None:
    with pytest.raises(ValueError, match=f"^{argument}:"):
        level_beside(own, group, spread)
