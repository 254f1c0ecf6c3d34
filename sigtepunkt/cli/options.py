"""What commands share: how they are declared, and how they find the project and the quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click

from sigtepunkt.core import processes
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, find_project
from sigtepunkt.core.storage import atomic_files

Function = Callable[..., None]
Parameter = Callable[[Function], Function]

QUARTER = click.argument("quarter", required=False)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=processes.NOTEBOOKS_AT_ONCE,
    show_default=True,
    help="Notebooks executed at once.",
)
REASON = click.option(
    "--reason",
    default="",
    metavar="TEXT",
    help="Why figures of the file before are gone, in Danish; kept with its provenance.",
)
_FOLDER = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The repository; by default the one you stand in.",
)
_DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")  # read by `main`


def flag(*names: str, text: str) -> Parameter:
    """Return the declaration of an option without a value, and its help text."""
    return click.option(*names, is_flag=True, help=text)


NO_DEMO = flag("--no-demo", text="Leave demo data out.")


def command(*parameters: Parameter, name: str | None = None) -> Callable[[Function], click.Command]:
    """Return a decorator that makes a command with these parameters, and the options every command has."""

    def declare(function: Function) -> click.Command:
        every: tuple[Parameter, ...] = (*parameters, _FOLDER, _DEBUG)
        for parameter in reversed(every):
            function = parameter(function)
        return click.command(name)(function)

    return declare


def open_project(folder: Path) -> Project:
    """Return the project that holds `folder`, repaired after a crash. Raises WrongUse where there is none."""
    project = find_project(folder)
    atomic_files.repair_unless_locked(project)
    return project


def open_quarter(folder: Path, quarter: str | None) -> tuple[Project, Quarter]:
    """Return the project that holds `folder`, and the named quarter or the newest. Raises WrongUse."""
    project = open_project(folder)
    return project, project.quarter(quarter)


def open_next(project: Project, quarter: str | None) -> Quarter:
    """Return the named quarter, which has a vintage or comes after all that have one; else the newest.

    Raises WrongUse for any other.
    """
    project.refuse_nearly_quarters()
    if quarter is not None:
        chosen, received = Quarter.parse(quarter), project.quarters()
        if not received or chosen > received[-1]:
            return chosen
    return project.quarter(quarter)


def today() -> dt.date:
    """Return the day it is where the command is run."""
    return dt.datetime.now().astimezone().date()
