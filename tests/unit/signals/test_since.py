"""What is said of a series since a date: a fact, and answers that are sure, not sure, or say why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals import since
from sigtepunkt.signals.since import ALPHA, Answer, Fact, Options

RANDOM = np.random.default_rng(3)
YEARS = np.arange(2008.0, 2026.0)
NOISE = RANDOM.normal(0, 1, 18)
STEP = 50 + NOISE * 0.3 + np.where(YEARS >= 2022, 6.0, 0.0)
OTHERS = 50 + RANDOM.normal(0, 1, (8, 18))


def test_the_figure_at_the_start_the_newest_and_their_difference_are_told() -> None:
    fact = since([2020, 2021, 2022, 2023], [10.0, 11.0, 12.0, 15.0], 2022).fact
    assert fact == Fact(2021, 11.0, 2023, 15.0)
    assert fact.difference == 4.0


def test_a_stock_at_the_first_moment_of_the_start_is_the_figure_at_the_start() -> None:
    fact = since([2021, 2022, 2023], [10.0, 11.0, 12.0], 2022, Options(instant=True)).fact
    assert fact == Fact(2022, 11.0, 2023, 12.0)


@pytest.mark.parametrize("times", [[2023, 2024], [2019, 2020]])
def test_without_a_figure_on_either_side_of_the_start_nothing_is_told(times: list[float]) -> None:
    answers = since(times, [1.0, 2.0], 2022 if times[0] > 2022 else 2021)
    assert answers.fact is None
    assert answers.change == Answer(reason="no start")


def test_a_clear_step_is_sure_and_its_limits_hold_it() -> None:
    change = since(YEARS, STEP, 2022).change
    assert change.sure
    assert change.lower is not None
    assert change.upper is not None
    assert change.lower < 6 < change.upper
    assert change.alpha == ALPHA


def test_noise_is_not_sure() -> None:
    assert not since(YEARS, 50 + NOISE, 2022).change.sure


def test_a_tested_step_of_the_other_sign_than_the_told_difference_is_not_sure() -> None:
    values = np.r_[40 + 5 * np.array([1, -1] * 6 + [1]), 55.0, 49.0, 56.0, 50.0, 54.0]
    answers = since(YEARS, values, 2022)
    assert answers.fact is not None
    assert answers.fact.difference < 0
    assert answers.change.estimate is not None
    assert answers.change.estimate > 0
    assert (answers.change.sure, answers.change.reason) == (False, "other sign")


def test_a_register_of_everybody_is_told_and_never_tested() -> None:
    answers = since(YEARS, STEP, 2022, Options(full_count=True))
    assert answers.fact is not None
    assert answers.change == answers.trend == Answer(reason="full count")
    assert answers.alpha == 0


def test_an_amount_is_told_in_its_unit_and_tested_in_per_cent() -> None:
    change = since(YEARS, STEP, 2022, Options(scale="log")).change
    assert change.estimate == pytest.approx(12, abs=1.5)


@pytest.mark.parametrize(
    ("times", "values", "options", "reason"),
    [
        ([2019, 2020, 2021, 2022, 2023, 2024], [1, 2, 1, 3, 4, 4], Options(), "too few"),
        (YEARS[-8:], [1, 2, 1, 3, 4, 5, 6, 6], Options(), ""),
        (YEARS, STEP - 50.5, Options(scale="log"), "not positive"),
        (YEARS, np.where(YEARS >= 2022, 2.0, 1.0), Options(), "exact"),
        (YEARS, STEP, Options(outliers=[(2008, 2021)]), "too few"),
        (YEARS, STEP, Options(window=3), "too few"),
    ],
)
def test_what_is_not_tested_says_why(times: Any, values: Any, options: Options, reason: str) -> None:
    assert since(times, values, 2022, options).change.reason == reason


def test_a_declared_dip_counts_neither_before_nor_since() -> None:
    dipped = np.where((YEARS == 2020) | (YEARS == 2021), STEP - 30, STEP)
    plain = since(YEARS[YEARS != 2020], STEP[YEARS != 2020], 2022)
    declared = since(YEARS, dipped, 2022, Options(outliers=[(2020, 2021)]))
    assert declared.change.estimate == pytest.approx(plain.change.estimate, abs=0.6)
    assert since(YEARS, dipped, 2022).change.estimate != pytest.approx(plain.change.estimate, abs=0.6)


def test_monthly_figures_hold_the_first_year_against_the_newest() -> None:
    months = np.arange(2018 * 12.0, 2026 * 12.0)
    season = np.sin(np.arange(96) * np.pi / 6)
    values = 100 + 5 * season + RANDOM.normal(0, 0.3, 96) + np.linspace(0, 9, 96)
    answers = since(months, values, 2022 * 12, Options(per_year=12, season=12))
    assert answers.change.sure
    assert answers.change.estimate == pytest.approx(9 * 36 / 96, abs=0.5)
    short = since(months[: 4 * 12 + 20], values[: 4 * 12 + 20], 2022 * 12, Options(per_year=12, season=12))
    assert short.change.reason == "too few", "the two years would overlap"


def test_the_trend_is_per_year_at_real_distances() -> None:
    times = [2005, 2006, 2007, 2010, 2014, 2018, 2022, 2025]
    values = [10 + 0.5 * (year - 2005) + noise for year, noise in zip(times, NOISE * 0.05, strict=False)]
    trend = since(times, values, 2022).trend
    assert trend.estimate == pytest.approx(0.5, abs=0.02)
    assert trend.sure


def test_overlapping_windows_are_counted_back_in_whole_windows() -> None:
    quarters = np.arange(2010 * 4.0, 2026 * 4.0)
    rolling = np.convolve(np.r_[NOISE, NOISE, NOISE, NOISE[:13]] + 20, np.ones(4), "valid")
    answers = since(quarters, rolling, 2022 * 4, Options(per_year=4, window=4))
    yearly = since(quarters[3::4] / 4, rolling[3::4], 2022)
    assert answers.trend.estimate == pytest.approx(yearly.trend.estimate)
    assert since(quarters, rolling, 2022 * 4, Options(per_year=4)).trend.reason == "not yearly"


def test_beside_others_needs_six_and_a_window_of_at_most_a_third() -> None:
    assert since(YEARS, STEP, 2022, group=OTHERS[:5]).level.reason == "few others"
    assert since(YEARS, STEP, 2012, group=OTHERS).development.reason == "long window"
    apart = since(YEARS, STEP, 2022, group=OTHERS)
    assert apart.level.sure
    assert apart.level.estimate == pytest.approx(STEP[-1] - OTHERS[:, -1].mean())
    assert apart.development.reason == ""


def test_an_amount_beside_others_is_compared_in_per_cent() -> None:
    level = since(YEARS, STEP, 2022, Options(scale="log"), group=OTHERS).level
    assert level.estimate == pytest.approx(100 * (STEP[-1] / np.exp(np.log(OTHERS[:, -1]).mean()) - 1))


def test_a_page_adds_up_what_could_be_wrong() -> None:
    answers = since(YEARS, STEP, 2022, group=OTHERS)
    assert answers.alpha == pytest.approx(4 * ALPHA)


@pytest.mark.parametrize(
    ("argument", "times", "values"),
    [
        ("values", [1, 2], [1.0, float("nan")]),
        ("values", [1, 2], [1.0]),
        ("times", [2, 1], [1.0, 2.0]),
        ("values", [], []),
    ],
)
def test_what_is_no_series_is_refused_by_its_name(
    argument: str, times: list[float], values: list[float]
) -> None:
    with pytest.raises(ValueError, match=f"^{argument}:"):
        since(times, values, 2022)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20), st.integers(2000, 2030))
def test_whatever_the_series_no_answer_is_without_number_or_reason(values: list[float], start: int) -> None:
    answers = since(np.arange(2006, 2006 + len(values)), values, start, group=[values] * 6)
    for answer in (answers.change, answers.trend, answers.development, answers.level):
        numbers = [
            each for each in (answer.estimate, answer.lower, answer.upper, answer.p) if each is not None
        ]
        assert all(np.isfinite(numbers))
        assert answer.reason or len(numbers) == 4
