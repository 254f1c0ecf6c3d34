"""What is untrue, unknown or not allowed in comments and decisions stops the quarter, and is told once."""

from __future__ import annotations

import pytest
from command_line import Outcome
from municipality import FIRST, damage, edit
from refusals import Change, Refuse
from written import COMMENTS, ROADS, SCHOOLS, comment, meeting

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

TEKNIK, PLACE = "commentary/2026Q1/teknik.md", "commentary/2026Q1/teknik.md:3: "
MEETING = "decisions/2026-05-05-teknik.toml"


def said(text: str) -> Change:
    """Return a change: the third line of a committee's comment."""
    return lambda project: comment(project, "teknik", f"## Bosætning\n\n{text}\n") and None


def decided(old: str, new: str) -> Change:
    """Return a change of the committee's meeting."""
    assert ROADS.count(old) == 1
    return lambda project: meeting(project, "2026-05-05-teknik", ROADS.replace(old, new)) and None


def refused(refuse: Refuse, change: Change) -> Outcome:
    """Return what the run of the quarter said that was refused after a change."""
    outcome = refuse("run", "2026Q1", change=change)
    assert outcome.code == 1
    assert outcome.err.count("Refused. Nothing in reports/ was changed.") == 1
    return outcome


def told_once(outcome: Outcome, place: str, *parts: str) -> None:
    """Check that a place is named once, and that everything is said which belongs there."""
    plain = " ".join(outcome.err.replace("\u00a0", " ").split())
    assert plain.count(place) == 1, outcome.err
    for part in parts:
        assert part in plain, (part, outcome.err)


def test_a_false_claim_is_told_with_what_the_data_say_and_what_would_be_true(refuse: Refuse) -> None:
    outcome = refused(refuse, said("Folketallet er [faldet](indikator:folketal#siden)."))
    told_once(
        outcome,
        f"{PLACE}»faldet« of »Folketal«: the data contradict it",
        "the data say: Siden den 1. januar 2022, da strategien begyndte, er tallet steget fra 5.192 til",
        "words that would be true: »steget, men ikke mere end almindelige udsving«, »ingen sikker ændring«",
        "write [steget, men ikke mere end almindelige udsving](indikator:folketal#siden), or leave it out",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "[5.397](indikator:folketal#nu)", ("it is another number", "»5.396 personer«"), id="figure"
        ),
        pytest.param("[62 dage](indikator:ventetid#nu)", ("its figures are demo data",), id="a demo figure"),
        pytest.param(
            "[steget](indikator:folketall#siden)",
            ("unknown indicator 'folketall'", "did you mean 'folketal'"),
            id="unknown indicator",
        ),
        pytest.param(
            "[steget](indikator:folketal#siiden)",
            ("unknown question #siiden", "did you mean 'siden'"),
            id="unknown question",
        ),
        pytest.param(
            "[virker](handling:cykelstien#virkning)",
            ("unknown action 'cykelstien'", "did you mean 'cykelsti'"),
            id="unknown action",
        ),
        pytest.param(
            "[handlingen har virket](handling:cykelsti#virkning)",
            ("figures show what happened, and never why", "»intet mål fastsat på forhånd«"),
            id="an action as a cause",
        ),
        pytest.param(
            "[venter](beslutning:stiger)",
            ("unknown decision 'stiger'", "did you mean 'stier'"),
            id="unknown decision",
        ),
        pytest.param("[besvaret](beslutning:stier)", ("it is still open", "»venter«"), id="an open decision"),
        pytest.param("<b>fed</b> skrift", ("raw HTML: '<b>'",), id="raw HTML"),
        pytest.param("<script>alert(1)</script>", ("raw HTML: '<script>",), id="a script"),
        pytest.param(
            "[her](javascript:alert(1))", ("a link that leads nowhere a page may",), id="an address"
        ),
    ],
)
def test_what_may_not_be_said_is_refused_with_its_line(
    refuse: Refuse, text: str, parts: tuple[str, ...]
) -> None:
    outcome = refused(refuse, said(text))
    assert PLACE in outcome.err
    for part in parts:
        assert part in outcome.err.replace("\u00a0", " "), outcome.err


@pytest.mark.parametrize(
    ("name", "old", "new", "claim", "why"),
    [
        pytest.param(
            "folketal.csv",
            b"990;2026K2;5396",
            b"990;2026K2;-5396",
            "[5.396 personer](indikator:folketal#nu)",
            "nothing may be claimed of it: INDHOLD er ikke under 0.",
            id="withheld",
        ),
        pytest.param(
            "skole.csv",
            b";1.000;390;",
            b";1.000;3;",
            "[39,0 %](indikator:klubandel#nu)",
            "nothing may be claimed of it: its newest figure is not shown",
            id="suppressed",
        ),
    ],
)
def test_nothing_is_claimed_of_a_figure_that_is_not_shown(
    refuse: Refuse, name: str, old: bytes, new: bytes, claim: str, why: str
) -> None:
    def change(project: Project) -> None:
        damage(project, FIRST, name, lambda content: content.replace(old, new))
        said(claim)(project)
        project.comment(FIRST, "kommunalbestyrelsen").unlink()

    told_once(refused(refuse, change), PLACE, why)


@pytest.mark.parametrize(
    ("change", "place", "parts"),
    [
        pytest.param(
            lambda project: comment(project, "teknik", "Hej.", Quarter(2031, 1)),
            "commentary/2031Q1: ",
            ("a comment on 2031Q1, of which there are no figures", "move it to the quarter it is about"),
            id="a quarter without figures",
        ),
        pytest.param(
            lambda project: comment(project, "teknikk", "Hej."),
            "commentary/2026Q1/teknikk.md: ",
            ("a comment on no page", "did you mean 'teknik.md'"),
            id="a page that is not there",
        ),
        pytest.param(
            decided("date = 2026-05-05\n", ""), f"{MEETING}: ", ("date: is missing",), id="without a date"
        ),
        pytest.param(
            decided('owner = "Vejchefen"\n', ""),
            f"{MEETING}:5: ",
            ("decisions.stier.owner: is missing",),
            id="without an owner",
        ),
        pytest.param(
            decided("due = 2026-05-20\n", ""),
            f"{MEETING}:5: ",
            ("decisions.stier.due: is missing",),
            id="without a deadline",
        ),
        pytest.param(
            lambda project: meeting(
                project, "2091", SCHOOLS.replace("2026-0", "2091-0").replace("klubber", "senere")
            ),
            "decisions/2091.toml:2: date: ",
            ("the meeting of 12. maj 2091 has not been held",),
            id="a meeting that has not been held",
        ),
        pytest.param(
            lambda project: meeting(project, "2026-05-12-boern", SCHOOLS.replace('"boern"', '"barn"')),
            "decisions/2026-05-12-boern.toml:3: committee: ",
            ("unknown committee 'barn'", "did you mean 'boern'"),
            id="unknown committee",
        ),
        pytest.param(
            lambda project: meeting(project, "2026-05-12-boern", SCHOOLS.replace('"skole"', '"skolle"')),
            "decisions/2026-05-12-boern.toml:6: ",
            ("unknown focus area: 'skolle'", "did you mean 'skole'"),
            id="unknown focus area",
        ),
    ],
)
def test_what_stands_on_no_page_or_cannot_be_followed_is_refused(
    refuse: Refuse, change: Change, place: str, parts: tuple[str, ...]
) -> None:
    outcome = refused(refuse, change)
    for part in parts:
        told_once(outcome, part)
    assert place in outcome.err


def test_the_same_figure_is_written_in_the_same_way_on_every_page(refuse: Refuse) -> None:
    def change(project: Project) -> None:
        comment(project, "kommunalbestyrelsen", "Vi er [ca. 5.400](indikator:folketal#nu).\n")

    told_once(
        refused(refuse, change),
        "'folketal' is 5.396 here and 5.400 in commentary/2026Q1/kommunalbestyrelsen.md:1",
        PLACE,
    )


def test_every_fault_is_told_at_once_and_each_of_them_once(refuse: Refuse) -> None:
    def change(project: Project) -> None:
        text = f"{COMMENTS['teknik']}\n<b>x</b>\n\n[faldet](indikator:folketal#siden)\n"
        comment(project, "teknik", text)
        comment(project, "boern", "[40 %](indikator:klubandel#nu)\n")
        comment(project, "teknik", "Hej.", Quarter(2031, 1))
        decided('owner = "Vejchefen"\n', "")(project)
        edit(project.decisions / "2026-05-12-boern.toml", '"skole"', '"skolle"')

    outcome = refused(refuse, change)
    for place in (
        f"{TEKNIK}:7: ",
        f"{TEKNIK}:9: ",
        "commentary/2026Q1/boern.md:1: ",
        "commentary/2031Q1: ",
        f"{MEETING}:5: ",
        "decisions/2026-05-12-boern.toml:6: ",
    ):
        assert outcome.err.count(place) == outcome.err.count(f"\n{place}") >= 1, (place, outcome.err)
    for fault in ("»faldet«", "»40 %«", "of which there are no figures", "owner: is missing", "'skolle'"):
        assert outcome.err.count(fault) == 1, (fault, outcome.err)


EFFECT = """
[cykelsti.effect]
declared = 2024-02-06
indicator = "ledighed"
direction = "lower"
earliest = "2025Q1"
smallest = 0.2
evaluate = "2026Q1"
achieved = "Lavere."

[cykelsti.evaluation]
on = 2026-05-20
conclusion = "Den virker."
decision = "Udvalget, 20. maj 2026"
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        pytest.param(
            "declared = 2024-02-06",
            "declared = 2024-06-01",
            ":14: [cykelsti].effect.declared",
            "the effect is declared 2024-06-01, after the action started (2024-05)",
            id="an effect declared after its start",
        ),
        pytest.param(
            'indicator = "ledighed"',
            'indicator = "ledigheed"',
            ":15: [cykelsti].effect.indicator",
            "unknown indicator 'ledigheed'",
            id="unknown indicator",
        ),
        pytest.param(
            'committee = "boern"',
            'committee = "born"',
            ":4: [cykelsti].committee",
            "unknown committee 'born'",
            id="unknown committee",
        ),
        pytest.param(
            "on = 2026-05-20",
            "on = 2026-03-30",
            ":23: [cykelsti].evaluation.on",
            "evaluated on 2026-03-30, before its quarter (2026Q1) has ended",
            id="an evaluation before its quarter",
        ),
    ],
)
def test_an_action_that_was_not_declared_in_order_stops_the_quarter(
    refuse: Refuse, old: str, new: str, line: str, what: str
) -> None:
    def change(project: Project) -> None:
        actions = project.strategy / "actions.toml"
        actions.write_text(actions.read_text(encoding="utf-8") + EFFECT, encoding="utf-8")
        edit(actions, old, new)

    told_once(refused(refuse, change), f"strategy/actions.toml{line}: {what}")
