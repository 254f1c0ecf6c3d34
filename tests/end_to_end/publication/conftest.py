"""A published quarter of a single page, to be verified: as it is, changed, or as it was sent to somebody."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine, Outcome
from municipality import FIRST, lay_out
from places import quietly

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project


@pytest.fixture(scope="session")
def one_page_published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with one page of 2026Q1 published; not to be changed."""
    home = lay_out(tmp_path_factory.mktemp("verified") / "prøvekommune")
    pipeline.run(home, FIRST, only=["boern"], progress=quietly)
    return home


@pytest.fixture
def home(one_page_published: Project, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(one_page_published.root, tmp_path / "prøvekommune"))


@pytest.fixture
def verify(home: Project, command: CommandLine) -> Callable[..., Outcome]:
    """Verify the quarter by the command."""
    return lambda *words: command("verify", FIRST, "--project", home.root, *words)
