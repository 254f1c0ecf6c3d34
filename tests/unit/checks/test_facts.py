"""Faults that look like figures: each kind shows in its own fact, and in no other than it implies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.checks.facts import COLUMNS, KEYS, facts
from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source
from sigtepunkt.strategy.sources.due_dates import next_due

CLOSED = dt.date(2026, 8, 31)
PERIODS = [str(Period.parse("2023Q3").back(-3 * step)) for step in range(12)]  # 2023Q3 … 2026Q2
LIMITS = {
    "rows_lost": 0,
    "areas_lost": 0,
    "periods_lost": 0,
    "days_late": 0,
    "unit_factor": 0.5,
    "drift": 12,
    "frozen": 5,
    "fell_to_zero": 0,
    "miss": 0,
    "bard": 0.15,
}
Change = Callable[[pd.DataFrame], pd.DataFrame]


def source(**declared: object) -> Source:
    """Return a quarterly source whose two parts sum to a total."""
    return Source.model_validate(
        {
            "title": "x",
            "publisher": "x",
            "table": "x",
            "licence": "x",
            "origin": "official",
            "owner": "x",
            "format": "semicolon",
            "file": "x",
            "period": "x",
            "values": ["x"],
            "lag_days": 40,
            "sums": [{"total": "alle", "parts": ["a", "b"], "tolerance": 1}],
            **declared,
        }
    )


def sound() -> pd.DataFrame:
    """Return a quiet table: three measures, two areas, twelve quarters."""
    noise = np.random.default_rng(5).integers(-6, 7, size=(2, 2, len(PERIODS)))
    rows = []
    for place, area in enumerate(("990", "991")):
        for step, period in enumerate(PERIODS):
            a, b = 100 + int(noise[place, 0, step]), 60 + int(noise[place, 1, step])
            rows += [("alle", area, period, a + b), ("a", area, period, a), ("b", area, period, b)]
    frame = pd.DataFrame(rows, columns=["measure", "area", "period", "value"])
    return frame.assign(value=frame["value"].astype(float), row=range(2, len(rows) + 2))


def fired(change: Change, **declared: object) -> set[str]:
    """Return the facts beyond their limits, once `change` was made to this vintage."""
    table = facts({"s": source(**declared)}, {"s": change(sound())}, {"s": sound()}, CLOSED)
    return {column for column in COLUMNS if (table[column] > LIMITS[column]).any()}


def at(frame: pd.DataFrame, measure: str, period: str = "2026Q2", area: str = "990") -> pd.Series:
    """Return which rows are this figure."""
    return (frame["measure"] == measure) & (frame["period"] == period) & (frame["area"] == area)


def put(frame: pd.DataFrame, value: float, *cells: tuple[str, str]) -> pd.DataFrame:
    """Return the table with another value in these figures of the municipality."""
    changed = frame.copy()
    for measure, period in cells:
        changed.loc[at(frame, measure, period), "value"] = value
    return changed


def test_a_sound_table_has_nothing_to_tell() -> None:
    assert fired(lambda frame: frame) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda frame: frame[~at(frame, "a", "2024Q1")], {"rows_lost"}, id="a row lost"),
        pytest.param(
            lambda frame: frame[frame["area"] != "991"],
            {"areas_lost", "rows_lost"},
            id="an area lost implies rows lost",
        ),
        pytest.param(
            lambda frame: frame[frame["period"] != "2024Q1"],
            {"periods_lost", "rows_lost"},
            id="a period lost implies rows lost",
        ),
        pytest.param(
            lambda frame: frame[frame["period"] < "2026Q1"],
            {"days_late", "periods_lost", "rows_lost"},
            id="late implies what is not there",
        ),
        pytest.param(
            lambda frame: frame.assign(value=frame["value"] * 1000),
            {"unit_factor", "bard"},
            id="another unit implies revisions",
        ),
        pytest.param(
            lambda frame: put(frame, 900, ("a", "2026Q2")),
            {"drift", "miss", "bard"},
            id="a spike implies a sum off and a revision",
        ),
        pytest.param(
            lambda frame: put(frame, 0, ("a", "2026Q2")),
            {"fell_to_zero", "drift", "miss", "bard"},
            id="a sudden zero implies a spike",
        ),
        pytest.param(
            lambda frame: put(frame, 135, ("alle", "2024Q1")), {"miss"}, id="a total that is not the sum"
        ),
        pytest.param(
            lambda frame: put(put(frame, 300, ("a", "2024Q1")), 360, ("alle", "2024Q1")),
            {"bard", "miss"},
            id="a revised figure",
        ),
        pytest.param(
            lambda frame: put(frame, 61, *[("b", period) for period in PERIODS[-7:]]),
            {"frozen", "miss"},
            id="a frozen figure implies a sum off",
        ),
    ],
)
def test_each_kind_of_fault_is_found_by_its_own_fact_and_those_it_implies(
    change: Change, expected: set[str]
) -> None:
    assert fired(change) == expected


@pytest.mark.parametrize(("miss", "is_fault"), [(1, False), (-1, False), (2, True), (-2, True)])
def test_a_sum_may_miss_by_what_the_source_rounds(miss: int, *, is_fault: bool) -> None:
    frame = sound()
    changed = frame.assign(value=frame["value"] + miss * at(frame, "alle", "2024Q1"))
    assert ("miss" in fired(lambda _: changed)) == is_fault


def test_the_rows_of_a_sum_that_is_off_are_total_and_parts_alike() -> None:
    frame = put(sound(), 999, ("b", "2024Q1"))
    sums = facts({"s": source()}, {"s": frame}, {}, CLOSED)
    assert sorted(sums.loc[sums["miss"] > 0, "measure"]) == ["a", "alle", "b"]


def test_a_part_that_was_not_published_says_nothing_of_the_sum() -> None:
    assert "miss" not in fired(lambda frame: frame[~at(frame, "b", "2024Q1")])


def test_a_projection_and_a_single_period_are_never_late_nor_frozen() -> None:
    assert fired(lambda frame: put(frame, 61, *[("b", period) for period in PERIODS]), projection=True) >= {
        "miss"
    }
    assert not fired(lambda frame: frame[frame["period"] < "2025Q1"], projection=True) & {
        "days_late",
        "frozen",
        "drift",
    }
    single = sound()[sound()["period"] == "2023Q3"]
    assert facts({"s": source()}, {"s": single}, {}, CLOSED)["days_late"].dropna().tolist() == [0]


def test_the_first_vintage_has_nothing_to_be_compared_with() -> None:
    table = facts({"s": source()}, {"s": sound()}, {}, CLOSED)
    assert table[["rows_lost", "areas_lost", "periods_lost", "unit_factor"]].sum().sum() == 0
    assert table["bard"].isna().all()
    assert list(table.columns) == [*KEYS, *COLUMNS]


@pytest.mark.parametrize(("old", "new", "bard"), [(100, 100 * 1.353, 0.15), (100, 102, 0.0099)])
def test_a_revision_is_as_large_as_its_bounded_relative_difference(
    old: float, new: float, bard: float
) -> None:
    """method.md section 8: 0.15 is a change of about 35 %, 0.01 of about 2 %. A flat series has no span."""
    flat = pd.DataFrame({"measure": "a", "area": "990", "period": PERIODS, "value": old, "row": range(2, 14)})
    changed = flat.assign(value=[float(old)] * 11 + [new])
    sizes = facts({"s": source(sums=[])}, {"s": changed}, {"s": flat}, CLOSED)["bard"].dropna()
    assert sizes.tolist() == [pytest.approx(bard, rel=0.12)]


def test_steps_that_are_equal_but_for_binary_arithmetic_have_no_spread() -> None:
    """Most steps are 0.2, and differ in their last binary digits; the spread is then the steps' mean size."""
    values = [80.3, 80.5, 80.7, 80.7, 80.9, 81.1, 81.3, 81.4, 81.5, 81.4, 81.6, 81.6]
    frame = pd.DataFrame(
        {"measure": "a", "area": "990", "period": PERIODS, "value": values, "row": range(2, 14)}
    )
    drift = facts({"s": source(sums=[])}, {"s": frame}, {}, CLOSED)["drift"].dropna()
    assert drift.tolist() == [pytest.approx(0.2 / 0.15)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_facts_of_any_figures_are_finite(values: list[float]) -> None:
    periods = [str(Period.parse("2015Q1").back(-3 * step)) for step in range(len(values))]
    frame = pd.DataFrame(
        {"measure": "a", "area": "990", "period": periods, "value": values, "row": range(2, len(values) + 2)}
    )
    before = frame.assign(value=frame["value"] + 1)
    table = facts({"s": source()}, {"s": frame}, {"s": before}, CLOSED)
    for column in COLUMNS:
        assert np.isfinite(table[column].dropna()).all()


@given(st.integers(0, 11), st.integers(2, 12), st.integers(0, 400), st.sampled_from([1, 3, 12]))
def test_what_is_due_is_late_by_exactly_the_days_since(start: int, count: int, lag: int, step: int) -> None:
    """The block on the page and the check of the file rest on the same day."""
    periods = [str(Period(2020 * 12 + start * step, step).back(-step * place)) for place in range(count)]
    due = next_due(source(lag_days=lag), periods)
    assert due is not None
    frame = pd.DataFrame(
        {"measure": "a", "area": "990", "period": periods, "value": 1.0, "row": range(2, count + 2)}
    )
    for days in (-1, 0, 1, 40):
        table = facts({"s": source(lag_days=lag)}, {"s": frame}, {}, due[1] + dt.timedelta(days=days))
        assert table["days_late"].dropna().tolist() == [max(0, days)]
