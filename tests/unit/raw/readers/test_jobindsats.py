"""An answer of Jobindsats is read with or without a mark, and refused where it holds what no table has."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from example_sources import JOBINDSATS, read, refused
from municipality import LAST, damage

from sigtepunkt.core.project import Project

ANSWER = (
    '{"columns": ["Område", "Periode", "Ledige", "Pct."], '
    '"rows": [["/", "2026M06", 1, 1.5], ["/", "2026M07", CELL, 1.5]]}'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_answer_may_begin_with_a_mark(tmp_path: Path, encoding: str) -> None:
    assert list(read(JOBINDSATS, ANSWER.replace("CELL", "7").encode(encoding), tmp_path)["Ledige"]) == [1, 7]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1e400", "inf is not a number"),
        ("-1e400", "-inf is not a number"),
        ("NaN", "nan is not a number"),
        ("-Infinity", "-inf is not a number"),
        ("true", "True is not a number"),
        ("1e308", "1e+308 is no figure that can be computed with"),
        ("-1e16", "is no figure that can be computed with"),
        ("1e-320", "is no figure that can be computed with"),
        ("9" * 5_000, "is no figure that can be computed with"),
        ('"' + "9" * 5_000 + '"', "is no figure that can be computed with"),
        ("9" * 100, "is no figure that can be computed with"),
        ("[1, 2]", "a list of 2 is not a number"),
        ('{"a": 1}', "an object of 1 is not a number"),
        ('"\\ud800"', "the invisible character U+D800"),
    ],
)
def test_what_is_no_figure_is_refused_where_it_stands(tmp_path: Path, cell: str, expected: str) -> None:
    (problem,) = refused(JOBINDSATS, ANSWER.replace("CELL", cell).encode(), tmp_path)
    assert problem.what.startswith("row 3, column Ledige: ")
    assert expected in problem.what
    assert len(problem.what) < 250


@pytest.mark.parametrize("area", ["true", "[1]", "1e400", '{"a": 2}'])
def test_what_says_nothing_a_row_could_be_about_is_refused_where_it_stands(tmp_path: Path, area: str) -> None:
    (problem,) = refused(
        JOBINDSATS,
        ANSWER.replace("CELL", "7").replace('"/", "2026M07"', f'{area}, "2026M07"').encode(),
        tmp_path,
    )
    assert problem.what.startswith("row 3, column Område: ")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"error": "Ugyldig nøgle"}, "it has no 'columns'; it is one that says 'Ugyldig nøgle'"),
        ({"columns": ["a"]}, "it has no 'rows'"),
        ([], "it is no object"),
        (None, "it is no object"),
        ("columns", "it is no object"),
        ({"columns": "abc", "rows": []}, "columns are not a list of names"),
        ({"columns": [1], "rows": []}, "columns are not a list of names"),
        ({"columns": ["a"], "rows": {"x": 1}}, "rows are no list"),
        ({"columns": ["a"], "rows": [[1], {"a": 1}]}, "row 3 is no list"),
        ({"columns": ["a"], "rows": ["ab"]}, "row 2 is no list"),
    ],
)
def test_an_answer_of_another_form_is_told_with_what_it_says(
    tmp_path: Path, answer: Any, expected: str
) -> None:
    (problem,) = refused(JOBINDSATS, json.dumps(answer).encode(), tmp_path)
    assert expected in problem.what


def test_lists_in_lists_without_end_are_refused(tmp_path: Path) -> None:
    (problem,) = refused(JOBINDSATS, b"[" * 100_000 + b"]" * 100_000, tmp_path)
    assert "lists in lists" in problem.what


def test_a_quarter_with_a_marked_answer_is_checked(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(project, LAST, "ledige.json", lambda content: codecs.BOM_UTF8 + content)
    assert CommandLine(capsys)("check", LAST, "--project", project.root).code == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda content: b"[" * 100_000 + content, id="deep"),
        pytest.param(lambda content: content.replace(b"2.4]", b"9" * 5_000 + b"]", 1), id="long"),
        pytest.param(lambda content: content.replace(b"2.4]", b"1e400]", 1), id="infinite"),
        pytest.param(lambda content: content.replace(b"2.4]", b"1e308]", 1), id="huge"),
        pytest.param(lambda content: content.replace(b'"2024M01"', b'"\\ud800"', 1), id="half a letter"),
        pytest.param(
            lambda content: content.replace(b'{"columns"', b'{"\\ud800": "\\udc00", "columns"', 1),
            id="half a letter in a key",
        ),
    ],
)
def test_the_command_names_the_file_and_knows_what_is_wrong(
    project: Project, change: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether the answer is refused or what is strange in it is nothing anybody asked for."""
    damage(project, LAST, "ledige.json", change)
    outcome = CommandLine(capsys)("check", LAST, "--project", project.root)
    assert "unforeseen" not in outcome.said
    assert "Traceback" not in outcome.said
    assert outcome.code in {0, 1}
    assert outcome.code == 0 or "data/raw/2026Q2/ledige.json" in outcome.said
