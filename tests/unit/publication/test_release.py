"""Pages are built aside and swapped in as a whole; a crash is repaired; a package is always the same."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from municipality import FIRST, LAST
from tree_bytes import tree_bytes

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.core.storage.atomic_files import write_lock
from sigtepunkt.editions import corrections, manifest
from sigtepunkt.publication import overview, release


def put(project: Project, text: str) -> Path:
    """Publish a quarter of one page, with what is kept of it."""
    return release.swap_in(
        project,
        LAST,
        {"index.html": text},
        {"closed_label": "31. august 2026", "inputs": {}},
        municipality="Prøvekommune",
        records=corrections.Records(f"{text} edition"),
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
    index = release.swap_in(
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
    release.swap_in(
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
    """A refusal says that nothing in reports/ was changed, so it must be true. Windows locks an open page."""
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
    for timestamp, commit in (("2026-09-01", "abc"), ("2030-01-01", "def")):
        release.swap_in(
            project,
            LAST,
            {"index.html": "æ"},
            {"closed_label": "x", "inputs": {}, "made": timestamp, "commit": commit},
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


def test_what_was_printed_from_earlier_pages_is_gone_with_them(project: Project) -> None:
    put(project, "gammel")
    project.pdf_pages(LAST).mkdir()
    put(project, "ny")
    assert not project.pdf_pages(LAST).exists()


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
    with write_lock(project):
        assert sorted(kept(project)) == PUBLISHED
        assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == text
        assert project.edition(LAST, 1).read_text(encoding="utf-8") == f"{text} edition"


def test_after_a_crash_a_quarter_can_be_published_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "gammel")
    crash_at(monkeypatch, project, moves=1)
    with write_lock(project):
        put(project, "nyest")
    assert (project.report(LAST) / "index.html").read_text(encoding="utf-8") == "nyest"
    assert sorted(kept(project)) == PUBLISHED


def test_repairing_what_is_whole_changes_nothing(project: Project) -> None:
    put(project, "gammel")
    before = kept(project)
    with write_lock(project):
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
    with write_lock(project):
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
    with write_lock(project):
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
    with write_lock(project):
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
