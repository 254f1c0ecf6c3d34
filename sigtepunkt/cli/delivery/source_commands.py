"""The commands that bring files in: receive, and new source."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.options import REASON, command, flag, open_next, open_project, today
from sigtepunkt.cli.terminal import say
from sigtepunkt.core.storage import atomic_files

if TYPE_CHECKING:
    from sigtepunkt.receiving.questions import Question
    from sigtepunkt.receiving.reception import Person

_YES = flag("--yes", text="Ask nothing: agree to what the file shows, refuse what it leaves open.")


@command(
    click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."),
    click.option(
        "--source",
        "keys",
        multiple=True,
        metavar="ID",
        help="The file's source, one for each file in the same order; by default the one with such a file.",
    ),
    click.option(
        "--quarter", metavar="QUARTER", help="The vintage; by default the newest. A new one is made."
    ),
    click.option("--via", default="", metavar="TEXT", help="By which way it came, in Danish: pages say it."),
    click.option(
        "--retrieved",
        type=click.DateTime(formats=["%Y-%m-%d"]),
        metavar="DATE",
        help="The day it was fetched; by default today.",
    ),
    REASON,
    _YES,
)
def receive(
    files: tuple[Path, ...],
    keys: tuple[str, ...],
    quarter: str | None,
    folder: Path,
    retrieved: dt.datetime | None,
    *,
    yes: bool,
    **remarks: str,
) -> None:
    """Put a file as it came into the quarter's vintage, with provenance and checksums.

    It is read as its source declares; where it is written in another way, what would have to be declared is
    shown and asked. Compared with the file before, nothing may have vanished. Whatever is refused, nothing
    has changed.
    """
    project, day = open_project(folder), today()
    chosen = open_next(project, quarter)
    with atomic_files.write_lock(project):
        from sigtepunkt.receiving import reception
        from sigtepunkt.strategy import load_definitions

        definitions = load_definitions(project)
        desk = reception.Desk(project, definitions, chosen, _person(yes=yes))
        owned = reception.owners_of(files, keys, definitions.sources)
        said = reception.Remarks(retrieved.date() if retrieved else day, **remarks)
        reception.receive(desk, owned, said, day)
    names = ", ".join(desk.name(chosen, definitions.sources[key]) for key in owned)
    say(f"Received: {names}; next: sigtepunkt new quarter {chosen}, which says what is left")


@command(
    click.argument("file", type=click.Path(path_type=Path), metavar="FILE"),
    click.option("--id", "key", default="", metavar="ID", help="Its name; by default after the file's."),
    click.option("--title", metavar="TEXT", help="The table as pages name it."),
    click.option("--publisher", metavar="TEXT", help="Who publishes it."),
    click.option("--table", metavar="TEXT", help="The publisher's own name for the table."),
    click.option("--licence", metavar="TEXT", help="The terms; ukendt where they are not known."),
    click.option("--origin", type=click.Choice(["official", "internal", "demo"]), help="Whose figures."),
    click.option("--owner", metavar="TEXT", help="Whom to ask when something is wrong with the file."),
    click.option(
        "--lag-days", type=click.IntRange(0), metavar="NUMBER", help="Days until a period is published."
    ),
    _YES,
    name="source",
)
def new_source(file: Path, key: str, folder: Path, *, yes: bool, **said: str | int | None) -> None:
    """Declare a stranger's file: a table in strategy/sources.toml and a first suite in expectations/.

    What the file does not say is marked FILL IN, and refused by every command until it is written.
    """
    project = open_project(folder)
    with atomic_files.write_lock(project):
        from sigtepunkt.receiving import new_source as sources
        from sigtepunkt.strategy import load_definitions

        known = {name: value for name, value in said.items() if value is not None}
        definitions = load_definitions(project)
        to_say = sources.new_source(project, definitions, file, key, known, _person(yes=yes))
    if to_say:
        say(f"Fill in, in strategy/sources.toml: {', '.join(to_say)}")
    say(f"Then: sigtepunkt receive {shlex.quote(str(file))} --source {key or sources.key_of(file)}")


def _person(*, yes: bool) -> Person:
    """Return who answers: whoever sits at the terminal, with `yes` nobody."""
    from sigtepunkt.receiving.questions import refuse_to_guess
    from sigtepunkt.receiving.reception import Person

    if yes:
        return Person(say, refuse_to_guess, lambda _: True)
    return Person(say, _ask, lambda question: click.confirm(question, default=False))


def _ask(question: Question) -> str:
    say(f"{question.where}: {question.text}")
    for choice, meaning in question.answers.items():
        say(f"  {choice}  {meaning}")
    kind = click.Choice(list(question.answers)) if question.answers else click.STRING
    answer: str = click.prompt("Which", type=kind, show_choices=False, err=not sys.stdout.isatty())
    return answer
