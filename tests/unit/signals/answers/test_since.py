"""What is said of a series since a date: a fact, and answers that are sure, not sure, or say why not."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigtepunkt.signals import since
from sigtepunkt.signals.answers.answer import (
    ALPHA,
    Answer,
    Options,
    Reason,
    Scale,
    in_unit,
    of_comparison,
    of_contrast,
)
from sigtepunkt.signals.answers.since import Fact, Since
from sigtepunkt.signals.methods.beside_others import Beside
from sigtepunkt.signals.methods.contrast import Contrast

RANDOM = np.random.default_rng(3)
YEARS = np.arange(2008.0, 2026.0)
NOISE = RANDOM.normal(0, 1, 18)
STEP = 50 + NOISE * 0.3 + np.where(YEARS >= 2022, 6.0, 0.0)
OTHERS = 50 + RANDOM.normal(0, 1, (8, 18))


def test_the_figure_at_the_start_the_newest_and_their_difference_are_told() -> None:
    fact = since([2020, 2021, 2022, 2023], [10.0, 11.0, 12.0, 15.0], 2022).fact
    assert fact == Fact("2021", 11.0, "2023", 15.0)
    assert fact.difference == 4.0


def test_a_stock_at_the_first_moment_of_the_start_is_the_figure_at_the_start() -> None:
    fact = since([2021, 2022, 2023], [10.0, 11.0, 12.0], 2022, Options(span=0)).fact
    assert fact == Fact("2022", 11.0, "2023", 12.0)


@pytest.mark.parametrize(
    ("times", "start", "instant"),
    [
        ([2023, 2024], 2022, False),
        ([2019, 2020], 2021, False),
        ([2021, 2022], 2022, True),
        ([2022], 2022, False),
    ],
)
def test_without_a_figure_on_either_side_of_the_start_nothing_is_told(
    times: list[float], start: float, *, instant: bool
) -> None:
    """Two figures from before the start are no change since then."""
    answers = since(times, [1.0, 2.0][: len(times)], start, Options(span=0 if instant else 1))
    assert answers.fact is None
    assert answers.change == answers.development == Answer(reason="no start")


def test_periods_are_told_by_their_labels() -> None:
    answers = since(YEARS, STEP, 2022, labels=[f"år {year:.0f}" for year in YEARS], group=OTHERS)
    assert answers.fact is not None
    assert (answers.fact.start_period, answers.fact.newest_period) == ("år 2021", "år 2025")
    assert answers.change.since == "år 2012", "the ten years before the start"
    assert answers.trend.since == "år 2014", "the newest twelve"
    assert (answers.development.since, answers.level.since) == ("år 2021", "år 2025")


@pytest.mark.parametrize(
    ("windows", "start", "newest"), [([2019, 2020, 2021, 2022], 2019, 2022), ([2020, 2021, 2022], None, None)]
)
def test_a_window_is_told_beside_the_newest_that_it_shares_no_period_with(
    windows: list[float], start: float | None, newest: float | None
) -> None:
    """That of 2019–2021 had ended at the start of 2022, but shares two years with the newest."""
    fact = since(windows, range(len(windows)), 2022, Options(window=3)).fact
    assert (fact and float(fact.start_period), fact and float(fact.newest_period)) == (start, newest)


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
        (YEARS, STEP, Options(outliers=[(2008, 2021)]), "no start"),
        (YEARS, STEP, Options(outliers=[(2010, 2019)]), "too few outside"),
        (YEARS, STEP, Options(outliers=[(2022, 2023)]), "too few outside"),
        (YEARS, STEP, Options(outliers=[(2025, 2025)]), ""),
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


def test_beside_others_needs_six() -> None:
    five = since(YEARS, STEP, 2022, group=OTHERS[:5])
    assert (five.level, five.development) == (Answer(reason="few others"), Answer(reason="few others"))
    apart = since(YEARS, STEP, 2022, group=OTHERS)
    assert apart.level.sure
    assert apart.level.estimate == pytest.approx(STEP[-1] - OTHERS[:, -1].mean())
    assert (apart.level.others, apart.development.others, apart.development.reason) == (8, 8, "")


@pytest.mark.parametrize(("start", "first"), [(2022, 2021), (2020, 2019), (2019, 2019), (2012, 2019)])
def test_development_is_over_a_third_of_the_series_at_most(start: int, first: int) -> None:
    """Of eighteen years over six, however long the strategy."""
    development = since(YEARS, STEP, start, group=OTHERS).development
    at = list(YEARS).index(first)
    own, others = STEP[-1] - STEP[at], (OTHERS[:, -1] - OTHERS[:, at]).mean()
    assert development.since == str(first)
    assert development.estimate == pytest.approx(own - others)


@pytest.mark.parametrize(
    ("start", "first"), [(2022, 2021 * 4 + 3), (2022.75, 2022 * 4 + 3), (2010, 2019 * 4 + 3)]
)
def test_development_of_a_seasonal_series_is_over_whole_years(start: float, first: int) -> None:
    """From a fourth quarter to a fourth quarter: thirteen quarters since are three years."""
    quarters = np.arange(2008 * 4.0, 2026 * 4.0)
    others = 50 + RANDOM.normal(0, 1, (7, len(quarters)))
    options = Options(per_year=4, season=4)
    development = since(quarters, 50 + others[0] * 0.1, start * 4, options, group=others).development
    assert development.since == f"{first:g}"
    short = since(quarters, 50 + others[0] * 0.1, 2025.25 * 4, options, group=others).development
    assert short == Answer(reason="too few"), "less than a year cannot be told from the season"


def test_a_member_without_the_figures_since_the_start_is_no_member() -> None:
    holed = np.vstack([OTHERS, OTHERS[:1] + 40])
    holed[-1, -2] = np.nan
    assert (
        since(YEARS, STEP, 2022, group=holed).development
        == since(YEARS, STEP, 2022, group=OTHERS).development
    )
    level = since(YEARS, STEP, 2022, group=holed).level
    assert level.others == 9, "its newest figure is there"
    holed[-1, -1] = np.nan
    assert since(YEARS, STEP, 2022, group=holed).level == since(YEARS, STEP, 2022, group=OTHERS).level


def test_where_members_lack_older_figures_the_series_is_the_stretch_that_all_have() -> None:
    """A member that was first published in 2014 shortens the series of all to twelve years."""
    late = OTHERS.copy()
    late[3, YEARS < 2014] = np.nan
    assert since(YEARS, STEP, 2012, group=OTHERS).development.since == "2019"
    development = since(YEARS, STEP, 2022, group=late).development
    assert development == since(YEARS[6:], STEP[6:], 2022, group=OTHERS[:, 6:]).development
    late[3, YEARS == 2018] = np.nan
    assert since(YEARS, STEP, 2022, group=late).development.reason == ""
    assert since(YEARS, STEP, 2022, group=late).development.since == "2023", "of seven years over two"


def test_too_few_members_that_reach_back_to_the_start_are_few_others() -> None:
    changed = OTHERS.copy()
    changed[:3, YEARS == 2024] = np.nan
    answers = since(YEARS, STEP, 2022, group=changed)
    assert answers.development == Answer(reason="few others")
    assert (answers.level.reason, answers.level.others) == ("", 8)


def test_where_fewer_than_six_reach_back_to_the_start_the_window_is_shorter() -> None:
    changed = OTHERS.copy()
    changed[:3, YEARS == 2021] = np.nan
    development = since(YEARS, STEP, 2022, group=changed).development
    assert (development.reason, development.since, development.others) == ("", "2024", 8)
    assert development == since(YEARS[14:], STEP[14:], 2024, group=OTHERS[:, 14:]).development


def test_development_is_asked_of_the_newest_years_at_equal_distances() -> None:
    times = np.r_[YEARS[:10], YEARS[10:] + 1]
    development = since(times, STEP, 2022, group=OTHERS).development
    assert development == since(times[10:], STEP[10:], 2022, group=OTHERS[:, 10:]).development
    surveys = since([2010, 2013, 2017, 2021, 2025], STEP[:5], 2022, group=OTHERS[:, :5]).development
    assert (surveys.reason, surveys.since) == ("", "2021")


WIDE = 50 + RANDOM.normal(0, 4, (20, 18))


def test_how_much_is_usual_comes_from_those_that_are_similar() -> None:
    narrow, wide = (since(YEARS, STEP, 2022, group=OTHERS, spread=spread) for spread in (None, WIDE))
    for name in ("development", "level"):
        near, far = narrow.answers[name], wide.answers[name]
        assert near.estimate == pytest.approx(far.estimate), "the mean stays the group's"
        assert width(far) > 2 * width(near)


@pytest.mark.parametrize(("holed", "used"), [(4, True), (5, False)])
def test_with_less_than_four_fifths_of_the_similar_the_spread_is_the_groups(
    holed: int, *, used: bool
) -> None:
    similar = WIDE.copy()
    similar[:holed, -1] = np.nan
    answers = since(YEARS, STEP, 2022, group=OTHERS, spread=similar)
    alone = since(YEARS, STEP, 2022, group=OTHERS)
    assert (answers.level != alone.level, answers.development != alone.development) == (used, used)


def width(answer: Answer) -> float:
    """Return how far the limits of a tested answer lie apart."""
    assert answer.lower is not None
    assert answer.upper is not None
    return answer.upper - answer.lower


def test_others_that_do_not_differ_give_the_difference_and_no_verdict() -> None:
    level = since(YEARS, STEP, 2022, group=np.full((6, 18), 2.7)).level
    assert level.estimate == pytest.approx(STEP[-1] - 2.7)
    assert (level.p, level.sure, level.reason) == (None, False, "no spread")


@pytest.mark.parametrize("negative", ["own", "group", "spread"])
def test_an_amount_of_nought_has_no_difference_in_per_cent(negative: str) -> None:
    tables = {"own": STEP[np.newaxis], "group": OTHERS, "spread": OTHERS + 1}
    tables[negative] = tables[negative].copy()
    tables[negative][0, -1] = 0
    answers = since(
        YEARS, tables["own"][0], 2022, Options(scale="log"), group=tables["group"], spread=tables["spread"]
    )
    assert (answers.development.reason, answers.level.reason) == ("not positive", "not positive")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("group", [[1.0] * 17] * 6),
        ("group", [1.0] * 18),
        ("group", [[np.inf] * 18] * 6),
        ("spread", [[1.0] * 17] * 6),
    ],
)
def test_others_that_do_not_fit_are_refused_by_their_name(name: str, table: Any) -> None:
    with pytest.raises(ValueError, match=f"^{name}:"):
        since(YEARS, STEP, 2022, **{"group": OTHERS, name: table})


def test_an_amount_beside_others_is_compared_in_per_cent() -> None:
    level = since(YEARS, STEP, 2022, Options(scale="log"), group=OTHERS).level
    assert level.estimate == pytest.approx(100 * (STEP[-1] / np.exp(np.log(OTHERS[:, -1]).mean()) - 1))


def test_a_page_adds_up_what_could_be_wrong() -> None:
    answers = since(YEARS, STEP, 2022, group=OTHERS)
    assert answers.alpha == pytest.approx(4 * ALPHA)
    assert since(YEARS, STEP, 2022).alpha == pytest.approx(2 * ALPHA), "nobody beside it"
    assert since(YEARS[-3:], STEP[-3:], 2025).alpha == 0


def test_windows_that_overlap_the_newest_are_no_figures_of_the_change() -> None:
    """Sums of four quarters: only every fourth counts, and noise between them does not matter."""
    quarters = np.arange(2008 * 4.0, 2026 * 4.0)
    rolling = np.repeat(STEP, 4)
    noisy = np.where(np.arange(72) % 4 == 3, rolling, rolling + 30 * RANDOM.normal(0, 1, 72))
    options = Options(per_year=4, window=4)
    whole = slice(3, None, 4)  # a sum filed under the fourth quarter covers the whole year
    others = np.repeat(OTHERS, 4, axis=1)
    yearly = since(quarters[whole], noisy[whole], 2022 * 4, options, group=others[:, whole])
    answers = since(quarters, noisy, 2022 * 4, options, group=others)
    for name, answer in answers.answers.items():
        assert answer.p is not None, name
        assert answer == yearly.answers[name], name
    assert answers.change.since == f"{2012 * 4 + 3}"


def test_a_month_or_a_quarter_before_the_start_is_counted_as_before() -> None:
    """Quarters are held against all quarters of ten years before."""
    quarters = np.arange(2008 * 4.0, 2026 * 4.0)
    values = 10 + RANDOM.normal(0, 0.1, 72) + np.where(quarters >= 2022 * 4, 3.0, 0.0)
    change = since(quarters, values, 2022 * 4, Options(per_year=4)).change
    assert change.estimate == pytest.approx(3, abs=0.1)
    assert change.since == f"{2012 * 4}"


@pytest.mark.parametrize(("instant", "step"), [(False, 6.0), (True, 0.0)])
def test_a_stock_at_the_start_itself_counts_as_before(*, instant: bool, step: float) -> None:
    """The stock on the first day of 2022 is neither a figure since nor one that shows the change."""
    values = 50 + NOISE * 0.1
    values[YEARS == 2022] += 40
    change = since(YEARS, values, 2022, Options(span=0 if instant else 1)).change
    assert change.estimate is not None
    assert (change.estimate > 1) == (step > 0)


@pytest.mark.parametrize(("last", "reason"), [(2024, "too few"), (2025, "")])
def test_a_stock_at_the_start_is_none_of_the_three_that_are_needed_since(last: int, reason: str) -> None:
    kept = last >= YEARS
    change = since(YEARS[kept], STEP[kept], 2022, Options(span=0)).change
    assert change.reason == reason


@pytest.mark.parametrize(
    ("first", "last", "reason"), [(2018, 2024, ""), (2019, 2024, "too few"), (2018, 2023, "too few")]
)
def test_a_change_needs_four_figures_before_and_three_since(first: int, last: int, reason: str) -> None:
    kept = (first <= YEARS) & (last >= YEARS)
    assert since(YEARS[kept], STEP[kept], 2022).change.reason == reason


def test_months_of_a_declared_dip_count_neither_in_the_first_year_nor_in_the_newest() -> None:
    months = np.arange(2018 * 12.0, 2026 * 12.0)
    values = 100 + RANDOM.normal(0, 0.3, 96) + np.where(months >= 2023 * 12, 2.0, 0.0)
    values[(months >= 2022 * 12) & (months < 2022 * 12 + 4)] = 20
    declared = Options(per_year=12, season=12, outliers=[(2022 * 12, 2022 * 12 + 3)])
    assert since(months, values, 2022 * 12, declared).change.estimate == pytest.approx(2, abs=0.5)
    longer = Options(per_year=12, season=12, outliers=[(2022 * 12, 2022 * 12 + 4)])
    assert since(months, values, 2022 * 12, longer).change == Answer(reason="too few outside")


def test_a_trend_leaves_declared_outliers_out_and_reaches_further_back() -> None:
    spoiled = np.where(YEARS == 2020, STEP + 90, STEP)
    trend = since(YEARS, spoiled, 2022, Options(outliers=[(2020, 2020)])).trend
    without = YEARS != 2020
    assert trend.estimate == pytest.approx(since(YEARS[without], STEP[without], 2022).trend.estimate)
    assert trend.since == "2013"
    few = since(YEARS[-7:], STEP[-7:], 2022, Options(outliers=[(2020, 2020)])).trend
    assert few == Answer(reason="too few outside")
    assert since(YEARS[-6:], STEP[-6:], 2022).trend == Answer(reason="too few")


def test_a_trend_rests_on_the_newest_twelve() -> None:
    turned = np.where(YEARS < 2014, 90 - 3 * (YEARS - 2008), 50 + (YEARS - 2014)) + NOISE * 0.1
    trend = since(YEARS, turned, 2022).trend
    assert trend.estimate == pytest.approx(1, abs=0.05)
    assert (trend.direction, trend.since) == ("rising", "2014")


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


FINITE = st.floats(-1e3, 1e3)


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[float], list[list[float]], int, Options]:
    """Draw a series, others with gaps, a start and how it is to be read."""
    values = draw(st.lists(FINITE, min_size=1, max_size=20))
    others = draw(
        st.lists(
            st.lists(FINITE | st.just(float("nan")), min_size=len(values), max_size=len(values)), max_size=9
        )
    )
    years = st.integers(2000, 2030)
    spans = st.lists(st.tuples(years, st.integers(0, 3)), max_size=2)
    options = Options(
        scale=draw(st.sampled_from(["unit", "log"])),
        full_count=draw(st.booleans()),
        window=draw(st.sampled_from([1, 1, 3])),
        span=draw(st.sampled_from([0.0, 1 / 12, 1.0])),
        outliers=[(first, first + more) for first, more in draw(spans)],
    )
    return values, others, draw(years), options


def numbers(answer: Answer) -> list[float]:
    """Return what an answer has of numbers."""
    stated = (answer.estimate, answer.lower, answer.upper, answer.p)
    return [each for each in stated if each is not None]


@settings(deadline=None)
@given(asked())
def test_whatever_the_series_no_answer_is_without_number_or_reason(
    asked: tuple[list[float], list[list[float]], int, Options],
) -> None:
    values, others, start, options = asked
    answers = since(np.arange(2006, 2006 + len(values)), values, start, options, group=others)
    for answer in answers.answers.values():
        assert all(np.isfinite(numbers(answer)))
        assert answer.reason or len(numbers(answer)) == 4
        assert not (answer.sure and answer.reason)
        assert answer.p is None or (answer.lower is not None and answer.upper is not None)
    assert answers.fact is None or np.isfinite(answers.fact.difference)


@settings(deadline=None, max_examples=50)
@given(factor=st.floats(0.01, 1e4), shift=st.floats(-1e3, 1e3))
def test_neither_the_unit_nor_its_zero_point_changes_what_is_sure(factor: float, shift: float) -> None:
    here = since(YEARS, STEP, 2022, group=OTHERS)
    there = since(YEARS, factor * STEP + shift, 2022, group=factor * OTHERS + shift)
    alike(here, there)
    assert there.change.estimate == pytest.approx(factor * (here.change.estimate or 0), rel=1e-4, abs=1e-6)


@settings(deadline=None, max_examples=50)
@given(factor=st.floats(0.01, 1e4))
def test_amounts_in_another_unit_change_by_the_same_per_cent(factor: float) -> None:
    here = since(YEARS, STEP, 2022, Options(scale="log"), group=OTHERS)
    there = since(YEARS, factor * STEP, 2022, Options(scale="log"), group=factor * OTHERS)
    alike(here, there)
    for name, answer in here.answers.items():
        assert there.answers[name].estimate == pytest.approx(answer.estimate, rel=1e-5, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(later=st.integers(-1000, 1000), scale=st.sampled_from(["unit", "log"]))
def test_neither_does_the_year_that_time_is_counted_from(later: int, scale: Scale) -> None:
    options = Options(scale=scale)
    alike(
        since(YEARS, STEP, 2022, options, group=OTHERS),
        since(YEARS + later, STEP, 2022 + later, options, group=OTHERS),
    )


def alike(here: Since, there: Since) -> None:
    """Assert that two say the same, but for units."""
    for name, answer in here.answers.items():
        other = there.answers[name]
        assert other.p == pytest.approx(answer.p, rel=1e-3, abs=1e-6), name
        assert (other.sure, other.reason) == (answer.sure, answer.reason), name


def test_a_sure_fall_is_as_sure_as_a_rise() -> None:
    rise, fall = since(YEARS, STEP, 2022), since(YEARS, -STEP, 2022)
    assert (rise.change.direction, fall.change.direction) == ("rising", "falling")
    assert rise.change.p == pytest.approx(fall.change.p)


# --- an answer ----------------------------------------------------------------------------------------------

CLEAR = Contrast(2.0, 1.0, 3.0, 0.001, 0.1)


@pytest.mark.parametrize("scale", get_args(Scale))
def test_a_contrast_beyond_chance_is_sure_where_the_told_difference_has_its_sign(scale: Scale) -> None:
    answer = of_contrast(CLEAR, scale, 0.1, "2012")
    assert (answer.sure, answer.reason, answer.p, answer.since) == (True, "", 0.001, "2012")
    told = [2.0, 1.0, 3.0] if scale == "unit" else [100 * math.expm1(each) for each in (2, 1, 3)]
    assert [answer.estimate, answer.lower, answer.upper] == pytest.approx(told)


@pytest.mark.parametrize("difference", [-0.1, 0.0])
def test_a_contrast_that_does_not_have_the_sign_of_what_is_told_is_not_sure(difference: float) -> None:
    answer = of_contrast(CLEAR, "unit", difference, "2012")
    assert (answer.sure, answer.reason, answer.direction) == (False, "other sign", "")
    assert (answer.p, answer.alpha) == (0.001, ALPHA), "it was tested all the same"


@pytest.mark.parametrize(("p", "sure"), [(0.0099, True), (0.01, False), (0.5, False)])
def test_what_is_sure_is_so_at_one_per_cent(p: float, *, sure: bool) -> None:
    assert of_contrast(Contrast(2.0, 1.0, 3.0, p, 0.1), "unit", 1, "2012").sure == sure
    assert of_comparison(Beside(2.0, 1.0, 3.0, p, 7), "unit", "2021", 8).sure == sure


def test_values_exactly_on_the_design_have_an_estimate_and_no_verdict() -> None:
    answer = of_contrast(Contrast(2.0, None, None, None, None, "exact"), "unit", 2.0, "2012")
    assert answer == Answer(2.0, reason="exact", since="2012")
    assert (answer.alpha, answer.direction) == (0, "")


def test_a_comparison_says_with_how_many() -> None:
    answer = of_comparison(Beside(-2.0, -3.0, -1.0, 0.001, 7), "unit", "2021", 8)
    assert answer == Answer(-2.0, -3.0, -1.0, 0.001, sure=True, since="2021", others=8)
    assert answer.direction == "falling"
    same = of_comparison(Beside(-2.0, None, None, None, 7, 1.0, "no spread"), "unit", "2021", 8)
    assert same == Answer(-2.0, reason="no spread", since="2021", others=8)


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_a_difference_of_logarithms_is_told_in_per_cent(before: float, now: float) -> None:
    told = in_unit(math.log(now) - math.log(before), "log")
    assert told == pytest.approx(100 * (now - before) / before, rel=1e-6, abs=1e-6)
    assert in_unit(now - before, "unit") == now - before


def test_only_what_is_sure_has_a_direction() -> None:
    assert Answer(2.0, 1.0, 3.0, 0.2).direction == ""
    assert Answer(2.0, 1.0, 3.0, 0.001, sure=True).direction == "rising"
    assert all(Answer(reason=reason).direction == "" for reason in get_args(Reason))
