"""What people wrote about a quarter: its comments by page, and every decision. Files are read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.followup.comment import Comment, read_comment
from sigtepunkt.followup.decisions import COUNCIL, Matter, not_yet, read_decisions
from sigtepunkt.strategy import Action, Definitions


@dataclass(frozen=True)
class FollowUp:
    """The comments of one quarter by page, every decision, and what is wrong with any of them."""

    comments: Mapping[str, Comment] = field(default_factory=dict)
    matters: tuple[Matter, ...] = ()
    problems: tuple[Problem, ...] = ()

    def said(self, actions: Mapping[str, Action], closed: dt.date) -> dict[str, str]:
        """Return a checksum of each thing that pages say in people's words, by what it is.

        Of a page's comment (`kommentar:ID`) what a reader sees; of a decision known on the day the figures
        closed (`beslutning:ID`) its words and its answer by then; of an action (`handling:ID`) the effect
        declared by then.
        """
        said: dict[str, Any] = {
            f"kommentar:{page}": comment.html(lambda claim: f"{claim.kind}:{claim.target}")
            for page, comment in self.comments.items()
            if not (comment.faults or comment.is_empty)
        }
        for matter in self.matters:
            if matter.date <= closed:
                stated = matter.decision.model_dump(mode="json", exclude={"answer"})
                reply = matter.decision.answer if matter.is_answered(closed) else None
                answer = reply and reply.model_dump(mode="json")
                said[f"beslutning:{matter.id}"] = [matter.meeting, str(matter.date), stated, answer]
        for key, action in actions.items():
            if action.effect and action.effect.declared <= closed:
                said[f"handling:{key}"] = action.effect.model_dump(mode="json")
        return {name: checksum.of_data(content) for name, content in said.items()}

    def of_committee(self, committee: str, day: dt.date) -> tuple[list[Matter], list[Matter]]:
        """Return the decisions of a committee that were open on `day`, and those answered by then.

        The open ones with the oldest first, the answered ones with the newest answer first.
        """
        own = [matter for matter in self.matters if matter.committee == committee]
        answered = [matter for matter in own if matter.is_answered(day)]
        answered.sort(key=lambda matter: matter.answered, reverse=True)
        return [matter for matter in own if matter.is_open(day)], answered


NOTHING = FollowUp()


def read_follow_up(project: Project, quarter: Quarter, definitions: Definitions) -> FollowUp:
    """Return what people wrote about a quarter, with every fault that shows without its figures."""
    pages = [*definitions.strategy(quarter).committees, COUNCIL]
    comments, problems = {}, list(_misplaced(project, definitions))
    for path in sorted(project.comments(quarter).glob("*.md")):
        where = project.relative(path)
        if path.stem in pages:
            comments[path.stem] = read_comment(path.read_bytes(), where)
            problems += comments[path.stem].faults
    matters, faults = read_decisions(project, definitions)
    return FollowUp(comments, matters, (*problems, *faults))


def problems_on(follow_up: FollowUp, today: dt.date) -> list[Problem]:
    """Return what is wrong with what people wrote, on the day `today`."""
    return [*follow_up.problems, *not_yet(follow_up.matters, today)]


def shown_later(matters: Iterable[Matter], actions: Mapping[str, Action], closed: dt.date) -> Iterator[str]:
    """Tell what was decided, answered or done after the day the figures closed: no page of theirs has it."""
    after = f"after {closed}, when the figures closed: pages have it from the next quarter on"
    for matter in matters:
        if matter.date > closed:
            yield f"{matter.place}: {matter.id} was decided on {matter.date}, {after}"
        elif matter.decision.answer is not None and matter.answered > closed:
            yield f"{matter.place}: {matter.id} was answered on {matter.answered}, {after}"
    for key, action in actions.items():
        evaluation, effect = action.evaluation, action.effect
        dated: list[tuple[str, dt.date]] = [(each.status, each.day.first) for each in action.history]
        dated += [("its effect", effect.declared)] if effect else []
        dated += [("its evaluation", evaluation.on)] if evaluation else []
        yield from (f"[{key}]: {what} of {day}, {after}" for what, day in dated if day > closed)


def _misplaced(project: Project, definitions: Definitions) -> Iterator[Problem]:
    """Yield what lies in the comments' folder and would never stand on a page."""
    quarters = project.quarters()
    for folder in sorted(project.commentary.glob("*")):
        where = project.relative(folder)
        if is_left_by_system(folder.name):
            continue
        if not folder.is_dir() or not Quarter.is_quarter(folder.name):
            yield Problem("comments lie in a folder for each quarter", where, "such as 2026Q2/vtf.md")
            continue
        quarter = Quarter.parse(folder.name)
        if quarter not in quarters:
            what = f"a comment on {quarter}, of which there are no figures"
            next_step = "move it to the quarter it is about, or wait until the figures have come"
            yield Problem(what, where, nearest(folder.name, map(str, quarters)), next_step)
            continue
        pages = [*definitions.strategy(quarter).committees, COUNCIL]
        for path in sorted(folder.iterdir()):
            is_page = path.suffix == ".md" and path.stem in pages
            if not is_page and not is_left_by_system(path.name):
                names = nearest(path.name, [f"{page}.md" for page in pages])
                yield Problem("a comment on no page", project.relative(path), names, "rename it")
