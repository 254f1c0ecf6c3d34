"""The command line. Heavy imports wait until a command needs them: help and lists start at once."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from sigtepunkt import __version__
from sigtepunkt.cli.terminal import say, show_progress, tell_fault
from sigtepunkt.core import atomic_files, processes
from sigtepunkt.core.errors import SigtepunktError
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, find_project
from sigtepunkt.editions import freshness

if TYPE_CHECKING:
    from sigtepunkt.checks.expectation_suite import Finding
    from sigtepunkt.observations.accepted_vintage import AcceptedVintage
    from sigtepunkt.publication.verification.rebuild import Run
    from sigtepunkt.strategy import Definitions


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sigtepunkt")
def cli() -> None:
    """From a quarter's raw figures to the council's pages.

    QUARTER is written 2026Q2; left out, it is the newest folder in data/raw. Pages are named after their notebooks:
    kommunalbestyrelsen, a committee such as vtf, datakvalitet or metode.
    """


def _common(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options every command has."""
    folder = click.option(
        "--project",
        "folder",
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="DIR",
        help="The repository; by default the one you stand in.",
    )
    debug = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")  # read by main
    return folder(debug(command))


def _place(folder: Path, quarter: str | None) -> tuple[Project, Quarter]:
    project = find_project(folder)
    atomic_files.repair_unless_locked(project)
    return project, project.quarter(quarter)


@cli.command()
@click.argument("quarter", required=False)
@click.option("--only", multiple=True, metavar="ID", help="Make only this page; may be given several times.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=processes.NOTEBOOKS_AT_ONCE,
    show_default=True,
    help="Notebooks executed at once.",
)
@click.option("--no-demo", is_flag=True, help="Leave demo data out: what it stood for becomes declared gaps.")
@click.option("--force", is_flag=True, help="Make everything again, also what has not changed.")
@click.option("--cold", is_flag=True, help="Start every kernel anew instead of forking it from a warm one.")
@click.option(
    "--strict", is_flag=True, help="Refuse the quarter if anything fails a check, instead of withholding it."
)
@click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help="Correct a released edition; the reason, in Danish, stands on every page.",
)
@click.option(
    "--draft",
    is_flag=True,
    help="Make the pages in reports/QUARTER-udkast, and touch nothing that was published.",
)
@_common
def run(
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

    Until `sigtepunkt release` the pages say that they are a draft, and a run makes them anew. What was released is published
    with other figures or verdicts with --reason only.
    """
    project, chosen = _place(folder, quarter)
    if draft and reason:
        raise click.UsageError(
            "--draft publishes nothing, and --reason publishes a corrected edition: name one of them."
        )
    if draft:
        project = project.as_draft(chosen)
    if not (force or strict or only or reason) and not freshness.stale(project, chosen, demo=not no_demo):
        say(
            f"Nothing has changed since {chosen} was published: {project.relative(project.report(chosen))}/index.html"
        )
        return
    if not cold:
        from sigtepunkt.execution import executor

        executor.prepare()  # imports what kernels need while this process imports what it needs itself
    with show_progress() as progress:
        from sigtepunkt import pipeline
        from sigtepunkt.publication.build import BuildOptions

        with atomic_files.only_writer(project):
            index = pipeline.run(
                project,
                chosen,
                only=only,
                demo=not no_demo,
                strict=strict,
                reason=reason,
                manner=BuildOptions(jobs, cold, force),
                progress=progress,
            )
    say(f"{'Made a draft of' if draft else 'Published'} {chosen}: {project.relative(index)}")


@cli.command()
@click.argument("quarter", required=False)
@click.option(
    "--by",
    required=True,
    metavar="NAME",
    help="Who releases it: a function rather than a person, such as Økonomisekretariatet.",
)
@_common
def release(quarter: str | None, by: str, folder: Path) -> None:
    """Record that the published QUARTER has gone to the council; its pages no longer say that they are a draft.

    From then on other figures or verdicts are published as a corrected edition only (run --reason). Commit data/published.
    """
    project, chosen = _place(folder, quarter)
    if not by.strip():
        raise click.UsageError("--by says who releases it.")
    with show_progress() as progress:
        from sigtepunkt import pipeline

        with atomic_files.only_writer(project):
            index = pipeline.release(project, chosen, by.strip(), progress)
    say(f"Released {chosen}: {project.relative(index)}; commit data/published")


@cli.command()
@click.argument("words", nargs=-1, metavar="[ID]... [QUARTER]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="NUMBER",
    help="Where the pages are shown; by default a free port.",
)
@click.option("--no-open", is_flag=True, help="Open no browser.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=processes.NOTEBOOKS_AT_ONCE,
    show_default=True,
    help="Notebooks executed at once.",
)
@click.option("--no-demo", is_flag=True, help="Leave demo data out.")
@_common
def watch(
    words: tuple[str, ...], port: int, jobs: int, folder: Path, *, no_open: bool, no_demo: bool
) -> None:
    """Make a page again whenever something it rests on is saved, and reload the browser's tab; Ctrl-C ends it.

    Without an ID every page is kept up to date. What is made is a draft, in reports/QUARTER-udkast, as by run --draft; what is
    refused is told, and the pages stay as they were. Nothing that was published is touched.
    """
    quarters = [word for word in words if Quarter.is_quarter(word)]
    if len(quarters) > 1:
        raise click.UsageError(f"one quarter at a time is watched, not {' and '.join(quarters)}")
    project, chosen = _place(folder, quarters[0] if quarters else None)
    from sigtepunkt.cli import watch

    wish = watch.WatchOptions(
        tuple(word for word in words if word not in quarters),
        demo=not no_demo,
        jobs=jobs,
        port=port,
        browser=not no_open,
    )
    debug = bool(click.get_current_context().obj)
    watch.watch(
        project,
        chosen,
        wish,
        watch.Terminal(say, show_progress, lambda error: tell_fault(error, debug=debug)),
    )


@cli.command()
@click.argument("quarter", required=False)
@click.option("--no-demo", is_flag=True, help="Leave demo data out.")
@_common
def process(quarter: str | None, folder: Path, *, no_demo: bool) -> None:
    """Check the data and write data/processed/QUARTER, for work in JupyterLab; publish nothing."""
    project, chosen = _place(folder, quarter)
    with show_progress() as progress:
        from sigtepunkt import pipeline

        with atomic_files.only_writer(project):
            pipeline.process(project, chosen, demo=not no_demo, progress=progress)
    say(f"Processed {chosen}: {project.relative(project.processed(chosen))}")


@cli.command()
@click.argument("quarter", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON, for machines.")
@_common
def check(quarter: str | None, folder: Path, *, as_json: bool) -> None:
    """Hold the raw data against its expectations; show what fails and what would be withheld; change nothing. Exit 1 if anything would be."""
    project, chosen = _place(folder, quarter)
    with show_progress() as progress:
        from sigtepunkt import pipeline
        from sigtepunkt.strategy import load_definitions

        definitions = load_definitions(project)
        found = pipeline.received(project, definitions, definitions.in_force(chosen), chosen, progress)[-1]
    failed = [finding for finding in found.findings if not finding.met]
    if as_json:
        say(
            json.dumps(
                {
                    "quarter": str(chosen),
                    "evaluated": len(found.findings),
                    "failed": [asdict(finding) for finding in failed],
                    "withheld": [asdict(one) for one in found.withheld],
                    "warnings": found.warnings,
                    "problems": [asdict(problem) for problem in found.problems],
                },
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        _tell_found(project, definitions, found, failed)
        say(
            f"{chosen}: {len(found.findings)} expectations on {len(found.tables)} files, {len(found.findings) - len(failed)} met, {len(failed)} not met, {len(found.withheld)} figures withheld."
        )
    if found.problems or found.withheld:
        sys.exit(1)


def _tell_found(
    project: Project, definitions: Definitions, found: AcceptedVintage, failed: Sequence[Finding]
) -> None:
    for problem in found.problems:
        say(f"[critical] {problem}")
    for finding in failed:
        if finding.severity != "critical":
            source = definitions.sources.get(finding.suite)
            where = project.relative(found.vintage.folder / source.file) if source else "the observations"
            for problem in finding.problems(where, source.owner if source else "the analyst"):
                say(f"[{finding.severity}] {problem}")
    for one in found.withheld:
        say(
            f"[withheld] {' '.join(filter(None, (one.indicator, one.area, one.period)))} ({one.where}): {one.reason}"
        )


@cli.command()
@click.argument("quarter", required=False)
@click.option("--no-demo", is_flag=True, help="Compare with what a run without demo data is made from.")
@_common
def status(quarter: str | None, folder: Path, *, no_demo: bool) -> None:
    """Say whether the published pages are as they would be made now, and if not, what has changed. Exit 1 if they are not."""
    project, chosen = _place(folder, quarter)
    stale = freshness.stale(project, chosen, demo=not no_demo)
    for line in stale:
        say(line)
    if stale:
        say(f"{chosen} is not as it would be made now; run: sigtepunkt run {chosen}")
        sys.exit(1)
    say(f"{chosen} is as it would be made now: {project.relative(project.report(chosen))}/index.html")


@cli.command()
@click.argument("before")
@click.argument("quarter")
@click.option("--no-demo", is_flag=True, help="Leave demo data out.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON, for machines.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write them as a Danish page, with charts.",
)
@_common
def diff(before: str, quarter: str, folder: Path, page: Path | None, *, no_demo: bool, as_json: bool) -> None:
    """Explain what is not in QUARTER as it was in BEFORE: every figure and verdict, each with its reason.

    Reasons are found by replacing one thing after the other: code, definitions, suppression, checks, revisions, new periods.
    QUARTER twice: its newest edition and the one before it. Nothing is published.
    """
    project, chosen = _place(folder, quarter)
    earlier = project.quarter(before)
    with show_progress() as progress:
        from sigtepunkt import pipeline

        today, found = pipeline.difference(project, earlier, chosen, demo=not no_demo, progress=progress)
        if page:
            from sigtepunkt.report.blocks import changes

            atomic_files.replace(
                page, changes.page(found, earlier, chosen, today.states, today.definitions).encode()
            )
    if as_json:
        say(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        mark = (
            " [DEMO]"
            if one.indicator in today.definitions.indicators
            and today.definitions.origin(one.indicator) == "demo"
            else ""
        )
        what = " ".join(filter(None, (one.aspect, one.area, one.period)))
        say(
            f"{one.indicator}{mark}, {what}: {one.before if one.before is not None else '-'} -> {one.now if one.now is not None else '-'} ({', '.join(one.reasons)})"
        )
    counts = Counter(reason for one in found for reason in one.reasons)
    say(
        f"{len(found)} differences from {earlier} to {chosen}: "
        + (", ".join(f"{count} {reason}" for reason, count in counts.items()) or "nothing has changed")
    )


@cli.command()
@click.argument("quarter", required=False)
@click.option(
    "--copy",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Look at a folder or zip file that was sent instead; needs no repository.",
)
@click.option("--quick", is_flag=True, help="Look at files and inputs only; make nothing again.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=processes.NOTEBOOKS_AT_ONCE,
    show_default=True,
    help="Notebooks executed at once.",
)
@_common
def verify(quarter: str | None, copy: Path | None, jobs: int, folder: Path, *, quick: bool) -> None:
    """Make the published QUARTER again, aside, and compare: identical, or which page, block and input differ. Exit 1 if any does."""
    from sigtepunkt.publication.verification import published_quarter

    if copy is None:
        project, chosen = _place(folder, quarter)
        with show_progress() as progress:
            verdict = published_quarter.verify(
                project, chosen, run=None if quick else _run_quarter(), jobs=jobs, progress=progress
            )
    elif quarter:
        raise click.UsageError(
            "--copy looks at what was sent, and QUARTER at the repository: name one of them."
        )
    else:
        verdict = published_quarter.verify_copy(copy)
    for line in (*verdict.about, *verdict.differences, verdict.conclusion):
        say(line)
    if verdict.differences:
        sys.exit(1)


@cli.command()
@click.argument("quarter", required=False)
@click.option("--only", multiple=True, metavar="ID", help="Print only this page; may be given several times.")
@_common
def pdf(quarter: str | None, only: tuple[str, ...], folder: Path) -> None:
    """Print the published QUARTER as tagged PDF files in reports/QUARTER-pdf, by the Chromium of this machine."""
    from sigtepunkt.publication.pdf import print_pages

    project, chosen = _place(folder, quarter)
    with show_progress() as progress, atomic_files.only_writer(project):
        printed = print_pages(project, chosen, only=only, progress=progress)
    count = len([*printed.iterdir()])
    say(f"Printed {count} {'page' if count == 1 else 'pages'}: {project.relative(printed)}")


@cli.command("list")
@_common
def list_(folder: Path) -> None:
    """Show the strategy as a tree: aim, focus area, indicator or capacity and its origin; and whether all of it is covered."""
    from sigtepunkt.cli import listing
    from sigtepunkt.strategy import load_definitions

    project = find_project(folder)
    atomic_files.repair_unless_locked(project)
    for line in listing.tree(load_definitions(project), project.quarters()):
        say(line)


def _run_quarter() -> Run:
    """Return what makes a quarter, imported for who asks."""
    from sigtepunkt import pipeline

    return pipeline.run


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 refused, 2 wrong use, 130 interrupted. No traceback unless --debug."""
    words = sys.argv[1:] if arguments is None else arguments
    processes.only_one()
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(_exit_code(words, debug="--debug" in words))


def _interrupt(number: int, frame: FrameType | None) -> None:
    """End as at the keyboard: kernels are ended, nothing is published."""
    del number, frame
    raise KeyboardInterrupt


def _exit_code(words: list[str], *, debug: bool) -> int:
    try:
        return cli.main(words, prog_name="sigtepunkt", standalone_mode=False, obj=debug) or 0
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        say("Interrupted. Nothing was published.", err=True)
        return 130
    except Exception as error:
        tell_fault(error, debug=debug)
        return error.exit_code if isinstance(error, SigtepunktError) else 1
