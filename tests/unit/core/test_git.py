"""What git says of a folder, and what it means when it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_repository import commit_all, git

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.git import commit, files


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one file committed, one ignored and one that is new."""
    for name, text in (("kendt æ.csv", "1"), (".gitignore", "ude.csv\n"), ("ude.csv", "2")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    commit_all(tmp_path)
    (tmp_path / "ny ø.csv").write_text("3", encoding="utf-8")
    return tmp_path


def test_the_commit_is_told_with_a_plus_when_files_differ_from_it(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD")
    assert commit(repository) == f"{head}+"
    (repository / "ny ø.csv").unlink()
    assert commit(repository) == head


def test_outside_a_repository_and_before_the_first_commit_there_is_none(tmp_path: Path) -> None:
    assert commit(tmp_path) == "ukendt"
    git(tmp_path, "init", "--quiet")
    assert commit(tmp_path) == "ukendt"


def test_files_git_has_and_files_it_would_take_are_told_apart_and_ignored_ones_left_out(
    repository: Path,
) -> None:
    assert files(repository) == ((".gitignore", "kendt æ.csv"), ("ny ø.csv",))


def test_a_file_that_is_staged_or_was_added_against_gitignore_is_one_git_has(repository: Path) -> None:
    git(repository, "add", "--all")
    git(repository, "add", "--force", "ude.csv")
    assert files(repository) == ((".gitignore", "kendt æ.csv", "ny ø.csv", "ude.csv"), ())


def test_of_a_folder_in_a_repository_its_own_files_are_told(repository: Path) -> None:
    (repository / "mappe").mkdir()
    (repository / "mappe" / "a.csv").write_text("4", encoding="utf-8")
    assert files(repository / "mappe") == ((), ("a.csv",))
    assert files(repository / "findes ikke") == ((), ())


def test_outside_a_repository_there_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    assert files(tmp_path) == ((), ())


def test_without_git_there_is_neither_a_commit_nor_files(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert (commit(repository), files(repository)) == ("ukendt", ((), ()))


def test_a_repository_that_cannot_be_asked_is_refused(repository: Path) -> None:
    (repository / ".git" / "index").write_bytes(b"no index")
    with pytest.raises(Refused, match="git does not say which files it has") as refusal:
        files(repository)
    assert "git status" in str(refusal.value)


def test_the_repository_a_hook_runs_for_is_not_taken_for_the_folders_own(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(repository / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / ".git" / "index"))
    assert files(tmp_path_factory.mktemp("andetsteds")) == ((), ())
