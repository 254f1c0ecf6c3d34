"""The commands about what has been published: release, verify and pdf."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sigtepunkt.cli.options import JOBS, QUARTER, command, flag, open_quarter
from sigtepunkt.cli.terminal import say, show_progress
from sigtepunkt.core.storage import atomic_files

if TYPE_CHECKING:
    from sigtepunkt.publication.verification.rebuild import Run


@command(
    QUARTER,
    click.option(
        "--by",
        required=True,
        metavar="NAME",
        help="Who releases it: a function rather than a person, such as Økonomisekretariatet.",
    ),
)
def release(quarter: str | None, by: str, folder: Path) -> None:
    """Record that the published QUARTER has gone to the council.

    Its pages no longer say that they are a draft. From then on other figures, verdicts, comments,
    decisions or aims are published as a corrected edition only (run --reason). Commit data/published.
    """
    project, chosen = open_quarter(folder, quarter)
    if not by.strip():
        raise click.UsageError("--by says who releases it.")
    with show_progress() as progress, atomic_files.write_lock(project):
        from sigtepunkt import pipeline

        index = pipeline.release_edition(project, chosen, by.strip(), progress)
    say(f"Released {chosen}: {project.relative(index)}; commit data/published")


@command(
    QUARTER,
    click.option(
        "--copy",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Look at a folder or zip file that was sent instead; needs no repository.",
    ),
    flag("--quick", text="Look at files and inputs only; make nothing again."),
    JOBS,
)
def verify(quarter: str | None, copy: Path | None, jobs: int, folder: Path, *, quick: bool) -> None:
    """Make the published QUARTER again, aside, and compare: identical, or which page, block and input differ.

    Exit 1 if any does.
    """
    from sigtepunkt.publication.verification import published_quarter

    if copy is None:
        project, chosen = open_quarter(folder, quarter)
        with show_progress() as progress:
            run = None if quick else _run_quarter()
            verdict = published_quarter.verify(project, chosen, run=run, jobs=jobs, progress=progress)
    elif quarter:
        fault = "--copy looks at what was sent, and QUARTER at the repository"
        raise click.UsageError(f"{fault}: name one of them.")
    else:
        verdict = published_quarter.verify_copy(copy)
    for line in (*verdict.about, *verdict.differences, verdict.conclusion):
        say(line)
    if verdict.differences:
        sys.exit(1)


def _run_quarter() -> Run:
    """Return what makes a quarter again; its imports are heavy."""
    from sigtepunkt import pipeline

    return pipeline.run


@command(
    QUARTER,
    click.option(
        "--only", multiple=True, metavar="ID", help="Print only this page; may be given several times."
    ),
)
def pdf(quarter: str | None, only: tuple[str, ...], folder: Path) -> None:
    """Print the published QUARTER as tagged PDF files in reports/QUARTER-pdf, by this machine's Chromium."""
    from sigtepunkt.publication.pdf import print_pages

    project, chosen = open_quarter(folder, quarter)
    with show_progress() as progress, atomic_files.write_lock(project):
        printed = print_pages(project, chosen, only=only, progress=progress)
    count = len([*printed.iterdir()])
    say(f"Printed {count} {'page' if count == 1 else 'pages'}: {project.relative(printed)}")
