"""The commands that look and change nothing: status, diff and list."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.options import NO_DEMO, QUARTER, command, flag, open_project, open_quarter, today
from sigtepunkt.cli.terminal import say, show_progress
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.publication.verification import freshness

if TYPE_CHECKING:
    from sigtepunkt.strategy import Definitions

_ORIGINS = {"official": "official", "internal": "internal", "demo": "DEMO"}


@command(QUARTER, flag("--no-demo", text="Compare with what a run without demo data is made from."))
def status(quarter: str | None, folder: Path, *, no_demo: bool) -> None:
    """Say whether the published pages are as they would be made now, and if not, what has changed.

    Exit 1 if they are not.
    """
    project, chosen = open_quarter(folder, quarter)
    stale = freshness.stale(project, chosen, demo=not no_demo)
    for line in stale:
        say(line)
    if stale:
        say(f"{chosen} is not as it would be made now; run: sigtepunkt run {chosen}")
        sys.exit(1)
    say(f"{chosen} is as it would be made now: {project.relative(project.report(chosen))}/index.html")


@command(
    click.argument("before"),
    click.argument("quarter"),
    NO_DEMO,
    flag("--json", "as_json", text="Print the differences as JSON, for machines."),
    click.option(
        "--page",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write them as a Danish page, with charts.",
    ),
)
def diff(before: str, quarter: str, folder: Path, page: Path | None, *, no_demo: bool, as_json: bool) -> None:
    """Explain what is not in QUARTER as it was in BEFORE: every figure and verdict, each with its reason.

    Reasons are found by replacing one thing after the other: code, definitions, suppression, checks,
    revisions, new periods. QUARTER twice: its newest edition and the one before it. Nothing is published.
    """
    project, chosen = open_quarter(folder, quarter)
    earlier = project.quarter(before)
    with show_progress() as progress:
        from sigtepunkt import pipeline

        current, differences = pipeline.difference(
            project, earlier, chosen, demo=not no_demo, progress=progress
        )
        if page:
            from sigtepunkt.report.blocks import changes

            html = changes.differences_page(
                differences, earlier, chosen, current.states, current.inputs.shown
            )
            atomic_files.replace(page, html.encode())
    if as_json:
        say(json.dumps([asdict(difference) for difference in differences], ensure_ascii=False, indent=1))
        return
    indicators, origin = current.inputs.shown.indicators, current.inputs.shown.origin
    for difference in differences:
        key = difference.indicator
        mark = " [DEMO]" if key in indicators and origin(key) == "demo" else ""
        figure = " ".join(filter(None, (difference.aspect, difference.area, difference.period)))
        old, new = ("-" if value is None else value for value in (difference.before, difference.now))
        say(f"{key}{mark}, {figure}: {old} -> {new} ({', '.join(difference.reasons)})")
    counts = Counter(reason for difference in differences for reason in difference.reasons)
    summary = ", ".join(f"{count} {reason}" for reason, count in counts.items()) or "nothing has changed"
    say(f"{len(differences)} differences from {earlier} to {chosen}: {summary}")


@command(
    flag(
        "--sources", text="Show the sources instead: table, file, newest period, when the next is due, owner."
    ),
    flag("--json", "as_json", text="Print the sources as JSON, for machines."),
    name="list",
)
def list_(folder: Path, *, sources: bool, as_json: bool) -> None:
    """Show the strategy as a tree: aim, focus area, indicator or capacity and its origin.

    The last line says whether all of it is covered.
    """
    from sigtepunkt.strategy import load_definitions

    project = open_project(folder)
    definitions, quarters = load_definitions(project), project.quarters()
    if not sources and not as_json:
        for line in _tree(definitions, quarters):
            say(line)
        return
    from sigtepunkt.receiving.quarter import standing, words

    day = today()
    newest = quarters[-1] if quarters else Quarter(day.year, (day.month + 2) // 3)
    standings = standing.of_quarter(project, definitions, newest, day)
    if as_json:
        say(json.dumps(list(words.rows(standings)), ensure_ascii=False, indent=1))
        return
    for line in words.table(standings):
        say(line)


def _tree(definitions: Definitions, quarters: Sequence[Quarter]) -> Iterator[str]:
    """Yield the tree of the strategy in force in the last of the `quarters`; without any, of the last one."""
    strategy = definitions.strategy(quarters[-1]) if quarters else definitions.strategies[-1]
    yield strategy.title
    covered = 0
    for key, aim in strategy.aims.items():
        yield f"\n{aim.title}"
        for name, area in strategy.areas_of(aim=key).items():
            indicators, gaps = definitions.indicators_of(name), definitions.gaps_of(name)
            covered += bool(indicators or gaps)
            yield f"  {area.name} ({strategy.committees[area.committee].short})"
            for identity, indicator in indicators.items():
                marks = {"lead": indicator.lead, "proxy": indicator.proxy, "context": indicator.context}
                words = [_ORIGINS[definitions.origin(identity)], *filter(marks.get, marks)]
                yield f"    {identity}: {indicator.title} [{', '.join(words)}]"
            for identity, capacity in definitions.capacities_of(name).items():
                demo = ", DEMO" if definitions.demo_parts(identity) else ""
                yield f"    {identity}: {capacity.title} [capacity{demo}]"
            yield from (f"    gap: {gap.title}" for gap in gaps)
    yield f"\n{covered} of {len(strategy.focus_areas)} focus areas covered or declared"
