"""A corrected edition says what it corrects and why; the earlier one stays findable; no change is hidden."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from html_pages import read_page
from municipality import FIRST, LAST, damage, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core import checksum, danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import edition, manifest, processed_store
from sigtepunkt.execution import executor
from sigtepunkt.publication.build import BuildOptions

REASON = "Skolens tal var talt forkert op."
BY = "Økonomisekretariatet"
CHANGE = (b";1.000;390;", b";1.000;290;")
Both = tuple[Project, dict[str, bytes]]


@pytest.fixture(scope="module")
def corrected_once(published_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Prøvekommune whose first quarter was published, and corrected, by real notebooks; its first pages."""
    from sigtepunkt import pipeline

    home = Project(
        shutil.copytree(published_once.root, tmp_path_factory.mktemp("corrected") / "prøvekommune")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_at_once)
        pipeline.release_edition(home, FIRST, BY, lambda *_: None)
    before = tree_bytes(home.report(FIRST))
    damage(home, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    pipeline.run(home, FIRST, reason=REASON, progress=lambda *_: None)
    return home, before


@pytest.fixture
def corrected(corrected_once: Both, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(corrected_once[0].root, tmp_path / "prøvekommune"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text does not matter."""
    monkeypatch.setattr(executor, "execute", execute_at_once)


@pytest.fixture(scope="module")
def released_once(published_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune whose first quarter has gone to the council; with pages whose text does not matter."""
    from sigtepunkt import pipeline

    home = Project(shutil.copytree(published_once.root, tmp_path_factory.mktemp("released") / "prøvekommune"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_at_once)
        pipeline.run(home, LAST, progress=lambda *_: None)
        pipeline.run(home, FIRST, options=BuildOptions(force=True), progress=lambda *_: None)
        pipeline.release_edition(home, FIRST, BY, lambda *_: None)
    return home


@pytest.fixture
def released(released_once: Project, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(released_once.root, tmp_path / "prøvekommune"))


def wrong(project: Project, quarter: Quarter = FIRST) -> None:
    """Have a figure in the quarter's raw data be another."""
    damage(project, quarter, "skole.csv", lambda content: content.replace(*CHANGE))


def everything(project: Project) -> dict[str, bytes]:
    """Return all that was published."""
    return {
        **tree_bytes(project.reports),
        **{f"published/{name}": content for name, content in tree_bytes(project.published).items()},
    }


def erratum(project: Project, page: str) -> str:
    (section,) = read_page(project.report(FIRST) / f"{page}.html").all(
        "section", **{"aria-labelledby": "rettet-udgave"}
    )
    return " ".join(section.text.split())


def test_the_page_names_each_changed_figure_with_its_reason(corrected_once: Both) -> None:
    said = erratum(corrected_once[0], "boern")
    assert "Dette er udgave 2 af" in said
    assert str(dt.datetime.now().astimezone().year) in said
    assert f"Grunden til rettelsen: {REASON}" in said
    assert "Elever i klub skoleåret 2024/25 39,0 % 29,0 % Kildens tal er rettet" in said
    assert said.endswith("Tidligere: udgave 1 .")


def test_a_page_without_a_changed_figure_says_so(corrected_once: Both) -> None:
    assert "Ingen tal og ingen vurdering på denne side er ændret." in erratum(corrected_once[0], "teknik")
    assert "Elever i klub" in erratum(corrected_once[0], "kommunalbestyrelsen")


def test_the_front_page_and_the_overview_say_that_it_was_corrected(corrected_once: Both) -> None:
    home, _ = corrected_once
    front = read_page(home.report(FIRST) / "index.html")
    assert [link.attributes["href"] for link in front.all("a") if "udgave" in link.attributes["href"]] == [
        "udgave-1/index.html"
    ]
    assert "Rettet: udgave 2." in (home.reports / "index.html").read_text(encoding="utf-8")


def test_the_earlier_edition_lies_beside_it_byte_for_byte(corrected_once: Both) -> None:
    home, before = corrected_once
    assert tree_bytes(home.report(FIRST) / "udgave-1") == before
    published = manifest.read(home, FIRST)
    assert published is not None
    assert published["earlier"].keys() == {f"udgave-1/{name}" for name in before}
    assert home.editions(FIRST) == [1, 2]
    assert edition.read(home, FIRST, 2).correction.reason == REASON


def test_made_again_it_is_the_same_edition_and_nothing_has_changed(
    corrected: Project, command: CommandLine
) -> None:
    before = tree_bytes(corrected.reports)
    outcome = command("run", FIRST, "--project", corrected.root)
    assert (outcome.code, outcome.out) == (
        0,
        "Nothing has changed since 2026Q1 was published: reports/2026Q1/index.html\n",
    )
    assert tree_bytes(corrected.reports) == before


@pytest.mark.usefixtures("quick")
def test_a_third_edition_keeps_both_before_it(corrected: Project, command: CommandLine) -> None:
    assert command("release", FIRST, "--by", BY, "--project", corrected.root).code == 0
    second = {
        name: content for name, content in tree_bytes(corrected.report(FIRST)).items() if "/" not in name
    }
    first = tree_bytes(corrected.report(FIRST) / "udgave-1")
    damage(corrected, FIRST, "skole.csv", lambda content: content.replace(b";1.000;290;", b";1.000;300;"))
    assert command("run", FIRST, "--reason", "En til.", "--project", corrected.root).code == 0
    assert tree_bytes(corrected.report(FIRST) / "udgave-1") == first
    assert tree_bytes(corrected.report(FIRST) / "udgave-2") == second
    assert edition.read(corrected, FIRST, 3).correction.reason == "En til."


@pytest.mark.usefixtures("quick")
def test_from_nothing_but_what_is_in_git_the_same_edition_is_made_and_the_gap_is_said(
    corrected: Project, command: CommandLine
) -> None:
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
def test_an_edition_that_showed_what_may_not_be_shown_is_withdrawn(
    released: Project, command: CommandLine
) -> None:
    damage(released, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;3;"))
    assert (
        command("run", FIRST, "--reason", "Et tal om få børn blev vist.", "--project", released.root).code
        == 0
    )
    said = read_page(released.report(FIRST) / "udgave-1" / "index.html").text
    assert "Siderne i udgave 1 er trukket tilbage" in said
    assert sorted(tree_bytes(released.report(FIRST) / "udgave-1")) == ["index.html"]


@pytest.mark.usefixtures("quick")
def test_the_quarter_after_is_held_against_the_corrected_edition(corrected: Project) -> None:
    from sigtepunkt import pipeline

    damage(corrected, LAST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
    changed = pipeline.process(corrected, LAST, progress=lambda *_: None).changed
    assert not [difference for difference in changed if difference.indicator == "klubandel"]


def test_what_was_never_published_cannot_be_corrected(project: Project, command: CommandLine) -> None:
    outcome = command("run", FIRST, "--reason", "Fejl.", "--project", project.root)
    assert outcome.code == 2
    assert "2026Q1 has not been published: there is nothing to correct" in outcome.err
    assert "run: sigtepunkt run 2026Q1" in outcome.err
    assert not project.reports.exists()


# --- drafts and releases ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_a_draft_is_made_anew_with_other_figures_and_tells_of_them(
    published: Project, command: CommandLine
) -> None:
    wrong(published)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0
    assert "Other than in the draft before: klubandel\n" in outcome.err
    assert published.editions(FIRST) == [1]
    assert edition.read(published, FIRST, 1).figures["klubandel", "990", "2024/2025"] == 29.0


def test_a_draft_cannot_be_corrected_and_nothing_is_lost_by_trying(
    published: Project, command: CommandLine
) -> None:
    wrong(published)
    before = everything(published)
    outcome = command("run", FIRST, "--reason", REASON, "--project", published.root)
    assert outcome.code == 2
    assert (
        "edition 1 of 2026Q1 is a draft: it has not been released, and there is nothing to correct"
        in outcome.err
    )
    assert everything(published) == before


def test_every_page_of_a_draft_says_so_and_none_of_a_release(
    published_once: Project, released_once: Project
) -> None:
    for project, is_draft in ((published_once, True), (released_once, False)):
        pages = {path: path.read_text(encoding="utf-8") for path in project.report(FIRST).glob("*.html")}
        assert len(pages) == 7
        assert {
            "<strong>Udkast.</strong> Siden er ikke sendt til kommunalbestyrelsen" in text
            for text in pages.values()
        } == {is_draft}
        assert {"Sendt til kommunalbestyrelsen den " in text for text in pages.values()} == {not is_draft}
        with zipfile.ZipFile(project.package(FIRST)) as archive:
            assert ("<strong>Udkast.</strong>" in archive.read("index.html").decode()) == is_draft
    assert published_once.overview.read_text(encoding="utf-8").count("<strong>Udkast.</strong>") == 1
    assert released_once.overview.read_text(encoding="utf-8").count("<strong>Udkast.</strong>") == 1, (
        "the other quarter's"
    )


def test_a_release_is_recorded_with_who_and_when_and_the_editions_checksum(released: Project) -> None:
    release = edition.released(released, FIRST, 1)
    assert release is not None
    assert (release.by, release.on) == (BY, dt.datetime.now().astimezone().date().isoformat())
    assert release.edition == checksum.of_file(released.edition(FIRST, 1))
    assert edition.released(released, LAST, 1) is None


def test_a_release_changes_nothing_that_a_reader_can_see_but_the_words_about_it(
    published: Project, command: CommandLine
) -> None:
    before = {path.name: path.read_text(encoding="utf-8") for path in published.report(FIRST).glob("*.html")}
    outcome = command("release", FIRST, "--by", BY, "--project", published.root)
    assert (outcome.code, outcome.out) == (
        0,
        "Released 2026Q1: reports/2026Q1/index.html; commit data/published\n",
    )
    draft = (
        '<p class="draft"><strong>Udkast.</strong> '
        "Siden er ikke sendt til kommunalbestyrelsen og kan blive ændret.</p>\n"
    )
    today = danish.date(dt.datetime.now().astimezone().date())
    for name, text in before.items():
        after = (published.report(FIRST) / name).read_text(encoding="utf-8")
        assert after.replace(f" Sendt til kommunalbestyrelsen den {today}.", "") == text.replace(draft, "")
    assert command("status", FIRST, "--project", published.root).code == 0
    assert command("run", FIRST, "--project", published.root).out.startswith("Nothing has changed")


@pytest.mark.parametrize("followed", [True, False], ids=["another quarter followed", "the newest quarter"])
@pytest.mark.usefixtures("quick")
def test_other_figures_in_a_release_need_a_reason(
    released: Project, command: CommandLine, followed: bool
) -> None:
    if not followed:
        for place in (released.all_raw, released.reports, released.all_processed):
            shutil.rmtree(place / str(LAST))
        released.edition(LAST, 1).unlink()
    wrong(released)
    before = everything(released)
    outcome = command("run", FIRST, "--project", released.root)
    assert outcome.code == 1
    today = dt.datetime.now().astimezone().date().isoformat()
    assert (
        f"data/published/2026Q1-1.json: edition 1 of 2026Q1, released on {today} by {BY}, "
        "has other figures, verdicts or words: klubandel" in outcome.err
    )
    assert 'run: sigtepunkt run 2026Q1 --reason "what was wrong"' in outcome.err
    assert everything(released) == before
    assert command("run", FIRST, "--reason", REASON, "--project", released.root).code == 0
    assert tree_bytes(released.report(FIRST) / "udgave-1") == {
        name.removeprefix("2026Q1/"): content
        for name, content in before.items()
        if name.startswith("2026Q1/")
    }, "what the council saw"
    assert [
        (difference.indicator, difference.reasons)
        for difference in processed_store.load(released, FIRST).corrected
        if difference.aspect == "figure"
    ] == [("klubandel", ("revision",))]


@pytest.mark.parametrize(
    "change",
    [
        lambda project: damage(
            project, FIRST, "folketal.csv", lambda content: content.replace(b"991;2026K1;", b"991;2026K1;1")
        ),
        lambda project: edit(
            project.strategy / "indicators.toml",
            'better = "higher"\ndefinition = "Elever i klub',
            'better = "lower"\ndefinition = "Elever i klub',
        ),
        lambda project: damage(
            project,
            FIRST,
            "nyttehaver.csv",
            lambda content: content.replace(b"2027;Byen;120", b"2027;Byen;121"),
        ),
    ],
    ids=["a neighbour's figure", "which way is better", "a capacity's places"],
)
@pytest.mark.usefixtures("quick")
def test_so_does_whatever_else_a_page_says_in_figures_or_verdicts(
    released: Project, command: CommandLine, change: Callable[[Project], None]
) -> None:
    change(released)
    before = everything(released)
    outcome = command("run", FIRST, "--project", released.root)
    assert outcome.code == 1, outcome.err
    assert "has other figures, verdicts or words: " in outcome.err
    assert everything(released) == before


@pytest.mark.usefixtures("quick")
def test_leaving_demo_data_out_of_a_release_is_a_change_of_it(
    released: Project, command: CommandLine
) -> None:
    assert command("run", FIRST, "--no-demo", "--project", released.root).code == 1
    assert command("run", FIRST, "--project", released.root).code == 0


def test_a_correction_that_changes_no_figure_and_no_verdict_is_refused(
    released: Project, command: CommandLine
) -> None:
    edit(released.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent")
    before = everything(released)
    outcome = command("run", FIRST, "--reason", REASON, "--project", released.root)
    assert outcome.code == 1
    assert "nothing that pages say is another than in edition 1 of 2026Q1" in outcome.err
    assert "there is nothing to correct" in outcome.err
    assert everything(released) == before


@pytest.mark.usefixtures("quick")
def test_changed_words_in_a_release_need_no_reason_and_its_record_stays_to_the_byte(
    released: Project, command: CommandLine
) -> None:
    record = tree_bytes(released.published)
    edit_cell(released.notebook("teknik"), 1, "# Teknikudvalget\n\nMed andre ord.")
    edit(released.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent")
    assert command("run", FIRST, "--project", released.root).code == 0
    assert tree_bytes(released.published) == record


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("release", FIRST, "--by", BY), 2, "edition 1 of 2026Q1 was released on"),
        (("release", FIRST, "--by", "  "), 2, "--by says who releases it"),
        (("release", FIRST), 2, "Missing option '--by'"),
        (("run", FIRST, "--draft", "--reason", REASON), 2, "name one of them"),
    ],
)
def test_what_cannot_be_released_is_said(
    released: Project, command: CommandLine, words: tuple[object, ...], code: int, said: str
) -> None:
    before = everything(released)
    outcome = command(*words, "--project", released.root)
    assert (outcome.code, said in outcome.err) == (code, True), outcome.err
    assert everything(released) == before


def test_what_was_never_published_cannot_be_released(project: Project, command: CommandLine) -> None:
    outcome = command("release", FIRST, "--by", BY, "--project", project.root)
    assert outcome.code == 2
    assert "2026Q1 has not been published" in outcome.err


def test_what_nobody_has_seen_cannot_be_released(published: Project, command: CommandLine) -> None:
    wrong(published)
    before = everything(published)
    outcome = command("release", FIRST, "--by", BY, "--project", published.root)
    assert outcome.code == 1
    assert "data/raw/2026Q1/skole.csv has changed" in outcome.err
    assert "look at the pages before they are released" in outcome.err
    assert everything(published) == before


def test_who_releases_it_may_not_be_named_by_a_number_of_a_person(
    published: Project, command: CommandLine
) -> None:
    before = everything(published)
    outcome = command("release", FIRST, "--by", "010190-1239", "--project", published.root)
    assert outcome.code == 1
    assert "010190-1239" not in outcome.said
    assert everything(published) == before


@pytest.mark.usefixtures("quick")
def test_a_draft_beside_a_release_touches_nothing_that_was_published(
    released: Project, command: CommandLine
) -> None:
    wrong(released)
    before = everything(released)
    outcome = command("run", FIRST, "--draft", "--project", released.root)
    assert outcome.code == 0, outcome.err
    assert outcome.out == "Made a draft of 2026Q1: reports/2026Q1-udkast/index.html\n"
    after = everything(released)
    assert {name for name in after if after[name] != before.get(name)} == {
        name for name in after if name.startswith("2026Q1-udkast/")
    }
    assert b"<strong>Udkast.</strong>" in after["2026Q1-udkast/boern.html"]
    assert b"39,0" in before["2026Q1/tal.csv"]
    assert b"29,0" in after["2026Q1-udkast/tal.csv"]
    assert command("run", FIRST, "--draft", "--project", released.root).out.startswith(
        "Nothing has changed since"
    )
    assert (
        command("verify", FIRST, "--quick", "--project", released.root).out.splitlines()[-1]
        == "2026Q1 is not as its manifest says"
    )


@pytest.mark.parametrize("place", ["reports/2026Q1/boern.html", "reports/2026Q1/tal.csv"])
@pytest.mark.usefixtures("quick")
def test_pages_that_are_not_as_the_council_saw_them_are_not_kept_as_what_it_saw(
    released: Project, command: CommandLine, place: str
) -> None:
    wrong(released)
    path = released.root / place
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    before = everything(released)
    outcome = command("run", FIRST, "--reason", REASON, "--project", released.root)
    assert outcome.code == 1
    assert f"{place}: edition 1 is not as it was published, and would be kept so" in outcome.err
    assert everything(released) == before


@pytest.mark.parametrize("damaged", [b"{", b'{"by": "x", "on": "snart", "edition": "y"}', b"[]"])
def test_a_record_of_a_release_that_cannot_be_read_is_named(
    released: Project, command: CommandLine, damaged: bytes
) -> None:
    released.release(FIRST, 1).write_bytes(damaged)
    outcome = command("run", FIRST, "--project", released.root)
    assert outcome.code == 1
    assert "data/published/2026Q1-1.released.json: the record of the release cannot be read" in outcome.err
    assert "restore it from git" in outcome.err


def test_an_edition_that_was_altered_after_its_release_is_refused(
    released: Project, command: CommandLine
) -> None:
    edit(released.edition(FIRST, 1), '"edition": 1,', '"edition": 1 ,')
    outcome = command("run", LAST, "--force", "--project", released.root)
    assert outcome.code == 1
    assert (
        "data/published/2026Q1-1.json: the edition cannot be read: it is not the one that was released on"
        in outcome.err
    )


@pytest.mark.usefixtures("quick")
def test_another_program_that_finds_the_same_leaves_what_is_kept_to_the_byte(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.edition(FIRST, 1).read_bytes()
    monkeypatch.setattr(software, "package", lambda: "another")
    assert command("run", FIRST, "--project", published.root).code == 0
    assert published.edition(FIRST, 1).read_bytes() == before


@pytest.mark.usefixtures("quick")
def test_other_words_in_a_draft_need_no_reason(published: Project, command: CommandLine) -> None:
    assert command("run", LAST, "--project", published.root).code == 0
    edit_cell(published.notebook("teknik"), 1, "# Teknikudvalget\n\nMed andre ord.")
    edit(
        published.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent"
    )
    assert command("run", FIRST, "--project", published.root).code == 0
    assert published.editions(FIRST) == [1]
