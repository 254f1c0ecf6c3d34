"""A stranger's file becomes a source: its declaration, its first suite, and what is still to be filled in."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from example_sources import source
from municipality.file_forms import BASE, FORMS, ROWS, in_codes, in_value
from municipality.written_files import Manner, written
from tree_bytes import tree_bytes

from sigtepunkt.checks import expectation_suite
from sigtepunkt.checks.vintage_check import parameters
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving import first_suite, incoming
from sigtepunkt.strategy import load_definitions

FILE = """Udtræk fra biblioteket

Kommune;Kvartal;Udlån;Besøg
Prøve Kommune;1. kvt. 2026;31.250;12,5
Prøve Kommune;2. kvt. 2026;28.900;13
Nabo Kommune;1. kvt. 2026;1.250;2,5
Kilde: Biblioteket
"""
KNOWN = ("--title", "Udlån", "--publisher", "Prøvekommune", "--table", "Udlån", "--licence", "ukendt")
KNOWN += ("--origin", "internal", "--owner", "Biblioteket", "--lag-days", "30")


@pytest.fixture
def new_source(project: Project, command: CommandLine, tmp_path: Path) -> Callable[..., str]:
    """Declare a file as a new source; return what is said, in which the code comes first."""

    def run(text: str, *words: str) -> str:
        (tmp_path / "Udlån Q2.csv").write_bytes(text.encode("cp1252"))
        outcome = command("new", "source", tmp_path / "Udlån Q2.csv", "--project", project.root, *words)
        return f"{outcome.code} {outcome.said}"

    return run


def declared(project: Project) -> Any:
    return tomllib.loads((project.strategy / "sources.toml").read_text(encoding="utf-8"))


def test_a_file_becomes_a_source_in_two_commands(
    project: Project, new_source: Callable[..., str], command: CommandLine, tmp_path: Path
) -> None:
    assert new_source(FILE, "--yes", *KNOWN).startswith("0 ")
    table = declared(project)["udlaan-q2"]
    assert table["encoding"] == "cp1252"
    assert table["file"] == "udlaan-q2.csv"
    assert table["values"] == ["Udlån", "Besøg"]
    assert table["dialect"] == {
        "header_row": 3,
        "notes_below": True,
        "periods": "words",
        "area_form": "{name} Kommune",
    }
    outcome = command(
        "receive", tmp_path / "Udlån Q2.csv", "--source", "udlaan-q2", "--project", project.root
    )
    assert outcome.code == 0, outcome.said
    assert open_vintage(project, Quarter(2026, 2)).provenance["udlaan-q2.csv"].source == "udlaan-q2"


def test_what_the_file_does_not_say_is_marked_and_refused_until_it_is_filled_in(
    project: Project, new_source: Callable[..., str], command: CommandLine
) -> None:
    said = new_source(FILE, "--yes", "--title", "Udlån", "--origin", "internal")
    assert "Fill in, in strategy/sources.toml: publisher, table, licence, owner, lag_days" in said
    outcome = command("check", "--project", project.root)
    assert outcome.code == 1
    for key in ("publisher", "table", "licence", "owner", "lag_days"):
        place = rf"strategy/sources\.toml:\d+: \[udlaan-q2\]\.{key}: is still to be filled in"
        assert re.search(place, outcome.err)
    path = project.strategy / "sources.toml"
    text = path.read_text(encoding="utf-8")
    lines = [
        f"{line.partition(' = ')[0]} = {'30' if line.startswith('lag') else chr(34) + 'x' + chr(34)}"
        if "FILL IN" in line
        else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_definitions(project).sources["udlaan-q2"].lag_days == 30


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (FILE, ("--id", "../ud"), "is no name of a source"),
        (FILE, ("--id", "facts"), "there is a source 'facts' already"),
        (FILE, ("--id", "proeve-skole"), "there is a source 'proeve-skole' already"),
        (FILE.replace("28.900", "-"), (), "'-' stands among the figures: what does it mean?"),
        (
            FILE.replace("12,5", "0.998").replace("13", "1.729").replace("2,5", "2.104"),
            (),
            "can be read in two ways",
        ),
        (FILE.replace("Nabo Kommune", "Region Midt"), (), "no such area is declared: Region Midt"),
        ("Kommune;Kvartal;Udlån\n", (), "Udlån Q2.csv"),
        ("hej\n", (), "nothing in it separates cells"),
        (FILE.replace("Prøve Kommune;2. kvt.", "Prøve Kommune;1. kvt."), (), "stands there twice"),
        (FILE.replace("1.250", "010190-1234"), (), "a CPR number"),
    ],
)
def test_what_cannot_be_declared_is_refused_and_nothing_is_written(
    project: Project, new_source: Callable[..., str], text: str, words: tuple[str, ...], said: str
) -> None:
    with atomic_files.write_lock(project):
        pass  # leaves the file that is locked
    before = tree_bytes(project.root)
    told = new_source(text, "--yes", *words)
    assert told[0] in "12"
    assert said in told
    assert "Traceback" not in told
    assert tree_bytes(project.root) == before


SOME = ("text: as", "text: StatBank's own layout", "workbook: everything at once", "answer: objects")


@pytest.mark.parametrize(
    "form", [form for form in FORMS if form[0].startswith(SOME)], ids=lambda form: form[0]
)
def test_the_first_suite_is_met_by_the_file_it_is_made_of(
    project: Project, tmp_path: Path, form: tuple[str, dict[str, Any], Manner]
) -> None:
    definitions, vintage = load_definitions(project), open_vintage(project, Quarter(2026, 2))
    it = source(**BASE | form[1])
    path = tmp_path / ("fil.xlsx" if it.format == "excel" else "fil.csv")
    path.write_bytes(written(it, in_codes(in_value(ROWS, it), it), form[2]))
    read = incoming.read(it, path, "fil", definitions.municipality)
    suite = first_suite.suite("ny", read, definitions.municipality)
    project.suite("ny").write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")
    findings = expectation_suite.check(
        project.suite("ny"), "expectations/ny.json", read.frame, parameters(definitions, vintage)
    )
    assert len(findings) >= 8
    assert [finding.sentence for finding in findings if not finding.met] == []
    assert all(each["meta"]["owner"] == "Fru Prøve" for each in suite["expectations"])
    shorter = expectation_suite.check(
        project.suite("ny"), "expectations/ny.json", read.frame.iloc[:-1], parameters(definitions, vintage)
    )
    assert [finding.met for finding in shorter].count(False) == 1, "a row is missing"
