"""Fixtures that several test modules share: Prøvekommune and the shipped quarter, at each stage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from clones import ANOTHER_DAY
from command_line import CommandLine, Outcome
from filelock import FileLock
from git_repository import commit_all
from judged_indicator import Judge, judging
from places import REPOSITORY, VERDICTS, Shipped, bring_verdicts, copy_verdicts, quietly
from refusals import Change, Refuse
from tree_bytes import tree_bytes

from municipality import FIRST, LAST, lay_out
from sigtepunkt.core import processes
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.report import output
from sigtepunkt.strategy import Definitions, load_definitions

if TYPE_CHECKING:
    from sigtepunkt.editions.processed_store import Processed
    from sigtepunkt.raw.vintage import Vintage

processes.limit_to_one_thread()
processes.skip_address_grammar()


@pytest.fixture(scope="session")
def in_common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session", autouse=True)
def _verdicts_in_common(in_common: Path) -> Iterator[None]:
    """Share remembered verdicts between tests: they are keyed by content, so no test can get a wrong one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Project, "verdict_cache", property(lambda _: in_common / "verdicts"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _data_in_the_projects() -> Iterator[None]:
    """Keep each project's data in the project, whatever the developer's own setting says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SETTING, raising=False)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Prøvekommune, neither processed nor published."""
    return lay_out(tmp_path / "prøvekommune")


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    """Prøvekommune's definitions, as they are laid out; frozen, and therefore read once."""
    return load_definitions(lay_out(tmp_path_factory.mktemp("declared") / "prøvekommune"))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line, run in this process."""
    return CommandLine(capsys)


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a notebook's cells display, as Jupyter's bundles."""
    bundles: list[dict[str, Any]] = []

    monkeypatch.setattr(output, "deliver", bundles.append)
    return bundles


def _made_once(in_common: Path, name: str, make: Callable[[Project], object]) -> Project:
    """Return Prøvekommune as `make` leaves it: the first process that asks makes it, the others wait."""
    home, complete = Project(in_common / name / "prøvekommune"), in_common / name / "complete"
    with FileLock(in_common / f"{name}.lock"):
        if not complete.exists():
            shutil.rmtree(complete.parent, ignore_errors=True)
            make(lay_out(home.root))
            bring_verdicts(home)
            complete.touch()
    return home


@pytest.fixture(scope="session")
def processed_once(in_common: Path) -> Project:
    """Prøvekommune with both quarters processed; read-only."""
    from sigtepunkt import pipeline

    def process(home: Project) -> None:
        for quarter in (FIRST, LAST):
            pipeline.process(home, quarter, progress=quietly)

    return _made_once(in_common, "processed", process)


@pytest.fixture(scope="session")
def published_once(in_common: Path) -> Project:
    """Prøvekommune with 2026Q1 published by real notebooks, and 2026Q2 processed; read-only."""
    from sigtepunkt import pipeline

    def publish(home: Project) -> None:
        pipeline.run(home, FIRST, progress=quietly)
        pipeline.process(home, LAST, progress=quietly)

    return _made_once(in_common, "published", publish)


@pytest.fixture
def published(published_once: Project, tmp_path: Path) -> Project:
    """A copy of Prøvekommune with 2026Q1 published, which a test may change."""
    return Project(shutil.copytree(published_once.root, tmp_path / "prøvekommune"))


@pytest.fixture(scope="session")
def declared(processed_once: Project) -> Definitions:
    """Prøvekommune's definitions."""
    return load_definitions(processed_once)


@pytest.fixture(scope="session")
def done(processed_once: Project) -> Processed:
    """The later quarter's processed data."""
    from sigtepunkt.editions import processed_store

    return processed_store.load(processed_once, LAST)


@pytest.fixture(scope="session")
def vintage(processed_once: Project) -> Vintage:
    """The later quarter's raw data."""
    from sigtepunkt.raw.vintage import open_vintage

    return open_vintage(processed_once, LAST)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shipped]:
    """The shipped quarter, published from a fresh copy as a user would: by the command.

    What its checks found is then remembered for all tests, as what they find in this process is.
    """
    home = Project(tmp_path_factory.mktemp("shipped"))
    for folder in ("data", "strategy", "expectations", "notebooks", "commentary", "decisions"):
        shutil.copytree(
            REPOSITORY / folder,
            home.root / folder,
            ignore=shutil.ignore_patterns("processed", "__pycache__", ".ipynb_checkpoints"),
        )
    shutil.copy(REPOSITORY / ".gitignore", home.root)
    commit = commit_all(home.root)
    quarter = home.quarters()[-1]
    code = "from sigtepunkt.cli import main; main()"
    words = [sys.executable, "-c", code, "run", str(quarter), "--project", str(home.root)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(words, check=True, capture_output=True, cwd=REPOSITORY, env=environment)
    copy_verdicts(home.all_processed / VERDICTS, home.verdict_cache)
    yield Shipped(home, quarter, commit)
    shutil.rmtree(home.root, ignore_errors=True)


@pytest.fixture
def refuse(command: CommandLine, published: Project) -> Refuse:
    """Run a command that must fail on Prøvekommune with 2026Q1 published, and check that no page changed."""
    before = tree_bytes(published.reports)
    assert "2026Q1/index.html" in before

    def run(*words: str, change: Change | None = None) -> Outcome:
        if change is not None:
            change(published)
        outcome = command(*(words or ("run", "2026Q2")), "--project", published.root)
        assert outcome.code != 0
        assert outcome.out == ""
        assert "Traceback" not in outcome.err
        assert "unforeseen" not in outcome.err
        assert tree_bytes(published.reports) == before
        return outcome

    return run


@pytest.fixture
def another_day(tmp_path: Path) -> Path:
    """A folder that sets the clock of every Python process that has it on its path a year ahead."""
    folder = tmp_path / "en anden dag"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def judged(definitions: Definitions) -> Judge:
    """Judge one indicator of Prøvekommune."""
    return judging(definitions)
