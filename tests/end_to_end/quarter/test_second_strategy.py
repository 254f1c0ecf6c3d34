"""A new council's strategy is a new file: its quarters show what is in it, earlier ones do not change."""

from __future__ import annotations

import json

import pytest
from command_line import CommandLine
from html_pages import read_page
from municipality import FIRST, LAST, edit, edit_cell, reseal

from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

GAP = """
[[gaps]]
focus_area = "{area}"
title = "Ny opgave"
why = "Ingen måler det endnu."
owner = "Byggesagsområdet"
needed = "Et udtræk."
since = 2026-01-15
"""
PROVENANCE = """\
["skole.csv"]
source = "proeve-skole"
via = "ingen"
retrieved = "2026-05-31"
how = "Opdigtet."
"""


@pytest.fixture
def followed(published: Project) -> Project:
    """Prøvekommune with a strategy for 2026–2029 too, which keeps one focus area and replaces the others."""
    (first,) = published.strategy.glob("strategy-*.toml")
    text = first.read_text(encoding="utf-8").replace("2022", "2026").replace("2025", "2029")
    for old, new in (("bosaetning", "boliger"), ("klima", "natur"), ("trivsel", "faellesskaber")):
        text = text.replace(f"[focus_areas.{old}]", f"[focus_areas.{new}]")
    (published.strategy / "strategy-2026-2029.toml").write_text(text, encoding="utf-8")
    gaps = published.strategy / "gaps.toml"
    added = "".join(GAP.format(area=area) for area in ("boliger", "natur", "faellesskaber"))
    gaps.write_text(gaps.read_text(encoding="utf-8") + added, encoding="utf-8")
    for page, cells in {
        "teknik": {5: 'report.focus_area("boliger")', 6: "", 7: 'report.focus_area("natur")', 8: ""},
        "boern": {7: 'report.focus_area("faellesskaber")'},
    }.items():
        for number, source in cells.items():
            edit_cell(published.notebook(page), number, source)
    return published


def test_a_quarter_of_its_years_shows_what_belongs_to_it(followed: Project, command: CommandLine) -> None:
    outcome = command("run", LAST, "--project", followed.root)
    assert outcome.code == 0, outcome.err
    council, children = (
        read_page(followed.report(LAST) / f"{page}.html") for page in ("kommunalbestyrelsen", "boern")
    )
    assert "Ny opgave" in council.text
    (matrix,) = council.all("section", **{"aria-labelledby": "matrix"})
    assert "Folketal" not in matrix.text
    assert "Elever i klub" in children.text, "which belongs to the focus area that both have"
    assert "folketal" not in (followed.report(LAST) / "tal.csv").read_text(encoding="utf-8")
    assert "klubandel" in (followed.report(LAST) / "tal.csv").read_text(encoding="utf-8")
    (changes,) = council.all("section", **{"aria-labelledby": "aendret-siden-sidst"})
    text = " ".join(changes.text.split())
    assert "3 officielle indikatorer er udgået Folketal Befolkningsvækst Ledighed" in text


def test_what_is_declared_of_another_strategy_is_left_out_with_all_that_goes_with_it(
    followed: Project,
) -> None:
    definitions = load_definitions(followed)
    in_force = definitions.in_force(LAST)
    assert in_force.indicators.keys() == {"klubandel", "skolefravaer"}
    assert in_force.disclosure.keys() <= in_force.indicators.keys()
    assert in_force.capacities == {}
    assert {gap.focus_area for gap in in_force.gaps} == {"boliger", "natur", "faellesskaber"}
    assert definitions.in_force(FIRST).strategies == definitions.strategies


def test_a_file_that_is_missing_costs_its_figures_and_nothing_else(
    published: Project, command: CommandLine
) -> None:
    (published.raw(FIRST) / "skole.csv").unlink()
    reseal(published.raw(FIRST))
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.err
    children, quality, engineers = (
        read_page(published.report(FIRST) / f"{page}.html") for page in ("boern", "datakvalitet", "teknik")
    )
    assert "Filen mangler." in children.text
    (row,) = [row for row in quality.all("tr") if "Prøvekommune, Elevudtræk" in row.text]
    assert "mangler" in row.text
    assert "Folketal" in engineers.text


def test_so_does_a_file_whose_provenance_is_missing_too(published: Project, command: CommandLine) -> None:
    (published.raw(FIRST) / "skole.csv").unlink()
    edit(published.raw(FIRST) / "provenance.toml", PROVENANCE, "")
    reseal(published.raw(FIRST))
    assert command("run", FIRST, "--project", published.root).code == 0
    manifest = json.loads((published.report(FIRST) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["quarter"] == "2026Q1"
