"""Which cells are suppressed: worked by hand, as properties, and against the fewest possible."""

from __future__ import annotations

import os
from collections.abc import Hashable

import numpy as np
import pytest
from attack import attack
from exact import fewest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_tables import Quarters, Relation, linked, publish, square, total

from sigtepunkt.disclosure.protection.cells import Cell, System
from sigtepunkt.disclosure.protection.suppression import Search, protect

NIGHTLY = bool(os.environ.get("SIGTEPUNKT_NIGHTLY"))
REACH = (0.0, 10.0)
NEAR = 1e-4


def system(
    values: dict[Hashable, float], relations: list[Relation], minimum: int = 5, **known: float
) -> System:
    reach = (1.0, 2.0 * minimum)
    cells: dict[Hashable, Cell] = {
        key: Cell(value, reach if 0 < value < minimum else None, known=value == 0, floor=min(1.0, value))
        for key, value in values.items()
    }
    cells |= {key: Cell(value, known=True) for key, value in known.items()}
    return System(cells, tuple(relations), reach[1])


def test_a_small_cell_in_a_row_needs_one_more() -> None:
    row = system({"a": 3, "b": 20, "c": 40, "all": 63}, [total("all", ["a", "b", "c"])])
    protection = protect(row)
    assert protection.primary == {"a"}
    assert len(protection.secondary) == 1
    assert protection.fewest


def test_two_small_cells_do_not_hide_each_other() -> None:
    """3 and 4 add up to 7: whoever knows the sum knows that neither is more than 7."""
    protection = protect(system({"a": 3, "b": 4, "c": 40, "all": 47}, [total("all", ["a", "b", "c"])]))
    assert protection.primary == {"a", "b"}
    assert protection.secondary & {"c", "all"}


def test_in_rows_and_columns_it_takes_a_rectangle() -> None:
    inner = np.array([[3.0, 20, 30], [25, 30, 35], [40, 45, 50]])
    values: dict[Hashable, float] = {
        (row, column): inner[row, column] for row in range(3) for column in range(3)
    }
    values |= {(row, "all"): inner[row].sum() for row in range(3)} | {
        ("all", column): inner[:, column].sum() for column in range(3)
    }
    values["all", "all"] = inner.sum()
    lines = [0, 1, 2, "all"]
    relations = [total((row, "all"), [(row, column) for column in range(3)]) for row in lines]
    relations += [total(("all", column), [(row, column) for row in range(3)]) for column in lines]
    protection = protect(system(values, relations))
    assert len(protection.suppressed) == 4
    assert {len({key[axis] for key in protection.suppressed}) for axis in (0, 1)} == {2}  # type: ignore[index]


def test_a_subtotal_is_a_relation_like_any_other() -> None:
    """A is 2 of north's 30: one more cell inside north is enough, the total of both halves stays."""
    values: dict[Hashable, float] = {"a": 2, "b": 28, "c": 31, "d": 12, "north": 30, "south": 43, "all": 73}
    protection = protect(
        system(
            values, [total("north", ["a", "b"]), total("south", ["c", "d"]), total("all", ["north", "south"])]
        )
    )
    assert protection.suppressed == {"a", "b"}


def test_the_next_quarters_total_minus_this_quarters_reveals_nothing() -> None:
    """Two new courses between 40 and 42: the change is not published, but both totals would tell it."""
    values: dict[Hashable, float] = {"new": 2, "stock 2": 42}
    protection = protect(
        System(
            {"stock 1": Cell(40, known=True), "stock 2": Cell(42), "new": Cell(2, REACH)},
            ({"stock 1": 1, "new": 1, "stock 2": -1},),
            10.0,
        )
    )
    assert protection.suppressed == set(values)


def test_what_cannot_be_protected_is_said() -> None:
    """The total of 8 was published before, so that nobody can be made to believe in 10."""
    protection = protect(
        System(
            {"a": Cell(3, REACH), "b": Cell(5), "all": Cell(8, known=True)}, (total("all", ["a", "b"]),), 10.0
        )
    )
    assert protection.suppressed == {"a", "b"}
    assert protection.limited == {"a", "b"}


def test_a_known_zero_hides_nothing() -> None:
    protection = protect(
        System(
            {"a": Cell(3, REACH), "none": Cell(0, known=True), "all": Cell(3)},
            (total("all", ["a", "none"]),),
            10.0,
        )
    )
    assert protection.suppressed == {"a", "all"}


def test_rounding_can_be_protection_enough() -> None:
    """Every other figure is told to the nearest 10: what is left of the row is told to within 30."""
    published: dict[Hashable, tuple[float, float]] = {
        "b": (15.0, 24.0),
        "c": (35.0, 44.0),
        "all": (55.0, 64.0),
    }
    row = total("all", ["a", "b", "c"])
    values: dict[Hashable, float] = {"b": 20.0, "c": 40.0, "all": 63.0}
    cells: dict[Hashable, Cell] = {
        "a": Cell(3, REACH),
        **{key: Cell(values[key], rounding_interval=ends) for key, ends in published.items()},
    }
    protection = protect(System(cells, (row,), 10.0))
    assert protection.suppressed == {"a"}
    assert attack(published, [row], {"a"}, least=0.0)["a"] == pytest.approx((0, 14))


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 3, "known": True, "suppressed": True},
        {"value": 3, "known": True, "required": REACH},
        {"value": -1},
        {"value": 3, "rounding_interval": (4, 5)},
    ],
)
def test_a_cell_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"cell|value"):
        Cell(**wrong)  # type: ignore[arg-type]


def test_a_relation_between_unknown_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="names cells"):
        System({"a": Cell(1)}, ({"a": 1, "b": -1},), 10.0)


def lowest(values: dict[Hashable, float], relations: list[Relation], minimum: int) -> dict[Hashable, float]:
    """Return the least each small count can be for an attacker who knows only which cells are zero."""
    small = {key for key, value in values.items() if 0 < value < minimum}
    positive = {key for key, value in values.items() if value > 0}
    intervals = attack(
        dict.fromkeys(values.keys() - positive, (0.0, 0.0)), relations, positive, targets=small
    )
    return {key: low for key, (low, _) in intervals.items()}


def safe(quarters: Quarters, minimum: int = 5) -> float:
    """Publish, attack, and return the narrowest interval; fail for a count that could be told to be small."""
    public, suppressed, decisions = publish(quarters, minimum)
    relations = [relation for quarter in quarters.relations for relation in quarter]
    values = {key: value for quarter in quarters.values for key, value in quarter.items()}
    intervals = attack(public, relations, suppressed)
    assert intervals.keys() == suppressed
    assert {key for key, value in values.items() if 0 < value < minimum} <= suppressed
    assert not any(decision.limited for decision in decisions)
    least = lowest(values, relations, minimum)
    for key, (low, high) in intervals.items():
        assert low - NEAR <= values[key] <= high + NEAR
        assert high - low >= 2 * minimum - NEAR, key
        if 0 < values[key] < minimum:
            assert low <= least[key] + NEAR, key
            assert high >= 2 * minimum - NEAR, key
    return min((high - low for low, high in intervals.values()), default=np.inf)


@pytest.mark.parametrize("tens", range(10) if NIGHTLY else range(4))
def test_the_attack_fails_on_linked_tables_over_four_quarters(tens: int) -> None:
    """A hundred of them in `make nightly`."""
    assert min(safe(linked(10 * tens + number, types=2, typical=26.0)) for number in range(10)) >= 10 - NEAR


@pytest.mark.parametrize("seed", range(100) if NIGHTLY else range(2))
def test_the_attack_fails_on_larger_tables_of_smaller_counts(seed: int) -> None:
    safe(linked(1_000 + seed))


def test_the_attack_succeeds_where_only_small_cells_are_suppressed() -> None:
    """An attack that never succeeds would show nothing."""
    quarters = linked(1, types=2)
    values = {key: value for quarter in quarters.values for key, value in quarter.items()}
    small = {key for key, value in values.items() if 0 < value < 5}
    public = {key: (value, value) for key, value in values.items() if key not in small}
    intervals = attack(public, [relation for quarter in quarters.relations for relation in quarter], small)
    recovered = [key for key in small if intervals[key][1] - intervals[key][0] < NEAR]
    assert len(recovered) > len(small) / 2
    assert all(intervals[key][0] == pytest.approx(values[key]) for key in recovered)


def lower_bound(quarters: Quarters) -> int:
    """Return the fewest cells the quarters need, each by itself: what links them can only ask for more."""
    bound = 0
    for values, relations in zip(quarters.values, quarters.relations, strict=True):
        inside = [relation for relation in relations if relation.keys() <= values.keys()]
        bound += fewest(
            values, inside, {key for key, value in values.items() if 0 < value < 5}, set(), 10.0, 20.0
        )[0]
    return bound


@pytest.mark.parametrize("seed", range(8) if NIGHTLY else range(1))
def test_few_cells_more_than_the_fewest_possible(seed: int) -> None:
    """6 x 6 over four quarters, linked by the year's totals; the bound is the sum of four exact solutions."""
    quarters = square(seed)
    _, suppressed, _ = publish(quarters)
    assert len(suppressed) <= 1.5 * lower_bound(quarters)


@pytest.mark.parametrize("seed", range(3) if NIGHTLY else range(1))
def test_few_cells_more_than_if_all_four_quarters_were_known_at_once(seed: int) -> None:
    """6 x 6 over four quarters takes minutes to solve exactly; 4 x 4 over two does not."""
    quarters = square(seed) if NIGHTLY else square(seed, size=4, quarters=2)
    _, suppressed, _ = publish(quarters)
    values = {key: value for quarter in quarters.values for key, value in quarter.items()}
    relations = [relation for quarter in quarters.relations for relation in quarter]
    bound, _ = fewest(
        values, relations, {key for key, value in values.items() if 0 < value < 5}, set(), 10.0, 120.0
    )
    assert len(suppressed) <= 1.5 * bound


def test_without_integer_programs_it_is_as_safe_and_not_far_from_as_few() -> None:
    quarters = square(0, size=4, quarters=1)
    cells = {key: Cell(value, REACH if 0 < value < 5 else None) for key, value in quarters.values[0].items()}
    system_ = System(
        cells, tuple(relation for relation in quarters.relations[0] if relation.keys() <= cells.keys()), 10.0
    )
    few = protect(system_)
    search = Search(system_)
    safely = search.named(search.greedy(search.forced))
    published = {key: (cell.value, cell.value) for key, cell in cells.items() if key not in safely}
    ends = attack(published, system_.relations, safely, least=0.0)
    assert ends.keys() == safely
    assert min(high - low for low, high in ends.values()) >= 10 - NEAR
    assert len(few.suppressed) <= len(safely) <= 2 * len(few.suppressed)


small_tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4)


def table(inner: list[list[int]]) -> tuple[dict[Hashable, float], list[Relation]]:
    rows, columns = range(len(inner)), range(3)
    values: dict[Hashable, float] = {
        (row, column): float(inner[row][column]) for row in rows for column in columns
    }
    values |= {(row, "all"): float(sum(inner[row])) for row in rows} | {
        ("all", column): float(sum(inner[row][column] for row in rows)) for column in columns
    }
    values["all", "all"] = float(sum(map(sum, inner)))
    relations = [total((row, "all"), [(row, column) for column in columns]) for row in (*rows, "all")]
    return values, [
        *relations,
        *(total(("all", column), [(row, column) for row in rows]) for column in (*columns, "all")),
    ]


@settings(max_examples=25)
@given(small_tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_in_the_number(inner: list[list[int]], random: object) -> None:
    mixed = [*inner]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = (protect(system(*table(rows))) for rows in (inner, mixed))
    assert len(first.suppressed) == len(second.suppressed)


@settings(max_examples=25)
@given(small_tables, st.sampled_from([3, 5, 7]), st.integers(0, 3))
def test_no_cell_is_exposed_and_one_more_relation_exposes_none(
    inner: list[list[int]], minimum: int, row: int
) -> None:
    values, relations = table(inner)
    row %= len(inner)
    values["linked"] = values[row, 0] + values[row, 1]
    for links in (relations, [*relations, total("linked", [(row, 0), (row, 1)])]):
        protection = protect(system(values, links, minimum))
        ends = attack(
            {key: (value, value) for key, value in values.items() if key not in protection.suppressed},
            links,
            protection.suppressed,
        )
        assert all(high - low >= 2 * minimum - NEAR for low, high in ends.values())
        least = lowest(values, links, minimum)
        assert all(
            ends[key][0] <= least[key] + NEAR and ends[key][1] >= 2 * minimum - NEAR
            for key in protection.primary
        )


def test_ten_ones_are_not_told_by_their_total() -> None:
    """Zeros are shown, so that each is at least 1: with the total, each would be exactly 1."""
    ones = {f"area {number}": 1.0 for number in range(10)}
    protection = protect(system({**ones, "all": 10.0}, [total("all", [*ones])]))
    assert protection.suppressed == {*ones, "all"}
    assert not protection.limited


def test_ten_ones_whose_total_was_published_before_are_told_to_be_limited() -> None:
    ones: dict[Hashable, float] = {f"area {number}": 1.0 for number in range(10)}
    protection = protect(system(ones, [total("all", [*ones])], all=10.0))
    assert protection.limited == set(ones)


def test_a_zero_is_never_suppressed_for_anothers_sake() -> None:
    protection = protect(system({"a": 3, "none": 0, "b": 20, "all": 23}, [total("all", ["a", "none", "b"])]))
    assert "none" not in protection.suppressed
    assert "a" in protection.suppressed


@pytest.mark.parametrize(
    ("other", "interval"), [(Cell(6, free=True), (3, 3)), (Cell(20, floor=1.0), (3, 25))]
)
def test_an_interval_whole_numbers_do_not_reach_is_not_enough(
    other: Cell, interval: tuple[float, float]
) -> None:
    """Of 7 a + 11 b only every eleventh a fits, though fractions reach from 1 to 10: more is suppressed."""
    cells: dict[Hashable, Cell] = {
        "a": Cell(3, (1.0, 10.0), floor=1.0),
        "b": other,
        "all": Cell(21 + 11 * other.value, cost=5.0),
    }
    relations: list[Relation] = [{"a": 7.0, "b": 11.0, "all": -1.0}]
    public: dict[Hashable, tuple[float, float]] = {"all": (cells["all"].value,) * 2}
    hidden = {"a", "b"} - {key for key, cell in cells.items() if cell.free}
    low, high = attack(public, relations, hidden, targets=["a"])["a"]
    assert low <= 1 + NEAR
    assert high >= 10 - NEAR  # to whom counts in fractions, a is safe
    assert attack(public, relations, hidden, targets=["a"], whole=True)["a"] == interval
    protection = protect(System(cells, tuple(relations), 9.0))
    assert "all" in protection.suppressed
    low, high = attack({}, relations, protection.suppressed, targets=["a"], whole=True)["a"]
    assert low == 1
    assert high >= 10


def test_what_is_never_shown_and_needs_no_protection_asks_for_none() -> None:
    """20 of 60: the 40 others are never shown, and follow from what is; 3 of 60 can be hidden alone."""
    for part, suppressed in ((20, set()), (3, {"part"})):
        reach = REACH if part < 5 else None
        cells: dict[Hashable, Cell] = {
            "part": Cell(part, reach),
            "rest": Cell(60 - part, free=True),
            "whole": Cell(60, known=True),
        }
        assert protect(System(cells, (total("whole", ["part", "rest"]),), 10.0)).suppressed == suppressed
