"""What belongs to no source is told by name."""

from __future__ import annotations

import pytest
from municipality import LAST

from sigtepunkt.core.project import Project
from sigtepunkt.raw import unclaimed
from sigtepunkt.strategy import Definitions


def test_a_vintage_of_declared_files_holds_nothing_else(project: Project, definitions: Definitions) -> None:
    assert unclaimed.files(project.raw(LAST), definitions.sources.values()) == []
    assert list(unclaimed.suites_in_words(project, definitions.sources)) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("rest.csv", "no source in strategy/sources.toml has this file"),
        ("folketal (1).csv", "no source in strategy/sources.toml has this file"),
        ("Thumbs.db", "left there by a system or a program"),
        ("desktop.ini", "left there by a system or a program"),
        ("~$skole.xlsx", "left there by a system or a program"),
    ],
)
def test_a_file_of_no_source_is_told_and_why(
    project: Project, definitions: Definitions, name: str, why: str
) -> None:
    (project.raw(LAST) / name).write_text("a;b\n", encoding="utf-8")
    told_of = unclaimed.files_in_words(project, project.raw(LAST), definitions.sources.values())
    assert list(told_of) == [f"data/raw/2026Q2/{name}: {why}"]


def test_a_suite_of_no_source_is_told(project: Project, definitions: Definitions) -> None:
    project.suite("proeve-nedlagt").write_text("{}", encoding="utf-8")
    assert list(unclaimed.suites_in_words(project, definitions.sources)) == [
        "expectations/proeve-nedlagt.json: no source in strategy/sources.toml has this name"
    ]


def test_a_folder_that_is_not_there_holds_nothing(project: Project, definitions: Definitions) -> None:
    assert unclaimed.files(project.all_raw / "2030Q1", definitions.sources.values()) == []
