"""Publishing a quarter again: a draft is replaced, a released edition gets a corrected one beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Refused, WrongUse, abridged
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import differences, edition
from sigtepunkt.editions.differences import View
from sigtepunkt.editions.edition import Correction, Edition, Release


@dataclass(frozen=True)
class Records:
    """What publishing stores beside the pages: texts of the edition and its `release` (empty for a draft).

    `withdrawn` are the earlier editions whose pages may not be shown any more.
    """

    text: str
    number: int = 1
    withdrawn: frozenset[int] = frozenset()
    release: str = ""


_SAID = {"kommentar": "the comment on", "beslutning": "the decision", "handling": "the aim of"}


def edition_to_publish(project: Project, quarter: Quarter, reason: str = "") -> Correction:
    """Return the edition to be published: the newest again or, given a `reason`, the next one.

    Raises WrongUse where there is nothing to correct, Refused for a reason that holds characters nobody can
    see.
    """
    _refuse_invisible(reason, "--reason")
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
            f"edition {numbers[-1]} of {quarter} is a draft: it has not been released, "
            "and there is nothing to correct",
            "--reason",
            "a quarter that was released",
            f"run: sigtepunkt run {quarter}, which makes the draft anew; sigtepunkt release {quarter} "
            "when it goes to the council",
        )
    return edition.next_edition(project, quarter, reason)


def release_of(project: Project, quarter: Quarter, newest: Correction, by: str) -> Release:
    """Return the record of a release today; raise WrongUse without an edition, or if it was released."""
    number = newest.number
    if number not in project.editions(quarter) or not project.report(quarter).is_dir():
        raise WrongUse.of(
            f"{quarter} has not been published",
            "release",
            "a quarter that was published",
            f"run: sigtepunkt run {quarter}",
        )
    if earlier := edition.released(project, quarter, number):
        raise WrongUse.of(
            f"edition {number} of {quarter} was released on {earlier.on} by {earlier.by}",
            project.relative(project.release(quarter, number)),
            "once for each edition",
            f'to publish other figures: sigtepunkt run {quarter} --reason "what was wrong"',
        )
    _refuse_invisible(by, "--by")
    today = dt.datetime.now().astimezone().date().isoformat()
    return Release(by, today, checksum.of_file(project.edition(quarter, number)))


def _refuse_invisible(text: str, where: str) -> None:
    if problems := list(plain_text.faults(text, where)):
        raise Refused(*problems)


def refuse_unexplained_change(project: Project, new: Edition, reason: str, progress: Progress) -> None:
    """Raise Refused where a released edition would change, and for a correction that changes nothing.

    What changed in a draft is reported as progress.
    """
    quarter, number = new.quarter, new.correction.number
    if reason:
        if not changed(edition.read(project, quarter, number - 1), new):
            raise Refused.of(
                f"nothing that pages say is another than in edition {number - 1} of {quarter}: "
                "there is nothing to correct",
                "--reason",
                "a corrected edition where a figure, a verdict, a comment, a decision or an aim has changed",
                f"run: sigtepunkt run {quarter}, without --reason, publishes changed words",
            )
        return
    if project.draft or number not in project.editions(quarter):
        return
    others = changed(edition.read(project, quarter, number), new)
    release = edition.released(project, quarter, number)
    if others and release:
        raise Refused.of(
            f"edition {number} of {quarter}, released on {release.on} by {release.by}, "
            f"has other figures, verdicts or words: {abridged(others)}",
            project.relative(project.edition(quarter, number)),
            "the same again, or a corrected edition",
            f'run: sigtepunkt run {quarter} --reason "what was wrong"; '
            f"or look at it first: sigtepunkt run {quarter} --draft",
        )
    if others:
        progress("differs", abridged(others))


def changed(before: Edition, now: Edition) -> list[str]:
    """Return what two editions say differently: indicators, capacities, comments, decisions and aims."""
    first, last = (View(each.figures, each.statuses) for each in (before, now))
    indicators = {each.indicator for each in differences.explain(first, [(lambda _: "revision", last)])}
    said = {name.partition(":")[::2] for name, _ in before.said.items() ^ now.said.items()}
    return [
        *sorted(indicators | {key for key, _ in before.elsewhere.items() ^ now.elsewhere.items()}),
        *(f"{_SAID[kind]} {name}" for kind, name in sorted(said)),
    ]


def records(project: Project, new: Edition, release: Release | None = None) -> Records:
    """Return what is stored of the edition and its `release`, and which earlier editions are withdrawn.

    A stored edition stays, to the byte, once it was released, and where only the program that made it
    differs.
    """
    quarter, number = new.quarter, new.correction.number
    withdrawn = (
        earlier
        for earlier in project.editions(quarter)
        if earlier < number
        and edition.read(project, quarter, earlier).ledger.published.keys() & new.ledger.suppressed
    )
    release = release or edition.released(project, quarter, number)
    if number in project.editions(quarter):
        stored = edition.read(project, quarter, number)
        by_this_code = replace(stored, made_from={**stored.made_from, "code": new.made_from["code"]})
        new = stored if release or by_this_code == new else new
    release_text = edition.release_as_json(release) if release else ""
    return Records(edition.as_json(new), number, frozenset(withdrawn), release_text)
