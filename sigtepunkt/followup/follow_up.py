"""What people wrote about a quarter: its comments by page, and every decision. Files are read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.followup.comment import Comment, read_comment
from sigtepunkt.followup.decisions import COUNCIL, Matter, not_yet, read_decisions
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class FollowUp:
    """The comments of one quarter by page, every decision, and what is wrong with any of them."""

    comments: Mapping[str, Comment] = field(default_factory=dict)
    matters: tuple[Matter, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        """A checksum of what each page's comment says to a reader: without notes, and claims by their aim."""
        return {
            page: checksum.of_text(comment.html(lambda claim: f"{claim.kind}:{claim.target}"))
            for page, comment in self.comments.items()
            if not (comment.faults or comment.is_empty)
        }

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
