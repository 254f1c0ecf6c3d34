"""All commands as a group, and `main`. Heavy imports wait until a command needs them: help starts at once."""

from __future__ import annotations

import atexit
import gc
import signal
import sys
from types import FrameType

import click

from sigtepunkt import __version__
from sigtepunkt.cli.delivery.fetch_command import fetch
from sigtepunkt.cli.delivery.quarter_walk import new
from sigtepunkt.cli.delivery.source_commands import receive
from sigtepunkt.cli.follow_up_commands import comment
from sigtepunkt.cli.inspection_commands import diff, list_, status
from sigtepunkt.cli.publishing_commands import pdf, release, verify
from sigtepunkt.cli.quarter_commands import check, process, run, watch
from sigtepunkt.cli.terminal import report_fault, say
from sigtepunkt.core import processes
from sigtepunkt.core.errors import SigtepunktError


@click.group(
    commands=(
        new,
        fetch,
        receive,
        run,
        watch,
        process,
        check,
        comment,
        status,
        diff,
        list_,
        release,
        verify,
        pdf,
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="sigtepunkt")
def cli() -> None:
    """From a quarter's raw figures to the council's pages.

    QUARTER is written 2026Q2; left out, it is the newest folder in data/raw. Pages are named after their
    notebooks: kommunalbestyrelsen, a committee such as vtf, datakvalitet or metode.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 refused, 2 wrong use, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else arguments
    processes.limit_to_one_thread()
    signal.signal(signal.SIGTERM, _interrupt)
    atexit.register(gc.freeze)  # or Python, as it ends, would go through all that was imported: a second
    sys.exit(_exit_code(words, debug="--debug" in words))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End as at Ctrl-C: kernels are ended, nothing is published."""
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
    except Exception as error:  # noqa: BLE001 - reported, with the traceback if asked for
        report_fault(error, debug=debug)
        return error.exit_code if isinstance(error, SigtepunktError) else 1
