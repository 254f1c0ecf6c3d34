"""A fault in a TOML file is told with its line, and how that is written where the line shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem
from sigtepunkt.core.toml_lines import line_of, located, not_toml

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
[[gaps]]
[[gaps]]
why = "x"
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
        ("a.toml: [jobmesse].history no. 1.on", "a.toml:12: [jobmesse].history no. 1.on"),
        ("a.toml: the key decisions.laes.due", "a.toml:5: the key decisions.laes.due"),
        ("a.toml: [jobmesse]", "a.toml:10: [jobmesse]"),
        ("a.toml: [decisions.laes].due", "a.toml:5: [decisions.laes].due"),
        ("a.toml: [gaps no. 2].why", "a.toml:18: [gaps no. 2].why"),
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


def test_a_key_that_a_text_or_a_comment_speaks_of_is_not_mistaken_for_the_key() -> None:
    text = '[a]\ntext = "Vi spurgte i hver by. by = x"\n# by = 1\nby = "Chefen"\n'
    assert line_of(text, ["a", "by"]) == 4


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["gaps", "0"], 1),
        (["gaps", "1"], 4),
        (["gaps", "1", "why"], 6),
        (["gaps", "0", "why"], 1),  # which it lacks, and the next has
        (["gaps", "2"], None),
    ],
)
def test_the_tables_of_an_array_are_counted(keys: list[str], line: int | None) -> None:
    assert line_of('[[gaps]]\ntitle = "a"\n\n[[gaps]]\ntitle = "b"\nwhy = "c"\n', keys) == line


def test_an_array_of_a_file_of_one_table_has_its_line() -> None:
    assert line_of('name = "a"\ncomparison = ["b", "c"]\n[areas]\n', ["comparison", "1"]) == 2


@pytest.mark.parametrize("name", ['decisions."ny årsag"', "decisions.'ny årsag'", '"decisions" . "ny årsag"'])
def test_a_table_whose_name_stands_in_quotation_marks_is_found(name: str) -> None:
    text = f"[decisions.a]\ndue = 1\n[{name}]\ndue = 2\n[{name}.answer]\ntext = 3\n"
    assert line_of(text, ["decisions", "a", "text"]) == 1
    assert line_of(text, ["decisions", "ny årsag", "due"]) == 4
    assert line_of(text, ["decisions", "ny årsag", "answer", "text"]) == 6


def test_a_quoted_key_is_found() -> None:
    assert line_of('[a]\n"due day" = 1\n"b".c = 2\n', ["a", "due day"]) == 2
    assert line_of('[a]\n"due day" = 1\n"b".c = 2\n', ["a", "b"]) == 3


def of_no_toml(text: str) -> Problem:
    """Return what is said of a file that is no TOML."""
    with pytest.raises(ValueError, match=r"at (line|end)|too many") as error:
        plain_text.parse_toml(text.encode())
    return not_toml(error.value, text.encode(), "a.toml")


NAME = "a name in [ ] holds a–z, 0–9, - and _ (write aa for å), or stands in quotation marks"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("[decisions.underretninger-årsager]", NAME),
        ("[decisions.ny sti]", NAME),
        ("[[å]]", NAME),
        ("date = 18-08-2026", "a day is written 2026-08-18"),
        ("date = 18.8.2026", "a day is written 2026-08-18"),
        ("date = 2026/8/18", "a day is written 2026-08-18"),
        ("date = 31-02-2026", "a day is written 2026-08-18"),  # as none can be made of it
        ("date = 18-08-26", "a day is written 2026-08-18"),
        ("date = 9. juni 2026", "a day is written 2026-08-18"),
        ("smallest = 1,5", "a decimal is written with a point: 1.5"),
        ("a = { smallest = -0,25 }", "a decimal is written with a point: -0.25"),
        ("a = { on = 2024-07 }", 'a month stands in quotation marks: "2024-07"'),
        ("on = 2024-7", 'a month stands in quotation marks: "2024-07"'),
        ("earliest = 2024Q3", 'a quarter stands in quotation marks: "2024Q3"'),
        ('owner = "Vejchefen', "a quotation mark is missing at the end"),
        ('a = { by = "Vejchefen", text = "Ja }', "a quotation mark is missing at the end"),
    ],
)
def test_how_a_line_is_written_is_said_where_the_line_shows_it(line: str, hint: str) -> None:
    problem = of_no_toml(f"first = 1\n\n{line}\n")
    assert problem == Problem(f"not valid TOML: {hint} (found {line!r})", "a.toml:3")


def test_a_quotation_mark_missing_at_the_end_of_the_file_has_the_last_line() -> None:
    problem = of_no_toml('first = 1\nowner = "Vejchefen')
    assert problem.where == "a.toml:2"
    assert "a quotation mark is missing at the end" in problem.what


@pytest.mark.parametrize(
    "line",
    [
        "date = 2026-02-30",  # is written as it should be; there is no such day
        "first = 2",
        "a = [1,5",
        't = "on = 1,5" b',
        'a = { on = 2024-05-02 note = "a" }',
        "# 1,5\n!",
    ],
)
def test_what_the_line_does_not_show_is_told_in_the_words_of_the_parser(line: str) -> None:
    problem = of_no_toml(f"first = 1\n{line}\n")
    assert problem.where in {"a.toml:2", "a.toml:3"}
    assert "(found" not in problem.what
    assert " (at " in problem.what


def test_tables_in_each_other_without_end_have_no_line() -> None:
    problem = of_no_toml(f"a = {'[' * 5000}")
    assert problem == Problem(
        "not valid TOML: lists or tables in each other, too many of them", "a.toml", "TOML 1.0"
    )


def test_a_file_that_is_not_utf_8_is_told_with_the_byte() -> None:
    content = "# æ".encode("cp1252")
    with pytest.raises(UnicodeDecodeError) as error:
        plain_text.parse_toml(content)
    assert not_toml(error.value, content, "a.toml").what == "not UTF-8 at byte 2"
