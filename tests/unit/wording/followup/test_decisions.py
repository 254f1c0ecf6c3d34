"""A decision's age and deadline are told as of the day of the figures, and what the figures say since."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from claimed_states import indicator
from every_state import source
from example_states import example_state

from sigtepunkt.followup.decisions import Decision, Matter
from sigtepunkt.signals import Point
from sigtepunkt.wording.followup.decisions import age, deadline, of_committees, since_decision

MATTER = Matter(
    *("stier", "mødet", dt.date(2026, 6, 9), "teknik"),
    demo=True,
    decision=Decision(focus_area="x", decision="x", owner="x", due=dt.date(2026, 8, 15)),
    place="x:1",
)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 6, 9), "samme dag"),
        (dt.date(2026, 6, 10), "for 1 dag siden"),
        (dt.date(2026, 7, 9), "for 30 dage siden"),
        (dt.date(2026, 8, 8), "for 60 dage siden"),
        (dt.date(2026, 8, 9), "for to måneder siden"),
        (dt.date(2026, 8, 31), "for to måneder siden"),
        (dt.date(2027, 8, 31), "for 14 måneder siden"),
    ],
)
def test_a_decision_has_its_age(day: dt.date, said: str) -> None:
    assert age(MATTER, day).replace("\u00a0", " ") == said


def test_a_deadline_that_has_passed_is_said_to_have() -> None:
    assert deadline(MATTER, dt.date(2026, 8, 15)) == "Frist 15. august 2026."
    assert deadline(MATTER, dt.date(2026, 8, 16)) == "Fristen var 15. august 2026; der er ikke svaret."


@pytest.mark.parametrize(
    ("real", "made_up", "said"),
    [
        (0, 0, ""),
        (1, 0, "Udvalgene har 1 beslutning, der venter på svar."),
        (0, 1, "Der er 1 opdigtet beslutning mærket »Demodata«, der viser, hvordan siden vil se ud."),
        (
            2,
            3,
            (
                "Udvalgene har 2 beslutninger, der venter på svar. Dertil er der 3 opdigtede beslutninger "
                "mærket »Demodata«, der viser, hvordan siden vil se ud."
            ),
        ),
    ],
)
def test_made_up_decisions_are_counted_apart(real: int, made_up: int, said: str) -> None:
    waiting = [*[replace(MATTER, demo=False)] * real, *[MATTER] * made_up]
    assert of_committees(waiting).replace("\u00a0", " ") == said


def said(values: tuple[float, ...], first: str, **changes: object) -> str:
    """Say what figures from a quarter on say since the decision."""
    state = replace(example_state(values, first), **changes)  # type: ignore[arg-type]
    return since_decision(MATTER, state, indicator(), source()).replace("\u00a0", " ")


def test_the_figure_before_the_decision_stands_beside_the_newest() -> None:
    assert said((11.0, 12.0, 10.5), "2025Q4") == (
        "Ventetid: 12,0 % i 1. kvartal 2026, 10,5 % i 2. kvartal 2026: 1,5 procentpoint lavere."
    )


def test_a_figure_of_a_period_that_had_not_ended_is_none_from_before() -> None:
    """The second quarter of 2026 ends after the meeting of 9 June."""
    assert "ikke tal fra før beslutningen" in said((12.0, 11.0), "2026Q2")


def test_without_newer_figures_that_is_said() -> None:
    assert said((11.0, 12.0), "2025Q4") == (
        "Ventetid: 12,0 % i 1. kvartal 2026. Der er ikke kommet nye tal siden beslutningen."
    )


def test_figures_after_a_break_are_not_compared_with_those_before() -> None:
    points = (Point("2026Q1", 12.0, 0), Point("2026Q2", 10.0, 1))
    assert "ikke tal fra før beslutningen" in said((11.0,), "2026Q1", points=points)


def test_a_declared_dip_is_no_figure_from_before() -> None:
    points = (Point("2025Q4", 11.0, 0), Point("2026Q1", 90.0, 0, outlier=True), Point("2026Q2", 10.5, 0))
    assert said((11.0,), "2025Q4", points=points).startswith("Ventetid: 11,0 % i 4. kvartal 2025, 10,5 %")


def test_nothing_is_said_of_a_figure_that_is_not_shown() -> None:
    assert said((11.0, 12.0), "2025Q4", held="withheld") == "Ventetid: Det nyeste tal vises ikke."
    assert since_decision(MATTER, None, indicator(), source()) == "Ventetid: Det nyeste tal vises ikke."


def test_figures_from_two_times_of_the_year_say_so() -> None:
    state = example_state((11.0, 12.0, 10.5), "2025Q4")
    seasonal = indicator().model_copy(update={"season": True})
    assert "hver sin tid af året" in since_decision(MATTER, state, seasonal, source())
