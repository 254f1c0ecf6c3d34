"""Text that can reach a page is readable as written, whoever declares it; all other text is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from example_sources import source
from municipality import FIRST, LAST, reseal
from places import REPOSITORY
from refusals import Refuse

from sigtepunkt.checks import expectation_suite
from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.editions import corrections, edition
from sigtepunkt.raw import source_reader
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.strategy import load_definitions

HIDDEN = {
    "\\u202e": "U+202E",
    "\\u200b": "U+200B",
    "\\u0007": "U+0007",
    "\\u2066": "U+2066",
    "\\ufeff": "U+FEFF",
    "\\u0000": "U+0000",
    "\\u007f": "U+007F",
    "\\U000E0041": "U+E0041",
}
LONG = "x" * 20_000


def edit_first(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of `old` in a text file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not occur in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(call: Callable[[], object]) -> tuple[Problem, ...]:
    """Return what a call is refused for: what, where, what is allowed and what to do next."""
    with pytest.raises(Refused) as refusal:
        call()
    assert refusal.value.exit_code == 1
    for problem in refusal.value.problems:
        assert problem.what
        assert problem.where
        assert problem.allowed == plain_text.ALLOWED
        assert problem.next_step
        assert len(str(problem)) < 1_000
        assert plain_text.fault(str(problem)) == ""
    return refusal.value.problems


# --- declarations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("escape", "character"), HIDDEN.items())
def test_a_hidden_character_in_a_title_is_refused_with_file_and_key(
    project: Project, escape: str, character: str
) -> None:
    edit_first(project.strategy / "indicators.toml", 'title = "', f'title = "A{escape}')
    (problem,) = problems(lambda: load_definitions(project))
    assert (problem.where, problem.what) == (
        "strategy/indicators.toml:2: folketal.title",
        f"the invisible character {character} at place 2",
    )


DECLARED = {
    "municipality.toml": ('name = "Prøvekommune"', 'name = "Prøve\\u200bkommune"'),
    "sources.toml": ('publisher = "', 'publisher = "\\u202e'),
    "gaps.toml": ('why = "', 'why = "\\u0007'),
    "capacity.toml": ('title = "', 'title = "\\u202e'),
    "strategy-2022-2025.toml": ('title = "', f'title = "{LONG}'),
}


def test_every_file_and_every_fault_is_told_at_once(project: Project) -> None:
    for file, (old, new) in DECLARED.items():
        edit_first(project.strategy / file, old, new)
    faults = problems(lambda: load_definitions(project))
    assert {fault.where.partition(":")[0] for fault in faults} == {f"strategy/{file}" for file in DECLARED}
    long = next(fault.what for fault in faults if "strategy-2022" in fault.where)
    assert long.startswith("a text of 20")


def test_a_key_is_a_text_too(project: Project) -> None:
    path = project.strategy / "disclosure.toml"
    path.write_text(f'{path.read_text(encoding="utf-8")}\n["ny\\u202e"]\npersons = false\n', encoding="utf-8")
    faults = problems_of_text(lambda: load_definitions(project))
    assert [fault.where for fault in faults] == ["strategy/disclosure.toml: the key ny\ufffd"]


def problems_of_text(call: Callable[[], object]) -> list[Problem]:
    """Return those problems that are about what a text may be."""
    with pytest.raises(Refused) as refusal:
        call()
    return [problem for problem in refusal.value.problems if problem.allowed == plain_text.ALLOWED]


def test_a_long_key_or_value_is_not_repeated(project: Project) -> None:
    edit_first(project.strategy / "indicators.toml", 'better = "', f'"{LONG}" = 1\nbetter = "{LONG}')
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert len(refusal.value.problems) == 4
    assert max(len(str(problem)) for problem in refusal.value.problems) < 1_500


def test_texts_in_lists_and_tables_within_are_read(project: Project) -> None:
    edit_first(project.strategy / "municipality.toml", 'aliases = ["', 'aliases = ["\\u200b')
    (problem,) = problems(lambda: load_definitions(project))
    assert problem.where.startswith("strategy/municipality.toml:10: areas.")
    assert problem.where.endswith(".aliases no. 1")


def test_what_is_shipped_and_soft_hyphens_and_no_break_spaces_pass(project: Project) -> None:
    load_definitions(Project(REPOSITORY))
    edit_first(
        project.strategy / "indicators.toml",
        'title = "',
        'title = "kommunal\\u00adbestyrelse 10\\u00a0pct. \U0001f600 ',
    )
    assert "\u00ad" in load_definitions(project).indicators["folketal"].title


# --- a vintage's papers, suites, editions, a correction's reason --------------------------------------------


def test_a_vintages_note_and_provenance_are_read_alike(project: Project) -> None:
    folder = project.raw(LAST)
    edit_first(folder / "vintage.toml", 'note = "', 'note = "\\u202e')
    edit_first(folder / "provenance.toml", 'via = "', f'via = "{LONG}')
    reseal(folder)
    note, via = problems(lambda: open_vintage(project, LAST))
    assert (note.where, note.what) == (
        "data/raw/2026Q2/vintage.toml: note",
        "the invisible character U+202E at place 1",
    )
    assert via.where.startswith("data/raw/2026Q2/provenance.toml: ")
    assert via.where.endswith(".via")


def test_a_files_name_is_read_alike(project: Project) -> None:
    folder = project.raw(LAST)
    (folder / "no\u202etegl.csv").write_text("a;b\n", encoding="utf-8")
    reseal(folder)
    (problem,) = problems(lambda: open_vintage(project, LAST))
    assert problem.what == "the name of a file, no\ufffdtegl.csv: the invisible character U+202E at place 3"


@pytest.mark.parametrize("part", ["sentence", "owner", "remedy"])
def test_a_suites_texts_are_read_alike(project: Project, part: str) -> None:
    path = project.suite("proeve-skole")
    suite = json.loads(path.read_text(encoding="utf-8"))
    for expectation in suite["expectations"][:2]:
        expectation["meta"][part] = "Der er \u200b tal."
    path.write_text(json.dumps(suite), encoding="utf-8")
    faults = problems(lambda: expectation_suite.read_suite(path, "expectations/proeve-skole.json"))
    assert [fault.where for fault in faults] == [
        f"expectations/proeve-skole.json: expectations no. {number}.meta.{part}" for number in (1, 2)
    ]


@pytest.mark.parametrize("reason", ["Tal\u202e", "Tal\u200b", "Tal\u0007", LONG])
def test_a_corrections_reason_is_read_alike(published: Project, reason: str) -> None:
    (problem,) = problems(lambda: corrections.edition_to_publish(published, FIRST, reason))
    assert problem.where == "--reason"


def test_an_edition_that_was_changed_is_read_alike(published: Project) -> None:
    path = published.edition(FIRST, 1)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"reason": ""', '"reason": "Fejl\\u202e"'), encoding="utf-8"
    )
    (problem,) = problems(lambda: edition.read(published, FIRST, 1))
    assert (problem.where, problem.what) == (
        "data/published/2026Q1-1.json: reason",
        "the invisible character U+202E at place 5",
    )


# --- raw files ----------------------------------------------------------------------------------------------


def test_a_columns_name_nobody_asked_for_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "p1.csv"
    path.write_text("OMRÅDE;TID;INDHOLD;Note\u202e\r\n990;2026K1;1;x\r\n", encoding="utf-8")
    (problem,) = problems(lambda: source_reader.read_raw(source(), path, "data/raw/2026Q2/p1.csv"))
    assert problem.what == "row 1, column 4: the invisible character U+202E at place 5"


def test_a_sheets_name_is_read_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Data"
    book.active.append(["TID", "INDHOLD"])
    book.create_sheet("Noter\u200b")
    book.save(tmp_path / "p1.xlsx")
    asked = source(format="excel", sheet="Data", area="", period="TID", values=("INDHOLD",))
    (problem,) = problems(
        lambda: source_reader.read_raw(asked, tmp_path / "p1.xlsx", "data/raw/2026Q2/p1.xlsx")
    )
    assert problem.what == "the name of sheet 2, Noter\ufffd: the invisible character U+200B at place 6"


# --- end to end ---------------------------------------------------------------------------------------------


def test_nothing_published_changes_and_the_exit_code_is_one(refuse: Refuse) -> None:
    def change(project: Project) -> None:
        edit_first(project.strategy / "gaps.toml", 'why = "', 'why = "\\u202e')

    outcome = refuse(change=change)
    assert outcome.code == 1
    assert "strategy/gaps.toml:4: gaps no. 1.why: the invisible character U+202E at place 1" in outcome.err


def test_a_reason_with_a_hidden_character_is_refused_at_the_command_line(refuse: Refuse) -> None:
    outcome = refuse("run", "2026Q1", "--reason", "Tal\u202e rettet")
    assert outcome.code == 1
    assert "--reason: the invisible character U+202E at place 4" in outcome.err
