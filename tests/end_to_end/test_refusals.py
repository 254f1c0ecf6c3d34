"""Bad input is refused with a clear message, and the published pages stay as they were, byte for byte."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import CommandLine, subprocess_of
from executed_notebooks import execute_at_once
from git_repository import commit_all, git
from municipality import LAST, damage, edit, edit_cell, reseal
from openpyxl.comments import Comment
from refusals import Change, Refuse, empty_file, missing_file, replaced
from tree_bytes import tree_bytes

from sigtepunkt.core.project import Project
from sigtepunkt.execution import executor


def wrong_encoding(project: Project) -> None:
    """Receive a file in Windows-1252 that was declared as UTF-8."""
    damage(project, LAST, "folketal.csv", lambda content: content.decode("utf-8-sig").encode("cp1252"))


def duplicate_row(project: Project) -> None:
    """Receive a row twice."""
    row = b"990;2026K2;5396\r\n"
    damage(project, LAST, "folketal.csv", lambda content: content.replace(row, row + row))


def without_focus_area(project: Project) -> None:
    """Let an indicator name a focus area that does not exist."""
    edit(project.strategy / "indicators.toml", 'focus_area = "klima"', 'focus_area = "klimaet"')


def without_source(project: Project) -> None:
    """Let an indicator name a source that does not exist."""
    edit(project.strategy / "indicators.toml", 'source = "proeve-ledige"', 'source = "proeve-ledig"')


def without_suite(project: Project) -> None:
    """Remove a source's suite of expectations."""
    project.suite("proeve-skole").unlink()


def without_checks(project: Project) -> None:
    """Leave a suite that checks nothing."""
    project.suite("proeve-skole").write_text(
        '{"name": "proeve-skole", "expectations": [], "meta": {}}', encoding="utf-8"
    )


def changed_byte(project: Project) -> None:
    """Edit a file after it was received."""
    path = project.raw(LAST) / "skole.csv"
    path.write_bytes(path.read_bytes().replace(b"390", b"391"))


def nothing_but_a_folder(project: Project) -> None:
    """Leave a quarter's folder without its files."""
    shutil.rmtree(project.raw(LAST))
    project.raw(LAST).mkdir()


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        pytest.param(
            nothing_but_a_folder,
            ("data/raw/2026Q2/SHA256SUMS", "checksums are missing", "sha256sum"),
            id="missing vintage",
        ),
        pytest.param(
            without_focus_area,
            (
                "strategy/indicators.toml:64: [ventetid].focus_area",
                "unknown focus area 'klimaet'",
                "did you mean 'klima'",
            ),
            id="unknown focus area",
        ),
        pytest.param(
            without_source,
            (
                "strategy/indicators.toml:26: [ledighed].source",
                "unknown source 'proeve-ledig'",
                "did you mean 'proeve-ledige'",
            ),
            id="unknown source",
        ),
        pytest.param(
            without_suite, ("expectations/proeve-skole.json", "the suite is missing"), id="missing suite"
        ),
        pytest.param(without_checks, ("expectations/proeve-skole.json", "checks nothing"), id="empty suite"),
        pytest.param(
            changed_byte,
            ("data/raw/2026Q2/skole.csv", "not as it was received", "checksum"),
            id="changed byte",
        ),
    ],
)
def test_what_makes_a_whole_quarter_doubtful_is_refused_and_told(
    refuse: Refuse, change: Change, parts: tuple[str, ...]
) -> None:
    outcome = refuse(change=change)
    assert outcome.code == 1
    assert "Refused. Nothing in reports/ was changed." in outcome.err
    for part in parts:
        assert part in outcome.err


FAULTS = [
    pytest.param(
        missing_file,
        ("data/raw/2026Q2/ledige.json", "the source file is missing", "Prøvestyrelsen"),
        id="missing source file",
    ),
    pytest.param(
        empty_file, ("data/raw/2026Q2/folketal.csv", "the file is empty", "Prøvestatistik"), id="empty file"
    ),
    pytest.param(
        replaced("folketal.csv", ";", ","),
        ("data/raw/2026Q2/folketal.csv", "row 1", "not separated by semicolons", "allowed: ;"),
        id="wrong delimiter",
    ),
    pytest.param(
        wrong_encoding,
        ("data/raw/2026Q2/folketal.csv", "not encoded as declared", "allowed: utf-8-sig"),
        id="wrong encoding",
    ),
    pytest.param(
        duplicate_row,
        (
            "data/raw/2026Q2/folketal.csv",
            "row 70, column OMRÅDE + TID",
            "row 71",
            "990",
            "2026K2",
            "Hver række står kun én gang.",
            "Prøvestatistik",
        ),
        id="duplicate rows",
    ),
    pytest.param(
        replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;mange"),
        (
            "data/raw/2026Q2/folketal.csv",
            "row 38, column INDHOLD",
            "'mange' is not a number",
            "1.234,5",
            "Prøvestatistik",
        ),
        id="text in a number column",
    ),
    pytest.param(
        replaced("skole.csv", "250;5,0", "250;5.0"),
        (
            "data/raw/2026Q2/skole.csv",
            "row 2, column Fravær (pct.)",
            "'5.0' is not a number",
            "Skoleafdelingen",
        ),
        id="a decimal point",
    ),
    pytest.param(
        replaced("folketal.csv", "990;2026K2;", "990;2027K1;"),
        (
            "data/raw/2026Q2/folketal.csv",
            "row 70",
            "folketal",
            "2027Q1",
            "Ingen observation er fra tiden efter lukkedatoen.",
        ),
        id="a period from the future",
    ),
    pytest.param(
        replaced("ledige.json", '"Prøve", "2025M12"', '"Prøve", "2026M12"'),
        (
            "data/raw/2026Q2/ledige.json",
            "row 56",
            "2026M12",
            "Ingen observation er fra tiden efter lukkedatoen.",
        ),
        id="a month from the future",
    ),
    pytest.param(
        replaced("skole.csv", "2024/2025;1.000;390", "9998/9999;1.000;390"),
        ("data/raw/2026Q2/skole.csv", "row 8", "9998/9999"),
        id="the last year there is",
    ),
    pytest.param(
        replaced("skole.csv", "2024/2025;1.000;390", "9999/10000;1.000;390"),
        ("data/raw/2026Q2/skole.csv", "row 8", "9999/10000"),
        id="a year after the last",
    ),
    pytest.param(
        replaced("ledige.json", '"Prøve", "2025M12"', '"Prøve", "9999M12"'),
        ("data/raw/2026Q2/ledige.json", "row 56", "9999M12"),
        id="the last month there is",
    ),
    pytest.param(
        replaced("folketal.csv", "990;2018K2;", "992;2018K2;"),
        (
            "data/raw/2026Q2/folketal.csv",
            "row 38, column OMRÅDE",
            "992",
            "Hvert område er et, projektet kender.",
        ),
        id="an unknown area",
    ),
    pytest.param(
        replaced("folketal.csv", "990;2018K2;", "990;2018K5;"),
        ("data/raw/2026Q2/folketal.csv", "row 38, column TID", "'2018K5' is not a period", "2025K2"),
        id="no period",
    ),
    pytest.param(
        replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;-5012"),
        ("data/raw/2026Q2/folketal.csv", "row 38, column INDHOLD", "-5012", "INDHOLD er ikke under 0."),
        id="an impossible value",
    ),
]


@pytest.mark.parametrize(("change", "parts"), FAULTS)
def test_under_strict_anything_that_is_not_in_order_is_refused_and_told(
    refuse: Refuse, change: Change, parts: tuple[str, ...]
) -> None:
    outcome = refuse("run", "2026Q2", "--strict", change=change)
    assert outcome.code == 1
    assert "Refused. Nothing in reports/ was changed." in outcome.err
    for part in parts:
        assert part in outcome.err


def test_where_no_file_can_be_read_each_is_told(refuse: Refuse) -> None:
    def nothing(project: Project) -> None:
        for path in project.raw(LAST).iterdir():
            if path.suffix in {".csv", ".json", ".xlsx"}:
                path.write_bytes(b"")
        reseal(project.raw(LAST))

    outcome = refuse(change=nothing)
    assert outcome.code == 1
    assert outcome.err.count("the file is empty") == 6


def test_faults_in_several_files_are_told_together(refuse: Refuse) -> None:
    def change(project: Project) -> None:
        empty_file(project)
        missing_file(project)

    err = refuse("run", "2026Q2", "--strict", change=change).err
    assert "folketal.csv" in err
    assert "ledige.json" in err


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("run", "2026Q3"), ("no raw data for 2026Q3", "2026Q1, 2026Q2", "sigtepunkt new quarter 2026Q3")),
        (("run", "2026K2"), ("'2026K2' is not a quarter", "2026Q2")),
        (("run", "2026Q2", "--only", "børn"), ("there is no page 'børn'", "did you mean 'boern'")),
        (("check", "2025Q4"), ("no raw data for 2025Q4",)),
        (("process", "2025Q4"), ("no raw data for 2025Q4",)),
    ],
)
def test_an_unknown_quarter_or_page_is_wrong_use(
    refuse: Refuse, words: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    outcome = refuse(*words)
    assert outcome.code == 2
    for part in parts:
        assert part in outcome.err


def test_a_projection_may_be_of_the_future(command: CommandLine, published: Project) -> None:
    replaced("folketal.csv", "990;2026K2;", "990;2027K1;")(published)
    edit(published.strategy / "sources.toml", "lag_days = 42", "lag_days = 42\nprojection = true")
    edit(published.strategy / "indicators.toml", "\nlead = true", "")
    outcome = command("process", "2026Q2", "--project", published.root)
    assert outcome.code == 0, outcome.err


# --- what identifies a person -------------------------------------------------------------------------------


def comment_in_a_workbook(project: Project) -> None:
    """Receive a workbook with a comment about a citizen."""
    path = project.raw(LAST) / "ventetid.xlsx"
    book = openpyxl.load_workbook(path)
    book["Data"]["C4"].comment = Comment("Klage fra 070761-4285", "NN")
    book.save(path)
    reseal(path.parent)


def file_about_a_citizen(project: Project) -> None:
    """Receive a file nobody asked for, named after a citizen."""
    (project.raw(LAST) / "klage 0707614285.docx").write_bytes(b"x")
    reseal(project.raw(LAST))


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        pytest.param(
            replaced("folketal.csv", "990;2018K2;5012", "990;2018K2;070761-4285"),
            (
                "data/raw/2026Q2/folketal.csv: row 38, column INDHOLD: a CPR number (sikker), 0707••-••••",
                "Prøvestatistik",
            ),
            id="a cell",
        ),
        pytest.param(
            replaced("skole.csv", "Prøve;2024/2025;1.000;390", "Prøve;2024/2025;0707614286;390", "cp1252"),
            ("data/raw/2026Q2/skole.csv: row 8, column Elever: a CPR number (mulig), 0707••-••••", "not_cpr"),
            id="a bare number",
        ),
        pytest.param(
            comment_in_a_workbook,
            (
                "data/raw/2026Q2/ventetid.xlsx: sheet Data, cell C4, the comment",
                "the comment: a CPR number (sikker), 0707••-••••",
            ),
            id="a workbook's comment",
        ),
        pytest.param(
            file_about_a_citizen,
            ("data/raw/2026Q2/klage 0707••-••••.docx: the file's name: a CPR number",),
            id="a file's name",
        ),
    ],
)
@pytest.mark.parametrize("words", [("run", "2026Q2"), ("check", "2026Q2")], ids=["run", "check"])
def test_a_cpr_number_in_raw_data_stops_the_quarter_and_is_not_repeated(
    refuse: Refuse, words: tuple[str, ...], change: Change, parts: tuple[str, ...]
) -> None:
    outcome = refuse(*words, change=change)
    assert outcome.code == 1
    for part in parts:
        assert part in outcome.err
    assert "61428" not in re.sub(r"\W", "", outcome.err)


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ('print("Borger 070761-4285")', "cell 4, its outputs: a CPR number (sikker), 0707••-••••"),
        (
            """import pandas as pd
pd.DataFrame({"borger": [707614285, 707614285 + 10**9 * 3]}, index=["0707614285", "b"])""",
            "cell 4, its outputs",
        ),
        ('raise ValueError("ukendt borger 070761-4285")', "raised ValueError: ukendt borger 0707••-••••"),
    ],
)
def test_a_cpr_number_in_a_notebooks_output_stops_the_quarter(refuse: Refuse, cell: str, where: str) -> None:
    outcome = refuse(
        "run",
        "2026Q2",
        "--only",
        "boern",
        change=lambda project: edit_cell(project.notebook("boern"), 4, cell),
    )
    assert outcome.code == 1
    assert "notebooks/boern.ipynb" in outcome.err
    assert where in outcome.err
    assert "61428" not in re.sub(r"\W", "", outcome.err)


def test_a_contact_in_raw_data_is_told_and_on_a_page_it_stops_the_quarter_until_it_is_cleared(
    refuse: Refuse, published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_contact(notebook: Path, name: str, parameters: dict[str, Any], **_: object) -> Any:
        executed = execute_at_once(notebook, name, parameters)
        executed.cells[0].source += "\n\nSkriv til jens@example.dk"
        return executed

    monkeypatch.setattr(executor, "execute", with_contact)
    outcome = refuse(change=replaced("ledige.json", '"columns"', '"kontakt": "jens@example.dk", "columns"'))
    assert "Contact: data/raw/2026Q2/ledige.json, kontakt: an e-mail address, j•••@example.dk" in outcome.err
    assert "reports/2026Q2/boern.html: line" in outcome.err
    assert "cleared = [{" in outcome.err
    edit(
        published.strategy / "sources.toml",
        "lag_days = 42",
        'lag_days = 42\ncleared = [{ text = "jens@example.dk", by = "Fru Prøve", on = 2026-08-31 }]',
    )
    assert command("run", "2026Q2", "--project", published.root).code == 0


# --- what may not be public ---------------------------------------------------------------------------------


def confidential(project: Project) -> None:
    """Declare the school file confidential."""
    edit(project.strategy / "sources.toml", 'file = "skole.csv"', 'file = "skole.csv"\nconfidential = true')


def not_ignored(project: Project) -> None:
    """Make a repository where `git add` would take a confidential file."""
    confidential(project)
    git(project.root, "init", "--quiet")


def tracked(project: Project) -> None:
    """Commit a confidential file to git."""
    confidential(project)
    commit_all(project.root)


def cloned(project: Project) -> None:
    """Lack the confidential file, as a fresh clone does."""
    confidential(project)
    (project.raw(LAST) / "skole.csv").unlink()


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        pytest.param(
            not_ignored,
            (
                "data/raw/2026Q2/skole.csv: confidential, and git add would take it",
                "write this line in .gitignore in the repository: data/raw/**/skole.csv",
                "SIGTEPUNKT_DATA",
            ),
            id="not ignored",
        ),
        pytest.param(
            tracked,
            (
                "data/raw/2026Q2/skole.csv: confidential, and in git",
                "git rm -r --cached 'data/raw/2026Q2/skole.csv'",
                "history",
            ),
            id="tracked",
        ),
        pytest.param(
            cloned,
            (
                "data/raw/2026Q2/skole.csv: the file is missing: it is confidential and kept out of git",
                "get it from Skoleafdelingen",
            ),
            id="fresh clone",
        ),
    ],
)
@pytest.mark.parametrize(
    "words", [("run", "2026Q2"), ("process", "2026Q2"), ("check", "2026Q2")], ids=["run", "process", "check"]
)
def test_a_confidential_file_in_reach_of_git_or_not_there_stops_the_quarter(
    refuse: Refuse, words: tuple[str, ...], change: Change, parts: tuple[str, ...]
) -> None:
    outcome = refuse(*words, change=change)
    assert outcome.code == 1
    for part in parts:
        assert part in outcome.err


def test_a_data_folder_that_is_not_there_stops_the_quarter(
    refuse: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGTEPUNKT_DATA", "../findes-ikke")
    outcome = refuse()
    assert outcome.code == 2
    for part in ("SIGTEPUNKT_DATA=../findes-ikke: there is no such folder", "allowed:", "make the folder"):
        assert part in outcome.err


# --- notebooks ----------------------------------------------------------------------------------------------


def test_a_notebook_that_raises_stops_the_quarter(refuse: Refuse) -> None:
    outcome = refuse(
        "run",
        "2026Q2",
        "--only",
        "boern",
        change=lambda project: edit_cell(project.notebook("boern"), 4, "vækst = 1 / 0\nreport.summary()"),
    )
    assert outcome.code == 1
    for part in ("notebooks/boern.ipynb", "ZeroDivisionError: division by zero", "vækst = 1 / 0", "make lab"):
        assert part in outcome.err


def test_a_notebook_that_asks_for_what_is_not_on_its_page_stops_the_quarter(refuse: Refuse) -> None:
    outcome = refuse(
        "run",
        "2026Q2",
        "--only",
        "boern",
        change=lambda project: edit_cell(project.notebook("boern"), 4, 'report.indicator("klubandl")'),
    )
    assert outcome.code == 1
    for part in ("notebooks/boern.ipynb", "klubandl", "did you mean 'klubandel'"):
        assert part in outcome.err


def test_a_notebook_with_a_picture_of_its_own_stops_the_quarter(refuse: Refuse) -> None:
    cell = (
        'from IPython.display import display\ndisplay({"image/png": "", "text/plain": "<Figure>"}, raw=True)'
    )
    outcome = refuse(
        "run",
        "2026Q2",
        "--only",
        "boern",
        change=lambda project: edit_cell(project.notebook("boern"), 4, cell),
    )
    assert outcome.code == 1
    for part in ("notebooks/boern.ipynb", "a picture of its own", "report.figure("):
        assert part in outcome.err


def test_a_notebook_without_the_parameter_stops_the_quarter_before_it_is_run(refuse: Refuse) -> None:
    def change(project: Project) -> None:
        for page in ("boern", "teknik", "kommunalbestyrelsen", "datakvalitet", "metode"):
            edit_cell(project.notebook(page), 2, 'kvartal: str = "2026Q2"')

    outcome = refuse(change=change)
    assert outcome.code == 1
    for part in (
        "notebooks/boern.ipynb",
        "notebooks/teknik.ipynb",
        "does not declare the parameter 'quarter'",
        "kvartal",
    ):
        assert part in outcome.err


def test_a_missing_notebook_stops_the_quarter(refuse: Refuse, monkeypatch: pytest.MonkeyPatch) -> None:
    def only_what_is_there(notebook: Path, name: str, parameters: dict[str, Any], **_: object) -> Any:
        execute = execute_at_once if notebook.is_file() else real
        return execute(notebook, name, parameters)

    real = executor.execute
    monkeypatch.setattr(executor, "execute", only_what_is_there)
    outcome = refuse(change=lambda project: project.notebook("teknik").unlink())
    assert outcome.code == 1
    assert "notebooks/teknik.ipynb: the notebook is missing" in outcome.err


# --- the machine --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", ["2026Q1", "2026Q2"])
def test_a_full_disk_while_pages_are_written_leaves_what_was_published(
    refuse: Refuse, monkeypatch: pytest.MonkeyPatch, quarter: str
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(executor, "execute", execute_at_once)
    monkeypatch.setattr(os, "fsync", full)
    outcome = refuse("run", quarter, "--force")
    assert outcome.code == 1
    assert "No space left on device" in outcome.err


def test_a_full_disk_while_data_is_written_leaves_the_earlier_data(
    refuse: Refuse, published: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    def full(_frame: pd.DataFrame, path: Path, **_named: Any) -> None:
        raise OSError(28, "No space left on device", str(path))

    def processed() -> dict[str, bytes]:
        files = tree_bytes(published.all_processed)
        return {name: content for name, content in files.items() if name != ".lock"}

    before = processed()
    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    outcome = refuse("run", "2026Q1", "--force")
    assert outcome.code == 1
    assert "No space left on device" in outcome.err
    assert processed() == before


@pytest.mark.parametrize("name", ["folketal.csv", "skole.csv", "ledige.json"])
def test_a_file_that_cannot_be_read_is_named(
    refuse: Refuse, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    open_file = Path.open

    def broken(self: Path, *how: Any, **named: Any) -> Any:
        if self.name == name and self.parent.parent.name == "raw":
            raise OSError(5, "Input/output error", str(self))
        return open_file(self, *how, **named)

    monkeypatch.setattr(Path, "open", broken)
    outcome = refuse(change=lambda project: shutil.rmtree(project.processed(LAST)))
    assert outcome.code == 1
    assert "Input/output error" in outcome.err
    assert name in outcome.err


def test_the_pages_can_be_published_once_the_fault_is_corrected(
    refuse: Refuse, published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = (published.raw(LAST) / "skole.csv").read_bytes()
    refuse(change=changed_byte)
    (published.raw(LAST) / "skole.csv").write_bytes(original)
    monkeypatch.setattr(executor, "execute", execute_at_once)
    before = tree_bytes(published.report(published.quarters()[0]))
    assert command("run", "2026Q2", "--project", published.root).code == 0
    manifest = json.loads((published.report(LAST) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["quarter"] == "2026Q2"
    assert tree_bytes(published.report(published.quarters()[0])) == before, "the quarter before is untouched"


def test_in_a_terminal_of_its_own_the_command_refuses_alike(published: Project) -> None:
    changed_byte(published)
    ended = subprocess_of("run", "2026Q2", "--project", published.root)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "data/raw/2026Q2/skole.csv" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "Warning" not in ended.stderr
