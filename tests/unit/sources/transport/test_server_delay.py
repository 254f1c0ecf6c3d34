"""The delay a server asks for is understood in both forms, and nothing else is taken for one."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.sources.transport.server_delay import seconds_asked_for

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)


@given(st.integers(1, 999_999_999), st.sampled_from(["", " ", "\t"]))
def test_seconds_are_seconds(seconds: int, space: str) -> None:
    assert seconds_asked_for(f"{space}{seconds}{space}", NOW) == seconds


@given(st.integers(1, 10**8))
def test_a_date_to_come_is_the_time_until_then(seconds: int) -> None:
    date = format_datetime(NOW + dt.timedelta(seconds=seconds), usegmt=True)
    assert seconds_asked_for(date, NOW) == seconds


@given(st.integers(0, 10**8))
def test_a_date_that_has_passed_is_no_hint(seconds: int) -> None:
    assert seconds_asked_for(format_datetime(NOW - dt.timedelta(seconds=seconds), usegmt=True), NOW) is None


@pytest.mark.parametrize(
    "header", [None, "", "0", "000", "-5", "+5", "1.5", "5 s", "1e3", "soon", "٣", "9" * 10]
)
def test_what_is_neither_is_no_hint(header: str | None) -> None:
    assert seconds_asked_for(header, NOW) is None


def test_a_date_without_a_zone_is_in_greenwich() -> None:
    assert seconds_asked_for("Thu, 26 Nov 2026 12:00:30 -0000", NOW) == 30


@given(st.text())
def test_no_text_raises(header: str) -> None:
    seconds = seconds_asked_for(header, NOW)
    assert seconds is None or seconds > 0
