"""The stages in order: progress, files, the manifest; and that later data changes no earlier quarter."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from git_repository import commit_all
from html_pages import read_page
from municipality import FIRST, LAST, damage, edit, edit_cell, lay_out
from places import quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core import checksum, git
from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest, processed_store
from sigtepunkt.execution import executor
from sigtepunkt.publication.build import BuildOptions


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages without starting a kernel."""
    monkeypatch.setattr(executor, "execute", execute_at_once)


@pytest.fixture(scope="module")
def both_published_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with both quarters published without kernels; read-only."""
    home = lay_out(tmp_path_factory.mktemp("made") / "prøvekommune")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_at_once)
        for quarter in (FIRST, LAST):
            pipeline.run(home, quarter, progress=quietly)
    return home


@pytest.fixture
def both(both_published_once: Project, no_kernels: None, tmp_path: Path) -> Project:  # noqa: ARG001 - a fixture in use
    """A copy of Prøvekommune with both quarters published, which a test may change."""
    return Project(shutil.copytree(both_published_once.root, tmp_path / "prøvekommune"))


@pytest.mark.usefixtures("no_kernels")
def test_the_stages_are_told_in_their_order(project: Project) -> None:
    progress: list[tuple[str, str]] = []
    index = pipeline.run(
        project,
        LAST,
        options=BuildOptions(jobs=1),
        progress=lambda stage, detail: progress.append((stage, detail)),
    )
    stages = [stage for stage, _ in progress]
    assert stages == [
        "read",
        *["check"] * 6,
        "copied",
        "check",
        "observations",
        "signals",
        "disclosure",
        *["notebook"] * 5,
        "publish",
    ]
    assert progress[0] == ("read", "data/raw/2026Q2")
    assert [detail for stage, detail in progress if stage == "notebook"] == [
        f"notebooks/{page}.ipynb"
        for page in ("kommunalbestyrelsen", "teknik", "boern", "datakvalitet", "metode")
    ]
    assert index == project.report(LAST) / "index.html"


def test_every_page_the_index_and_the_manifest_are_published(both: Project) -> None:
    names = (
        "boern.html",
        "datakvalitet.html",
        "index.html",
        "kommunalbestyrelsen.html",
        "manifest.json",
        "metode.html",
        "tal.csv",
        "tal.csv-metadata.json",
        "teknik.html",
        "tilgaengelighed.html",
    )
    quarters = (FIRST, LAST)
    assert set(tree_bytes(both.reports)) == {
        "index.html",
        "SHA256SUMS",
        *(f"{quarter}.zip" for quarter in quarters),
        *(f"{quarter}/{name}" for quarter in quarters for name in names),
    }
    assert "quarter 2026Q2" in (both.report(LAST) / "teknik.html").read_text(encoding="utf-8")


def test_the_manifest_says_what_the_pages_were_made_from(both: Project) -> None:
    record = json.loads((both.report(LAST) / "manifest.json").read_text(encoding="utf-8"))
    inputs = record["inputs"]
    assert (record["quarter"], record["closed"], inputs["demo"], record["commit"]) == (
        "2026Q2",
        "2026-08-31",
        True,
        "ukendt",
    )
    recorded = {**inputs["raw"], **inputs["definitions"], **inputs["expectations"], **inputs["notebooks"]}
    assert recorded == {name: checksum.of_file(both.root / name) for name in recorded}
    assert set(inputs["raw"]) == {
        f"data/raw/{quarter}/{name}"
        for quarter in (FIRST, LAST)
        for name in (
            "SHA256SUMS",
            "folketal.csv",
            "fremskrivning.csv",
            "ledige.json",
            "nyttehaver.csv",
            "skole.csv",
            "ventetid.xlsx",
            "vintage.toml",
            "provenance.toml",
        )
    }
    assert len(inputs["definitions"]) == 8
    assert len(inputs["expectations"]) == 8
    assert len(inputs["notebooks"]) == 5
    assert record["pages"] == {
        name: hashlib.sha256((both.report(LAST) / name).read_bytes()).hexdigest() for name in record["pages"]
    }
    assert set(inputs["libraries"]) >= {
        "pandas",
        "papermill",
        "great-expectations",
        "nbconvert",
        "seaborn",
        "sigtepunkt",
    }
    assert record["checks"]["evaluated"] == 53
    assert record["checks"]["failed"] == [
        {
            "suite": "proeve-skole",
            "severity": "warning",
            "sentence": "Fraværet er højst 6 procent.",
            "unexpected": 8,
        }
    ]


# --- one page only ------------------------------------------------------------------------------------------


def test_only_one_page_is_made_and_the_others_stay_as_they_were(both: Project) -> None:
    before = tree_bytes(both.reports)
    edit_cell(both.notebook("boern"), 1, "# Ny overskrift")
    pipeline.run(both, LAST, only=["boern"], progress=quietly)
    after = tree_bytes(both.reports)
    assert {name for name in after if after[name] != before.get(name)} <= {
        "2026Q2/boern.html",
        "2026Q2/index.html",
        "2026Q2/manifest.json",
        "2026Q2.zip",
        "SHA256SUMS",
    }
    assert set(after) == set(before)


def test_a_kept_page_keeps_the_checksum_of_the_notebook_it_was_made_from(both: Project) -> None:
    before = manifest.read(both, LAST)
    edit_cell(both.notebook("teknik"), 1, "# Ny overskrift, som siden ikke har endnu")
    pipeline.run(both, LAST, only=["boern"], progress=quietly)
    after = manifest.read(both, LAST)
    assert before is not None
    assert after is not None
    name = "notebooks/teknik.ipynb"
    assert after["inputs"]["notebooks"][name] == before["inputs"]["notebooks"][name]


@pytest.mark.parametrize("demo", [True, False])
def test_one_page_alone_is_refused_when_the_others_rest_on_other_data(both: Project, demo: bool) -> None:
    before = tree_bytes(both.reports)
    if demo:
        edit(both.strategy / "strategy-2022-2025.toml", "Teknikudvalget", "Udvalget for Teknik")
    with pytest.raises(Refused, match="made from other data or definitions") as refusal:
        pipeline.run(both, LAST, only=["boern"], demo=demo, progress=quietly)
    assert "sigtepunkt run 2026Q2" in str(refusal.value)
    assert tree_bytes(both.reports) == before


@pytest.mark.usefixtures("no_kernels")
def test_the_first_page_alone_is_published_and_the_index_says_what_is_not_there(project: Project) -> None:
    pipeline.run(project, LAST, only=["boern"], progress=quietly)
    assert sorted(path.name for path in project.report(LAST).iterdir()) == [
        "boern.html",
        "index.html",
        "manifest.json",
        "tal.csv",
        "tal.csv-metadata.json",
        "tilgaengelighed.html",
    ]
    assert "ikke dannet endnu" in (project.report(LAST) / "index.html").read_text(encoding="utf-8")


def test_an_unknown_page_is_wrong_use_before_anything_is_read(project: Project) -> None:
    (project.raw(LAST) / "SHA256SUMS").unlink()
    with pytest.raises(WrongUse, match="there is no page 'børn'") as refusal:
        pipeline.run(project, LAST, only=["børn"], progress=quietly)
    assert "did you mean 'boern'" in str(refusal.value)


def test_every_notebook_that_fails_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("boern", "teknik"):
        project.notebook(page).unlink()

    def missing(notebook: Path, name: str, parameters: dict[str, str], **_: object) -> object:
        if not notebook.is_file():
            raise Refused.of("the notebook is missing", name)
        return execute_at_once(notebook, name, parameters)

    monkeypatch.setattr(executor, "execute", missing)
    with pytest.raises(Refused) as refusal:
        pipeline.run(project, LAST, progress=quietly)
    assert [problem.where for problem in refusal.value.problems] == [
        "notebooks/teknik.ipynb",
        "notebooks/boern.ipynb",
    ]
    assert tree_bytes(project.reports) == {}


# --- quarters -----------------------------------------------------------------------------------------------


def test_later_data_does_not_change_an_earlier_quarters_states(
    processed_once: Project, tmp_path: Path
) -> None:
    alone = Project(shutil.copytree(processed_once.root, tmp_path / "alene"))
    shutil.rmtree(alone.raw(LAST))
    shutil.rmtree(alone.processed(FIRST).parent)
    pipeline.process(alone, FIRST, progress=quietly)
    with_later, without = processed_store.load(processed_once, FIRST), processed_store.load(alone, FIRST)
    assert with_later.states == without.states
    assert with_later.findings == without.findings
    pd.testing.assert_frame_equal(with_later.observations, without.observations)


def test_a_quarter_is_beside_the_one_before_it(processed_once: Project) -> None:
    done = processed_store.load(processed_once, LAST)
    assert {state.quarter for state in done.states} == {"2026Q2"}
    assert done.earlier == processed_store.load(processed_once, FIRST).states
    assert set(done.observations["vintage"]) == {"2026Q2"}
    revised = done.revised.set_index(["indicator", "area", "period"])
    assert revised.loc[("folketal", "990", "2026Q1")].tolist() == [5384.0, 5391.0]
    assert {*done.revised["indicator"]} == {"folketal", "folkevaekst"}
    assert processed_store.load(processed_once, FIRST).earlier == ()


def test_the_states_of_the_demo_municipality_are_the_expected(processed_once: Project) -> None:
    states = {
        state.indicator: (state.verdict, state.method, state.reason)
        for state in processed_store.load(processed_once, LAST).states
    }
    assert states == {
        "folketal": ("common", "shift", ""),
        "folkevaekst": ("low", "trend", ""),
        "ledighed": ("improvement", "shift", ""),
        "klubandel": ("improvement", "trend", ""),
        "skolefravaer": ("undecided", "none", "too_few_yearly"),
        "ventetid": ("common", "shift", ""),
    }


def test_a_level_that_has_lasted_is_suggested_to_the_analyst_and_never_applied(project: Project) -> None:
    def raised(content: bytes) -> bytes:
        table = json.loads(content)
        for index, row in enumerate(row for row in table["rows"] if row[0] == "Prøve"):
            row[-1] = 2.0 + index % 3 / 10 + (2 if index > 15 else 0)
        return json.dumps(table).encode()

    damage(project, LAST, "ledige.json", raised)
    suggestions: list[str] = []
    done = pipeline.process(
        project,
        LAST,
        progress=lambda stage, detail: suggestions.append(detail) if stage == "suggest" else None,
    )
    assert len(suggestions) == 1
    assert "ledighed has been higher since" in suggestions[0]
    assert (
        "strategy/indicators.toml: [ledighed] breaks = [{ at, cause, decided_by, decided }]" in suggestions[0]
    )
    assert {
        point.segment for state in done.states if state.indicator == "ledighed" for point in state.points
    } == {0}


def test_processing_publishes_nothing(project: Project) -> None:
    pipeline.process(project, LAST, progress=quietly)
    assert not project.reports.exists()


def test_raw_data_is_never_written_to(both: Project) -> None:
    before = tree_bytes(both.raw(LAST).parent)
    pipeline.run(both, LAST, progress=quietly)
    assert tree_bytes(both.raw(LAST).parent) == before


# --- data that lives outside the repository, and data that may not be public --------------------------------


def pages_and_manifest(project: Project) -> tuple[dict[str, bytes], dict[str, object]]:
    """Return the first quarter's files and edition, and its manifest without the times."""
    files = {**tree_bytes(project.reports), "edition": project.edition(FIRST, 1).read_bytes()}
    manifest = json.loads(files.pop(f"{FIRST}/manifest.json"))
    return files, {key: value for key, value in manifest.items() if key not in {"made", "commit"}}


def test_data_outside_the_repository_is_published_to_the_same_bytes(
    published_once: Project,
    published: Project,
    tmp_path: Path,
    command: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By real notebooks, which have to find the data too."""
    for folder in (published.reports, published.all_processed, published.published):
        shutil.rmtree(folder)
    outside = Project(published.root, tmp_path / "sikkert drev")
    shutil.move(published.data, outside.data)
    monkeypatch.setenv("SIGTEPUNKT_DATA", str(outside.data))
    outcome = command("run", FIRST, "--project", published.root)
    assert (outcome.code, outcome.out) == (0, "Published 2026Q1: reports/2026Q1/index.html\n"), outcome.err
    assert pages_and_manifest(outside) == pages_and_manifest(published_once)
    assert not published.data.exists(), "nothing is written where the data does not live"
    assert outside.lock.is_file()
    written = {
        **tree_bytes(outside.reports),
        **tree_bytes(outside.processed(FIRST)),
        **tree_bytes(outside.published),
        "said": outcome.said.encode(),
    }
    assert [
        name
        for name, content in written.items()
        if str(tmp_path).encode() in content or outside.data.name.encode() in content
    ] == []


def test_of_a_confidential_file_only_what_indicators_show_is_published_or_in_git(project: Project) -> None:
    """No undeclared column, no measure that no indicator uses; downloads hold what the tables show."""
    for quarter in (FIRST, LAST):
        damage(
            project,
            quarter,
            "skole.csv",
            lambda content: b"".join(
                line + (b";7361951;hemmeligt\r\n" if number else b";Sygedage;Note\r\n")
                for number, line in enumerate(content.splitlines())
            ),
        )
    edit(
        project.strategy / "sources.toml",
        '"Elever i klub", "Fravær (pct.)"]',
        '"Elever i klub", "Fravær (pct.)", "Sygedage"]\nconfidential = true',
    )
    (project.root / ".gitignore").write_text("data/raw/**/skole.csv\ndata/processed/\n", encoding="utf-8")
    pipeline.run(project, LAST, only=["boern", "datakvalitet"], progress=quietly)
    commit_all(project.root)
    in_git = {name: (project.root / name).read_bytes() for name in git.files(project.root)[0]}
    assert {
        "data/raw/2026Q2/folketal.csv",
        "data/raw/2026Q2/SHA256SUMS",
        "data/published/2026Q2-1.json",
        "reports/2026Q2/boern.html",
    } < set(in_git)
    assert [name for name in in_git if name.endswith("skole.csv")] == []
    page = read_page(project.report(LAST) / "boern.html")
    downloads = {
        link.attributes["download"]: base64.b64decode(link.attributes["href"].partition(",")[2])
        for link in page.all("a")
        if link.attributes.get("href", "").startswith("data:")
    }
    assert set(downloads) == {"klubandel.csv", "skolefravaer.csv"}
    secret = re.compile(rb"7361951|7\.361\.951|hemmeligt|Sygedage")
    edition = "data/published/2026Q2-1.json"
    in_git[edition], _, definitions = in_git[edition].partition(b'"definitions":')
    assert b"Sygedage" in definitions, "as in strategy/sources.toml: the name of a measure is no secret"
    assert [
        name
        for name, content in {**in_git, **downloads}.items()
        if secret.search(content) and name != "strategy/sources.toml"
    ] == []
    for name, content in downloads.items():
        (table,) = page.all("article", **{"aria-labelledby": name.removesuffix(".csv")})[0].all(
            "table", class_="figures"
        )
        shown = [
            [cell.text.replace("−", "-") for cell in row.walk() if cell.tag in {"th", "td"}]
            for row in table.all("tr")
        ]
        assert [line.split(";") for line in content.decode("utf-8-sig").splitlines()] == shown


# --- a full disk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 3, 5, 6])
def test_a_full_disk_leaves_reports_as_they_were(
    both: Project, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Whichever file it is that does not fit: a page, the manifest or the overview of quarters."""
    before = tree_bytes(both.reports)
    written = 0

    def sync(_descriptor: int) -> None:
        nonlocal written
        if written == after:
            raise OSError(28, "No space left on device")
        written += 1

    monkeypatch.setattr(os, "fsync", sync)
    edit_cell(both.notebook("boern"), 1, "# Ny overskrift")
    with pytest.raises(OSError, match="No space left"):
        pipeline.run(both, LAST, progress=quietly)
    assert written == after
    assert tree_bytes(both.reports) == before
