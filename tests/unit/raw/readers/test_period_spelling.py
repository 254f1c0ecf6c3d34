"""A period in words or as a date is read where its dialect says so, and means one period or none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.core.period import Period, meant
from sigtepunkt.raw.readers.period_spelling import code, next_step
from sigtepunkt.strategy import Dialect

WORDS = Dialect(periods="words")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2. kvt. 2026", "2026Q2"),
        ("2 kvt 2026", "2026Q2"),
        ("2. kvartal 2026", "2026Q2"),
        ("kvartal 2 2026", "2026Q2"),
        ("K2 2026", "2026Q2"),
        ("Q2-2026", "2026Q2"),
        ("2026 Q2", "2026Q2"),
        ("juli 2026", "2026M07"),
        ("Jul. 2026", "2026M07"),
        ("May 2026", "2026M05"),
        ("maj 2026", "2026M05"),
        ("sept. 2026", "2026M09"),
        ("2026-07", "2026M07"),
        ("2025/26", "2025/2026"),
        ("5. kvt. 2026", ""),
        ("2. kvt. 3 2026", ""),
        ("ju 2026", ""),
        ("j 2026", ""),
        ("2025/27", ""),
        ("kvt. 2026", ""),
        ("marts", ""),
    ],
)
def test_words_mean_one_period_or_none(text: str, period: str) -> None:
    assert meant(text) == period
    assert code(WORDS, text) == (period or None)
    assert code(Dialect(), text) is None


def test_codes_stay_as_they_are_written() -> None:
    for text in ("2026K2", "2026Q2", "2026M07", "2025/2026", "2026"):
        assert code(WORDS, text) == code(Dialect(), text) == text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["month", "quarter", "year"]))
def test_a_date_is_the_period_it_lies_in_however_it_is_written(date: dt.date, length: str) -> None:
    dialect = Dialect.model_validate({"periods": "dates", "dates": length})
    written = (
        f"{date:%d-%m-%Y}",
        f"{date.day}.{date.month}.{date.year}",
        f"{date:%d/%m/%Y}",
        f"{date:%Y-%m-%d}",
    )
    periods = {code(dialect, text) for text in (*written, f"{date:%Y-%m-%d} 00:00:00")}
    assert len(periods) == 1
    period = Period.parse(str(periods.pop()))
    assert period.start <= date <= period.end
    assert period.months == {"month": 1, "quarter": 3, "year": 12}[length]


@pytest.mark.parametrize(
    "text", ["31-02-2026", "2026-13-01", "12/31/2026", "31-12-26", "46022", "31-12.2026", ""]
)
def test_what_is_no_date_is_no_period(text: str) -> None:
    assert code(Dialect(periods="dates", dates="quarter"), text) is None


def test_what_to_declare_is_told() -> None:
    assert 'periods = "words"' in next_step(Dialect(), "2. kvt. 2026")
    assert 'periods = "dates"' in next_step(Dialect(), "31-12-2026")
