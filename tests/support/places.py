"""The repository's folder, and the project that the shipped quarter is published in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

REPOSITORY = Path(__file__).parent.parent.parent


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


ROOMS = (
    "core",
    "strategy",
    "raw",
    "receiving",
    "checks",
    "observations",
    "disclosure",
    "signals",
    "wording",
    "charts",
    "editions",
    "report",
    "execution",
    "publication",
    "pipeline",
    "cli",
)
