"""What people wrote of a quarter is read by page; what would never stand on a page is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from example_actions import EFFECT, action
from municipality import LAST

from sigtepunkt.core.project import Project
from sigtepunkt.followup.decisions import Decision, Matter, Reply
from sigtepunkt.followup.follow_up import FollowUp, problems_on, read_follow_up, shown_later
from sigtepunkt.strategy import load_definitions


def read(project: Project) -> FollowUp:
    """Return what was written of the later quarter."""
    return read_follow_up(project, LAST, load_definitions(project))


def write(project: Project, name: str, text: str = "Hej") -> None:
    """Write a comment."""
    path = project.commentary / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_project_without_comments_and_decisions_has_none(project: Project) -> None:
    assert read(project) == FollowUp()


def test_a_quarters_comments_stand_by_page(project: Project) -> None:
    for name in ("2026Q2/teknik.md", "2026Q2/kommunalbestyrelsen.md", "2026Q1/boern.md"):
        write(project, name)
    assert set(read(project).comments) == {"teknik", "kommunalbestyrelsen"}
    assert not read(project).problems


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2026Q3/teknik.md", "a comment on 2026Q3, of which there are no figures"),
        ("2026Q2/teknikk.md", "did you mean 'teknik.md'"),
        ("2026Q2/datakvalitet.md", "a comment on no page"),
        ("2026Q2/teknik.txt", "a comment on no page"),
        ("teknik.md", "a folder for each quarter"),
        ("2026-Q2/teknik.md", "a folder for each quarter"),
    ],
)
def test_what_would_stand_on_no_page_is_refused(project: Project, name: str, said: str) -> None:
    write(project, name)
    (problem,) = read(project).problems
    assert said in str(problem)
    assert problem.where.startswith("commentary/")


def test_what_a_system_leaves_is_passed_over(project: Project) -> None:
    for name in (".DS_Store", "2026Q2/Thumbs.db", "2026Q2/~$teknik.md"):
        write(project, name)
    assert read(project).problems == ()


MEETING = """\
meeting = "Mødet"
date = {date}
committee = "{committee}"

[decisions.{key}]
focus_area = "{area}"
decision = "Noget"
owner = "Nogen"
due = 2026-09-01
"""


def meet(
    project: Project, key: str, committee: str = "teknik", *, answered: str = "", date: str = "2026-06-09"
) -> None:
    """Write a meeting with one decision."""
    area = "skole" if committee == "boern" else "bosaetning"
    text = MEETING.format(key=key, committee=committee, area=area, date=date)
    reply = f'answer = {{ text = "Ja", date = {answered}, by = "Nogen" }}\n' if answered else ""
    project.decisions.mkdir(exist_ok=True)
    (project.decisions / f"{key}.toml").write_text(text + reply, encoding="utf-8")


def test_a_committee_has_its_own_open_decisions_oldest_first_and_answers_newest_first(
    project: Project,
) -> None:
    meet(project, "gammel", date="2026-05-05")
    meet(project, "ny")
    meet(project, "anden", "boern")
    for key, day in (("a", "2026-07-01"), ("b", "2026-08-01"), ("c", "2026-07-15")):
        meet(project, key, answered=day)
    open_ones, answered = read(project).of_committee("teknik", dt.date(2026, 8, 31))
    assert [matter.id for matter in open_ones] == ["gammel", "ny"]
    assert [matter.id for matter in answered] == ["b", "c", "a"]


def test_a_meeting_that_has_not_been_held_and_a_fault_of_a_decision_are_among_the_problems(
    project: Project,
) -> None:
    meet(project, "senere")
    meet(project, "fejl", "tekink")
    problems = [str(each) for each in problems_on(read(project), dt.date(2026, 6, 8))]
    assert [("has not been held" in each, "unknown committee" in each) for each in problems] == [
        (False, True),
        (True, False),
        (True, False),
    ]


def test_what_a_comment_says_is_its_words_and_what_its_claims_are_of(project: Project) -> None:
    def said(text: str) -> dict[str, str]:
        write(project, "2026Q2/teknik.md", text)
        return read(project).said({}, dt.date.min)

    before = said("Hej [5](indikator:folketal#nu).")
    assert before.keys() == {"kommentar:teknik"}
    assert said("<!-- note -->\n\nHej [5](indikator:folketal#nu).\n\n## Tom\n") == before
    assert said("Hej [5](indikator:ledighed#nu).") != before
    assert said("Hej 5.") != before
    assert said("Hej [5](indikator:folketal#nu)!") != before
    for nothing in ("", "<!-- note -->", "<script>x</script>"):
        assert said(nothing) == {}


def test_faults_of_comments_are_among_the_problems(project: Project) -> None:
    write(project, "2026Q2/teknik.md", "Først\n\n<script>x</script>\n")
    (problem,) = problems_on(read(project), dt.date(2026, 9, 1))
    assert str(problem).startswith("commentary/2026Q2/teknik.md:3: raw HTML")


def test_what_came_after_the_figures_closed_is_told_and_stands_on_a_later_page() -> None:
    closed = dt.date(2026, 8, 31)
    declared = action(
        {**EFFECT, "declared": "2026-09-01", "earliest": "2027Q1", "evaluate": "2028Q4"},
        history=[{"status": "idé", "on": "2026-08"}, {"status": "i gang", "on": "2026-09-02"}],
        evaluation={"on": "2026-09-03", "conclusion": "x", "decision": "x"},
    )
    told = [*shown_later((), {"x": declared}, closed)]
    assert [line.partition(",")[0] for line in told] == [
        "[x]: i gang of 2026-09-02",
        "[x]: its effect of 2026-09-01",
        "[x]: its evaluation of 2026-09-03",
    ]
    assert all("after 2026-08-31" in line and "from the next quarter on" in line for line in told)
    assert [*shown_later((), {"x": declared}, dt.date(2026, 9, 3))] == []


def test_what_pages_say_is_known_by_what_stood_on_them_when_the_figures_closed() -> None:
    closed = dt.date(2026, 8, 31)
    day = {"date": dt.date(2026, 8, 1), "by": "x"}

    def said(
        *, owner: str = "x", answer: dict[str, object] | None = None, smallest: float = 1
    ) -> dict[str, str]:
        reply = Reply(text="x", **{**day, **answer}) if answer is not None else None  # type: ignore[arg-type]
        decision = Decision(
            focus_area="x", decision="x", owner=owner, due=closed, indicators=(), answer=reply
        )
        matter = Matter("a", "m", dt.date(2026, 6, 1), "teknik", demo=False, decision=decision, place="x")
        declared = action({**EFFECT, "smallest": smallest})
        return FollowUp(matters=(matter,)).said({"x": declared}, closed)

    before = said()
    assert before.keys() == {"beslutning:a", "handling:x"}
    assert said(owner="y")["beslutning:a"] != before["beslutning:a"]
    assert said(answer={})["beslutning:a"] != before["beslutning:a"]
    assert said(answer={"date": dt.date(2026, 9, 1)}) == before
    assert said(smallest=2)["handling:x"] != before["handling:x"]


def test_what_was_decided_or_declared_after_the_figures_closed_was_not_said() -> None:
    decision = Decision(focus_area="x", decision="x", owner="x", due=dt.date(2026, 10, 1), indicators=())
    matter = Matter("a", "m", dt.date(2026, 9, 1), "teknik", demo=False, decision=decision, place="x")
    declared = {"x": action({**EFFECT, "declared": "2026-09-01", "earliest": "2027Q1", "evaluate": "2028Q4"})}
    assert FollowUp(matters=(matter,)).said(declared, dt.date(2026, 8, 31)) == {}
