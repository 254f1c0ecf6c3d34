"""A confidential raw file is not in git, and cannot get there unnoticed."""

from __future__ import annotations

import shutil
import stat
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from git_repository import commit_all, git
from municipality import FIRST, LAST, edit
from places import quietly

from sigtepunkt import pipeline
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.editions import input_checksums
from sigtepunkt.publication.verification import published_quarter
from sigtepunkt.raw.personal_data.git_exposure import create_key, refuse_in_git
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report import dependencies
from sigtepunkt.strategy import load_definitions

FILE, OTHER = "data/raw/2026Q2/skole.csv", "data/raw/2026Q1/skole.csv"
LINE = "data/raw/**/skole.csv"


def ignore(folder: Path, *lines: str) -> None:
    """Write the folder's .gitignore."""
    (folder / ".gitignore").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def secret(project: Project) -> Project:
    """Prøvekommune with a confidential school file; not a repository yet."""
    edit(project.strategy / "sources.toml", 'file = "skole.csv"', 'file = "skole.csv"\nconfidential = true')
    return project


def check(project: Project) -> None:
    """Check the project's confidential files against git."""
    refuse_in_git(project, load_definitions(project).sources.values())


def refused(project: Project) -> dict[str, Problem]:
    """Return the problems of the refusal by where they are."""
    with pytest.raises(Refused) as refusal:
        check(project)
    return {problem.where: problem for problem in refusal.value.problems}


def test_git_is_not_asked_when_no_source_is_confidential(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("sigtepunkt.core.git.files")
    commit_all(project.root)
    check(project)


def test_without_a_repository_nothing_is_refused(secret: Project) -> None:
    check(secret)


def test_without_git_nothing_is_refused(secret: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    commit_all(secret.root)
    monkeypatch.setenv("PATH", "/nowhere")
    check(secret)


def test_a_file_git_would_take_is_refused_in_every_quarter_until_the_line_that_is_told_leaves_it_out(
    secret: Project,
) -> None:
    git(secret.root, "init", "--quiet")
    problems = refused(secret)
    assert set(problems) == {FILE, OTHER}, "the other sources' files may be taken"
    assert problems[FILE].what == "confidential, and git add would take it"
    assert problems[FILE].next_step == f"write this line in .gitignore in the repository: {LINE}"
    assert "SIGTEPUNKT_DATA" in problems[FILE].allowed
    ignore(secret.root, LINE)
    check(secret)
    commit_all(secret.root)
    check(secret)


def test_a_file_git_has_is_refused_also_when_it_is_ignored_and_the_history_is_not_forgotten(
    secret: Project,
) -> None:
    commit_all(secret.root)
    ignore(secret.root, LINE)
    problems = refused(secret)
    assert set(problems) == {FILE, OTHER}
    assert problems[FILE].what == "confidential, and in git"
    for part in (f"git rm -r --cached '{FILE}'", LINE, "history", "SECURITY.md"):
        assert part in problems[FILE].next_step
    for path in problems:
        git(secret.root, "rm", "-r", "--cached", "--quiet", path)
    check(secret)


def test_a_file_that_is_only_staged_is_in_git(secret: Project) -> None:
    git(secret.root, "init", "--quiet")
    git(secret.root, "add", FILE)
    ignore(secret.root, LINE)
    assert set(refused(secret)) == {FILE}


def test_a_file_that_is_gone_from_the_folder_is_in_git_until_it_is_removed_there(secret: Project) -> None:
    commit_all(secret.root)
    (secret.raw(LAST) / "skole.csv").unlink()
    assert FILE in refused(secret)


def test_a_copy_laid_aside_among_the_raw_data_is_refused(secret: Project) -> None:
    git(secret.root, "init", "--quiet")
    ignore(secret.root, "data/raw/*/skole.csv")
    check(secret)
    (secret.raw(LAST) / "gammel").mkdir()
    shutil.copy(secret.raw(LAST) / "skole.csv", secret.raw(LAST) / "gammel" / "SKOLE.csv")
    assert set(refused(secret)) == {"data/raw/2026Q2/gammel/SKOLE.csv"}


def test_what_was_made_of_it_is_kept_out_too(secret: Project) -> None:
    git(secret.root, "init", "--quiet")
    secret.processed(LAST).mkdir(parents=True)
    for number in range(3):
        (secret.processed(LAST) / f"{number}.parquet").write_bytes(b"x")
    ignore(secret.root, LINE)
    (problem,) = refused(secret).values()
    assert problem.where == "data/processed"
    assert problem.next_step.endswith(": data/processed/")
    ignore(secret.root, LINE, "data/processed/")
    check(secret)


def test_the_line_that_is_told_leaves_out_a_file_whose_name_means_something_to_git(secret: Project) -> None:
    name = "udtræk [maj] *.csv"
    edit(secret.strategy / "sources.toml", 'file = "skole.csv"', f'file = "{name}"')
    (secret.raw(LAST) / "skole.csv").rename(secret.raw(LAST) / name)
    git(secret.root, "init", "--quiet")
    (problem,) = refused(secret).values()
    ignore(secret.root, problem.next_step.partition(": ")[2])
    check(secret)


# --- data that lives elsewhere ------------------------------------------------------------------------------


@pytest.fixture
def moved(secret: Project, tmp_path: Path) -> Project:
    """The same with its data outside the repository."""
    shutil.move(secret.data, tmp_path / "sikkert")
    commit_all(secret.root)
    return replace(secret, elsewhere=tmp_path / "sikkert")


def test_data_outside_the_repository_is_out_of_its_reach(moved: Project) -> None:
    check(moved)


def test_a_file_left_behind_in_the_repository_is_refused(moved: Project) -> None:
    behind = moved.root / OTHER
    behind.parent.mkdir(parents=True)
    behind.write_bytes(b"x")
    assert set(refused(moved)) == {OTHER}


def test_data_in_a_repository_of_its_own_is_held_against_that_one(moved: Project) -> None:
    commit_all(moved.data)
    problems = refused(moved)
    assert set(problems) == {FILE, OTHER}
    assert "in the data folder: git rm -r --cached 'raw/2026Q2/skole.csv'" in problems[FILE].next_step
    assert "raw/**/skole.csv" in problems[FILE].next_step


def test_data_elsewhere_within_the_repository_is_told_from_its_root(moved: Project) -> None:
    within = replace(moved, elsewhere=Path(shutil.move(moved.data, moved.root / "privat")))
    problems = refused(within)
    assert set(problems) == {FILE, OTHER}
    assert (
        problems[FILE].next_step == "write this line in .gitignore in the repository: privat/raw/**/skole.csv"
    )


# --- checksums, against which a guess could be held ---------------------------------------------------------


def guesses(project: Project) -> set[str]:
    """Return the checksums that a person who had guessed the confidential file in full could compute."""
    plain = checksum.of_file(project.raw(FIRST) / "skole.csv")
    definitions = load_definitions(project)
    public = open_vintage(project, FIRST)
    assert public.hashes["skole.csv"] == plain
    facts = dependencies.checksums(definitions, pipeline.process(project, FIRST, progress=quietly), public)
    return {
        plain[:12],
        checksum.of_file(project.raw(FIRST) / "SHA256SUMS"),
        facts["source proeve-skole"],
        facts[dependencies.QUALITY],
    }


def text_of(project: Project) -> str:
    """Return the text of everything that is published."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(project.reports.rglob("*"))
        if path.is_file() and path.suffix != ".zip"
    ]
    for path in project.reports.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            texts += [archive.read(name).decode() for name in archive.namelist()]
    return "".join(texts)


def test_nothing_that_is_published_lets_a_guess_of_the_whole_file_be_tried(secret: Project) -> None:
    pipeline.run(secret, FIRST, only=["boern", "datakvalitet"], progress=quietly)
    text = text_of(secret)
    assert [guess for guess in guesses(secret) if guess in text] == []
    assert "Fil: skole.csv (ikke offentlig)" in text
    assert secret.checksum_key.read_text(encoding="ascii") not in text
    assert published_quarter.verify(secret, FIRST, run=pipeline.run, progress=quietly).differences == ()


def test_of_a_file_that_is_public_all_of_it_is_published(published: Project) -> None:
    """As intended: whoever has the file can check that it is the one that was used."""
    text = text_of(published)
    assert [guess for guess in guesses(published) if guess not in text] == []
    assert not published.checksum_key.exists()


def test_the_key_is_made_once_and_is_its_owners_alone(secret: Project) -> None:
    sources = load_definitions(secret).sources.values()
    before = input_checksums.checksums(secret, LAST, demo=True)["raw"]
    create_key(secret, sources)
    first = secret.checksum_key.read_bytes()
    create_key(secret, sources)
    assert secret.checksum_key.read_bytes() == first == checksum.read_key(secret.checksum_key)
    assert len(first) == 64
    if sys.platform != "win32":
        assert stat.S_IMODE(secret.checksum_key.stat().st_mode) == 0o600
    after = input_checksums.checksums(secret, LAST, demo=True)["raw"]
    assert before.keys() == after.keys()
    assert set(before.values()).isdisjoint(after.values())
