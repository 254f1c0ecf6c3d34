"""What more than one test module needs: made-up projects, the shipped quarter, and what a user or a reader would see."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from clones import ANOTHER_DAY
from command_line import CommandLine, Outcome
from filelock import FileLock
from hypothesis import settings
from made_repository import commit_all
from municipality import FIRST, LAST, lay_out
from places import REPOSITORY, Shipped, quietly
from refusals import Change, Refuse
from tree_bytes import tree_bytes

from sigtepunkt.core import processes
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.report import output
from sigtepunkt.strategy import Definitions, load_definitions

if TYPE_CHECKING:
    from sigtepunkt.editions.processed_store import Processed
    from sigtepunkt.raw.vintage import Vintage

processes.only_one()
gc.set_threshold(
    50_000, 20, 20
)  # each collection goes through all that Great Expectations and pandas have imported

# The first example of a property may import pandas or scipy: time says nothing about the property.
settings.register_profile(
    "sigtepunkt",
    deadline=None,
    print_blob=True,
    max_examples=200 if os.environ.get("SIGTEPUNKT_NIGHTLY") else 50,
)
settings.load_profile("sigtepunkt")


# Modules that share something expensive (the shipped quarter; Great Expectations and Prøvekommune's pages) run in one
# process each, and are begun first. xdist's own way, a mark on each test, is without effect since pytest 9.2
# (pytest-dev/pytest-xdist#1386).
TOGETHER = {
    "shipped": ("test_shipped_quarter.py", "test_pages.py", "test_accessible_pages.py"),
    "refusals": (
        "test_refusals.py",
        "test_gate.py",
        "test_expectation_suite.py",
        "test_pipeline.py",
        "test_executor.py",
        "test_command_line.py",
    ),
    "publications": (
        "test_build.py",
        "test_verification.py",
        "test_corrections.py",
        "test_confidential_files.py",
        "test_watch.py",
        "test_conditions.py",
    ),
    "reports": ("test_notebook_api.py", "test_opening.py", "test_explanation.py"),
}
APART = ("test_damaged_files.py",)  # each of its tests may run anywhere


# Whole quarters, damaged files, attacks and simulations: tracing every line takes a third of their time, and the tests of
# each module cover the lines.
NOT_TRACED = frozenset(
    {
        "test_accessible_pages.py",
        "test_all_published.py",
        "test_build.py",
        "test_conditions.py",
        "test_confidential_files.py",
        "test_corrections.py",
        "test_crashes.py",
        "test_environment.py",
        "test_damaged_files.py",
        "test_gate.py",
        "test_identical_bytes.py",
        "test_size_limits.py",
        "test_second_strategy.py",
        "test_shipped_growth.py",
        "test_unchanged_files.py",
        "test_write_lock.py",
        "test_on_the_page.py",
        "test_pages.py",
        "test_pipeline.py",
        "test_suppression.py",
        "test_shipped_quarter.py",
        "test_earlier_quarters.py",
        "test_refusals.py",
        "test_explanation.py",
        "test_sent_pages.py",
        "test_shift.py",
        "test_fork_server.py",
    }
)


def _together(nodeid: str) -> str:
    """Return what a test is run together with: its group, or the rest of its module."""
    module = nodeid.split("::", maxsplit=1)[0]
    if module.rsplit("/")[-1] in APART:
        return nodeid
    return next((group for group, modules in TOGETHER.items() if module.rsplit("/")[-1] in modules), module)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep what shares something expensive in one process."""
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what Jupyter leaves for the garbage collector: each thread that ran a notebook keeps its event loop open."""
    for left in ("unclosed event loop", "unclosed <socket.socket"):
        config.addinivalue_line("filterwarnings", f"ignore:{left}:ResourceWarning")


def pytest_sessionfinish() -> None:
    """Collect it while it is let pass."""
    gc.collect()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest where several processes share the work."""
    if hasattr(config, "workerinput"):
        groups = [*TOGETHER]
        items.sort(
            key=lambda item: (
                groups.index(_together(item.nodeid)) if _together(item.nodeid) in groups else len(groups)
            )
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Leave untraced what is long. pytest-cov's own mark for that, no_cover, is without effect in xdist's processes."""
    if item.path.name not in NOT_TRACED:
        return (yield)
    here, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(here)
        threading.settrace(in_threads)


@pytest.fixture(scope="session")
def in_common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of all processes that share these tests."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session", autouse=True)
def _verdicts_in_common(in_common: Path) -> Iterator[None]:
    """Remember what checks found for all tests together: by content, so that no test can meet another's verdict."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Project, "verdicts", property(lambda _: in_common / "verdicts"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _data_in_the_projects() -> Iterator[None]:
    """Let the data live in each project, wherever that of who runs the tests may live."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SETTING, raising=False)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Prøvekommune, fresh and not processed."""
    return lay_out(tmp_path / "prøvekommune")


@pytest.fixture
def definitions(project: Project) -> Definitions:
    """What Prøvekommune declares."""
    return load_definitions(project)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line, run in this process."""
    return CommandLine(capsys)


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a notebook's cells would have shown, as Jupyter's bundles."""
    bundles: list[dict[str, Any]] = []

    monkeypatch.setattr(output, "deliver", bundles.append)
    return bundles


def _made_once(in_common: Path, name: str, make: Callable[[Project], object]) -> Project:
    """Return Prøvekommune as the first process that asks makes it; the others wait for it."""
    home, whole = Project(in_common / name / "prøvekommune"), in_common / name / "whole"
    with FileLock(in_common / f"{name}.lock"):
        if not whole.exists():
            shutil.rmtree(whole.parent, ignore_errors=True)
            make(lay_out(home.root))
            whole.touch()
    return home


@pytest.fixture(scope="session")
def processed_once(in_common: Path) -> Project:
    """Prøvekommune with both quarters processed; not to be changed."""
    from sigtepunkt import pipeline

    return _made_once(
        in_common,
        "processed",
        lambda home: [pipeline.process(home, quarter, progress=quietly) for quarter in (FIRST, LAST)],
    )


@pytest.fixture(scope="session")
def published_once(in_common: Path) -> Project:
    """Prøvekommune with 2026Q1 published by real notebooks; not to be changed."""
    from sigtepunkt import pipeline

    return _made_once(in_common, "published", lambda home: pipeline.run(home, FIRST, progress=quietly))


@pytest.fixture
def published(published_once: Project, tmp_path: Path) -> Project:
    """A copy of Prøvekommune with 2026Q1 published, to be changed at will."""
    return Project(shutil.copytree(published_once.root, tmp_path / "prøvekommune"))


@pytest.fixture(scope="session")
def declared(processed_once: Project) -> Definitions:
    """What Prøvekommune declares."""
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
    """The shipped quarter, made from nothing as a user makes it: by the command, in a process of its own."""
    home = Project(tmp_path_factory.mktemp("shipped"))
    for folder in ("data", "strategy", "expectations", "notebooks"):
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
    subprocess.run(
        words,
        check=True,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    yield Shipped(home, quarter, commit)
    shutil.rmtree(home.root, ignore_errors=True)


@pytest.fixture
def refuse(command: CommandLine, published: Project) -> Refuse:
    """Return how a command ends on Prøvekommune with 2026Q1 published, once it was seen that nothing changed."""
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
    """A folder that gives every Python process with it on its path another day."""
    folder = tmp_path / "en anden dag"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    return folder
