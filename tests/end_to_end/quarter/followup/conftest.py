"""Prøvekommune with its first quarter published, comments and decisions included."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from places import quietly
from written import write_all

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project


@pytest.fixture(scope="session")
def followed_once(published_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """It, published once by real notebooks; read-only."""
    home = Project(shutil.copytree(published_once.root, tmp_path_factory.mktemp("written") / "prøvekommune"))
    write_all(home)
    pipeline.run(home, home.quarters()[0], progress=quietly)
    return home


@pytest.fixture
def published(followed_once: Project, tmp_path: Path) -> Project:
    """A copy of it, which a test may change; what `refuse` works on here."""
    return Project(shutil.copytree(followed_once.root, tmp_path / "prøvekommune"))
