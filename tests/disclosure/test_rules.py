"""Sensitive figures by themselves, and rounding, as examples."""

from __future__ import annotations

import pytest

from sigtepunkt.disclosure.rules import is_dominated, is_estimable, is_small, rounded, told


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_small(count: int, small: bool) -> None:  # noqa: FBT001
    assert is_small(count, 5) is small


def test_two_with_more_than_nine_tenths_dominate() -> None:
    assert is_dominated([50, 41, 5, 4])
    assert not is_dominated([50, 40, 6, 4])


def test_the_second_largest_can_estimate_the_largest_when_little_is_left() -> None:
    """100 and 50 know that the rest is 9: the second knows the first to within 9 %."""
    assert is_estimable([100, 50, 9])
    assert not is_estimable([100, 50, 10])
    assert is_estimable([100])
    assert not is_estimable([])


@pytest.mark.parametrize(("count", "base", "shown", "ends"), [(0, 5, 0, (0, 0)), (7, 5, 5, (5, 7)), (8, 5, 10, (8, 12)), (13, 10, 10, (5, 14)), (13, 1, 13, (13, 13))])
def test_what_a_rounded_count_tells(count: int, base: int, shown: int, ends: tuple[int, int]) -> None:
    assert rounded(count, base) == shown
    assert told(count, base, 5) == ends
