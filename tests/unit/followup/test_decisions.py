"""Decisions are read with who, what and when; what is missing, unknown or not yet held is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sigtepunkt.core.project import Project
from sigtepunkt.followup.decisions import Decision, Matter, Meeting, Reply, _in_force, not_yet
from sigtepunkt.strategy import Definitions

MEETING = """\
meeting = "Teknikudvalgets møde"
date = 2026-06-09
committee = "teknik"

[decisions.stier]
focus_area = "bosaetning"
decision = "Vejchefen undersøger, hvor der mangler stier"
owner = "Vejchefen"
due = 2026-08-15
"""
ANSWER = 'answer = { text = "Der mangler tre", date = 2026-08-10, by = "Vejchefen" }\n'
EARLY = ANSWER.replace("2026-08-10", "2026-06-01")
ANOTHER = """
[decisions.busser]
focus_area = "bosaetning"
decision = "Vejchefen tæller busser"
owner = "Vejchefen"
due = 2026-08-20
"""
Decide = Callable[..., tuple[tuple[Matter, ...], list[str]]]
CLOSED = dt.date(2026, 8, 31)


def test_a_decision_is_open_until_it_is_answered(decide: Decide) -> None:
    (matter,), problems = decide(MEETING)
    assert problems == []
    assert matter.is_open(CLOSED)
    assert not matter.is_answered(CLOSED)
    (answered,), _ = decide(MEETING + ANSWER)
    assert answered.is_open(dt.date(2026, 8, 9))
    assert not answered.is_open(dt.date(2026, 8, 10))
    assert answered.is_answered(dt.date(2026, 8, 10))


def test_no_page_knows_of_a_decision_before_the_meeting(decide: Decide) -> None:
    (matter,), _ = decide(MEETING)
    assert not matter.is_open(dt.date(2026, 6, 8))
    assert matter.is_open(dt.date(2026, 6, 9))


def test_a_decision_is_overdue_from_the_day_after_its_deadline(decide: Decide) -> None:
    (matter,), _ = decide(MEETING)
    assert not matter.is_overdue(dt.date(2026, 8, 15))
    assert matter.is_overdue(dt.date(2026, 8, 16))
    (answered,), _ = decide(MEETING + ANSWER)
    assert not answered.is_overdue(dt.date(2026, 8, 16))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date = 2026-06-09\n", "", "date: is missing"),
        ('owner = "Vejchefen"\n', "", "owner: is missing"),
        ('owner = "Vejchefen"', 'owner = ""', "owner: String should have at least 1 character"),
        ("due = 2026-08-15\n", "", "due: is missing"),
        ("owner", "ejer", "unknown key 'ejer'"),
        ('committee = "teknik"', 'committee = "teknikk"', "did you mean 'teknik'"),
        ('focus_area = "bosaetning"', 'focus_area = "bosætning"', "did you mean 'bosaetning'"),
        ('focus_area = "bosaetning"', 'focus_area = "skole"', "not a focus area of teknik"),
        ("due = 2026-08-15", 'due = 2026-08-15\nindicators = ["ledighedd"]', "unknown indicator 'ledighedd'"),
        ("due = 2026-08-15", "due = 2026-06-01", "due 2026-06-01, before the meeting"),
        ("date = 2026-06-09", "date = 9. juni", "2: not valid TOML: a day is written 2026-08-18 (found"),
        ("date = 2026-06-09", 'date = "9. juni"', "2: date: a day is written 2026-08-18, without quotation"),
        (
            "[decisions.stier]",
            "[decisions.stiår]",
            "5: not valid TOML: a name in [ ] holds a–z, 0–9, - and _",
        ),
        ('"Vejchefen"', '"Vejchefen', "8: not valid TOML: a quotation mark is missing at the end"),
    ],
)
def test_a_decision_that_cannot_be_followed_is_refused(decide: Decide, old: str, new: str, said: str) -> None:
    _, problems = decide(MEETING.replace(old, new))
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("decisions/møde-1.toml") for problem in problems)


def test_a_fault_of_a_decision_has_the_line_of_its_table(decide: Decide) -> None:
    _, problems = decide(MEETING.replace('owner = "Vejchefen"\n', ""))
    assert problems[0].startswith("decisions/møde-1.toml:5: decisions.stier.owner: is missing")


def test_an_answer_from_before_the_meeting_is_refused(decide: Decide) -> None:
    _, problems = decide(MEETING + ANSWER.replace("2026-08-10", "2026-06-01"))
    assert "answered 2026-06-01, before the meeting" in problems[0]


def test_the_same_name_twice_is_refused_with_both_places(decide: Decide) -> None:
    _, problems = decide(MEETING, MEETING.replace("2026-06-09", "2026-06-10"))
    assert problems[0].startswith("decisions/møde-2.toml:5: the decision 'stier' is there twice")
    assert "decisions/møde-1.toml:5" in problems[0]


def test_every_fault_of_every_file_is_told_at_once(decide: Decide) -> None:
    unknown = MEETING.replace('"teknik"', '"x"').replace("stier", "andre")
    _, problems = decide(MEETING.replace('owner = "Vejchefen"\n', ""), unknown)
    assert len(problems) == 2


def test_a_meeting_that_has_not_been_is_refused(decide: Decide) -> None:
    matters, _ = decide(MEETING)
    assert list(not_yet(matters, dt.date(2026, 6, 9))) == []
    (problem,) = not_yet(matters, dt.date(2026, 6, 8))
    assert "the meeting of 9. juni 2026 has not been held" in str(problem)
    assert problem.where == "decisions/møde-1.toml:2: date"


def test_a_fault_of_the_meeting_is_told_once_however_much_it_decided(decide: Decide) -> None:
    matters, problems = decide(MEETING.replace('"teknik"', '"tekink"') + ANOTHER)
    assert [problem.partition("\n")[0] for problem in problems] == [
        "decisions/møde-1.toml:3: committee: unknown committee 'tekink'"
    ]
    assert len(list(not_yet(matters, dt.date(2026, 6, 8)))) == 1


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"teknik"', '"tekink"', "3: committee: "),
        ('focus_area = "bosaetning"', 'focus_area = "x"', "6: decisions.stier.focus_area: "),
        ("due = 2026-08-15", 'due = 2026-08-15\nindicators = ["x"]', "10: decisions.stier.indicators: "),
        ("due = 2026-08-15", "due = 2026-06-01", "9: decisions.stier.due: "),
        ("due = 2026-08-15", f"due = 2026-08-15\n{EARLY}", "10: decisions.stier.answer.date: "),
    ],
)
def test_a_fault_has_the_line_of_its_key(decide: Decide, old: str, new: str, place: str) -> None:
    (problem,) = decide(MEETING.replace(old, new))[1]
    assert problem.startswith(f"decisions/møde-1.toml:{place}")
    assert "\n  allowed: " in problem


def test_days_before_the_meeting_hide_no_other_fault(decide: Decide) -> None:
    early = MEETING.replace("due = 2026-08-15", "due = 2026-06-01") + EARLY
    _, problems = decide(early.replace('"bosaetning"', '"x"') + ANOTHER.replace("2026-08-20", "2026-05-01"))
    assert [problem.partition("\n")[0].partition(": ")[2] for problem in problems] == [
        "decisions.stier.due: stier is due 2026-06-01, before the meeting of 2026-06-09",
        "decisions.stier.answer.date: stier was answered 2026-06-01, before the meeting of 2026-06-09",
        "decisions.stier.focus_area: unknown focus area: 'x'",
        "decisions.busser.due: busser is due 2026-05-01, before the meeting of 2026-06-09",
    ]
    assert "allowed: a day from 2026-06-09 on\n  next:    correct it, or the meeting's date" in problems[0]


def test_a_decision_without_its_owner_hides_no_fault_of_the_others(decide: Decide) -> None:
    other = ANOTHER.replace('"bosaetning"', '"x"')
    matters, problems = decide(MEETING.replace('owner = "Vejchefen"\n', "") + other)
    assert [matter.id for matter in matters] == ["busser"]
    assert ["owner: is missing" in each or "unknown focus area" in each for each in problems] == [True, True]


def test_an_answer_under_a_misspelt_decision_is_told_once_with_the_nearest(decide: Decide) -> None:
    answer = '\n[decisions.stirer.answer]\ntext = "Tre"\ndate = 2026-08-10\nby = "Vejchefen"\n'
    matters, (problem,) = decide(MEETING + answer)
    assert problem.startswith(
        "decisions/møde-1.toml:11: decisions.stirer.answer: no decision 'stirer' to answer"
    )
    assert "did you mean 'stier'" in problem
    assert [matter.id for matter in matters] == ["stier"]


@pytest.mark.parametrize("name", ["2026-06-09-teknik.txt", "2026-06-09-teknik.toml.txt", "2026-06-09-teknik"])
def test_a_file_of_decisions_that_does_not_end_in_toml_is_told(
    project: Project, decide: Decide, name: str
) -> None:
    decide(MEETING)
    (project.decisions / name).write_text(MEETING, encoding="utf-8")
    for hidden in (".DS_Store", "Thumbs.db", ".gitkeep"):
        (project.decisions / hidden).write_text("", encoding="utf-8")
    (problem,) = decide(MEETING)[1]
    assert problem.startswith(f"decisions/{name}: no file of decisions")
    assert "save it as 2026-06-09-teknik.toml" in problem


def test_decisions_that_are_no_table_are_refused(decide: Decide) -> None:
    (problem,) = decide(MEETING.partition("[decisions")[0] + "decisions = 1\n")[1]
    assert problem.startswith("decisions/møde-1.toml:5: decisions: ")


def test_an_answer_that_has_not_been_given_is_refused(decide: Decide) -> None:
    matters, _ = decide(MEETING + ANSWER)
    (problem,) = not_yet(matters, dt.date(2026, 8, 9))
    assert "the answer of 10. august 2026 has not been given" in str(problem)
    assert list(not_yet(matters, dt.date(2026, 8, 10))) == []


def test_the_council_decides_on_every_focus_area(decide: Decide) -> None:
    _, problems = decide(MEETING.replace('"teknik"', '"kommunalbestyrelsen"').replace("bosaetning", "skole"))
    assert problems == []


def test_decisions_stand_in_the_order_of_their_meetings(decide: Decide) -> None:
    earlier = MEETING.replace("2026-06-09", "2026-05-05").replace("stier", "busser")
    matters, _ = decide(MEETING, earlier)
    assert [matter.id for matter in matters] == ["busser", "stier"]


def test_every_field_of_a_decision_has_its_meaning() -> None:
    models: list[Any] = [Decision, Meeting, Reply]
    assert all(field.description for model in models for field in model.model_fields.values())


def test_an_answer_is_none_before_its_day(decide: Decide) -> None:
    (answered,), _ = decide(MEETING + ANSWER)
    assert not answered.is_answered(dt.date(2026, 8, 9))


def test_an_answer_may_be_due_and_given_on_the_day_of_the_meeting(decide: Decide) -> None:
    same_day = MEETING.replace("2026-08-15", "2026-06-09") + ANSWER.replace("2026-08-10", "2026-06-09")
    assert decide(same_day)[1] == []


def test_figures_beside_a_decision_are_those_of_its_committee(decide: Decide) -> None:
    own = MEETING.replace("due = 2026-08-15", 'due = 2026-08-15\nindicators = ["ledighed"]')
    assert decide(own)[1] == []
    (problem,) = decide(own.replace("ledighed", "klubandel"))[1]
    assert "unknown indicator 'klubandel', or none of the committee's" in problem


def test_an_earlier_meeting_stands_first_whatever_its_decisions_are_called(decide: Decide) -> None:
    earlier = MEETING.replace("2026-06-09", "2026-05-05").replace("stier", "vejbump")
    matters, _ = decide(MEETING, earlier)
    assert [matter.id for matter in matters] == ["vejbump", "stier"]


@pytest.mark.parametrize(
    ("day", "first_year"),
    [
        (dt.date(2021, 12, 31), 2022),  # before any, the first
        (dt.date(2022, 1, 1), 2022),
        (dt.date(2025, 12, 31), 2022),
        (dt.date(2026, 1, 1), 2026),
    ],
)
def test_a_meeting_is_held_against_the_strategy_of_its_year(
    definitions: Definitions, day: dt.date, first_year: int
) -> None:
    first = definitions.strategies[0]
    second = first.model_copy(update={"first_year": 2026})
    known = replace(definitions, strategies=(first, second))
    assert _in_force(known, day).first_year == first_year
