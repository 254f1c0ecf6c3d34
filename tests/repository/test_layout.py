"""Tests are easy to find: their folders are small, and the modules that conftest.py names exist."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from places import REPOSITORY

TESTS = REPOSITORY / "tests"
MOST_ENTRIES = 10
MIRROR = TESTS / "unit"  # has a folder for each room of the package, which may be more


@pytest.fixture(scope="module")
def lists(pytestconfig: pytest.Config) -> ModuleType:
    """The conftest.py of these tests."""
    plugin = pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    assert isinstance(plugin, ModuleType)
    return plugin


def test_every_module_that_conftest_names_exists(lists: ModuleType) -> None:
    """A renamed module would otherwise silently leave its group."""
    grouped = [module for modules in lists.TOGETHER.values() for module in modules]
    assert len(grouped) == len(set(grouped)), "a module runs in one group"
    named = {*grouped, *lists.APART}
    assert {module for module in named if not (TESTS / module).is_file()} == set()


def entries(folder: Path) -> set[str]:
    """Return the names of a folder's modules, data and folders."""
    return {path.name for path in folder.iterdir() if path.name not in {"__init__.py", "__pycache__"}}


def test_a_folder_of_tests_holds_no_more_than_can_be_taken_in_at_once() -> None:
    folders = [path for path in (TESTS, *TESTS.rglob("*")) if path.is_dir() and path.name != "__pycache__"]
    sizes = {
        folder.relative_to(REPOSITORY).as_posix(): len(entries(folder))
        for folder in folders
        if folder != MIRROR
    }
    assert {name: size for name, size in sizes.items() if size > MOST_ENTRIES} == {}


def test_of_hidden_files_git_tracks_those_that_somebody_wrote() -> None:
    """What a tool leaves in the folder, such as `.coverage`, holds paths of the machine."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    hidden = {name.partition("/")[0] for name in listed.stdout.split("\0") if name.startswith(".")}
    assert hidden == {".ci", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml"}
