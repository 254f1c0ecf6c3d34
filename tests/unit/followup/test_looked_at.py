"""Before had ended when the effect could begin, after began no earlier; what lies across is neither."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sigtepunkt.followup import ActionState

Follow = Callable[..., ActionState]
YEARS = [float(value) for value in np.random.default_rng(3).normal(20, 1, 18)]


def sides(state: ActionState) -> tuple[list[str], list[str]]:
    """Return the periods before and those after."""
    before = [period for period, *_, is_after in state.course if not is_after]
    return before, [period for period, *_, is_after in state.course if is_after]


def test_a_year_in_which_the_effect_begins_is_neither_before_nor_after(follow: Follow) -> None:
    before, after = sides(follow(YEARS, "2008", effect={"earliest": "2021Q3"}))
    assert (before[-1], after) == ("2020", ["2022", "2023", "2024", "2025"])


def test_a_year_that_begins_with_the_effect_is_after(follow: Follow) -> None:
    before, after = sides(follow(YEARS, "2008", effect={"earliest": "2022Q1"}))
    assert (before[-1], after[0]) == ("2021", "2022")


def test_a_school_year_across_the_start_is_neither(follow: Follow) -> None:
    before, after = sides(follow(YEARS[:16], "2010/2011", effect={"earliest": "2021Q1"}))
    assert (before[-1], after[0]) == ("2019/2020", "2021/2022")


def test_a_stock_counted_as_the_effect_begins_is_before(follow: Follow) -> None:
    """It is as of the first day of its period, which the effect had no time to change."""
    state = follow(YEARS, source={"counted": "start"})
    before, after = sides(state)
    assert (before[-1], after[0]) == ("2024Q3", "2024Q4")
    assert (state.before, state.after) == (11, 7)


def test_figures_that_share_months_are_not_looked_at_together(follow: Follow) -> None:
    """Rolling years, counted back from the newest; the one across the start is left out."""
    values = [float(value) for value in np.random.default_rng(4).normal(20, 1, 58)]
    before, after = sides(follow(values, "2012Q1", window=4, effect={"earliest": "2022Q1"}))
    assert after == ["2023Q2", "2024Q2", "2025Q2", "2026Q2"]
    assert before[-2:] == ["2020Q4", "2021Q4"]


@pytest.mark.parametrize(("gap", "others"), [(2, 8), (4, 0)])
def test_others_count_from_where_six_of_them_have_all_figures(follow: Follow, gap: int, others: int) -> None:
    """Too late a beginning would leave fewer than eight figures before, and the own course stands alone."""
    table = [YEARS] * 8
    known = [[*[float("nan")] * gap, *each[gap:]] for each in table]
    state = follow([value + 1 for value in YEARS], others=known)
    assert state.others == others
    assert len(state.course) == (18 - gap if others else 18)
