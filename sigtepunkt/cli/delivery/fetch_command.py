"""The command that gets a quarter's raw data from the publishers' services."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.options import REASON, command, flag, open_project, today
from sigtepunkt.cli.terminal import say, show_progress
from sigtepunkt.core.errors import abridged
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.storage import atomic_files

if TYPE_CHECKING:
    from sigtepunkt.receiving.fetched_vintage import FetchedVintage
    from sigtepunkt.sources.choice import Choice

BASE_URL = click.option(
    "--base-url",
    default="",
    metavar="URL",
    help="Ask every service at this address instead of its own, such as http://127.0.0.1:8000.",
)


@command(
    click.argument("quarter"),
    click.option(
        "--source",
        "only",
        multiple=True,
        metavar="ID",
        help="Fetch only this source; may be given several times.",
    ),
    flag("--dry-run", text="Print the requests, and send none."),
    BASE_URL,
    REASON,
)
def fetch(
    quarter: str, only: tuple[str, ...], folder: Path, base_url: str, reason: str, *, dry_run: bool
) -> None:
    """Get the raw data of QUARTER from the publishers' services into data/raw/QUARTER.

    A source's service is declared in strategy/sources.toml; of the others it is said where a person finds the
    file. The vintage appears when all of it is there. After Ctrl-C, or a refusal, the same command goes on
    with what is missing. Nothing that lies there is overwritten.
    """
    project, chosen = open_project(folder), Quarter.parse(quarter)
    from sigtepunkt.receiving.fetched_vintage import fetch_vintage, to_fetch
    from sigtepunkt.sources import fetching
    from sigtepunkt.sources.connectors import Connectors
    from sigtepunkt.strategy import load_definitions

    definitions, connectors = load_definitions(project), Connectors(base_url)
    day = today()
    choice = to_fetch(project, definitions, chosen, only, connectors, day)
    if dry_run:
        for key, request in fetching.requests(choice.fetched, connectors):
            say(f"{key}: {request.line}")
        for line in _left_out(choice):
            say(line)
        return
    try:
        with show_progress() as progress, atomic_files.write_lock(project):
            fetched = fetch_vintage(
                project, definitions, chosen, choice, connectors, today=day, progress=progress, reason=reason
            )
    except KeyboardInterrupt:
        say("What has been fetched is kept: the same command goes on with it.", err=True)
        raise
    for line in (*_states(fetched), *_left_out(choice)):
        say(line)
    count = len(fetched.states)
    say(f"Fetched {count} {'file' if count == 1 else 'files'} into {project.relative(fetched.folder)}.")


def _states(fetched: FetchedVintage) -> Iterator[str]:
    """Yield a line for each state but the ordinary one, with the sources that are in it."""
    from sigtepunkt.sources.services.source_state import SourceState

    by_state: dict[SourceState, list[str]] = defaultdict(list)
    for key, state in fetched.states.items():
        by_state[state].append(key)
    for state in (SourceState.WITHDRAWN, SourceState.NOT_UPDATED, SourceState.LATE):
        if keys := by_state[state]:
            yield f"{state.capitalize()} ({len(keys)}): {abridged(keys)}"


def _left_out(choice: Choice) -> Iterator[str]:
    """Yield what a person gets, and where; and which services lack a key."""
    from sigtepunkt.sources.choice import how_to_get, missing_key

    if choice.by_hand:
        yield f"Not fetched, since they declare no service ({len(choice.by_hand)}); receive them by hand:"
        yield from (f"  {key}: {how_to_get(source)}" for key, source in choice.by_hand.items())
    if choice.without_key:
        keys, problem = choice.without_key, missing_key(next(iter(choice.without_key.values())))
        yield f"Not fetched, since {problem.where} is not set ({len(keys)}): {abridged(keys)}"
        yield f"  next:    {problem.next_step}, then: the same command"
    if choice.there:
        yield f"Not fetched, since they lie there already ({len(choice.there)}): {abridged(choice.there)}"
