"""A fault in a TOML file is told with the line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigtepunkt.core.errors import Problem
from sigtepunkt.core.toml_lines import line_of, located

TEXT = """\
meeting = "Møde"
date = 2026-05-01

[decisions.laes]
due = 2026-06-01

[decisions.laes.answer]
text = "Læst."

[jobmesse]
history = [
  {status = "idé", on = "2024"},
  {status = "i gang", on = "2025"},
]
effect.smallest = 2
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["date"], 2),
        (["decisions", "laes"], 4),
        (["decisions", "laes", "due"], 5),
        (["decisions", "laes", "answer", "text"], 8),
        (["jobmesse"], 10),
        (["jobmesse", "history", "1", "on"], 13),
        (["jobmesse", "effect", "smallest"], 15),
        (["unknown"], None),
        (["due"], None),  # a table's key is none of the file's own
        ([], None),
    ],
)
def test_the_line_of_a_table_or_a_key_is_found(keys: list[str], line: int | None) -> None:
    assert line_of(TEXT, keys) == line


def test_what_is_missing_in_a_table_is_told_with_the_line_of_the_table() -> None:
    assert line_of(TEXT, ["decisions", "laes", "owner"]) == 4


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("a.toml: decisions.laes.due", "a.toml:5: decisions.laes.due"),
        ("a.toml: [jobmesse].history.0.on", "a.toml:12: [jobmesse].history.0.on"),
        ("a.toml: [jobmesse]", "a.toml:10: [jobmesse]"),
        ("a.toml: date", "a.toml:2: date"),
        ("a.toml: [nothing].on", "a.toml: [nothing].on"),
        ("a.toml", "a.toml"),
    ],
)
def test_a_problem_is_told_with_its_line_where_the_file_has_one(
    tmp_path: Path, where: str, expected: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert located(Problem("wrong", where), path).where == expected


def test_a_problem_of_a_file_that_is_gone_is_told_as_it_is(tmp_path: Path) -> None:
    problem = Problem("wrong", "a.toml: date")
    assert located(problem, tmp_path / "a.toml") == problem
