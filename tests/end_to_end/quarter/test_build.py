"""A run rebuilds exactly the pages whose inputs have changed, and they equal those of a full rebuild."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from made_pages import executed_by, pages
from municipality import FIRST, LAST, damage, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import manifest
from sigtepunkt.execution import executor
from sigtepunkt.publication import page_html
from sigtepunkt.publication.build import BuildContext, BuildOptions
from sigtepunkt.publication.page_html import Site

PAGES = {"kommunalbestyrelsen", "teknik", "boern", "datakvalitet", "metode"}
Change = Callable[[Project], object]


@pytest.fixture
def only_first(published_once: Project, tmp_path: Path) -> Project:
    """Prøvekommune with its first quarter published by real notebooks, which a test may change."""
    return Project(shutil.copytree(published_once.root, tmp_path / "prøvekommune"))


def in_strategy(old: str, new: str) -> Change:
    """Return a change to a text that occurs in one file of strategy/."""
    return lambda project: edit(
        next(
            path
            for path in sorted(project.strategy.glob("*.toml"))
            if path.read_text(encoding="utf-8").count(old) == 1
        ),
        old,
        new,
    )


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "nothing": (lambda _: None, set()),
    "a notebook": (
        lambda project: edit_cell(project.notebook("teknik"), 1, "# Teknikudvalget\n\nOg nu?"),
        {"teknik"},
    ),
    "an indicator's definition": (
        in_strategy("Elevernes fravær i procent", "Alle elevers fravær i procent"),
        {"boern"},
    ),
    "a key figure's definition": (in_strategy("Personer med bopæl", "Alle med bopæl"), {"teknik"}),
    "an indicator's caveat": (in_strategy("Opdigtede tal.", "Helt opdigtede tal."), {"teknik"}),
    "an indicator's title": (
        in_strategy("Fravær i skolen", "Fravær fra skolen"),
        {"boern", "kommunalbestyrelsen", "datakvalitet"},
    ),
    "a capacity's text": (in_strategy("Ingen har spurgt dem.", "Ingen har spurgt de ældre."), {"teknik"}),
    "a gap": (in_strategy("Ingen spørger dem.", "Ingen spørger børnene."), {"boern", "kommunalbestyrelsen"}),
    "an action": (
        in_strategy("En sti langs vejen.", "En sti gennem skoven."),
        {"boern", "kommunalbestyrelsen"},
    ),
    "a committee's name": (in_strategy("Teknikudvalget", "Udvalget for teknik"), PAGES),
    "a figure": (
        lambda project: damage(
            project, FIRST, "skole.csv", lambda content: content.replace(b";1.000;261;", b";1.000;262;")
        ),
        {"boern", "kommunalbestyrelsen", "datakvalitet"},
    ),
    "a check's sentence": (
        lambda project: edit(
            project.suite("observations"), "Der er mindst én observation.", "Der er en observation."
        ),
        {"datakvalitet"},
    ),
    "a page that was changed": (
        lambda project: (project.report(FIRST) / "metode.html").write_text("andet", encoding="utf-8"),
        {"metode"},
    ),
    "a page that is gone": (lambda project: (project.report(FIRST) / "boern.html").unlink(), {"boern"}),
    "a manifest that cannot be read": (
        lambda project: (project.report(FIRST) / manifest.NAME).write_text("{", encoding="utf-8"),
        PAGES,
    ),
    "processed data that cannot be read": (
        lambda project: [path.write_bytes(b"x") for path in project.processed(FIRST).glob("*.parquet")],
        set(),
    ),
}


def test_each_kind_of_change_makes_exactly_the_pages_that_read_it_and_they_are_what_all_again_would_give(
    only_first: Project,
) -> None:
    for kind, (change, expected) in CHANGES.items():
        change(only_first)
        assert executed_by(only_first) == expected, kind
    rebuilt = pages(only_first)
    assert executed_by(only_first, BuildOptions(force=True)) == PAGES
    assert pages(only_first) == rebuilt


def test_another_package_or_library_makes_all_of_them(
    only_first: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "execute", execute_at_once)
    with monkeypatch.context() as patch:
        patch.setattr(software, "package", lambda: "another")
        assert executed_by(only_first) == PAGES
    monkeypatch.setattr(software, "libraries", lambda: {"python": "4.0"})
    assert executed_by(only_first) == PAGES


def test_a_notebook_that_is_no_page_is_told_and_passed_over(only_first: Project) -> None:
    shutil.copy(only_first.notebook("teknik"), only_first.notebook("byerne"))
    lines: list[str] = []

    def note(stage: str, detail: str) -> None:
        if stage == "passed over":
            lines.append(detail)

    pipeline.run(only_first, FIRST, progress=note)
    (line,) = lines
    assert line.startswith("notebooks/byerne.ipynb: no page of 2026Q1 has this name")
    assert not (only_first.report(FIRST) / "byerne.html").exists()


OTHERWISE: dict[str, object] = {
    "municipality": "Nabo Kommune",
    "strategy": "Strategi 2030",
    "quarter": LAST,
    "pages": {"teknik": "Teknik og miljø"},
    "menu": {"teknik": "Miljø"},
    "before": {"teknik": "2025Q4"},
    "released": "2026-06-01",
}


@pytest.mark.parametrize("part", [field.name for field in fields(Site)])
def test_whatever_every_page_carries_is_part_of_what_a_page_is_made_from(project: Project, part: str) -> None:
    """A new title of another committee's page in the menu, say, is no fact that a page reads."""
    site = Site("Prøvekommune", "Prøvestrategi", FIRST, {"teknik": "Teknik"}, {"teknik": "Teknik"})
    inputs = {"notebooks": {}, "package": "a", "libraries": {}}
    made_from, other = (
        BuildContext(variant, inputs, {}).page_inputs(project, "teknik", ["states"])
        for variant in (site, replace(site, **{part: OTHERWISE[part]}))
    )
    assert {name for name in made_from if made_from[name] != other[name]} == {"site"}


def test_with_nothing_changed_the_command_says_so_and_leaves_the_bytes(
    only_first: Project, command: CommandLine
) -> None:
    before = tree_bytes(only_first.reports)
    outcome = command("run", FIRST, "--project", only_first.root)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "Nothing has changed since 2026Q1 was published: reports/2026Q1/index.html\n"
    assert tree_bytes(only_first.reports) == before


def test_status_says_what_has_changed(only_first: Project, command: CommandLine) -> None:
    outcome = command("status", FIRST, "--project", only_first.root)
    assert (outcome.code, outcome.out) == (
        0,
        "2026Q1 is as it would be made now: reports/2026Q1/index.html\n",
    )
    edit_cell(only_first.notebook("teknik"), 1, "# Andet")
    outcome = command("status", FIRST, "--project", only_first.root)
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "notebooks/teknik.ipynb has changed",
        "2026Q1 is not as it would be made now; run: sigtepunkt run 2026Q1",
    ]


# --- interrupted --------------------------------------------------------------------------------------------


def test_interrupted_while_it_prepares_to_publish_no_notebook_is_waited_for(
    only_first: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even one whose process starts only after the others were ended."""
    ended = threading.Event()
    end_kernels = executor.end_kernels

    def end() -> None:
        end_kernels()
        ended.set()

    def long(*_arguments: object, begun: threading.Event, **_named: object) -> None:
        begun.set()
        ended.wait(30)
        subprocess.run([sys.executable, "-c", "import time; time.sleep(60)"], check=True)

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(executor, "execute", long)
    monkeypatch.setattr(executor, "end_kernels", end)
    monkeypatch.setattr(page_html, "prepare", interrupted)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        executed_by(only_first, BuildOptions(force=True))
    assert time.monotonic() - begun < 30
