"""Quarters and periods: one spelling in, one spelling out, in the order of time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import Period, Quarter, hint

YEARS = st.integers(1900, 2100)


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Draw a period as one of the publishers would write it."""
    year, letter = draw(YEARS), draw(st.sampled_from("KQ"))
    first, last = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    later = year + draw(st.integers(1, 5))
    return draw(
        st.sampled_from(
            [
                f"{year}",
                f"{year}{letter}{first}",
                f"{year}M{draw(st.integers(1, 12)):02d}",
                f"{year}/{year + 1}",
                f"{year}-{later}",
                f"{year}{letter}{first}-{later}{letter}{last}",
            ]
        )
    )


periods = spellings().map(Period.parse)


@given(periods)
def test_a_period_read_from_its_own_spelling_is_the_same(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(spellings())
def test_there_is_one_spelling_of_a_period(text: str) -> None:
    once = str(Period.parse(text))
    assert str(Period.parse(once)) == once


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("2025K2", "2025Q2"),
        ("2025Q2", "2025Q2"),
        ("2025M07", "2025M07"),
        (" 2025 ", "2025"),
        ("2024/2025", "2024/2025"),
        ("2021-2025", "2021-2025"),
        ("2024K3-2025K2", "2024Q3-2025Q2"),
        ("2024K1-2024K4", "2024"),
        ("2024K1-2025K4", "2024-2025"),
        ("2025K2-2025K2", "2025Q2"),
        ("2025-2025", "2025"),
    ],
)
def test_each_form_publishers_use_is_read(text: str, spelling: str) -> None:
    assert str(Period.parse(text)) == spelling


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025K5",
        "2025K0",
        "2025M13",
        "2025M7",
        "2025-13",
        "2025-2024",
        "2024/2026",
        "2025K2-2025K1",
        "2025k2",
        "1. kvartal 2025",
        "2025Q",
        "20255",
        "alle",
    ],
)
def test_what_is_no_period_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(ValueError, match="2024K3-2025K2"):
        Period.parse(text)


@given(st.integers(0, 9999))
def test_every_period_that_can_be_read_has_a_first_and_a_last_day(year: int) -> None:
    """A year outside the calendar is no period: nothing could be said of when it was."""
    try:
        period = Period.parse(f"{year:04d}")
    except ValueError:
        return
    assert period.start == dt.date(year, 1, 1)
    assert period.end == dt.date(year, 12, 31)


@given(periods)
def test_a_period_ends_after_it_starts_and_the_next_begins_the_day_after(period: Period) -> None:
    following = period.back(-period.months)
    assert period.start < period.end
    assert following.start == period.end + dt.timedelta(days=1)


@given(periods, periods)
def test_periods_are_ordered_by_where_they_end_then_by_where_they_start(
    period: Period, other: Period
) -> None:
    assert (period < other) == ((period.end, period.start) < (other.end, other.start))
    assert (period < other) + (other < period) + (period == other) == 1


@given(periods, st.integers(1, 120), st.integers(0, 120))
def test_going_back_keeps_the_length_and_adds_up(period: Period, months: int, more: int) -> None:
    earlier = period.back(months)
    assert earlier.months == period.months
    assert earlier < period
    assert earlier.back(more) == period.back(months + more)
    assert earlier.back(-months) == period


def test_a_year_back_from_a_quarter_is_the_same_quarter_of_the_year_before() -> None:
    assert str(Period.parse("2026Q2").back(12)) == "2025Q2"
    assert str(Period.parse("2026M01").back(12)) == "2025M01"
    assert str(Period.parse("2024/2025").back(12)) == "2023/2024"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2024M02", "2024-02-01", "2024-02-29"),
        ("2024/2025", "2024-08-01", "2025-07-31"),
        ("2021-2025", "2021-01-01", "2025-12-31"),
        ("2024Q3-2025Q2", "2024-07-01", "2025-06-30"),
    ],
)
def test_a_period_has_the_calendars_first_and_last_day(text: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("text", "counted", "long", "short"),
    [
        ("2026M07", "end", "juli 2026", "jul 2026"),
        ("2026Q2", "end", "2. kvartal 2026", "2. kvt. 2026"),
        ("2026Q1", "start", "1. januar 2026", "jan 2026"),
        ("2026", "start", "1. januar 2026", "jan 2026"),
        ("2024/2025", "end", "skoleåret 2024/25", "2024/25"),
        ("1999/2000", "end", "skoleåret 1999/00", "1999/00"),
        ("2025", "end", "2025", "2025"),
        ("2021-2025", "end", "2021–2025", "2021–2025"),
        ("2024Q3-2025Q2", "end", "året til 2. kvartal 2025", "året til 2. kvt. 2025"),
        ("2024Q3-2024Q4", "end", "3. kvartal 2024 til 4. kvartal 2024", "3. kvt. 2024 til 4. kvt. 2024"),
    ],
)
def test_a_period_is_told_in_danish(text: str, counted: str, long: str, short: str) -> None:
    period = Period.parse(text)
    assert period.label(counted=counted) == long
    assert period.label(counted=counted, short=True) == short


@given(YEARS, st.integers(1, 4))
def test_a_quarter_read_from_its_own_spelling_is_the_same(year: int, number: int) -> None:
    quarter = Quarter(year, number)
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.is_quarter(str(quarter))
    assert quarter.label == f"{number}. kvartal {year}"


@given(YEARS, st.integers(1, 4), YEARS, st.integers(1, 4))
def test_quarters_are_ordered_as_their_names_are(
    year: int, number: int, other_year: int, other_number: int
) -> None:
    quarter, other = Quarter(year, number), Quarter(other_year, other_number)
    assert (quarter < other) == (str(quarter) < str(other))


@pytest.mark.parametrize("text", ["2026K2", "2026Q5", "2026Q0", "26Q2", "2026q2", "2026Q2 ", "", "seneste"])
def test_what_is_no_quarter_is_wrong_use_and_shows_how_one_is_written(text: str) -> None:
    assert not Quarter.is_quarter(text)
    with pytest.raises(WrongUse, match="2026Q2") as refusal:
        Quarter.parse(text)
    assert refusal.value.exit_code == 2


@pytest.mark.parametrize(
    "text", ["2026K2", "2026q2", "2026k2", "2026Q02", "2026 Q2", "2026-Q2", "Q2 2026", "2. kvartal 2026"]
)
def test_a_quarter_written_otherwise_is_told_with_the_one_it_seems_to_mean(text: str) -> None:
    with pytest.raises(WrongUse) as refusal:
        Quarter.parse(text)
    (problem,) = refusal.value.problems
    assert problem.next_step == "did you mean 2026Q2?"


@pytest.mark.parametrize("text", ["2026Q5", "seneste", "", "26Q2", "2026Q22"])
def test_nothing_is_guessed_of_what_could_be_anything(text: str) -> None:
    assert hint(text) == ""


@given(
    YEARS,
    st.integers(1, 4),
    st.sampled_from(["{0}k{1}", "{0}q0{1}", "{0} K{1}", "q{1} {0}", "{1}. kvt. {0}"]),
)
def test_what_a_text_seems_to_mean_is_a_period(year: int, number: int, form: str) -> None:
    assert (
        str(Period.parse(hint(form.format(year, number)).removeprefix("did you mean ").removesuffix("?")))
        == f"{year}Q{number}"
    )
