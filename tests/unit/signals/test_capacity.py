"""Demand against places: which years have too few, how errors move them, and what is refused."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.capacity import ERRORS, Balance, balance, balances_by_error

PEOPLE = (1000.0, 1100, 1200, 1300, 1400)


def of(
    population: tuple[float, ...] = PEOPLE,
    coverage: float = 0.1,
    places: float | tuple[float, ...] = 120,
    error: float = 0.0,
) -> Balance:
    """Return the balance of the years from 2026, with one coverage and one number of places or one a year."""
    planned = places if isinstance(places, tuple) else (places,) * len(population)
    return balance(
        range(2026, 2026 + len(population)), population, [coverage] * len(population), planned, error
    )


def first_short(planned: Balance) -> int | None:
    """Return the first year with more demand than places, if any."""
    return planned.shortages[0][0] if planned.shortages else None


def test_demand_is_the_share_of_the_people_that_needs_a_place() -> None:
    planned = of()
    assert planned.years == (2026, 2027, 2028, 2029, 2030)
    assert planned.demand == pytest.approx((100, 110, 120, 130, 140))
    assert planned.places == (120, 120, 120, 120, 120)
    assert planned.shortfall == pytest.approx((-20, -10, 0, 10, 20))
    assert planned.tightest_year == 2030


def test_as_many_places_as_are_needed_is_enough() -> None:
    assert first_short(of()) == 2029
    assert first_short(of(places=140)) is None
    assert first_short(of(places=139)) == 2030


def test_equal_is_equal_whatever_the_arithmetic() -> None:
    """0.1 x 3 is more than 0.3 to a computer."""
    assert 0.1 * 3 > 0.3
    assert first_short(of((3.0,), 0.1, (0.3,))) is None


def test_no_place_is_too_few_for_any_demand_and_enough_for_none() -> None:
    assert first_short(of((1.0,), 0.1, (0.0,))) == 2026
    assert first_short(of((0.0,), 0.1, (0.0,))) is None


def test_too_few_from_the_first_year_is_told_apart_from_passing_later() -> None:
    assert of(places=99).from_start
    assert first_short(of(places=99)) == 2026
    assert not of().from_start
    assert not of(places=140).from_start


def test_places_that_suffice_again_later_are_not_hidden() -> None:
    assert of(places=(90, 120, 119, 119, 150)).shortages == ((2026, 2026), (2028, 2029))
    assert of(places=(90, 120, 119, 119, 150)).from_start
    assert of().shortages == ((2029, 2030),)
    assert of(places=140).shortages == ()


def test_the_tightest_year_is_told_where_nothing_is_missing_too() -> None:
    assert of(places=(150, 111, 150, 150, 150)).tightest_year == 2027
    assert of((10.0, 10.0)).tightest_year == 2026, "the first of equals"


def test_an_error_makes_the_population_larger_or_smaller() -> None:
    assert of(error=0.02).demand == pytest.approx((102, 112.2, 122.4, 132.6, 142.8))
    assert first_short(of(error=0.02)) == 2028
    assert first_short(of(error=-0.08)) == 2030
    assert first_short(of(error=-0.2)) is None


def test_what_if_gives_one_balance_for_each_error_and_the_projection_itself() -> None:
    by_error = balances_by_error(range(2026, 2031), PEOPLE, [0.1] * 5, [120] * 5)
    assert tuple(by_error) == ERRORS == (-0.02, -0.01, 0.0, 0.01, 0.02)
    assert by_error[0.0] == of()
    assert [first_short(balance) for balance in by_error.values()] == [2029, 2029, 2029, 2028, 2028]


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("years", [], "years: there are none"),
        ("years", [2027, 2026, 2028], "years: they do not follow each other one by one"),
        ("years", [2026, 2026, 2027], "years: they do not follow each other one by one"),
        ("years", [2026, 2028, 2029], "years: they do not follow each other one by one"),
        ("years", [2026.5, 2027.5, 2028.5], "years: not all are whole numbers"),
        ("years", [2026, None, 2028], "years: not all are whole numbers"),
        ("years", [[2026, 2027, 2028]], "years: there are none"),
        ("years", [2026, 2027], "population: 3 values for 2 years"),
        ("population", [1, 2], "population: 2 values for 3 years"),
        ("population", [], "population: 0 values for 3 years"),
        ("population", [1, None, 2], "population: missing or not finite in 2027"),
        ("population", [1, 2, math.nan], "population: missing or not finite in 2028"),
        ("population", [math.inf, 2, 3], "population: missing or not finite in 2026"),
        ("population", [1, -1, 2], "population: -1 in 2027 is not from 0 and up"),
        ("coverage", [0.1, 0.2], "coverage: 2 values for 3 years"),
        ("coverage", [0.1, 78.0, 0.2], "coverage: 78 in 2027 is not from 0 to 1"),
        ("coverage", [0.1, -0.1, 0.2], "coverage: -0.1 in 2027 is not from 0 to 1"),
        ("coverage", [0.1, None, 0.2], "coverage: missing or not finite in 2027"),
        ("places", [1, 2, 3, 4], "places: 4 values for 3 years"),
        ("places", [1, 2, -3], "places: -3 in 2028 is not from 0 and up"),
        ("places", [1, math.inf, 3], "places: missing or not finite in 2027"),
        ("error", math.nan, "error: nan is not a share above -1"),
        ("error", math.inf, "error: inf is not a share above -1"),
        ("error", -1.0, "error: -1.0 is not a share above -1"),
    ],
)
def test_what_is_no_input_is_refused_with_its_place(name: str, values: Any, message: str) -> None:
    given_: dict[str, Any] = {
        "years": [2026, 2027, 2028],
        "population": [1, 2, 3],
        "coverage": [0.1, 0.2, 1.0],
        "places": [1, 2, 0],
    } | {name: values}
    with pytest.raises(ValueError, match=r"^\w+: ") as refusal:
        balance(**given_)
    assert str(refusal.value) == message


amounts = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 1000), st.integers(0, 5_000)), min_size=1, max_size=15
)


def drawn(rows: list[tuple[int, int, int]], error: float = 0.0, scale: float = 1.0) -> Balance:
    """Return the balance of drawn people, coverage in thousandths and places; people and places scaled."""
    people, share, places = zip(*rows, strict=True)
    return balance(
        range(2026, 2026 + len(rows)),
        [scale * persons for persons in people],
        [thousandths / 1000 for thousandths in share],
        [scale * count for count in places],
        error,
    )


@given(amounts, st.sampled_from((0.5, 2.0, 1024.0)))
def test_a_larger_municipality_with_as_many_more_places_passes_in_the_same_years(
    rows: list[tuple[int, int, int]], scale: float
) -> None:
    assert drawn(rows, scale=scale).shortages == drawn(rows).shortages


@given(amounts)
def test_more_people_never_make_it_later(rows: list[tuple[int, int, int]]) -> None:
    first = [first_short(drawn(rows, error)) or math.inf for error in ERRORS]
    assert all(later <= earlier for earlier, later in pairwise(first))


@given(amounts, st.integers(1, 1000))
def test_more_places_never_make_it_earlier(rows: list[tuple[int, int, int]], more: int) -> None:
    richer = [(people, share, places + more) for people, share, places in rows]
    assert (first_short(drawn(richer)) or math.inf) >= (first_short(drawn(rows)) or math.inf)


@given(amounts)
def test_stretches_are_apart_in_order_and_hold_just_the_years_with_a_shortfall(
    rows: list[tuple[int, int, int]],
) -> None:
    planned = drawn(rows)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(planned.shortages))
    within = {year for first, last in planned.shortages for year in range(first, last + 1)}
    assert within == {
        year for year, missing in zip(planned.years, planned.shortfall, strict=True) if missing > 1e-5
    }
