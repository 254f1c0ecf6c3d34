"""Sensitive figures by themselves, and rounding, as examples."""

from __future__ import annotations

import pytest

from sigtepunkt.disclosure.rules import attacker_interval, is_small, rounded


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small(count: int, *, small: bool) -> None:
    assert is_small(count, 5) is small


@pytest.mark.parametrize(
    ("count", "base", "shown", "ends"),
    [(0, 5, 0, (0, 0)), (7, 5, 5, (5, 7)), (8, 5, 10, (8, 12)), (13, 10, 10, (5, 14)), (13, 1, 13, (13, 13))],
)
def test_what_a_rounded_count_tells(count: int, base: int, shown: int, ends: tuple[int, int]) -> None:
    assert rounded(count, base) == shown
    assert attacker_interval(count, base, 5) == ends
