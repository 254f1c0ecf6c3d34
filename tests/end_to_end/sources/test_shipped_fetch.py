"""Every table that a shipped source declares comes byte for byte from a service with the shipped figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from places import REPOSITORY
from publishers import serving
from publishers.declared import KEY, publishers_of

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.strategy import load_definitions

NEXT = Quarter(2026, 3)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The shipped sources and vintages, and nothing that was published."""
    home = Project(tmp_path / "hjemme")
    for path in (home.strategy, home.all_raw, home.notebooks):
        shutil.copytree(REPOSITORY / path.relative_to(home.root), path)
    return home


def test_a_quarter_of_the_shipped_sources_is_fetched(
    project: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGTEPUNKT_JOBINDSATS_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    sources = load_definitions(project).sources
    newest = project.quarters()[-1]
    with serving(publishers_of(project, newest)) as server:
        outcome = command("fetch", NEXT, "--project", project.root, "--base-url", server.address)
    assert outcome.code == 0, outcome.err
    vintage = open_vintage(project, NEXT)
    fetched = {source.file for source in sources.values() if source.service}
    assert {*vintage.provenance} == fetched
    for name in fetched:
        assert (vintage.folder / name).read_bytes() == (project.raw(newest) / name).read_bytes(), name


def test_every_table_of_statbank_and_jobindsats_declares_its_service() -> None:
    sources = load_definitions(Project(REPOSITORY)).sources.values()
    services = {source.file for source in sources if source.service}
    assert services == {source.file for source in sources if source.format in {"statbank", "jobindsats"}}


def test_every_other_source_says_what_a_person_is_to_choose() -> None:
    sources = load_definitions(Project(REPOSITORY)).sources.items()
    without = {key for key, source in sources if not source.service and not source.how_to_get}
    assert without == {"di-erhvervsvenlighed", "de-sygedage"}, "published as news, not as a table"
