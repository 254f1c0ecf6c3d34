"""Publishing a quarter again: a draft made anew, or a corrected edition that leaves the earlier one findable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Refused, WrongUse, listed
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import differences, edition
from sigtepunkt.editions.differences import View
from sigtepunkt.editions.edition import Correction, Edition, Release


@dataclass(frozen=True)
class Kept:
    """What is kept of an edition (`edition.as_json`), its number, which earlier ones may not be shown any more, and when it was released."""

    text: str
    number: int = 1
    withdrawn: frozenset[int] = frozenset()
    release: str = ""


def correction(project: Project, quarter: Quarter, reason: str = "") -> Correction:
    """Return the edition to be made: the newest anew or, for a `reason`, the next.

    Raises WrongUse where there is nothing to correct, Refused for a reason that cannot be shown as it is.
    """
    _refuse_hidden(reason, "--reason")
    numbers = project.editions(quarter)
    if reason and not numbers:
        raise WrongUse.of(
            f"{quarter} has not been published: there is nothing to correct",
            "--reason",
            "a quarter that was released",
            f"run: sigtepunkt run {quarter}",
        )
    if reason and edition.released(project, quarter, numbers[-1]) is None:
        raise WrongUse.of(
            f"edition {numbers[-1]} of {quarter} is a draft: it has not been released, and there is nothing to correct",
            "--reason",
            "a quarter that was released",
            f"run: sigtepunkt run {quarter}, which makes the draft anew; sigtepunkt release {quarter} when it goes to the council",
        )
    return edition.next_one(project, quarter, reason)


def release(project: Project, quarter: Quarter, newest: Correction, by: str) -> Release:
    """Return the record of a release of the newest edition by somebody, today. Raises WrongUse where there is none, or it was released."""
    number = newest.number
    if number not in project.editions(quarter) or not project.report(quarter).is_dir():
        raise WrongUse.of(
            f"{quarter} has not been published",
            "release",
            "a quarter that was published",
            f"run: sigtepunkt run {quarter}",
        )
    then = edition.released(project, quarter, number)
    if then:
        raise WrongUse.of(
            f"edition {number} of {quarter} was released on {then.on} by {then.by}",
            project.relative(project.release(quarter, number)),
            "once for each edition",
            f'to publish other figures: sigtepunkt run {quarter} --reason "what was wrong"',
        )
    _refuse_hidden(by, "--by")
    return Release(
        by,
        dt.datetime.now().astimezone().date().isoformat(),
        checksum.of_file(project.edition(quarter, number)),
    )


def _refuse_hidden(text: str, where: str) -> None:
    hidden = list(plain_text.faults(text, where))
    if hidden:
        raise Refused(*hidden)


def refuse_other(project: Project, made: Edition, progress: Progress) -> None:
    """Refuse other figures or verdicts in an edition that has gone to the council; tell of them in a draft."""
    quarter, number = made.quarter, made.correction.number
    if number not in project.editions(quarter):
        return
    other = changed(edition.read(project, quarter, number), made)
    release = edition.released(project, quarter, number)
    if other and release:
        raise Refused.of(
            f"edition {number} of {quarter}, released on {release.on} by {release.by}, has other figures or verdicts: {listed(other)}",
            project.relative(project.edition(quarter, number)),
            "the same again, or a corrected edition",
            f'run: sigtepunkt run {quarter} --reason "what was wrong"; or look at it first: sigtepunkt run {quarter} --draft',
        )
    if other:
        progress("differs", listed(other))


def refuse_the_same(project: Project, made: Edition) -> None:
    """Refuse a corrected edition in which no figure and no verdict is another than in the edition before."""
    quarter, before = made.quarter, made.correction.number - 1
    if not changed(edition.read(project, quarter, before), made):
        raise Refused.of(
            f"no figure and no verdict is another than in edition {before} of {quarter}: there is nothing to correct",
            "--reason",
            "a corrected edition where a figure or a verdict has changed",
            f"run: sigtepunkt run {quarter}, without --reason, publishes changed words",
        )


def changed(then: Edition, now: Edition) -> list[str]:
    """Return the indicators and capacities of which an edition says something else than another one, in alphabetical order."""
    before, after = (View(one.figures, one.standings) for one in (then, now))
    found = {one.indicator for one in differences.explained(before, [(lambda _: "revision", after)])}
    return sorted(
        found
        | {
            key
            for key in then.elsewhere.keys() | now.elsewhere.keys()
            if then.elsewhere.get(key) != now.elsewhere.get(key)
        }
    )


def kept(project: Project, made: Edition, release: Release | None = None) -> Kept:
    """Return what is kept of the edition and of its `release`, and which earlier ones show counts that may not be shown any more.

    What is kept already stays: to the byte once it was released, and where nothing but the program that made it is another.
    """
    quarter, number = made.quarter, made.correction.number
    gone = (
        one.correction.number
        for one in edition.earlier(project, quarter, number)
        if one.ledger.published.keys() & made.ledger.suppressed
    )
    release = release or edition.released(project, quarter, number)
    if number in project.editions(quarter):
        then = edition.read(project, quarter, number)
        if release or replace(then, made_from={**then.made_from, "code": made.made_from["code"]}) == made:
            made = then
    return Kept(
        edition.as_json(made), number, frozenset(gone), edition.release_as_json(release) if release else ""
    )
