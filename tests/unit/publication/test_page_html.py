"""Pages are built aside and swapped in whole; a crash is repaired; what the report did not make is not published."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made_pages import PIXEL, code, executed, prose
from municipality import FIRST, LAST
from tree_bytes import tree_bytes

from sigtepunkt.core import atomic_files, checksum
from sigtepunkt.core.atomic_files import only_writer
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.editions import corrections, manifest
from sigtepunkt.publication import overview, page_html
from sigtepunkt.publication.page_html import Site
from sigtepunkt.report.output import MARK
from sigtepunkt.report.templating import page_margins

SITE = Site(
    "Prøvekommune",
    "Prøvestrategi 2022–2025",
    LAST,
    {"teknik": "Teknikudvalget", "boern": "Børneudvalget"},
    {"teknik": "Teknik", "boern": "Børn"},
)


# --- pages -----------------------------------------------------------------------------------------------------


def test_a_page_has_prose_and_blocks_and_neither_code_nor_working_material() -> None:
    notebook = executed(
        prose("# Teknikudvalget\n\n*Bor* der flere?"),
        code({"text/html": "<p>blok</p>", MARK: {"block": "heading"}}, source="hemmelig = 1"),
        code({"text/html": "<table>arbejdstabel</table>", "text/plain": "arbejdstekst"}),
    )
    html = page_html.body(notebook, "notebooks/teknik.ipynb")
    assert re.search(r"<h1[^>]*>Teknikudvalget</h1>", html)
    assert "<em>Bor</em> der flere?" in html
    assert "<p>blok</p>" in html
    for hidden in ("hemmelig", "arbejdstabel", "arbejdstekst", "In\u00a0[", "¶"):
        assert hidden not in html


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "image/jpeg"])
def test_a_picture_the_report_did_not_make_is_refused_with_its_cell(kind: str) -> None:
    notebook = executed(
        prose("# X"), code({kind: "x", "text/plain": "<Figure>"}, source="sns.lineplot(data)\nplt.show()")
    )
    with pytest.raises(Refused) as refusal:
        page_html.body(notebook, "notebooks/teknik.ipynb")
    (problem,) = refusal.value.problems
    assert problem.where == "notebooks/teknik.ipynb"
    assert "cell 2 shows a picture of its own" in problem.what
    assert "report.figure(" in problem.allowed
    assert "sns.lineplot(data)" in problem.next_step


@pytest.mark.parametrize(
    "picture",
    [
        "![](kort.png)",
        "![Et kort](kort.png)",
        f"![]({PIXEL})",
        f"![ ]({PIXEL})",
        "<img src=kort.png alt='Et kort'>",
        f'<img alt="" src="{PIXEL}">',
    ],
)
def test_a_picture_in_prose_that_not_every_reader_sees_is_refused(picture: str) -> None:
    with pytest.raises(Refused) as refusal:
        page_html.body(executed(prose(f"# X\n\n{picture}")), "notebooks/teknik.ipynb")
    (problem,) = refusal.value.problems
    assert problem.what.startswith("a picture in the text that not every reader sees: <img ")
    assert problem.where == "notebooks/teknik.ipynb"
    assert "attachment:" in problem.allowed


def test_a_picture_in_prose_that_says_what_it_shows_is_part_of_the_page() -> None:
    assert f'<img alt="Et kort" src="{PIXEL}"/>' in page_html.body(
        executed(prose(f"# X\n\n![Et kort]({PIXEL})")), "x"
    )


def test_what_an_author_left_open_ends_with_its_cell() -> None:
    left_open = prose("# X\n\n<div><b>fed\n\n<!-- og så")
    html = page_html.body(
        executed(left_open, code({"text/html": "<p>blok</p>", MARK: {"block": "heading"}})), "x"
    )
    before, _, after = html.partition("<p>blok</p>")
    assert (before.count("<div"), before.count("<b>"), before.count("<!--")) == (
        before.count("</div>"),
        before.count("</b>"),
        before.count("-->"),
    )
    assert not after.strip()


def test_a_page_is_framed_with_municipality_menu_and_contents() -> None:
    html = page_html.page(
        SITE,
        "boern",
        '<h1>Børneudvalget</h1><h2 id="skole">Skole &amp; <em>fritid</em></h2><h2 class="x" id="trivsel">Trivsel</h2>',
    )
    assert '<html lang="da">' in html
    assert "<title>Børneudvalget · 2. kvartal 2026 · Prøvekommune</title>" in html
    assert '<a href="#skole">Skole &amp; fritid</a>' in html
    assert '<a href="#trivsel">Trivsel</a>' in html
    assert '<a href="boern.html" aria-current="page">Børn</a>' in html
    assert '<a href="teknik.html">Teknik</a>' in html
    assert html.count("<h1") == 1


def test_hostile_names_are_shown_and_not_run() -> None:
    hostile = "<script>alert(1)</script>"
    site = Site(hostile, hostile, LAST, {"x": hostile}, {"x": hostile})
    html = page_html.page(site, "x", "")
    assert "alert(1)" in html
    assert html.count("<script") == html.count("</script>") == 1, "the project's own"
    assert html.count("<style") == html.count("</style>") == 2


def test_a_title_cannot_end_the_style_of_the_papers_margin() -> None:
    margins = page_margins('"; } </style><script>', "\\", "æ\n")
    assert not set("<>\n").intersection(margins)
    assert margins.count('"') == 4


def test_a_page_leads_to_the_same_page_a_quarter_before_where_there_is_one() -> None:
    site = replace(SITE, before={"boern": str(FIRST)})
    assert '<a rel="prev" href="../2026Q1/boern.html">Samme side i 1. kvartal 2026</a>' in page_html.page(
        site, "boern", ""
    )
    assert 'rel="prev"' not in page_html.page(site, "teknik", "")


def test_what_is_linked_to_has_a_name() -> None:
    """A notebook's own headings get one; those that have one keep it."""
    html = page_html.body(executed(prose('# X\n\n## Hvad & hvorfor?\n\n<h3 id="egen">Egen</h3>')), "x")
    assert [(one.level, one.anchor, one.text) for one in page_html.headings(html)] == [
        (2, "hvad-hvorfor", "Hvad &amp; hvorfor?"),
        (3, "egen", "Egen"),
    ]


# --- swapping in -----------------------------------------------------------------------------------------------


def put(project: Project, text: str) -> Path:
    """Publish a quarter of one page, with what is kept of it."""
    return page_html.swap_in(
        project,
        LAST,
        {"index.html": text},
        {"closed_label": "31. august 2026", "inputs": {}},
        municipality="Prøvekommune",
        kept=corrections.Records(f"{text} edition"),
    )


def kept(project: Project) -> dict[str, bytes]:
    """Return every file that publishing writes."""
    return {
        **tree_bytes(project.reports),
        **{f"published/{name}": content for name, content in tree_bytes(project.published).items()},
    }


PUBLISHED = [
    "2026Q2.zip",
    "2026Q2/index.html",
    "2026Q2/manifest.json",
    "SHA256SUMS",
    "index.html",
    "published/2026Q2-1.json",
]


def test_a_quarter_is_written_whole_with_a_manifest_of_its_pages(project: Project) -> None:
    index = page_html.swap_in(
        project,
        LAST,
        {"index.html": "forside æ", "teknik.html": "side"},
        {"commit": "abc", "closed_label": "31. august 2026", "inputs": {}},
        municipality="Prøvekommune",
    )
    assert index == project.report(LAST) / "index.html"
    assert index.read_text(encoding="utf-8") == "forside æ"
    with zipfile.ZipFile(project.package(LAST)) as archive:
        around = {"index.html": hashlib.sha256(archive.read("index.html")).hexdigest()}
    assert manifest.read(project, LAST) == {
        "around": around,
        "commit": "abc",
        "closed_label": "31. august 2026",
        "inputs": {},
        "earlier": {},
        "records": {},
        "municipality": "Prøvekommune",
        "pages": {
            "index.html": hashlib.sha256("forside æ".encode()).hexdigest(),
            "teknik.html": hashlib.sha256(b"side").hexdigest(),
        },
    }
    assert sorted(tree_bytes(project.reports)) == [
        "2026Q2.zip",
        "2026Q2/index.html",
        "2026Q2/manifest.json",
        "2026Q2/teknik.html",
        "SHA256SUMS",
        "index.html",
    ]


def test_what_was_published_before_is_replaced_as_a_whole(project: Project) -> None:
    page_html.swap_in(
        project,
        LAST,
        {"index.html": "gammel", "nedlagt.html": "gammel"},
        {"closed_label": "31. august 2026", "inputs": {}},
        municipality="Prøvekommune",
    )
    put(project, "ny")
    assert sorted(tree_bytes(project.reports)) == [
        "2026Q2.zip",
        "2026Q2/index.html",
        "2026Q2/manifest.json",
        "SHA256SUMS",
        "index.html",
    ]
    assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == "ny"


def test_a_quarter_not_published_has_no_manifest(project: Project) -> None:
    assert manifest.read(project, FIRST) is None


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize(
    "after",
    range(10),
    ids=[
        "the journal",
        "a page",
        "the manifest",
        "the edition",
        "the overview",
        "the package",
        "their checksums",
        "the folder",
        "one beside it",
        "the other",
    ],
)
def test_when_writing_fails_the_old_pages_stay_and_nothing_is_left_beside_them(
    project: Project, monkeypatch: pytest.MonkeyPatch, fault: BaseException, after: int
) -> None:
    put(project, "gammel")
    before = kept(project)
    countdown = iter([None] * after)

    def sync(_descriptor: int) -> None:
        if next(countdown, fault) is fault:
            raise fault

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(type(fault)):
        put(project, "ny")
    assert kept(project) == before


@pytest.mark.parametrize("failing", range(12))
def test_when_a_rename_fails_the_old_pages_are_put_back(
    project: Project, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """A refusal says that nothing in reports/ was changed: then it must be so. An open page is locked on Windows."""
    put(project, "gammel")
    before = kept(project)
    steps = iter(range(99))

    def failing_once(real: Callable[..., Path]) -> Callable[..., Path]:
        def move(self: Path, target: Path) -> Path:
            if next(steps) == failing:
                raise PermissionError(13, "Permission denied", str(self))
            return real(self, target)

        return move

    for name in ("rename", "replace"):
        monkeypatch.setattr(Path, name, failing_once(getattr(Path, name)))
    with pytest.raises(PermissionError):
        put(project, "ny")
    assert kept(project) == before


def test_the_package_holds_what_was_published_and_is_the_same_whenever_it_is_made(project: Project) -> None:
    """Neither clock nor git is in it; its files tell no time of their own."""
    packages = []
    for made, commit in (("2026-09-01", "abc"), ("2030-01-01", "def")):
        page_html.swap_in(
            project,
            LAST,
            {"index.html": "æ"},
            {"closed_label": "x", "inputs": {}, "made": made, "commit": commit},
            municipality="Prøvekommune",
        )
        packages.append(project.package(LAST).read_bytes())
    assert packages[0] == packages[1]
    with zipfile.ZipFile(io.BytesIO(packages[0])) as archive:
        assert archive.namelist() == ["2026Q2/index.html", "2026Q2/manifest.json", "index.html"]
        assert archive.read("2026Q2/index.html") == "æ".encode()
        assert json.loads(archive.read("2026Q2/manifest.json")) == manifest.timeless(
            manifest.read(project, LAST) or {}
        )


def test_what_pages_lead_to_outside_their_folder_is_in_the_package_too_and_sealed(project: Project) -> None:
    """In the place of all quarters, and of the same page a quarter before: what the package has, and that the rest is not in it."""
    before = {"reports/2026Q1/teknik.html": "2026Q1", "reports/2026Q1/boern.html": "2026Q1"}
    papers = {
        "closed_label": "x",
        "inputs": {"before": before},
        "titles": {"teknik": "Teknik & Miljø", "metode": "Metode"},
    }
    page_html.swap_in(
        project, LAST, {"index.html": "x", "teknik.html": "x"}, papers, municipality="Prøvekommune"
    )
    with zipfile.ZipFile(project.package(LAST)) as archive:
        outside = {
            name: archive.read(name).decode() for name in archive.namelist() if not name.startswith("2026Q2/")
        }
        sealed = json.loads(archive.read("2026Q2/manifest.json"))["around"]
    assert {*outside} == {"index.html", "2026Q1/teknik.html"}, "no page of this quarter leads to boern.html"
    assert sealed == {name: checksum.of_text(text) for name, text in outside.items()}
    assert '<li id="teknik"><a href="2026Q2/teknik.html">Teknik &amp; Miljø</a></li>' in outside["index.html"]
    assert "metode" not in outside["index.html"]
    assert "<h1>1. kvartal 2026 er ikke med i denne pakke</h1>" in outside["2026Q1/teknik.html"]
    assert 'href="../2026Q2/teknik.html"' in outside["2026Q1/teknik.html"]


def test_what_was_printed_from_earlier_pages_is_gone_with_them(project: Project) -> None:
    put(project, "gammel")
    project.printed(LAST).mkdir()
    put(project, "ny")
    assert not project.printed(LAST).exists()


# --- repairing -------------------------------------------------------------------------------------------------


class Crashed(BaseException):
    """The process is gone: nothing after it is run."""


def crash_at(monkeypatch: pytest.MonkeyPatch, project: Project, *, moves: int) -> None:
    """Publish anew, but end the process after so many renames."""
    done = 0

    def until_then(real: Callable[..., Path]) -> Callable[..., Path]:
        def move(self: Path, target: Path) -> Path:
            nonlocal done
            if done == moves:
                raise Crashed
            done += 1
            return real(self, target)

        return move

    with monkeypatch.context() as patch:
        for name in ("rename", "replace"):
            patch.setattr(Path, name, until_then(getattr(Path, name)))
        for name in ("unlink", "write_bytes"):
            patch.setattr(Path, name, _crash)
        patch.setattr(atomic_files.shutil, "rmtree", _crash)
        with pytest.raises(Crashed):
            put(project, "ny")


def _crash(*_arguments: object, **_named: object) -> None:
    raise Crashed


@pytest.mark.parametrize(
    ("moves", "text"),
    [*((moves, "gammel") for moves in range(4)), *((moves, "ny") for moves in range(4, 13))],
)
def test_a_crash_between_renames_is_undone_or_finished_by_the_next_writer(
    project: Project, monkeypatch: pytest.MonkeyPatch, moves: int, text: str
) -> None:
    put(project, "gammel")
    crash_at(monkeypatch, project, moves=moves)
    with only_writer(project):
        assert sorted(kept(project)) == PUBLISHED
        assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == text
        assert project.edition(LAST, 1).read_text(encoding="utf-8") == f"{text} edition"


def test_after_a_crash_a_quarter_can_be_published_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "gammel")
    crash_at(monkeypatch, project, moves=1)
    with only_writer(project):
        put(project, "nyest")
    assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == "nyest"
    assert sorted(kept(project)) == PUBLISHED


def test_repairing_what_is_whole_changes_nothing(project: Project) -> None:
    put(project, "gammel")
    before = kept(project)
    with only_writer(project):
        pass
    assert kept(project) == before


def test_a_half_written_overview_is_cleared_away(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    put(project, "gammel")
    with monkeypatch.context() as patch:
        patch.setattr(overview, "overview", _crash)
        patch.setattr(atomic_files, "discard", _crash)
        with pytest.raises(Crashed):
            put(project, "ny")
    assert (project.published / ".new-2026Q2-1.json").exists()
    with only_writer(project):
        assert sorted(kept(project)) == PUBLISHED
        assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == "gammel"


def test_what_somebody_else_left_is_never_put_in_place(project: Project) -> None:
    put(project, "gammel")
    before = kept(project)
    stray = {
        project.reports / ".new-index.html": "fremmed",
        project.reports / ".old-2026Q2": "fremmed",
        project.published / ".new-2026Q2-1.json": "fremmed",
    }
    for path, text in stray.items():
        path.write_text(text, encoding="utf-8")
    with only_writer(project):
        pass
    assert {name: content for name, content in kept(project).items() if content != b"fremmed"} == before
    assert all(path.read_text(encoding="utf-8") == text for path, text in stray.items())


def test_what_stands_in_the_way_is_named_before_anything_is_written(project: Project) -> None:
    put(project, "gammel")
    (project.reports / ".new-index.html").write_text("fremmed", encoding="utf-8")
    before = kept(project)
    with pytest.raises(
        Refused,
        match=r"reports/\.new-index\.html: this name is needed while something new is built, and is taken",
    ):
        put(project, "ny")
    assert kept(project) == before


def _file(place: Path) -> None:
    place.write_text("en fil", encoding="utf-8")


def _link(place: Path) -> None:
    elsewhere = place.with_name("andetsteds")
    elsewhere.mkdir()
    place.symlink_to(elsewhere, target_is_directory=True)


@pytest.mark.parametrize(("stands", "said"), [(_file, "a file"), (_link, "a link")])
def test_a_file_or_a_link_in_the_quarters_place_is_refused_and_stays(
    project: Project, stands: Callable[[Path], None], said: str
) -> None:
    project.reports.mkdir()
    stands(project.report(LAST))
    before = kept(project)
    with pytest.raises(Refused, match=f"reports/2026Q2: {said} stands where a folder is to be written"):
        put(project, "ny")
    assert kept(project) == before
    with only_writer(project):
        assert kept(project) == before, "and nobody is locked out"


def test_a_link_that_leads_nowhere_is_refused_too(project: Project) -> None:
    project.reports.mkdir()
    project.report(LAST).symlink_to(project.reports / "ingensteds")
    with pytest.raises(Refused, match="reports/2026Q2: a link stands where a folder is to be written"):
        put(project, "ny")
    assert [path.name for path in project.reports.iterdir()] == ["2026Q2"]


def test_a_folder_in_a_files_place_is_refused(project: Project) -> None:
    (project.reports / "index.html").mkdir(parents=True)
    with pytest.raises(Refused, match=r"reports/index\.html: a folder stands where a file is to be written"):
        put(project, "ny")


def test_a_file_in_place_of_the_folder_of_all_reports_is_refused(project: Project) -> None:
    _file(project.reports)
    with pytest.raises(Refused, match="reports: this is no folder"):
        put(project, "ny")


# --- the overview ----------------------------------------------------------------------------------------------


def test_the_overview_has_every_published_quarter_newest_first(project: Project) -> None:
    (project.reports / "kladde").mkdir(parents=True)
    (project.reports / "2025Q4").mkdir()
    for quarter in (FIRST, LAST):
        page_html.swap_in(
            project,
            quarter,
            {"index.html": ""},
            {"closed_label": f"lukkedag {quarter}", "inputs": {}},
            municipality="Prøvekommune",
        )
    html = (project.reports / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(\d{4}Q\d)/index\.html">([^<]*)<', html) == [
        ("2026Q2", "2. kvartal 2026"),
        ("2026Q1", "1. kvartal 2026"),
    ]
    assert "lukkedag 2026Q1" in html
    assert not list(project.reports.glob(".new-*"))


def test_a_disk_that_fills_up_leaves_the_old_overview_and_nothing_beside_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "gammel")
    before = tree_bytes(project.reports)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        put(project, "ny")
    assert tree_bytes(project.reports) == before


def test_manifests_are_readable_json(project: Project) -> None:
    put(project, "x")
    assert (
        json.loads((project.report(LAST) / "manifest.json").read_text(encoding="utf-8"))["closed_label"]
        == "31. august 2026"
    )
