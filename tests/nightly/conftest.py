"""The shipped quarters, processed once for all nightly tests that read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from clones import clone, sigtepunkt
from places import REPOSITORY

from sigtepunkt.core.project import Project


@pytest.fixture(scope="session")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped project with both quarters processed by the command; read-only."""
    home = tmp_path_factory.mktemp("shipped") / "projekt"
    project = clone(Project(REPOSITORY), home)
    for quarter in ("2026Q1", "2026Q2"):
        sigtepunkt(project, "process", quarter)
    return home


@pytest.fixture(scope="session")
def published(processed: Path) -> Path:
    """The same project with the pages of both quarters; read-only."""
    for quarter in ("2026Q1", "2026Q2"):
        sigtepunkt(Project(processed), "run", quarter)
    return processed
