"""An action is read whole, or refused with every fault: file, line, what is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Day, load_definitions

Refuse = Callable[[str, str], tuple[Problem, ...]]
TODAY = dt.date(2026, 11, 1)


def test_an_action_is_loaded_with_its_history_and_its_effect(with_action: Project) -> None:
    action = load_definitions(with_action, TODAY).actions["jobmesse"]
    assert [each.status for each in action.history] == ["idé", "besluttet", "i gang"]
    assert action.started == Day.parse("2024-05-02")
    assert action.effect is not None
    assert action.effect.confidence == 0.95


def test_a_project_without_actions_has_none(project: Project) -> None:
    (project.strategy / "actions.toml").unlink()
    assert load_definitions(project).actions == {}


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "allowed"),
    [
        pytest.param(
            'focus_area = "bosaetning"',
            'focus_area = "bosaetnin"',
            ":3: [jobmesse].focus_area",
            "unknown focus area 'bosaetnin'",
            "did you mean 'bosaetning'?",
            id="unknown focus area",
        ),
        pytest.param(
            'committee = "teknik"',
            'committee = "tekink"',
            ":4: [jobmesse].committee",
            "unknown committee 'tekink'",
            "did you mean 'teknik'?",
            id="unknown committee",
        ),
        pytest.param(
            'committee = "teknik"',
            'committee = "boern"',
            ":4: [jobmesse].committee",
            "'bosaetning' is no focus area of 'boern'",
            "'teknik', which is responsible for it",
            id="another committee's focus area",
        ),
        pytest.param(
            'indicator = "ledighed"',
            'indicator = "ledigheed"',
            ":16: [jobmesse].effect.indicator",
            "unknown indicator 'ledigheed'",
            "did you mean 'ledighed'?",
            id="unknown indicator",
        ),
        pytest.param(
            'indicator = "ledighed"',
            'indicator = "ventetid"',
            ":16: [jobmesse].effect.indicator",
            "an effect on demo data",
            "demo actions on demo indicators",
            id="a real action on demo data",
        ),
        pytest.param(
            'direction = "lower"',
            'direction = "higher"',
            ":17: [jobmesse].effect.direction",
            "'higher' is not what ledighed declares as better",
            "'lower'",
            id="the wrong direction",
        ),
        pytest.param(
            "declared = 2024-02-06",
            "declared = 2024-05-03",
            ":15: [jobmesse].effect.declared",
            "the effect is declared 2024-05-03, after the action started (2024-05-02)",
            "a day no later than 2024-05-02",
            id="declared after its start",
        ),
        pytest.param(
            'earliest = "2024Q3"',
            'earliest = "2024Q1"',
            ":18: [jobmesse].effect.earliest",
            "an effect from 2024Q1, before the action started (2024-05-02)",
            "2024Q2 or later",
            id="an effect before the start",
        ),
        pytest.param(
            'evaluate = "2026Q2"',
            'evaluate = "2024Q3"',
            ":20: [jobmesse].effect.evaluate",
            "evaluated in 2024Q3, when the effect begins in 2024Q3",
            "a quarter after 2024Q3",
            id="evaluated when the effect begins",
        ),
        pytest.param(
            'evaluate = "2026Q2"',
            'evaluate = "2026Q2"\nearly_look = "2026Q3"',
            ":21: [jobmesse].effect.early_look",
            "an early look in 2026Q3",
            "a quarter between 2024Q3 and 2026Q2",
            id="an early look that is late",
        ),
        pytest.param(
            "on = 2026-09-01",
            "on = 2026-06-30",
            ":24: [jobmesse].evaluation.on",
            "evaluated on 2026-06-30, before its quarter (2026Q2) has ended",
            "a day after 2026-06-30",
            id="evaluated before its quarter",
        ),
        pytest.param(
            "on = 2026-09-01",
            "on = 2026-11-02",
            ":24: [jobmesse].evaluation.on",
            "evaluated on 2026-11-02, which lies in the future",
            "a day until today, 2026-11-01",
            id="evaluated in the future",
        ),
        pytest.param(
            "on = 2024-05-02",
            "on = 2026-11-02",
            ":11: [jobmesse].history no. 3.on",
            "i gang on 2026-11-02, which lies in the future",
            "a day until today, 2026-11-01",
            id="a status in the future",
        ),
        pytest.param(
            'status = "i gang", on = 2024-05-02',
            'status = "idé", on = 2024-05-02',
            ":11: [jobmesse].history no. 3.status",
            "idé cannot follow besluttet",
            "in this order",
            id="statuses out of order",
        ),
        pytest.param(
            'status = "i gang", on = 2024-05-02',
            'status = "i gang", on = 2024-02-05',
            ":11: [jobmesse].history no. 3.on",
            "i gang on 2024-02-05 stands after besluttet on 2024-02-06",
            "from its oldest to its newest",
            id="days out of order",
        ),
        pytest.param(
            'owner = "Erhvervschefen"',
            'owner = "Erhvervschefen"\ndemo_published = "2024Q1"',
            ":6: [jobmesse].demo_published",
            "only a demo action is imagined to have been published",
            "demo = true",
            id="a real action imagined as published",
        ),
        pytest.param(
            'status = "idé"',
            'status = "ide"',
            ":9: [jobmesse].history no. 1.status",
            "unknown value 'ide'",
            "did you mean 'idé'?",
            id="unknown status",
        ),
        pytest.param(
            'status = "i gang"',
            'status = "igang"',
            ":11: [jobmesse].history no. 3.status",
            "unknown value 'igang'",
            "did you mean 'i gang'?",
            id="a status written in one word",
        ),
        pytest.param(
            'direction = "lower"',
            'direction = "lavere"',
            ":17: [jobmesse].effect.direction",
            "unknown value 'lavere'",
            "one of: higher, lower",
            id="a direction in Danish",
        ),
        pytest.param(
            "declared = 2024-02-06",
            'declared = "6. februar 2024"',
            ":15: [jobmesse].effect.declared",
            "a day is written 2026-08-18, without quotation marks (found '6. februar 2024')",
            "",
            id="a day in words",
        ),
        pytest.param(
            "smallest = 0.2",
            "smallest = 0,2",
            ":19",
            "not valid TOML: a decimal is written with a point: 0.2 (found 'smallest = 0,2')",
            "",
            id="a decimal comma",
        ),
        pytest.param(
            "[jobmesse.effect]",
            "[jobmese.effect]",
            ":14: [jobmese].effect",
            "no action 'jobmese' for its effect",
            "did you mean 'jobmesse'?",
            id="an effect under a misspelt action",
        ),
        pytest.param(
            "[jobmesse.evaluation]",
            "[jobmese.evaluation]",
            ":23: [jobmese].evaluation",
            "no action 'jobmese' for its evaluation",
            "did you mean 'jobmesse'?",
            id="an evaluation under a misspelt action",
        ),
        pytest.param(
            'on = "2023"',
            'on = "23"',
            ":9: [jobmesse].history no. 1.on",
            "'23' is not a date: write 2026-05-31",
            "",
            id="no date",
        ),
        pytest.param(
            "smallest = 0.2",
            "smallest = 0",
            ":19: [jobmesse].effect.smallest",
            "Input should be greater than 0",
            "",
            id="no effect that matters",
        ),
        pytest.param(
            "smallest =",
            "smalest =",
            ":19: [jobmesse].effect.smalest",
            "unknown key 'smalest'",
            "did you mean 'smallest'",
            id="unknown key",
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_what_is_allowed(
    refused_after: Refuse, old: str, new: str, where: str, what: str, allowed: str
) -> None:
    problem = next(each for each in refused_after(old, new) if what in each.what)
    assert problem.where == f"strategy/actions.toml{where}"
    assert allowed in problem.allowed


def test_what_stands_under_a_misspelt_action_is_told_once(refused_after: Refuse) -> None:
    (problem,) = refused_after("[jobmesse.effect]", "[jobmese.effect]")
    assert problem.next_step == "write the name alike in both places"


def test_all_faults_are_told_at_once(with_action: Project) -> None:
    path = with_action.strategy / "actions.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"ledighed"', '"x"').replace('"teknik"', '"y"'), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_definitions(with_action, TODAY)
    whats = [problem.what for problem in refusal.value.problems]
    assert whats == ["unknown committee 'y'", "unknown indicator 'x'"]


def test_an_effect_may_be_declared_on_the_day_the_action_starts(
    with_action: Project, refused_after: Refuse
) -> None:
    path = with_action.strategy / "actions.toml"
    text = path.read_text(encoding="utf-8").replace("declared = 2024-02-06", "declared = 2024-05-02")
    path.write_text(text, encoding="utf-8")
    assert load_definitions(with_action, TODAY).actions
    assert refused_after("declared = 2024-05-02", "declared = 2024-05-03")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-06-05", dt.date(2023, 6, 5), dt.date(2023, 6, 5)),
        ("2023-06", dt.date(2023, 6, 1), dt.date(2023, 6, 30)),
        ("2022", dt.date(2022, 1, 1), dt.date(2022, 12, 31)),
    ],
)
def test_a_day_is_known_as_far_as_it_is_written(text: str, first: dt.date, last: dt.date) -> None:
    assert (Day.parse(text).first, Day.parse(text).last) == (first, last)


@pytest.mark.parametrize("text", ["", "juni 2023", "2023-13", "2023Q2", "2023/2024", "31-05-2023"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        Day.parse(text)
