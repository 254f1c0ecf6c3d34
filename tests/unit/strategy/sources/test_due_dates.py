"""When the next figure is due follows from a source's rhythm and its declared lag."""

from __future__ import annotations

import datetime as dt

import pytest

from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source
from sigtepunkt.strategy.sources.due_dates import next_due


def source(**declared: object) -> Source:
    """Return a source that publishes forty days after."""
    names = ("title", "publisher", "table", "licence", "owner", "file", "period")
    required = {**dict.fromkeys(names, "x"), "origin": "official", "format": "semicolon", "values": ["x"]}
    return Source.model_validate({**required, "lag_days": 40, **declared})


@pytest.mark.parametrize(
    ("periods", "counted", "period", "day"),
    [
        (["2026M04", "2026M05", "2026M06"], "end", "2026M07", (2026, 9, 9)),
        (["2025M11", "2025M12"], "end", "2026M01", (2026, 3, 12)),
        (["2025Q4", "2026Q1", "2026Q2"], "end", "2026Q3", (2026, 11, 9)),
        (["2025Q4", "2026Q1", "2026Q2"], "start", "2026Q3", (2026, 8, 10)),
        (["2022/2023", "2023/2024", "2024/2025"], "end", "2025/2026", (2026, 9, 9)),
        (["2024", "2025", "2026"], "start", "2027", (2027, 2, 10)),
        (["2023", "2024"], "end", "2025", (2026, 2, 9)),
        (["2023Q3-2024Q2", "2023Q4-2024Q3", "2024Q1-2024Q4"], "end", "2024Q2-2025Q1", (2025, 5, 10)),
        (["2010", "2013", "2017", "2021"], "end", "2025", (2026, 2, 9)),
        (["2016-2020", "2017-2021", "2018-2022"], "end", "2019-2023", (2024, 2, 9)),
    ],
    ids=[
        "months",
        "over new year",
        "quarters",
        "the 1st of quarters",
        "school years",
        "the 1st of January",
        "years",
        "rolling years",
        "surveys",
        "five years together",
    ],
)
def test_the_next_figure_follows_in_the_usual_rhythm_and_is_due_the_sources_days_after(
    periods: list[str], counted: str, period: str, day: tuple[int, int, int]
) -> None:
    assert next_due(source(counted=counted), periods) == (Period.parse(period), dt.date(*day))


@pytest.mark.parametrize(
    ("declared", "periods"),
    [
        ({}, []),
        ({}, ["2026Q2"]),
        ({}, ["2026Q2", "2026Q2", "2026Q2"]),
        ({"projection": True}, ["2026", "2027", "2028"]),
        ({"projection": True}, ["2026"]),
    ],
)
def test_a_projection_and_a_single_period_have_no_next_figure(
    declared: dict[str, object], periods: list[str]
) -> None:
    assert next_due(source(**declared), periods) is None


def test_periods_are_taken_each_once_and_in_time_whatever_order_they_come_in() -> None:
    months = ["2026M03", "2026M01", "2026M02", "2026M01"]
    assert next_due(source(), iter(months)) == next_due(source(), ["2026M01", "2026M02", "2026M03"])


def test_a_period_that_was_never_published_does_not_change_the_rhythm() -> None:
    due = next_due(source(), ["2024Q1", "2024Q2", "2025Q1", "2025Q2", "2025Q3"])
    assert due is not None
    assert str(due[0]) == "2025Q4"
