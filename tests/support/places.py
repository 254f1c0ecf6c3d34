"""The repository's folder, and the project that the shipped quarter is published in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

REPOSITORY = Path(__file__).parent.parent.parent
VERDICTS = ".verdicts"  # where a project remembers what checks found, below its processed data


def bring_verdicts(project: Project) -> None:
    """Give a project what all tests together remember of checks, for commands in processes of their own.

    They are keyed by content. Without them each such process imports Great Expectations.
    """
    copy_verdicts(project.verdict_cache, project.all_processed / VERDICTS)


def copy_verdicts(source: Path, target: Path) -> None:
    """Copy what a folder remembers of checks to another, while other processes read and write both."""
    for path in source.glob("*/*.kept"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        aside = copy.with_suffix(f".{os.getpid()}")
        shutil.copyfile(path, aside)
        aside.replace(copy)


def quietly(stage: str, detail: str) -> None:
    """Ignore a pipeline's progress."""


@dataclass(frozen=True)
class Shipped:
    """The repository's own data, published once in a copy that is under version control."""

    project: Project
    quarter: Quarter
    commit: str

    @property
    def pages(self) -> Path:
        """The folder of the quarter's pages."""
        return self.project.report(self.quarter)
