"""Publishing a quarter again: the same edition once more, or a corrected one that leaves the earlier findable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sigtepunkt import differences, edition, plain_text
from sigtepunkt.differences import View
from sigtepunkt.edition import Correction, Edition
from sigtepunkt.errors import Problem, Refused, WrongUse
from sigtepunkt.project import Project
from sigtepunkt.publish import Kept
from sigtepunkt.quarter import Quarter

Tell = Callable[[str, str], None]


def correction(project: Project, quarter: Quarter, reason: str = "") -> Correction:
    """Return the edition to be made: the newest anew or, for a `reason`, the next. Raises WrongUse where there is nothing to correct, Refused for a reason that cannot be shown as it is."""
    if reason and not project.editions(quarter):
        raise WrongUse(Problem(
            f"{quarter} has not been published: there is nothing to correct", "--reason", "a quarter that was published", f"run: sigtepunkt run {quarter}",
        ))
    hidden = list(plain_text.faults(reason, "--reason"))
    if hidden:
        raise Refused(*hidden)
    return edition.next_one(project, quarter, reason)


def refuse_other(project: Project, made: Edition, tell: Tell) -> None:
    """Refuse other figures in an edition that a later quarter was published after; tell of them in the newest quarter's.

    Nobody can know here whether the council has seen the newest quarter; one that came before another it has.
    """
    quarter, number = made.quarter, made.correction.number
    if number not in project.editions(quarter):
        return
    then = edition.read(project, quarter, number)
    found = differences.explained(View(then.figures, then.standings), [(lambda _: "anything", View(made.figures, made.standings))])
    if not found or then.demo != made.demo:
        return
    which, how = ", ".join(dict.fromkeys(one.indicator for one in found)), f'sigtepunkt run {quarter} --reason "what was wrong"'
    if any(one > quarter for one in project.published_quarters()):
        raise Refused(Problem(
            f"edition {number} of {quarter} was published with other figures or verdicts: {which}", project.relative(project.edition(quarter, number)),
            "the same again, or a corrected edition", f"run: {how}",
        ))
    tell("differs", f"{which}. If the council has seen edition {number}, publish a corrected one: {how}")


def kept(project: Project, made: Edition) -> Kept:
    """Return what is kept of the edition, and which earlier ones show counts that may not be shown any more.

    What is kept already stays, where nothing but the program that made it is another.
    """
    quarter, number = made.quarter, made.correction.number
    gone = (one.correction.number for one in edition.earlier(project, quarter, number) if one.ledger.published.keys() & made.ledger.suppressed)
    if number in project.editions(quarter):
        then = edition.read(project, quarter, number)
        if replace(then, made_from={**then.made_from, "code": made.made_from["code"]}) == made:
            made = then
    return Kept(edition.as_json(made), number, frozenset(gone))
