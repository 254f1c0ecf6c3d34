"""Units, and the figure that comes next: which, when, and whether it is late."""

from __future__ import annotations

import datetime as dt

import pytest
from every_state import INDICATOR, source
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.core import danish
from sigtepunkt.strategy import Source
from sigtepunkt.wording import units_and_periods


def next_figure(
    declared: Source, periods: list[str], closed: dt.date = dt.date(2026, 8, 31), *, is_copy: bool = False
) -> str:
    """Return what is said of the next figure after these periods."""
    return units_and_periods.next_figure(declared, INDICATOR, periods, closed, is_copy=is_copy)


@pytest.mark.parametrize(
    ("period", "declared", "counted", "label", "when"),
    [
        ("2026Q2", {}, "end", "2. kvartal 2026", "i 2. kvartal 2026"),
        ("2026M07", {}, "end", "juli 2026", "i juli 2026"),
        ("2024/2025", {}, "end", "skoleåret 2024/25", "i skoleåret 2024/25"),
        ("2025", {}, "end", "2025", "i 2025"),
        ("2026", {}, "start", "1. januar 2026", "den 1. januar 2026"),
        ("2026Q2", {"window": 4}, "end", "året til 2. kvartal 2026", "i året til 2. kvartal 2026"),
        ("2025Q4", {"window": 4}, "end", "2025", "i 2025"),
        ("2026Q3", {"window": 4}, "start", "året til 1. juli 2026", "i året til 1. juli 2026"),
        (
            "2026Q2",
            {"computation": "growth"},
            "end",
            "året til 2. kvartal 2026",
            "i året til 2. kvartal 2026",
        ),
        ("2026", {"computation": "growth"}, "start", "året til 1. januar 2026", "i året til 1. januar 2026"),
        ("2025", {"window": 3, "kind": "rate"}, "end", "gennemsnit 2023–2025", "i gennemsnit over 2023–2025"),
        (
            "2025",
            {"window": 3, "kind": "share"},
            "end",
            "gennemsnit 2023–2025",
            "i gennemsnit over 2023–2025",
        ),
        ("2025", {"window": 3, "kind": "count"}, "end", "2023–2025", "i 2023–2025"),
        ("2021-2025", {"kind": "rate"}, "end", "gennemsnit 2021–2025", "i gennemsnit over 2021–2025"),
    ],
)
def test_a_period_is_named_by_all_its_figure_covers(
    period: str, declared: dict[str, object], counted: str, label: str, when: str
) -> None:
    indicator = INDICATOR.model_copy(update=declared)
    assert units_and_periods.label(period, source(counted), indicator) == label
    assert units_and_periods.when(period, source(counted), indicator) == when


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_difference_is_that_of_the_figures_as_they_are_shown(
    later: float, earlier: float, decimals: int
) -> None:
    indicator = INDICATOR.model_copy(update={"decimals": decimals})
    shown = units_and_periods.shown_difference(later, earlier, indicator)
    by_hand = danish.rounded(later, decimals) - danish.rounded(earlier, decimals)
    assert danish.number(shown, decimals) == danish.number(by_hand, decimals)
    same = danish.number(later, decimals) == danish.number(earlier, decimals)
    assert (shown == 0) == same


def test_units_begin_a_caption_in_words() -> None:
    assert units_and_periods.unit(INDICATOR.model_copy(update={"unit": "%"})) == "Procent"
    assert (
        units_and_periods.unit(INDICATOR.model_copy(update={"unit": "kr. pr. indbygger"}))
        == "Kr. pr. indbygger"
    )
    assert units_and_periods.unit(INDICATOR.model_copy(update={"unit": ""})) == "Tal"


@pytest.mark.parametrize(
    ("periods", "counted", "sentence"),
    [
        (["2026M06", "2026M07"], "end", "Næste tal, for august 2026, ventes omkring oktober 2026."),
        (["2026Q1", "2026Q2"], "end", "Næste tal, for 3. kvartal 2026, ventes omkring november 2026."),
        (
            ["2023/2024", "2024/2025", "2025/2026"],
            "end",
            "Næste tal, for skoleåret 2026/27, ventes omkring september 2027.",
        ),
        (["2025", "2026"], "start", "Næste tal, for 1. januar 2027, ventes omkring februar 2027."),
        (["2026Q2", "2026Q3"], "start", "Næste tal, for 1. oktober 2026, ventes omkring november 2026."),
        (["2024", "2025"], "end", "Næste tal, for 2026, ventes omkring februar 2027."),
        (
            ["2025Q2-2026Q1", "2025Q3-2026Q2"],
            "end",
            "Næste tal, for året til 3. kvartal 2026, ventes omkring november 2026.",
        ),
        (["2026M04", "2026M05"], "end", "Tallet for juni 2026 skulle have været der omkring august 2026."),
        (
            ["2025Q4", "2026Q1"],
            "end",
            "Tallet for 2. kvartal 2026 skulle have været der omkring august 2026.",
        ),
        (
            ["2022/2023", "2023/2024"],
            "end",
            "Tallet for skoleåret 2024/25 skulle have været der omkring september 2025.",
        ),
        (["2024", "2025"], "start", "Tallet for 1. januar 2026 skulle have været der omkring februar 2026."),
    ],
)
def test_it_is_said_which_figure_comes_next_and_when_or_that_it_is_late(
    periods: list[str], counted: str, sentence: str
) -> None:
    due = source(counted).model_copy(update={"lag_days": 40})
    assert next_figure(due, periods) == sentence


@pytest.mark.parametrize(
    ("closed", "late"),
    [(dt.date(2026, 8, 8), False), (dt.date(2026, 8, 9), False), (dt.date(2026, 8, 10), True)],
)
def test_a_figure_is_late_from_the_day_after_it_was_due(closed: dt.date, *, late: bool) -> None:
    due = source().model_copy(update={"lag_days": 40})
    said = next_figure(due, ["2025Q4", "2026Q1"], closed)
    assert ("skulle have været der" in said, "ventes" in said) == (late, not late)


@pytest.mark.parametrize(
    ("projection", "periods", "said"),
    [
        (True, ["2026", "2027"], ""),
        (False, ["2026"], "Vi har kun lagt tallet for 2026 ind."),
        (True, ["2026"], ""),
        (False, [], ""),
    ],
)
def test_of_a_projection_and_of_a_single_period_no_next_figure_is_promised(
    *, projection: bool, periods: list[str], said: str
) -> None:
    assert next_figure(source().model_copy(update={"projection": projection}), periods) == said


def test_an_old_copy_is_said_to_be_ours_and_no_publisher_to_be_late() -> None:
    due = source().model_copy(update={"lag_days": 40})
    said = next_figure(due, ["2025Q4", "2026Q1"], is_copy=True)
    assert said == "Vi har kun lagt tal til og med 1. kvartal 2026 ind; udgiveren kan have nyere."
    assert "ventes" in next_figure(due, ["2026Q1", "2026Q2"], is_copy=True)


def test_what_was_declared_after_the_closing_day_is_never_told_as_if_it_were_old() -> None:
    declared, day_before = dt.date(2026, 11, 22), dt.date(2026, 11, 21)
    assert units_and_periods.declared_on(declared, declared) == "Erklæret 22. november 2026."
    assert units_and_periods.declared_on(declared, day_before) == "Erklæret senere, 22. november 2026."
    assert units_and_periods.declared_later(declared, declared) == ""
