"""Where things lie, and which quarters there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from municipality import FIRST, LAST

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import SETTING, Project, find_project


def test_quarters_are_the_folders_of_raw_data_oldest_first(project: Project) -> None:
    raw = project.raw(FIRST).parent
    for name in ("2025Q4", "kladde", "2026Q9"):
        (raw / name).mkdir()
    (raw / "2027Q1").write_text("a file is no quarter", encoding="utf-8")
    assert project.quarters() == [Quarter(2025, 4), FIRST, LAST]


def test_the_quarter_not_named_is_the_newest(project: Project) -> None:
    assert project.quarter() == LAST
    assert project.quarter("2026Q1") == FIRST


def test_a_quarter_without_raw_data_is_wrong_use_and_the_nearest_is_named(project: Project) -> None:
    with pytest.raises(WrongUse, match="no raw data for 2026Q3") as refusal:
        project.quarter("2026Q3")
    assert "2026Q1, 2026Q2" in str(refusal.value)
    assert "sigtepunkt new quarter 2026Q3" in str(refusal.value)


@pytest.mark.parametrize("named", [None, "2026Q2"])
def test_without_any_raw_data_it_is_said_where_it_belongs(tmp_path: Path, named: str | None) -> None:
    with pytest.raises(WrongUse, match="there is no raw data") as refusal:
        Project(tmp_path).quarter(named)
    assert "sigtepunkt new quarter" in str(refusal.value)


def test_the_project_is_found_from_any_folder_in_it(project: Project) -> None:
    assert find_project(project.raw(FIRST)) == project
    assert find_project(project.notebooks) == project
    assert find_project(project.root) == project


def test_outside_a_project_it_is_said_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"strategy/ and notebooks/") as refusal:
        find_project(tmp_path)
    assert "--project" in str(refusal.value)


def test_paths_are_told_from_the_projects_root(project: Project, tmp_path: Path) -> None:
    assert project.relative(project.raw(LAST) / "a.csv") == "data/raw/2026Q2/a.csv"
    assert project.relative(project.report(LAST)) == "reports/2026Q2"
    assert project.relative(project.processed(LAST)) == "data/processed/2026Q2"
    assert project.relative(project.notebook("vtf")) == "notebooks/vtf.ipynb"
    assert project.relative(project.suite("dst-folk1a")) == "expectations/dst-folk1a.json"
    assert project.relative(tmp_path / "elsewhere.csv") == "elsewhere.csv"


def test_a_folder_that_is_not_there_is_not_taken_for_one_further_up(project: Project) -> None:
    with pytest.raises(WrongUse, match="there is no such folder"):
        find_project(project.root / "notebooks" / "nowhere")


# --- data that lives elsewhere ------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder outside the repository that Prøvekommune's data was moved to, which the setting names."""
    folder = tmp_path / "sikkert drev"
    shutil.move(project.data, folder)
    monkeypatch.setenv(SETTING, str(folder))
    return folder


def test_the_setting_says_where_all_data_lives_and_nothing_else(project: Project, elsewhere: Path) -> None:
    moved = find_project(project.root)
    assert moved == Project(project.root, elsewhere)
    assert moved.quarters() == [FIRST, LAST]
    for path in (moved.raw(LAST), moved.processed(LAST), moved.lock, moved.edition(LAST, 1)):
        assert path.is_relative_to(elsewhere)
    for path in (moved.strategy, moved.expectations, moved.notebooks, moved.report(LAST)):
        assert path.is_relative_to(project.root)


def test_paths_are_told_alike_wherever_the_data_lives(project: Project, elsewhere: Path) -> None:
    moved = find_project(project.root)
    assert moved.relative(elsewhere / "raw" / "2026Q2" / "a.csv") == "data/raw/2026Q2/a.csv"
    assert moved.relative(moved.edition(FIRST, 2)) == "data/published/2026Q1-2.json"
    assert moved.relative(elsewhere) == project.relative(project.data) == "data"
    assert moved.relative(moved.notebook("vtf")) == "notebooks/vtf.ipynb"
    within = Project(project.root, project.root / "privat")
    assert within.relative(within.raw(LAST)) == "data/raw/2026Q2"


def test_a_relative_setting_begins_at_the_repositorys_root_wherever_one_stands(
    project: Project, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, f"../{elsewhere.name}")
    for place in (project.root, project.notebooks):
        monkeypatch.chdir(place)
        assert find_project(Path()).data == elsewhere


def test_an_empty_setting_is_none(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "")
    assert find_project(project.root) == project


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("../findes-ikke", "there is no such folder"),
        (".", "the repository lies in it"),
        ("..", "the repository lies in it"),
    ],
)
@pytest.mark.parametrize("words", [("list",), ("check",), ("run", "2026Q2")])
def test_a_setting_that_names_no_folder_for_data_is_wrong_use(
    project: Project,
    command: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    reason: str,
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv(SETTING, named)
    outcome = command(*words, "--project", project.root)
    assert (outcome.code, outcome.out) == (2, "")
    for part in (
        f"SIGTEPUNKT_DATA={named}: {reason}",
        "allowed:",
        "unset it",
        "Nothing in reports/ was changed",
    ):
        assert part in outcome.err
    assert not project.reports.exists()


def test_where_raw_data_is_missed_the_setting_is_named(project: Project, elsewhere: Path) -> None:
    with pytest.raises(WrongUse, match="SIGTEPUNKT_DATA"):
        find_project(project.root).quarter("2027Q1")
    shutil.rmtree(elsewhere / "raw")
    with pytest.raises(WrongUse, match="SIGTEPUNKT_DATA"):
        find_project(project.root).quarter()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("2026q3", "2026Q3"),
        ("2026Q03", "2026Q3"),
        ("2026-Q3", "2026Q3"),
        ("2026K3", "2026Q3"),
        ("2026 q3", "2026Q3"),
    ],
)
def test_a_folder_whose_name_is_nearly_a_quarters_is_told_and_not_passed_over(
    project: Project, command: CommandLine, name: str, right: str
) -> None:
    (project.all_raw / name).mkdir()
    outcome = command("status", "--project", project.root)
    assert outcome.code == 1
    assert f"data/raw/{name}: {name} is no quarter's name" in outcome.err
    assert f"rename the folder to {right}" in outcome.err


def test_another_folder_among_the_raw_data_is_nobodys_business(project: Project) -> None:
    for name in ("gammelt", ".git", "2026"):
        (project.all_raw / name).mkdir()
    assert project.quarter() == LAST
