"""Where the repository lies, and what the shipped quarter is made in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

REPOSITORY = Path(__file__).parent.parent.parent


def quietly(stage: str, detail: str) -> None:
    """Take a pipeline's progress and say nothing."""


@dataclass(frozen=True)
class Shipped:
    """The repository's own data, published once in a copy under version control."""

    project: Project
    quarter: Quarter
    commit: str

    @property
    def pages(self) -> Path:
        """The folder of the quarter's pages."""
        return self.project.report(self.quarter)
