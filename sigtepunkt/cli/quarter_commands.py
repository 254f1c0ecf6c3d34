"""The commands that make a quarter from its raw data: run, watch, process and check."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.options import JOBS, NO_DEMO, QUARTER, command, flag, open_quarter
from sigtepunkt.cli.terminal import say, show_progress
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.publication.verification import freshness

if TYPE_CHECKING:
    from sigtepunkt.checks.finding import Finding
    from sigtepunkt.observations.accepted_vintage import AcceptedVintage
    from sigtepunkt.strategy import Definitions


@command(
    QUARTER,
    click.option(
        "--only", multiple=True, metavar="ID", help="Make only this page; may be given several times."
    ),
    JOBS,
    flag("--no-demo", text="Leave demo data out: what it stood for becomes declared gaps."),
    flag("--force", text="Make everything again, also what has not changed."),
    flag("--cold", text="Start every kernel anew instead of forking it from a warm one."),
    flag("--strict", text="Refuse the quarter if anything fails a check, instead of withholding it."),
    click.option(
        "--reason",
        default="",
        metavar="TEXT",
        help="Correct a released edition; the reason, in Danish, stands on every page.",
    ),
    flag("--draft", text="Make the pages in reports/QUARTER-udkast, and touch nothing that was published."),
)
def run(  # noqa: PLR0913 - click passes every option as an argument
    quarter: str | None,
    only: tuple[str, ...],
    jobs: int,
    reason: str,
    folder: Path,
    *,
    no_demo: bool,
    force: bool,
    cold: bool,
    strict: bool,
    draft: bool,
) -> None:
    """Check the data, execute the notebooks and publish reports/QUARTER, all or nothing.

    Until `sigtepunkt release` the pages say that they are a draft, and a run makes them anew. What was
    released is published with other figures, verdicts, comments, decisions or aims with --reason only.
    """
    project, chosen = open_quarter(folder, quarter)
    if draft and reason:
        fault = "--draft publishes nothing, and --reason publishes a corrected edition"
        raise click.UsageError(f"{fault}: name one of them.")
    if draft:
        project = project.as_draft(chosen)
    if not (force or strict or only or reason) and not freshness.stale(project, chosen, demo=not no_demo):
        index = f"{project.relative(project.report(chosen))}/index.html"
        say(f"Nothing has changed since {chosen} was published: {index}")
        return
    if not cold:
        from sigtepunkt.execution import executor

        executor.prepare()  # imports what kernels need while this process imports what it needs itself
    with show_progress() as progress, atomic_files.write_lock(project):
        from sigtepunkt import pipeline
        from sigtepunkt.publication.build import BuildOptions

        path = pipeline.run(
            project,
            chosen,
            only=only,
            demo=not no_demo,
            strict=strict,
            reason=reason,
            options=BuildOptions(jobs, cold, force),
            progress=progress,
        )
    say(f"{'Made a draft of' if draft else 'Published'} {chosen}: {project.relative(path)}")


@command(
    click.argument("words", nargs=-1, metavar="[ID]... [QUARTER]"),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=0,
        metavar="NUMBER",
        help="Where the pages are shown; by default a free port.",
    ),
    flag("--no-open", text="Open no browser."),
    JOBS,
    NO_DEMO,
)
def watch(
    words: tuple[str, ...], port: int, jobs: int, folder: Path, *, no_open: bool, no_demo: bool
) -> None:
    """Make a page again whenever something it rests on is saved, and reload the browser's tab.

    Ctrl-C ends it. Without an ID every page is kept up to date. What is made is a draft, in
    reports/QUARTER-udkast, as by run --draft; what is refused is told, and the pages stay as they were.
    Nothing that was published is touched.
    """
    quarters = [word for word in words if Quarter.is_quarter(word)]
    if len(quarters) > 1:
        raise click.UsageError(f"one quarter at a time is watched, not {' and '.join(quarters)}")
    project, chosen = open_quarter(folder, quarters[0] if quarters else None)
    from sigtepunkt.cli.watch import Watch

    pages = tuple(word for word in words if word not in quarters)
    debug = bool(click.get_current_context().obj)
    watched = Watch(project.as_draft(chosen), chosen, pages, not no_demo, jobs, debug)
    watched.run(port, browser=not no_open)


@command(QUARTER, NO_DEMO)
def process(quarter: str | None, folder: Path, *, no_demo: bool) -> None:
    """Check the data and write data/processed/QUARTER, for work in JupyterLab; publish nothing."""
    project, chosen = open_quarter(folder, quarter)
    with show_progress() as progress, atomic_files.write_lock(project):
        from sigtepunkt import pipeline

        pipeline.process(project, chosen, demo=not no_demo, progress=progress)
    say(f"Processed {chosen}: {project.relative(project.processed(chosen))}")


@command(QUARTER, flag("--json", "as_json", text="Print what was found as JSON, for machines."))
def check(quarter: str | None, folder: Path, *, as_json: bool) -> None:
    """Hold the raw data against its expectations, and change nothing.

    Shows what fails and what would be withheld. Exit 1 if anything would be.
    """
    project, chosen = open_quarter(folder, quarter)
    with show_progress() as progress:
        from sigtepunkt import pipeline
        from sigtepunkt.strategy import load_definitions

        definitions = load_definitions(project)
        current = pipeline.accepted(project, definitions, chosen, progress)
    evaluated, failed = len(current.findings), [finding for finding in current.findings if not finding.met]
    if as_json:
        result = {
            "quarter": str(chosen),
            "evaluated": evaluated,
            "failed": [asdict(finding) for finding in failed],
            "withheld": [asdict(figure) for figure in current.withheld],
            "warnings": current.warnings,
            "problems": [asdict(problem) for problem in current.problems],
        }
        say(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        _say_failures(project, definitions, current, failed)
        say(
            f"{chosen}: {evaluated} expectations on {len(current.tables)} files, "
            f"{evaluated - len(failed)} met, {len(failed)} not met, {len(current.withheld)} figures withheld."
        )
    if current.problems or current.withheld:
        sys.exit(1)


def _say_failures(
    project: Project, definitions: Definitions, current: AcceptedVintage, failed: Sequence[Finding]
) -> None:
    for problem in current.problems:
        say(f"[critical] {problem}")
    for finding in failed:
        if finding.severity != "critical":
            source = definitions.sources.get(finding.suite)
            where = project.relative(current.vintage.folder / source.file) if source else "the observations"
            for problem in finding.problems(where, source.owner if source else "the analyst"):
                say(f"[{finding.severity}] {problem}")
    for figure in current.withheld:
        name = " ".join(filter(None, (figure.indicator, figure.area, figure.period)))
        say(f"[withheld] {name} ({figure.where}): {figure.reason}")
