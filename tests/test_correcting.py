"""A corrected edition says what it corrects and why; the earlier one stays findable; nothing published is changed unnoticed."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from html_pages import read_page
from made_pages import execute_at_once
from municipality import FIRST, LAST, damage, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt import edition, execute, manifest
from sigtepunkt.project import Project

REASON = "Skolens tal var talt forkert op."
Both = tuple[Project, dict[str, bytes]]


@pytest.fixture(scope="module")
def corrected_once(published_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Prøvekommune whose first quarter was published, and corrected by real notebooks; with the pages of before."""
    from sigtepunkt import pipeline

    home = Project(shutil.copytree(published_once.root, tmp_path_factory.mktemp("corrected") / "prøvekommune"))
    before = tree_bytes(home.report(FIRST))
    damage(home, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    pipeline.run(home, FIRST, reason=REASON, tell=lambda *_: None)
    return home, before


@pytest.fixture
def corrected(corrected_once: Both, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(corrected_once[0].root, tmp_path / "prøvekommune"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text does not matter."""
    monkeypatch.setattr(execute, "execute", execute_at_once)


def erratum(project: Project, page: str) -> str:
    (section,) = read_page(project.report(FIRST) / f"{page}.html").all("section", **{"aria-labelledby": "rettet-udgave"})
    return " ".join(section.text.split())


def test_the_page_names_each_changed_figure_with_its_reason(corrected_once: Both) -> None:
    said = erratum(corrected_once[0], "boern")
    assert "Dette er udgave 2 af" in said
    assert str(dt.datetime.now().astimezone().year) in said
    assert f"Grunden til rettelsen: {REASON}" in said
    assert "Elever i klub skoleåret 2024/25 39,0 % 29,0 % De modtagne tal er rettet" in said
    assert said.endswith("Tidligere: udgave 1 .")


def test_a_page_without_a_changed_figure_says_so(corrected_once: Both) -> None:
    assert "Ingen tal og ingen vurdering på denne side er ændret." in erratum(corrected_once[0], "teknik")
    assert "Elever i klub" in erratum(corrected_once[0], "kommunalbestyrelsen")


def test_the_front_page_and_the_overview_say_that_it_was_corrected(corrected_once: Both) -> None:
    home, _ = corrected_once
    front = read_page(home.report(FIRST) / "index.html")
    assert [link.attributes["href"] for link in front.all("a") if "udgave" in link.attributes["href"]] == ["udgave-1/index.html"]
    assert "Rettet: udgave 2." in (home.reports / "index.html").read_text(encoding="utf-8")


def test_the_earlier_edition_lies_beside_it_byte_for_byte(corrected_once: Both) -> None:
    home, before = corrected_once
    assert tree_bytes(home.report(FIRST) / "udgave-1") == before
    papers = manifest.read(home, FIRST)
    assert papers is not None
    assert papers["earlier"].keys() == {f"udgave-1/{name}" for name in before}
    assert home.editions(FIRST) == [1, 2]
    assert edition.read(home, FIRST, 2).correction.reason == REASON


def test_made_again_it_is_the_same_edition_and_nothing_has_changed(corrected: Project, command: CommandLine) -> None:
    before = tree_bytes(corrected.reports)
    outcome = command("run", FIRST, "--project", corrected.root)
    assert (outcome.code, outcome.out) == (0, "Nothing has changed since 2026Q1 was published: reports/2026Q1/index.html\n")
    assert tree_bytes(corrected.reports) == before


@pytest.mark.usefixtures("quick")
def test_a_third_edition_keeps_both_before_it(corrected: Project, command: CommandLine) -> None:
    second = {name: content for name, content in tree_bytes(corrected.report(FIRST)).items() if "/" not in name}
    first = tree_bytes(corrected.report(FIRST) / "udgave-1")
    assert command("run", FIRST, "--reason", "En til.", "--project", corrected.root).code == 0
    assert tree_bytes(corrected.report(FIRST) / "udgave-1") == first
    assert tree_bytes(corrected.report(FIRST) / "udgave-2") == second
    assert edition.read(corrected, FIRST, 3).correction.reason == "En til."


@pytest.mark.usefixtures("quick")
def test_from_nothing_but_what_is_in_git_the_same_edition_is_made_and_the_gap_is_said(corrected: Project, command: CommandLine) -> None:
    record = corrected.edition(FIRST, 2).read_bytes()
    shutil.rmtree(corrected.reports)
    shutil.rmtree(corrected.all_processed)
    assert command("run", FIRST, "--project", corrected.root).code == 0
    assert corrected.edition(FIRST, 2).read_bytes() == record
    assert sorted(tree_bytes(corrected.report(FIRST) / "udgave-1")) == ["index.html"]
    page = read_page(corrected.report(FIRST) / "udgave-1" / "index.html")
    assert "Siderne i udgave 1 ligger ikke her." in page.text
    assert "../index.html" in [link.attributes["href"] for link in page.all("a")]


@pytest.mark.usefixtures("quick")
def test_an_edition_that_showed_what_may_not_be_shown_is_withdrawn(published: Project, command: CommandLine) -> None:
    damage(published, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;3;"))
    assert command("run", FIRST, "--reason", "Et tal om få børn blev vist.", "--project", published.root).code == 0
    said = read_page(published.report(FIRST) / "udgave-1" / "index.html").text
    assert "Siderne i udgave 1 er trukket tilbage" in said
    assert sorted(tree_bytes(published.report(FIRST) / "udgave-1")) == ["index.html"]


@pytest.mark.usefixtures("quick")
def test_the_quarter_after_is_held_against_the_corrected_edition(corrected: Project) -> None:
    from sigtepunkt import pipeline

    damage(corrected, LAST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    changed = pipeline.process(corrected, LAST, tell=lambda *_: None).changed
    assert not [one for one in changed if one.indicator == "klubandel"]


def test_what_was_never_published_cannot_be_corrected(project: Project, command: CommandLine) -> None:
    outcome = command("run", FIRST, "--reason", "Fejl.", "--project", project.root)
    assert outcome.code == 2
    assert "2026Q1 has not been published: there is nothing to correct" in outcome.err
    assert "run: sigtepunkt run 2026Q1" in outcome.err
    assert not project.reports.exists()


@pytest.mark.usefixtures("quick")
def test_other_figures_in_the_newest_quarter_are_told_and_published(published: Project, command: CommandLine) -> None:
    damage(published, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0
    assert 'Published otherwise before: klubandel. If the council has seen edition 1, publish a corrected one: sigtepunkt run 2026Q1 --reason "what was wrong"' in outcome.err
    assert published.editions(FIRST) == [1]


@pytest.mark.usefixtures("quick")
def test_other_figures_in_a_quarter_that_another_followed_need_a_reason(published: Project, command: CommandLine) -> None:
    assert command("run", LAST, "--project", published.root).code == 0
    damage(published, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    before = {**tree_bytes(published.reports), **tree_bytes(published.published)}
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert "data/published/2026Q1-1.json: edition 1 of 2026Q1 was published with other figures or verdicts: klubandel" in outcome.err
    assert 'run: sigtepunkt run 2026Q1 --reason "what was wrong"' in outcome.err
    assert {**tree_bytes(published.reports), **tree_bytes(published.published)} == before
    assert command("run", FIRST, "--reason", REASON, "--project", published.root).code == 0


@pytest.mark.usefixtures("quick")
def test_another_program_that_finds_the_same_leaves_what_is_kept_to_the_byte(published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = published.edition(FIRST, 1).read_bytes()
    monkeypatch.setattr(manifest, "package", lambda: "another")
    assert command("run", FIRST, "--project", published.root).code == 0
    assert published.edition(FIRST, 1).read_bytes() == before


@pytest.mark.usefixtures("quick")
def test_other_words_alone_need_no_reason(published: Project, command: CommandLine) -> None:
    assert command("run", LAST, "--project", published.root).code == 0
    edit_cell(published.notebook("teknik"), 1, "# Teknikudvalget\n\nMed andre ord.")
    edit(published.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent")
    assert command("run", FIRST, "--project", published.root).code == 0
    assert published.editions(FIRST) == [1]
