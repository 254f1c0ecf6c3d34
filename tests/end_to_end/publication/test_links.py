"""Every link on a quarter's pages leads somewhere, and every address stands for one thing."""

from __future__ import annotations

import json

import pytest
from command_line import CommandLine
from municipality import FIRST, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core.project import Project
from sigtepunkt.publication.verification.links import problems

NOTEBOOKS = {"teknik": "notebooks/teknik.ipynb", "boern": "notebooks/boern.ipynb"}


def said(**pages: str) -> list[tuple[str, str]]:
    """Return what is wrong, and where it is put right."""
    return [(problem.what, problem.where) for problem in problems(pages, NOTEBOOKS)]


def test_links_that_lead_somewhere_are_nothing_to_tell() -> None:
    assert (
        said(
            teknik='<h2 id="vej">x</h2><a href="#vej">a</a><a class="b" href="boern.html#skole">b</a>',
            boern='<article id="skole"></article>',
        )
        == []
    )


@pytest.mark.parametrize(
    "link", ['<a href="boern.html#klub">', '<a class="x" href="boern.html#klub" title="y">']
)
def test_a_link_to_what_no_page_shows_is_told_where_it_is_put_right(link: str) -> None:
    assert said(teknik=link, boern="") == [
        ("'klub' is not shown on the page, and these link to it: teknik", "notebooks/boern.ipynb")
    ]


def test_a_link_to_a_page_that_is_not_made_now_is_passed_over() -> None:
    assert (
        said(
            teknik='<a href="boern.html#klub"><a href="../2026Q1/teknik.html#vej"><a href="https://example.org/#x">'
        )
        == []
    )


def test_the_same_address_twice_is_told() -> None:
    ((what, where),) = said(boern='<p id="klub"></p><p id="klub"></p><p data-id="klub">')
    assert (what, where) == (
        "'klub' is shown 2 times on one page, and can be linked to once",
        "notebooks/boern.ipynb",
    )


def test_an_indicator_that_is_declared_and_shown_nowhere_refuses_the_run(
    published: Project, command: CommandLine
) -> None:
    edit_cell(published.notebook("boern"), 6, 'report.indicator("skolefravaer")')
    before = tree_bytes(published.reports)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert (
        "notebooks/boern.ipynb: 'klubandel' is not shown on the page, and these link to it: " in outcome.err
    )
    assert 'add report.indicator("klubandel")' in outcome.err
    assert tree_bytes(published.reports) == before


def test_an_indicator_that_is_shown_twice_refuses_the_run(published: Project, command: CommandLine) -> None:
    edit_cell(
        published.notebook("boern"),
        6,
        'report.indicator("klubandel", "skolefravaer")\nreport.indicator("klubandel")',
    )
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert "notebooks/boern.ipynb: 'klubandel' is shown 2 times on one page" in outcome.err


def test_a_heading_that_stands_twice_in_prose_has_two_addresses(
    published: Project, command: CommandLine
) -> None:
    edit_cell(
        published.notebook("boern"), 1, "# Børneudvalget\n\n## Noter\n\nA\n\n## Noter\n\nB\n\n## Kilder\n\nC"
    )
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.err
    page = (published.report(FIRST) / "boern.html").read_text(encoding="utf-8")
    assert [page.count(f'id="{address}"') for address in ("noter", "noter-2", "kilder", "kilder-2")] == [
        1,
        1,
        1,
        1,
    ]


def test_a_notebook_of_no_page_is_told(published: Project, command: CommandLine) -> None:
    (published.notebooks / "kladde.ipynb").write_text(
        json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8"
    )
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0
    assert (
        "Passed over: notebooks/kladde.ipynb: no page of 2026Q1 has this name; "
        "one of: kommunalbestyrelsen, teknik" in outcome.err
    )


def test_a_number_of_a_person_in_a_comment_is_told_where_it_stands(
    published: Project, command: CommandLine
) -> None:
    edit(published.strategy / "gaps.toml", "[[gaps]]", "# ring til 010190-1239\n[[gaps]]")
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert "strategy/gaps.toml: line 1: " in outcome.err
    assert "010190-1239" not in outcome.said
