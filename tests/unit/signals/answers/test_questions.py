"""An indicator's observations as a question: real times, windows, outliers, breaks, the others' series."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from judged_indicator import COUNTED, following, rows

from sigtepunkt.core.period import YEAR
from sigtepunkt.signals.answers.answer import Answer, Options
from sigtepunkt.signals.answers.questions import Question, answers, options, outliers, times
from sigtepunkt.signals.answers.since import Since
from sigtepunkt.strategy import Area, Definitions, Indicator

Ask = Callable[..., Question]
START = 2022 * YEAR
GROUP = tuple(f"99{number}" for number in range(1, 9))
RANDOM = np.random.default_rng(11)
YEARS = following("2008", 18)
NOISE = RANDOM.normal(0, 0.3, 18)
STEP = 50 + NOISE + np.where(np.arange(18) >= 14, 6.0, 0.0)
OTHERS = {code: 50 + RANDOM.normal(0, 1, 18) for code in GROUP}


@pytest.fixture
def ask(definitions: Definitions) -> Ask:
    """Ask of an indicator `x`, beside eight others."""
    areas = {**definitions.municipality.areas, **{code: Area(name=code) for code in GROUP}}
    municipality = definitions.municipality.model_copy(update={"areas": areas, "comparison": GROUP})

    def question(
        periods: Sequence[str],
        values: Sequence[float] | None = None,
        *,
        others: Mapping[str, Sequence[float]] | None = None,
        moment: str = "end",
        base: float = math.nan,
        **declared: Any,
    ) -> Question:
        example = definitions.indicators["ledighed"].model_dump(exclude_unset=True)
        indicator = Indicator.model_validate({**example, "better": "higher", **declared})
        own = rows(periods, list(range(len(periods))) if values is None else values, base=base)
        beside = [rows(periods, series, code) for code, series in (others or {}).items()]
        source = definitions.sources["proeve-ledige"].model_copy(update={"counted": moment})
        frame = pd.concat([*beside, own], ignore_index=True)
        return Question("x", indicator, source, municipality, frame[frame["value"].notna()])

    return question


def read(question: Question) -> tuple[list[float], int, Options]:
    """Return the times, the months of a step, and how the series is read."""
    series = question.own()
    time, step = times(question, series)
    return time.tolist(), step, options(question, series)


def declared(first: str, last: str) -> dict[str, str]:
    """Return the declaration of an outlier."""
    return {"from": first, "to": last, "cause": "Storm", "decided_by": "Fru Prøve", "decided": "2025-01-01"}


def broken(at: str, **more: object) -> dict[str, object]:
    """Return the declaration of a break."""
    return {"at": at, "cause": "Reform", "decided_by": "Fru Prøve", "decided": "2025-01-01", **more}


# --- times --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "counted", "expected", "step", "span"),
    [
        (["2025M11", "2025M12", "2026M01"], "end", [2025 * 12 + 10, 2025 * 12 + 11, 2026 * 12], 1, 1),
        (["2025M11", "2026M01"], "end", [12155, 12156], 2, 0.5),
        (["2025Q3", "2025Q4", "2026Q1"], "end", [2025 * 4 + 2, 2025 * 4 + 3, 2026 * 4], 3, 1),
        (["2025Q3", "2025Q4"], "start", [2025 * 4 + 2, 2025 * 4 + 3], 3, 0),
        (["2021", "2022", "2024"], "end", [2021, 2022, 2024], 12, 1),
        (["2021", "2022"], "start", [2021, 2022], 12, 0),
        (["2021/2022", "2022/2023"], "end", [2021 + 7 / 12, 2022 + 7 / 12], 12, 1),
        (["2024Q4", "2025Q4"], "end", [2024.75, 2025.75], 12, 0.25),
        (["2024Q1", "2025Q1"], "start", [2024, 2025], 12, 0),
        (["2010", "2013", "2017", "2021", "2025"], "end", [2010, 2013, 2017, 2021, 2025], 12, 1),
        (["2010-2014", "2011-2015"], "end", [2014, 2015], 12, 1),
        (["2010-2012", "2013-2015"], "end", [2012, 2015], 12, 1),
        (["2025Q2"], "end", [2025 * 4 + 1], 3, 1),
        (["2021-2025"], "end", [2025], 12, 1),
    ],
)
def test_figures_stand_at_their_real_times(
    ask: Ask, periods: list[str], counted: str, expected: list[float], step: int, span: float
) -> None:
    time, months, read_as = read(ask(periods, moment=counted))
    assert time == pytest.approx(expected)
    assert (months, read_as.per_year, read_as.span) == (step, 12 // step, span)


@pytest.mark.parametrize(
    ("periods", "fields", "window"),
    [
        (["2025Q3", "2025Q4"], {}, 1),
        (["2025Q3", "2025Q4"], {"window": 4}, 4),
        (["2025Q3", "2025Q4"], {"computation": "growth"}, 4),
        (["2025M11", "2025M12"], {"computation": "growth"}, 12),
        (["2024", "2025"], {"computation": "growth"}, 1),
        (["2024", "2025"], {"window": 3}, 3),
        (["2010-2014", "2011-2015"], {}, 5),
        (["2024Q4", "2025Q4"], {}, 1),
    ],
)
def test_a_window_is_as_many_steps_as_a_figure_covers(
    ask: Ask, periods: list[str], fields: dict[str, object], window: int
) -> None:
    assert read(ask(periods, **fields))[2].window == window


@pytest.mark.parametrize(
    ("kind", "scale"), [("amount", "log"), ("count", "log"), ("share", "unit"), ("rate", "unit")]
)
def test_amounts_and_counts_are_compared_in_per_cent(ask: Ask, kind: str, scale: str) -> None:
    assert read(ask(YEARS, kind=kind))[2].scale == scale


@pytest.mark.parametrize(("first", "season"), [("2020M01", 12), ("2020Q1", 4), ("2020", 1)])
def test_a_season_has_as_many_places_as_the_year_has_steps(ask: Ask, first: str, season: int) -> None:
    assert read(ask(following(first, 5), season=True))[2].season == season
    assert read(ask(following(first, 5)))[2].season == 0


# --- what is told -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "counted", "start", "newest"),
    [
        (following("2019", 7), "end", "2021", "2025"),
        (following("2019", 8), "start", "2022", "2026"),
        (following("2018/2019", 7), "end", "2020/2021", "2024/2025"),
        (following("2021Q1", 18), "end", "2021Q4", "2025Q2"),
        (following("2021Q1", 18), "start", "2022Q1", "2025Q2"),
        (following("2021M01", 40), "end", "2021M12", "2024M04"),
        (["2010", "2013", "2017", "2021", "2025"], "end", "2021", "2025"),
        (["2005", "2006", "2007", "2024", "2025"], "end", "2007", "2025"),
        ([f"{year}Q3" for year in range(2018, 2026)], "end", "2021Q3", "2025Q3"),
    ],
)
def test_the_fact_begins_with_the_newest_figure_that_had_ended_when_the_strategy_began(
    ask: Ask, periods: list[str], counted: str, start: str, newest: str
) -> None:
    fact = answers(ask(periods, moment=counted), START).fact
    assert fact is not None
    assert (fact.start_period, fact.newest_period) == (start, newest)
    assert fact.difference == periods.index(newest) - periods.index(start)


@pytest.mark.parametrize(
    ("periods", "since", "reason"),
    [
        (["2010", "2013", "2017", "2021", "2025"], "2021", ""),
        (["2005", "2006", "2007", "2024", "2025"], "", "too few"),
    ],
)
def test_five_surveys_are_a_fact_and_no_series_in_a_row(
    ask: Ask, periods: list[str], since: str, reason: str
) -> None:
    """Beside others only the newest at equal distances are: three surveys, and two years."""
    values = list(range(5))
    group = {code: [each + noise for each in values] for code, noise in zip(GROUP, NOISE, strict=False)}
    result = answers(ask(periods, values, others=group), START)
    assert result.fact is not None
    assert (result.change.reason, result.trend.reason) == ("too few", "too few")
    assert (result.development.since, result.development.reason.replace("no spread", "")) == (since, reason)
    assert result.level.p is not None


def test_eight_figures_at_unequal_distances_have_a_trend_by_the_calendar(ask: Ask) -> None:
    years = [2005, 2006, 2007, 2010, 2014, 2018, 2024, 2025]
    question = ask([str(year) for year in years], [0.5 * year + 0.02 * (-1) ** year for year in years])
    trend = answers(question, START).trend
    assert (trend.estimate, trend.sure) == (pytest.approx(0.5, abs=0.01), True)


# --- declared outliers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "fields", "counted", "outlier", "held"),
    [
        (following("2020Q1", 8), {}, "end", ("2020Q2", "2020Q3"), [1, 2]),
        (following("2020Q1", 8), {}, "end", ("2020M05", "2020M05"), [1]),
        (following("2020Q1", 8), {"window": 4}, "end", ("2020Q2", "2020Q2"), [1, 2, 3, 4]),
        (following("2020Q1", 8), {"computation": "growth"}, "end", ("2020Q2", "2020Q2"), [1, 2, 3, 4]),
        (following("2020Q1", 8), {}, "start", ("2020Q2", "2020Q2"), [1]),
        (following("2020Q1", 8), {}, "start", ("2020M05", "2020M05"), []),
        (following("2020Q1", 8), {"computation": "growth"}, "start", ("2020M05", "2020M05"), [2, 3, 4, 5]),
        (following("2018", 8), {"window": 3}, "end", ("2020", "2020"), [2, 3, 4]),
        (following("2018", 8), {}, "end", ("2020M03", "2021M02"), [2, 3]),
        (following("2018/2019", 5), {}, "end", ("2020M03", "2020M06"), [1]),
        (following("2018/2019", 5), {}, "end", ("2020", "2020"), [1, 2]),
        (following("2018", 8), {}, "end", ("2010", "2012"), []),
    ],
)
def test_an_outlier_reaches_every_figure_that_has_a_share_in_it(
    ask: Ask,
    periods: list[str],
    fields: dict[str, object],
    counted: str,
    outlier: tuple[str, str],
    held: list[int],
) -> None:
    question = ask(periods, moment=counted, outliers=[declared(*outlier)], **fields)
    series = question.own()
    assert [list(each) for each in outliers(question, series.periods)] == ([held] if held else [])
    time, _ = times(question, series)
    spans = options(question, series).outliers
    assert list(spans) == ([(time[held[0]], time[held[-1]])] if held else [])


def test_a_declared_dip_takes_its_years_out_of_change_and_trend(ask: Ask) -> None:
    dipped = np.where(np.isin(YEARS, ["2020", "2021"]), STEP - 30, STEP)
    plain, known = (
        answers(ask(YEARS, dipped, outliers=each), START) for each in ([], [declared("2020", "2021")])
    )
    assert plain.fact is not None
    assert known.fact is not None
    assert (plain.fact.start_period, known.fact.start_period) == ("2021", "2019"), "a dip is no start"
    assert (plain.change.estimate or 0) > 8
    assert known.change.estimate == pytest.approx(6, abs=1)
    assert known.trend.since == "2012"
    assert plain.trend.since == "2014"


# --- breaks -------------------------------------------------------------------------------------------------


def test_a_break_common_to_the_whole_country_lets_the_difference_from_others_cross_and_nothing_else(
    ask: Ask,
) -> None:
    reform = np.where(np.arange(18) >= 16, 40.0, 0.0)
    group = {code: series + reform for code, series in OTHERS.items()}
    asked = {
        nationwide: answers(
            ask(YEARS, STEP + reform, others=group, breaks=[broken("2024", nationwide=nationwide)]), START
        )
        for nationwide in (True, False)
    }
    quiet = answers(ask(YEARS, STEP, others=OTHERS), START)
    for result in asked.values():
        assert result.fact is None
        assert result.change == Answer(reason="break")
        assert result.trend == Answer(reason="too few")
        assert result.level.estimate == pytest.approx(quiet.level.estimate)
    assert asked[True].development.estimate == pytest.approx(quiet.development.estimate)
    assert asked[True].development.since == "2021"
    assert asked[False].development == Answer(reason="no start")


def test_after_a_break_of_ones_own_a_later_nationwide_one_is_crossed_back_to_the_first(ask: Ask) -> None:
    both = [broken("2016"), broken("2024", nationwide=True)]
    result = answers(ask(YEARS, STEP, others=OTHERS, breaks=both), START)
    assert result.development.since == "2022", "ten years since 2016, a third is three"


def test_a_break_before_the_start_leaves_the_fact_what_it_is(ask: Ask) -> None:
    result = answers(ask(YEARS, STEP, breaks=[broken("2012")]), START)
    assert result.fact == answers(ask(YEARS, STEP), START).fact
    assert (result.change.since, result.change.reason) == ("2012", "")


def test_a_series_that_begins_after_the_start_has_no_start_whatever_breaks_it_has(ask: Ask) -> None:
    result = answers(ask(following("2022", 4), breaks=[broken("2024")]), START)
    assert result.change == Answer(reason="no start")


# --- beside others ------------------------------------------------------------------------------------------


def test_the_others_are_the_declared_municipalities_in_the_same_periods(ask: Ask) -> None:
    result = answers(ask(YEARS, STEP, others={**OTHERS, "000": STEP + 900}), START)
    newest = float(np.mean([series[-1] for series in OTHERS.values()]))
    assert result.level.estimate == pytest.approx(STEP[-1] - newest)
    assert (result.level.others, result.level.sure) == (8, True)
    change = float(np.mean([series[-1] - series[13] for series in OTHERS.values()]))
    assert result.development.estimate == pytest.approx(STEP[-1] - STEP[13] - change)


def test_a_figure_of_another_that_is_not_shown_is_no_figure_of_nought(ask: Ask) -> None:
    holed = {**OTHERS, "991": np.where(np.arange(18) == 17, np.nan, OTHERS["991"])}
    result = answers(ask(YEARS, STEP, others=holed), START)
    without = answers(ask(YEARS, STEP, others={code: OTHERS[code] for code in GROUP[1:]}), START)
    assert (result.level, result.development) == (without.level, without.development)
    assert result.level.others == 7


def test_of_totals_the_development_is_compared_in_per_cent_and_the_level_not_at_all(ask: Ask) -> None:
    larger = {code: 7 * series for code, series in OTHERS.items()}
    result = answers(ask(YEARS, STEP, others=larger, total=True, kind="count"), START)
    assert result.level == Answer(reason="other sizes")
    own = np.log(STEP[-1] / STEP[13])
    mean = float(np.mean([np.log(series[-1] / series[13]) for series in OTHERS.values()]))
    assert result.development.estimate == pytest.approx(100 * math.expm1(own - mean))


@pytest.mark.parametrize(
    ("base", "sure", "reason"),
    [(40_000.0, True, ""), (400.0, False, "chance in counting"), (math.nan, True, "")],
)
def test_a_level_of_counts_stands_out_both_from_what_is_usual_and_from_chance_in_counting(
    ask: Ask, base: float, reason: str, *, sure: bool
) -> None:
    """Electric cars: of 400 some 12 per cent are not surely more than 10, however alike the others are."""
    group = {code: [10 + 0.2 * noise] for code, noise in zip(GROUP, NOISE, strict=False)}
    question = ask(["2025"], [12.0], others=group, base=base, **COUNTED)
    level = answers(question, START).level
    assert (level.sure, level.reason) == (sure, reason)
    assert level.estimate == pytest.approx(12 - np.mean([series[0] for series in group.values()]))
    assert level.p is not None
    assert level.p < 0.01


def test_a_level_among_others_that_differ_as_much_is_usual_however_many_are_counted(ask: Ask) -> None:
    group = {code: [10 + 10 * noise] for code, noise in zip(GROUP, NOISE, strict=False)}
    level = answers(ask(["2025"], [12.0], others=group, base=1e6, **COUNTED), START).level
    assert (level.sure, level.reason) == (False, "")


# --- what may not be judged ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["projection", "held"])
def test_of_a_projection_and_where_the_newest_is_not_shown_nothing_is_said(ask: Ask, reason: Any) -> None:
    nothing = Answer(reason=reason)
    assert answers(ask(YEARS, STEP, others=OTHERS), START, reason) == Since(
        None, nothing, nothing, nothing, nothing
    )


def test_what_a_person_declared_unfit_is_told_and_compared_but_its_movement_is_not_tested(ask: Ask) -> None:
    question = ask(YEARS, STEP, others=OTHERS)
    fit = answers(question, START)
    no = Answer(reason="declared")
    assert answers(question, START, "declared") == replace(fit, change=no, trend=no)
    assert fit.change.sure


def test_a_register_of_everybody_is_told_and_compared_with_others(ask: Ask) -> None:
    result = answers(ask(YEARS, STEP, others=OTHERS, full_count=True), START)
    assert result.change == result.trend == Answer(reason="full count")
    assert result.fact is not None
    assert None not in {result.development.p, result.level.p}
