"""What the analyst reads in the terminal: lines, progress and faults. The only door to rich."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from sigtepunkt.core.errors import SigtepunktError
from sigtepunkt.raw.personal_data import masking

# What stands before each stage's detail. With a colon it is a remark, to be read when the run is over.
STAGES = {
    "fetch": "Fetching",
    "wait": "Waiting:",
    "kept": "Kept:",
    "read": "Reading",
    "contact": "Contact:",
    "copied": "Not got anew:",
    "passed over": "Passed over:",
    "idle": "Checks nothing:",
    "check": "Checking",
    "observations": "Processing",
    "withhold": "Withheld:",
    "disclosure": "Disclosure:",
    "differs": "Other than in the draft before:",
    "signals": "Judging",
    "suggest": "Suggestion:",
    "action": "Action:",
    "comment": "Comment:",
    "later": "Not yet shown:",
    "notebook": "Executing",
    "sanitise": "Left out of the page:",
    "publish": "Publishing",
    "print": "Printing",
}


def say(text: str = "", *, err: bool = False) -> None:
    """Write a line, with any CPR number in it masked: terminals are logged."""
    click.echo(masking.masked(text), err=err)


@contextmanager
def show_progress() -> Iterator[Callable[[str, str], None]]:
    """Yield what stages report their progress to: a live line in a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage, detail: say(f"{STAGES[stage]} {detail}", err=True)
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Starting") as status:

        def show(stage: str, detail: str) -> None:
            label, text = STAGES[stage], masking.masked(detail)
            if label.endswith(":"):
                console.print(f"{label} {text}", markup=False)
            else:
                status.update(f"{label} [bold]{text}[/bold]")

        yield show


def report_fault(error: Exception, *, debug: bool = False) -> None:
    """Say what was refused or went wrong, and that `reports/` is as it was; `debug` shows where."""
    if debug:
        say("".join(traceback.format_exception(error)), err=True)
    if isinstance(error, SigtepunktError):
        say(f"{error.heading}. Nothing in reports/ was changed.\n{error}", err=True)
        return
    kind = f"unforeseen fault ({type(error).__name__})"
    next_step = "run the command again with --debug to see where"
    if isinstance(error, OSError):
        kind = "could not read or write"
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            next_step = "make room on the disk, and run the command again"
    lines = (
        "Refused. Nothing in reports/ was changed.",
        f"sigtepunkt: {kind}: {error}",
        f"  next:    {next_step}",
    )
    say("\n".join(lines), err=True)
