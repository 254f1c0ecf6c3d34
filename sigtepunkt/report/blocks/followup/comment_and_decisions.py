"""What people wrote of a page: the decisions that wait, the comment, and the decisions that were answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.core.errors import Refused
from sigtepunkt.followup.comment import Claim
from sigtepunkt.followup.decisions import COUNCIL, Matter
from sigtepunkt.report.page_data import ACTION, PageData
from sigtepunkt.report.templating import render
from sigtepunkt.wording.claims.judgement import QUESTIONS
from sigtepunkt.wording.claims.words import TABLES, said_in
from sigtepunkt.wording.followup import decisions

MEMO = "opfoelgning"  # the page of who does what, and by when


def open_decisions(data: PageData) -> str:
    """Return the decisions of the page's committee that wait for an answer; "" where none do."""
    day = data.vintage.closed
    waiting, _ = data.follow_up.of_committee(data.page, day)
    if not waiting:
        return ""
    return render(
        "open_decisions",
        closed=danish.date(day),
        matters=[listed(data, matter, day) for matter in waiting],
        memo=f"{MEMO}.html",
    )


def decisions_of_committees(data: PageData) -> str:
    """Say how many decisions of committees wait for an answer; "" where none do."""
    day = data.vintage.closed
    matters = data.follow_up.matters
    return decisions.of_committees(
        [matter for matter in matters if matter.committee != COUNCIL and matter.is_open(day)]
    )


def answered_decisions(data: PageData) -> str:
    """Return the committee's answered decisions, each with its answer and what the figures say since."""
    _, answered = data.follow_up.of_committee(data.page, data.vintage.closed)
    if not answered:
        return ""
    matters = [listed(data, matter, data.vintage.closed) for matter in answered]
    return render("answered_decisions", matters=matters, no_cause=decisions.NO_CAUSE)


def comment(data: PageData) -> str:
    """Return the page's comment, each claim leading to where its figure is read; "" without one.

    Raises Refused for what may not stand in a comment. Whether its claims are true is held by publishing.
    """
    written = data.follow_up.comments.get(data.page)
    if written is None:
        return ""
    if written.faults:
        raise Refused(*written.faults)
    if written.is_empty:
        return ""
    return render("comment", content=written.html(lambda claim: _address(data, claim)))


def wording() -> str:
    """Return which words a comment may use of a figure, a table for each question it may answer."""
    tables = [
        {
            "title": table.title,
            "rows": [(text, said_in(question, here)) for here, text in table.situations.items()],
        }
        for question, table in TABLES.items()
        if question in QUESTIONS
    ]
    return render("wording", tables=tables)


def indicators_of(data: PageData, matters: Sequence[Matter]) -> list[str]:
    """Return the indicators whose figures stand beside the page's own decisions, in their order."""
    own = (matter for matter in matters if matter.committee == data.page)
    return list(dict.fromkeys(key for matter in own for key in _beside(data, matter)))


def listed(data: PageData, matter: Matter, day: dt.date) -> dict[str, Any]:
    """Return what a template says of a decision: who, what, when, and what was answered."""
    decision = matter.decision
    areas, sources = data.strategy.focus_areas, data.definitions.sources
    indicators = {key: data.definitions.indicators[key] for key in _beside(data, matter)}
    figures: list[dict[str, Any]] = [
        {
            "text": decisions.since_decision(matter, data.states.get(key), item, sources[item.source]),
            "href": data.indicator_address(key),
            "demo": data.is_demo(key),
        }
        for key, item in indicators.items()
    ]
    return {
        "id": f"beslutning-{matter.id}",
        "decision": danish.sentence(decision.decision),
        "meeting": matter.meeting,
        "date": danish.date(matter.date),
        "age": decisions.age(matter, day),
        "owner": decision.owner,
        "due": danish.date(decision.due),
        "deadline": decisions.deadline(matter, day),
        "late": matter.is_overdue(day),
        "area": areas[decision.focus_area].name if decision.focus_area in areas else "",
        "href": data.address(decision.focus_area) if decision.focus_area in areas else "",
        "demo": matter.demo,
        "answer": _answer(matter),
        "figures": figures,
        "moved": any(decisions.NOTHING_NEWER not in figure["text"] for figure in figures),
    }


def _answer(matter: Matter) -> dict[str, str]:
    reply = matter.decision.answer
    if reply is None:
        return {}
    return {"text": danish.sentence(reply.text), "date": danish.date(reply.date), "by": reply.by}


def _beside(data: PageData, matter: Matter) -> list[str]:
    """Return the indicators declared for a decision that the page has."""
    return [key for key in matter.decision.indicators if key in data.definitions.indicators]


def _address(data: PageData, claim: Claim) -> str:
    if claim.kind == "indikator" and claim.target in data.definitions.indicators:
        return data.indicator_address(claim.target)
    if claim.kind == "beslutning":
        committees = (matter.committee for matter in data.follow_up.matters if matter.id == claim.target)
        committee = next(committees, data.page)
        return f"{'' if committee == data.page else f'{committee}.html'}#beslutning-{claim.target}"
    action = data.definitions.actions.get(claim.target)
    return data.address(action.focus_area, f"{ACTION}{claim.target}") if action else f"#{claim.target}"
