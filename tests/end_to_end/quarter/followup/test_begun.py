"""`sigtepunkt comment` begins a comment beside what the figures say, and writes over nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from municipality import FIRST, LAST
from tree_bytes import tree_bytes
from written import SCHOOLS, comment, meeting

from sigtepunkt.core.project import Project
from sigtepunkt.followup.comment import read_comment


@pytest.fixture
def processed(processed_once: Project, tmp_path: Path) -> Project:
    """Prøvekommune with both quarters processed and nothing written."""
    return Project(shutil.copytree(processed_once.root, tmp_path / "prøvekommune"))


def test_a_comment_is_begun_with_figures_words_decisions_and_what_was_written_last(
    processed: Project, command: CommandLine
) -> None:
    comment(processed, "boern", "## Alle børn er med\n\nDe fleste kom.\n")
    meeting(processed, "2026-05-12-boern", SCHOOLS)
    before = tree_bytes(processed.root)
    outcome = command("comment", "boern", "--project", processed.root)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        "Begun: commentary/2026Q2/boern.md. Write in it, then look: sigtepunkt run 2026Q2 --draft\n"
    )
    after = tree_bytes(processed.root)
    assert {name for name in after if after[name] != before.get(name)} == {"commentary/2026Q2/boern.md"}
    text = after["commentary/2026Q2/boern.md"].decode()
    assert "[39,0 %](indikator:klubandel#nu)" in text
    assert "De fleste kom." in text
    assert "Skolechefen spørger klubberne. Skolechefen. Frist 1. september 2026." in text.replace(
        "\u00a0", " "
    )
    assert read_comment(text.encode(), "x").is_empty


def test_a_comment_that_was_begun_is_left_as_it_is(processed: Project, command: CommandLine) -> None:
    comment(processed, "boern", "Hej.\n", LAST)
    before = tree_bytes(processed.root)
    outcome = command("comment", "boern", "--project", processed.root)
    assert (outcome.code, outcome.out) == (2, "")
    assert "commentary/2026Q2/boern.md: the comment has been begun, and is left as it is" in outcome.err
    assert "write on in it, or move it away" in outcome.err
    assert tree_bytes(processed.root) == before


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("børn", "there is no page 'børn' to comment on"),
        ("tekink", "did you mean 'teknik'"),
        ("datakvalitet", "there is no page 'datakvalitet' to comment on"),
    ],
)
def test_a_page_that_is_not_there_is_refused_with_the_nearest(
    processed: Project, command: CommandLine, page: str, said: str
) -> None:
    outcome = command("comment", page, "--project", processed.root)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert "boern, kommunalbestyrelsen, teknik" in outcome.err
    assert not processed.commentary.exists()


def test_without_processed_data_the_command_that_makes_it_is_named(
    project: Project, command: CommandLine
) -> None:
    outcome = command("comment", "boern", "--quarter", FIRST, "--project", project.root)
    assert (outcome.code, outcome.out) == (2, "")
    assert "data/processed/2026Q1: there is no processed data for 2026Q1" in outcome.err
    assert "run: sigtepunkt process 2026Q1" in outcome.err
    assert not project.commentary.exists()


def test_a_comment_on_a_quarter_that_is_not_there_is_not_begun(
    project: Project, command: CommandLine
) -> None:
    outcome = command("comment", "boern", "--quarter", "2031Q1", "--project", project.root)
    assert (outcome.code, outcome.out) == (2, "")
    assert "2031Q1" in outcome.err
    assert not project.commentary.exists()
