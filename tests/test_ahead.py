"""A second process checks from the other end; what it found is met as remembered, and it never outlives who asked."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from conftest import quietly
from municipality import FIRST, LAST

from sigtepunkt import ahead, checks, pipeline
from sigtepunkt.project import Project


@pytest.fixture
def alone(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Prøvekommune where nothing is remembered, on a machine with two cores."""
    monkeypatch.setattr(Project, "verdicts", property(lambda _: tmp_path / "verdicts"))
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(ahead, "FEW", 1)
    return project


def helpers() -> list[psutil.Process]:
    """Return this process's second processes."""
    return [child for child in psutil.Process().children() if "sigtepunkt.ahead" in " ".join(child.cmdline())]


def test_what_was_checked_ahead_is_not_checked_again(alone: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead.check(alone, LAST)
    evaluated: list[str] = []
    evaluate = checks._evaluate
    monkeypatch.setattr(checks, "_evaluate", lambda suite, *rest: evaluated.append(suite.stem) or evaluate(suite, *rest))
    pipeline.process(alone, LAST, tell=quietly)
    assert set(evaluated) == {"facts", "observations"}


def test_a_file_that_cannot_be_read_is_left_to_who_asked(alone: Project) -> None:
    alone.suite("proeve-skole").write_text("{", encoding="utf-8")
    ahead.check(alone, FIRST)
    assert len(list(alone.verdicts.glob("*.json"))) == 5, "of six sources"


def test_the_second_process_is_there_while_checking_and_gone_after(alone: Project) -> None:
    with ahead.checks_ahead(alone, LAST, 12):
        assert len(helpers()) == 1
    assert helpers() == []


def test_it_is_not_begun_where_little_is_left_to_check_or_on_a_single_core(alone: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with ahead.checks_ahead(alone, LAST, 0):
        assert helpers() == []
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 1)
    with ahead.checks_ahead(alone, LAST, 12):
        assert helpers() == []


def test_it_ends_when_who_asked_is_gone(project: Project) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom sigtepunkt import ahead\nfrom sigtepunkt.project import Project\nfrom sigtepunkt.quarter import Quarter\n"
        "ahead.os.cpu_count = lambda: 2\nwith ahead.checks_ahead(Project(Path(sys.argv[1])), Quarter(2026, 2), 1000):\n    print('begun', flush=True)\n    time.sleep(60)\n"
    )
    who = subprocess.Popen([sys.executable, "-c", code, str(project.root)], stdout=subprocess.PIPE, text=True)
    assert who.stdout is not None
    assert who.stdout.readline() == "begun\n"
    (helper,) = psutil.Process(who.pid).children()
    who.kill()
    who.wait()
    who.stdout.close()
    until = time.monotonic() + 20
    while helper.is_running() and helper.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.1)
    assert not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE
