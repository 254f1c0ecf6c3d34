"""The nation and the group stand beside a figure only where published for the same period."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.comparison import (
    NO_COMPARISON,
    Comparison,
    areas_tested,
    compare,
    differs_by_counting,
    interval,
)
from sigtepunkt.signals.methods.intervals import proportion, rate
from sigtepunkt.strategy import Area, Definitions, Indicator, Municipality


@pytest.fixture
def municipality(definitions: Definitions) -> Municipality:
    """Prøvekommune beside two others."""
    base = definitions.municipality.model_dump()
    areas = base["areas"] | {"992": {"name": "Fjern"}}
    return Municipality.model_validate(base | {"areas": areas, "comparison": ("991", "992")})


def declared(**changes: object) -> Indicator:
    """Return an indicator declared as said."""
    return Indicator.model_validate(
        {
            "title": "x",
            "focus_area": "x",
            "source": "x",
            "unit": "%",
            "kind": "share",
            "better": "higher",
            "definition": "x",
            "measure": "x",
            **changes,
        }
    )


SHARE = declared(computation="share", denominator="alle", counted="proportion")


def rows(*cells: tuple[str, str, float] | tuple[str, str, float, float]) -> pd.DataFrame:
    """Return one indicator's observations: area, period, value and, where known, base."""
    return pd.DataFrame(
        [(*cell, math.nan)[:4] for cell in cells], columns=["area", "period", "value", "base"]
    )


def test_the_group_is_the_plain_mean_of_those_published_and_has_its_extremes(
    municipality: Municipality,
) -> None:
    comparison = compare(
        rows(("990", "2025", 1), ("000", "2025", 5), ("991", "2025", 2, 900), ("992", "2025", 4, 100)),
        declared(),
        municipality,
        "2025",
    )
    assert comparison == Comparison(nation=5, group=3, group_size=2, lowest=2, highest=4)


def test_another_periods_figures_are_not_beside_it(municipality: Municipality) -> None:
    comparison = compare(
        rows(("990", "2025", 1), ("000", "2024", 5), ("991", "2025", 2), ("992", "2024", 4)),
        declared(),
        municipality,
        "2025",
    )
    assert (comparison.nation, comparison.group, comparison.group_size) == (None, 2, 1)


def test_where_nobody_else_was_published_nothing_is_said(municipality: Municipality) -> None:
    assert compare(rows(("990", "2025", 1)), declared(), municipality, "2025") == NO_COMPARISON
    assert compare(rows(("000", "2025", 1)), declared(), municipality, "2025") == NO_COMPARISON


def test_neither_the_municipality_itself_nor_one_that_is_not_declared_is_in_the_group(
    municipality: Municipality,
) -> None:
    areas = municipality.areas | {"993": municipality.areas["992"]}
    wider = municipality.model_copy(update={"areas": areas})
    frame = rows(("990", "2025", 100), ("991", "2025", 2), ("993", "2025", 50))
    comparison = compare(frame, declared(), wider, "2025")
    assert (comparison.group, comparison.group_size, comparison.highest) == (2, 1, 2)


CHANGES = rows(
    ("990", "2021", 1),
    ("990", "2025", 2),
    ("000", "2021", 40),
    ("000", "2025", 50),
    ("991", "2021", 10),
    ("991", "2025", 15),
    ("992", "2025", 35),
)


def test_changes_are_those_since_the_start_of_members_that_have_both_figures(
    municipality: Municipality,
) -> None:
    comparison = compare(CHANGES, declared(), municipality, "2025", "2021")
    assert (comparison.nation_change, comparison.group_change, comparison.group_changed) == (10, 5, 1)
    assert (comparison.group, comparison.group_size) == (25, 2), "the newest figures are all there"


def test_of_totals_only_changes_are_compared_in_per_cent(municipality: Municipality) -> None:
    comparison = compare(CHANGES, declared(total=True), municipality, "2025", "2021")
    assert comparison.nation_change == pytest.approx(25)
    assert comparison.group_change == pytest.approx(50)
    assert replace(comparison, nation_change=None, group_change=None) == Comparison(group_changed=1)
    assert compare(CHANGES, declared(total=True), municipality, "2025") == NO_COMPARISON


@pytest.mark.parametrize(("total", "changed"), [(True, 0), (False, 1)])
def test_a_total_that_was_none_has_no_change_in_per_cent(
    municipality: Municipality, changed: int, *, total: bool
) -> None:
    frame = rows(("990", "2025", 2), ("991", "2021", 0), ("991", "2025", 15))
    comparison = compare(frame, declared(total=total), municipality, "2025", "2021")
    assert comparison.group_changed == changed
    assert comparison.group_change == (15 if changed else None)


@given(share=st.integers(0, 100), benchmark=st.integers(0, 100), whole=st.integers(20, 5000))
def test_a_share_differs_by_counting_where_its_wilson_interval_leaves_the_benchmark_out(
    share: int, benchmark: int, whole: int
) -> None:
    value = 100 * round(share / 100 * whole) / whole
    low, high = (100 * limit for limit in proportion(value / 100 * whole, whole))
    p = differs_by_counting(SHARE, value, whole, benchmark)
    assert p is not None
    if min(abs(low - benchmark), abs(high - benchmark)) > 1e-6:
        assert (p < 0.05) == (not low < benchmark < high)


@given(value=st.integers(0, 60), benchmark=st.integers(1, 60))
def test_a_rate_differs_by_counting_where_its_exact_interval_leaves_the_benchmark_out(
    value: int, benchmark: int
) -> None:
    counted = declared(computation="per_1000", denominator="alle", counted="per_1000")
    low, high = rate(value, 1000, per=1000)
    p = differs_by_counting(counted, value, 1000, benchmark)
    assert p is not None
    if (
        min(abs(low - benchmark), abs(high - benchmark)) > 0.05
    ):  # Byar's limits are an approximation to the exact test
        assert (p < 0.05) == (not low < benchmark < high)


def test_without_counts_nothing_differs_by_counting() -> None:
    assert differs_by_counting(declared(), 10, 400, 20) is None
    assert differs_by_counting(SHARE, 10, math.nan, 20) is None
    assert differs_by_counting(declared(counted="count"), 7, math.nan, 7) == pytest.approx(1)


def test_an_interval_needs_the_counts_behind_the_figure() -> None:
    assert interval(declared(), 10, 400) is None, "nothing says what is counted"
    assert interval(SHARE, 10, math.nan) is None
    assert interval(SHARE, 10, 400) == pytest.approx([100 * limit for limit in proportion(40, 400)])
    assert interval(
        declared(computation="per_1000", denominator="alle", counted="per_1000"), 10, 2000
    ) == pytest.approx(rate(20, 2000, per=1000))
    assert interval(declared(counted="count"), 7, math.nan) == pytest.approx(rate(7, 1))


@pytest.mark.parametrize(("value", "base"), [(-1.0, 400.0), (101.0, 400.0)])
def test_counts_that_cannot_be_are_a_fault(value: float, base: float) -> None:
    with pytest.raises(ValueError, match="between 0 and its whole"):
        interval(SHARE, value, base)


@pytest.mark.parametrize(
    ("within", "counted", "tested"), [(5, "proportion", 5), (4, "proportion", 0), (5, None, 0)]
)
def test_the_areas_that_are_tested_are_those_within_with_a_denominator(
    municipality: Municipality, within: int, counted: str | None, tested: int
) -> None:
    """Of the period alone; the first has no denominator, and municipalities and the nation are not within."""
    parishes = [f"7{number}" for number in range(within + 1)]
    areas = municipality.areas | {code: Area(name=f"Sogn {code}", kind="sogn") for code in parishes}
    wider = municipality.model_copy(update={"areas": areas})
    cells = [(code, "2025", 50.0, 100.0) for code in (*parishes[1:], "990", "991", "000")]
    frame = rows((parishes[0], "2025", 50.0), *cells, (parishes[0], "2024", 50.0, 100.0))
    indicator = SHARE.model_copy(update={"counted": counted})
    chosen = areas_tested(frame, indicator, wider, "2025")
    assert chosen["area"].tolist() == parishes[1 : tested + 1]
