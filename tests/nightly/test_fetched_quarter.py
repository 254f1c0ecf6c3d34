"""A quarter that is fetched, with the rest received, becomes pages: all of the shipped sources."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from git_repository import commit_all
from places import REPOSITORY
from publishers import serving
from publishers.declared import KEY, publishers_of

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import PAPERS
from sigtepunkt.strategy import load_definitions

NEXT = Quarter(2026, 3)


def test_a_fetched_quarter_is_published(
    tmp_path: Path, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path / "hjemme")
    for name in ("data", "strategy", "expectations", "notebooks"):
        left_out = shutil.ignore_patterns("processed", "__pycache__", ".ipynb_checkpoints")
        shutil.copytree(REPOSITORY / name, project.root / name, ignore=left_out)
    shutil.copy(REPOSITORY / ".gitignore", project.root)
    commit_all(project.root)
    monkeypatch.setenv("SIGTEPUNKT_JOBINDSATS_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    newest = project.quarters()[-1]
    with serving(publishers_of(project, newest)) as server:
        outcome = command("fetch", NEXT, "--project", project.root, "--base-url", server.address)
        assert outcome.code == 0, outcome.err
    there = {*PAPERS, *(path.name for path in project.raw_files(NEXT))}
    rest = [path for path in project.raw_files(newest) if path.name not in there]
    outcome = command("receive", *rest, "--quarter", NEXT, "--yes", "--project", project.root)
    assert outcome.code == 0, outcome.err
    outcome = command("new", "quarter", NEXT, "--yes", "--project", project.root)
    sources = load_definitions(project).sources
    assert outcome.out.splitlines()[0] == f"{NEXT}: {len(sources)} of {len(sources)} files are there"
    assert f"Received ({len(rest)}): " in outcome.out
    assert f"Every file is byte for byte that of {newest}" in outcome.out

    outcome = command("run", NEXT, "--project", project.root)
    assert outcome.code == 0, outcome.err
    page = (project.report(NEXT) / "vtf.html").read_text(encoding="utf-8")
    assert f"via udgiverens tjeneste på {server.address.removeprefix('http://')}" in page
