"""The command that leads through a new quarter, and the group of what begins with `new`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.delivery.fetch_command import BASE_URL, fetch
from sigtepunkt.cli.delivery.source_commands import new_source, receive
from sigtepunkt.cli.options import REASON, command, flag, open_next, open_project, today
from sigtepunkt.cli.terminal import report_fault, say
from sigtepunkt.core.errors import Refused, SigtepunktError
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files

if TYPE_CHECKING:
    from sigtepunkt.receiving.quarter.standing import Standing
    from sigtepunkt.strategy import Definitions

_LATER, _KEEP = "", "="


@command(
    click.argument("quarter"),
    click.option(
        "--keep",
        multiple=True,
        metavar="ID",
        help="Keep this source's file of the vintage before, with its papers; may be given several times.",
    ),
    BASE_URL,
    REASON,
    flag("--yes", text="Ask nothing: say what is left, and by which commands it comes."),
    name="quarter",
)
def new_quarter(
    quarter: str, keep: tuple[str, ...], folder: Path, base_url: str, reason: str, *, yes: bool
) -> None:
    """Lead through the raw data of QUARTER: what has come, what is due, what is left, and whom to ask.

    Files put into data/raw/QUARTER by hand are read, and sealed with provenance and checksums. In a terminal
    it asks for what is left, one source after the other; elsewhere it lists the commands. Run it again at any
    time: it goes on from what is there. Exit 1 while anything is left.
    """
    project = open_project(folder)
    walk = _Walk(project, open_next(project, quarter), today(), base_url)
    walk.begin(keep, reason)
    walk.refuse_papers()
    if sys.stdin.isatty() and not yes:
        walk.lead()
        walk.refuse_papers()
    walk.conclude()


new = click.Group(
    "new", commands=(new_quarter, new_source), help="Begin a quarter, or a source that nobody has declared."
)


@dataclass(frozen=True)
class _Walk:
    """A walk through a quarter: where, on which day, and at which address services are asked."""

    project: Project
    quarter: Quarter
    day: dt.date
    base_url: str

    def begin(self, keep: Sequence[str], reason: str) -> None:
        """Seal what lies in the folder, and keep what is to be kept. Raises Refused where that cannot be."""
        from sigtepunkt.receiving import filing
        from sigtepunkt.receiving.quarter import taking_in

        filing.refuse_not_begun(self.project, self.quarter, self.day)
        filing.refuse_published(self.project, self.quarter)
        with atomic_files.write_lock(self.project):
            sealed = taking_in.seal(self.project, self.definitions, self.quarter, self.day, reason)
            if keep:
                taking_in.keep(self.project, self.definitions, self.quarter, keep, self.day)
        if sealed:
            say(f"Sealed, with papers ({len(sealed)}): {', '.join(sealed)}")

    @property
    def definitions(self) -> Definitions:
        """The definitions as they are now: receiving a file may have declared something."""
        from sigtepunkt.strategy import load_definitions

        return load_definitions(self.project)

    def standings(self) -> Sequence[Standing]:
        """Return how every source stands now."""
        from sigtepunkt.receiving.quarter import standing

        return standing.of_quarter(self.project, self.definitions, self.quarter, self.day)

    def refuse_papers(self) -> None:
        """Raise Refused where the vintage is not as it was sealed, or its papers are not its own."""
        from sigtepunkt.raw.vintage import open_vintage
        from sigtepunkt.receiving.quarter import papers

        if not self.project.raw_files(self.quarter):
            return
        vintage = open_vintage(self.project, self.quarter, self.definitions.sources.values())
        if problems := [*papers.problems(self.project, vintage, self.day)]:
            raise Refused(*problems)

    def lead(self) -> None:
        """Ask for what is left, step by step; what is refused is said, and the next step taken."""
        left = [standing for standing in self.standings() if not standing.way]
        count = sum(standing.source.service is not None for standing in left)
        if count and click.confirm(f"Fetch {count} files from their publishers now?", default=True):
            with _refusals_said():
                context = click.get_current_context()
                where = {"folder": self.project.root, "base_url": self.base_url}
                context.invoke(fetch, quarter=str(self.quarter), **where)
        for standing in left:
            if standing.source.service is None:
                with _refusals_said():
                    self._ask_for(standing)

    def _ask_for(self, standing: Standing) -> None:
        from sigtepunkt.receiving.quarter import taking_in, words

        for line in words.about(standing, self.day):
            say(line)
        keep = f", {_KEEP} to keep the one before" if standing.newest else ""
        answer = click.prompt(f"Its file{keep}, Enter for later", default=_LATER, show_default=False)
        path = str(answer).strip().strip("\"'")
        if path == _KEEP:
            with atomic_files.write_lock(self.project):
                taking_in.keep(self.project, self.definitions, self.quarter, [standing.key], self.day)
        elif path != _LATER:
            where = {"folder": self.project.root, "quarter": str(self.quarter)}
            context = click.get_current_context()
            context.invoke(receive, files=(Path(path),), keys=(standing.key,), **where)

    def conclude(self) -> None:
        """Say how the quarter stands, and exit with 1 while anything is left."""
        from sigtepunkt.raw import unclaimed
        from sigtepunkt.receiving.quarter import standing, words

        standings, sources = self.standings(), self.definitions.sources
        before = standing.newest_before(self.project, self.quarter)
        for line in words.said(standings, self.quarter, before, self.day):
            say(line)
        for line in self._missing_keys(standings):
            say(line)
        for line in (
            *unclaimed.suites_in_words(self.project, sources),
            *unclaimed.files_in_words(self.project, self.project.raw(self.quarter), sources.values()),
        ):
            say(f"Passed over: {line}")
        left = sum(not each.way for each in standings)
        if left:
            say(f"{left} of {len(standings)} are left; then, again: sigtepunkt new quarter {self.quarter}")
        elif all(each.same for each in standings):
            say(f"Nothing is new in {self.quarter}: fetch or receive what is due before you publish it.")
        else:
            say(f"Next: sigtepunkt check {self.quarter}, then sigtepunkt run {self.quarter}")
            return
        sys.exit(1)

    def _missing_keys(self, standings: Sequence[Standing]) -> Iterator[str]:
        from sigtepunkt.sources.choice import missing_key
        from sigtepunkt.sources.connectors import Connectors

        connectors = Connectors(self.base_url)
        left = [each.source for each in standings if not each.way and each.source.service]
        lacking = [each for each in left if each.service and connectors.lacks_key(each.service.kind)]
        yield from dict.fromkeys(str(missing_key(source)) for source in lacking)


@contextmanager
def _refusals_said() -> Iterator[None]:
    try:
        yield
    except SigtepunktError as error:
        report_fault(error)
