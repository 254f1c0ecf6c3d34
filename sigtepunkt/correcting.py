"""Publishing a quarter again: the same edition once more, or a corrected one that leaves the earlier findable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sigtepunkt import differences, edition
from sigtepunkt.differences import View
from sigtepunkt.edition import Correction
from sigtepunkt.errors import Problem, Refused, WrongUse
from sigtepunkt.processed import Processed
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter

Tell = Callable[[str, str], None]


def correction(project: Project, quarter: Quarter, reason: str = "") -> Correction:
    """Return the edition to be made: the newest anew or, for a `reason`, the next. Raises WrongUse where there is nothing to correct."""
    if reason and not project.editions(quarter):
        raise WrongUse(Problem(
            f"{quarter} has not been published: there is nothing to correct", "--reason", "a quarter that was published", f"run: sigtepunkt run {quarter}",
        ))
    return edition.next_one(project, quarter, reason)


def refuse_other(project: Project, made: Correction, done: Processed, tell: Tell) -> None:
    """Refuse other figures in an edition that a later quarter was published after; tell of them in the newest quarter's.

    Nobody can know here whether the council has seen the newest quarter; one that came before another it has.
    """
    quarter = done.quarter
    if made.number not in project.editions(quarter):
        return
    then, now = edition.read(project, quarter, made.number), edition.from_json(done.edition, quarter, made.number)
    found = differences.explained(View(then.figures, then.standings), [(lambda _: "anything", View(now.figures, now.standings))])
    if not found or then.demo != now.demo:
        return
    which, how = ", ".join(dict.fromkeys(one.indicator for one in found)), f'sigtepunkt run {quarter} --reason "what was wrong"'
    if any(one > quarter for one in project.published_quarters()):
        raise Refused(Problem(
            f"edition {made.number} of {quarter} was published with other figures or verdicts: {which}", project.relative(project.edition(quarter, made.number)),
            "the same again, or a corrected edition", f"run: {how}",
        ))
    tell("differs", f"{which}. If the council has seen edition {made.number}, publish a corrected one: {how}")


def record(project: Project, made: Correction, done: Processed) -> str:
    """Return what is kept of the edition: what is kept already, where nothing but the program that made it is another."""
    kept = project.edition(done.quarter, made.number)
    if kept.is_file():
        then, now = edition.read(project, done.quarter, made.number), edition.from_json(done.edition, done.quarter, made.number)
        if replace(then, made_from={**then.made_from, "code": now.made_from["code"]}) == now:
            return kept.read_text(encoding="utf-8")
    return done.edition


def withdrawn(project: Project, made: Correction, done: Processed) -> frozenset[int]:
    """Return which earlier editions show counts that may not be shown any more."""
    hidden = edition.from_json(done.edition, done.quarter, made.number).ledger.suppressed
    return frozenset(one.correction.number for one in edition.earlier(project, done.quarter, made.number) if one.ledger.published.keys() & hidden)
