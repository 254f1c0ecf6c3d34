"""The nation and the group stand beside a figure only where published for the same period."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.comparison import NO_COMPARISON, Benchmark, Comparison, compare, interval
from sigtepunkt.signals.methods.intervals import proportion, rate
from sigtepunkt.strategy import Definitions, Indicator, Municipality


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


def test_the_group_is_the_plain_mean_of_those_published_where_nothing_can_weigh_them(
    municipality: Municipality,
) -> None:
    comparison = compare(
        rows(("990", "2025", 1), ("000", "2025", 5), ("991", "2025", 2), ("992", "2025", 4)),
        declared(),
        municipality,
        "2025",
    )
    assert comparison == Comparison(Benchmark(5, "untested"), Benchmark(3, "untested"), 2, weighted=False)


def test_the_group_is_weighted_by_its_own_denominators(municipality: Municipality) -> None:
    comparison = compare(
        rows(("990", "2025", 1, 100), ("991", "2025", 2, 300), ("992", "2025", 4, 100)),
        declared(),
        municipality,
        "2025",
    )
    assert comparison.group == Benchmark(2.5, "untested")
    assert comparison.weighted
    some = compare(
        rows(("990", "2025", 1, 100), ("991", "2025", 2, 300), ("992", "2025", 4)),
        declared(),
        municipality,
        "2025",
    )
    assert (some.group, some.weighted) == (Benchmark(3, "untested"), False), (
        "one of them without: none is weighted"
    )


def test_another_periods_figures_are_not_beside_it(municipality: Municipality) -> None:
    comparison = compare(
        rows(("990", "2025", 1), ("000", "2024", 5), ("991", "2025", 2), ("992", "2024", 4)),
        declared(),
        municipality,
        "2025",
    )
    assert (comparison.nation, comparison.group, comparison.group_size) == (None, Benchmark(2, "untested"), 1)


def test_where_nobody_else_was_published_nothing_is_said(municipality: Municipality) -> None:
    assert compare(rows(("990", "2025", 1)), declared(), municipality, "2025") == NO_COMPARISON
    assert compare(rows(("000", "2025", 1)), declared(), municipality, "2025") == NO_COMPARISON


def test_the_municipality_itself_is_not_in_its_group(municipality: Municipality) -> None:
    assert compare(
        rows(("990", "2025", 100), ("991", "2025", 2)), declared(), municipality, "2025"
    ).group == Benchmark(2, "untested")


def test_totals_are_not_compared(municipality: Municipality) -> None:
    assert (
        compare(rows(("990", "2025", 100), ("991", "2025", 2)), declared(total=True), municipality, "2025")
        == NO_COMPARISON
    )


@given(share=st.integers(0, 100), benchmark=st.integers(0, 100), whole=st.integers(20, 5000))
def test_a_share_differs_where_its_wilson_interval_leaves_the_benchmark_out(
    share: int, benchmark: int, whole: int
) -> None:
    value = 100 * round(share / 100 * whole) / whole
    place = _beside(SHARE, value, whole, benchmark)
    low, high = (100 * limit for limit in proportion(value / 100 * whole, whole))
    if min(abs(low - benchmark), abs(high - benchmark)) > 1e-6:
        assert place == ("higher" if low > benchmark else "lower" if high < benchmark else "similar")


@given(value=st.integers(0, 60), benchmark=st.integers(1, 60))
def test_a_rate_differs_where_its_exact_interval_leaves_the_benchmark_out(value: int, benchmark: int) -> None:
    counted = declared(computation="per_1000", denominator="alle", counted="per_1000")
    place = _beside(counted, value, 1000, benchmark)
    low, high = rate(value, 1000, per=1000)
    if (
        min(abs(low - benchmark), abs(high - benchmark)) > 0.05
    ):  # Byar's limits are an approximation to the exact test
        assert place == ("higher" if low > benchmark else "lower" if high < benchmark else "similar")


def _beside(indicator: Indicator, value: float, base: float, nation: float) -> str:
    areas = {code: {"name": code} for code in ("990", "000")}
    alone = Municipality.model_validate(
        {
            "name": "x",
            "code": "990",
            "council": "x",
            "council_members": 9,
            "country": "000",
            "comparison": [],
            "comparison_name": "x",
            "areas": areas,
        }
    )
    comparison = compare(
        rows(("990", "2025", value, base), ("000", "2025", nation)), indicator, alone, "2025"
    )
    assert comparison.nation is not None
    return comparison.nation.place


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
