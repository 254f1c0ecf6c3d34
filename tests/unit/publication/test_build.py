"""Pages are searched and counted where kernels work meanwhile; publishing remembers what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import silent
from sigtepunkt.core.project import Project
from sigtepunkt.execution import executor
from sigtepunkt.publication import accessibility, build, page_html
from sigtepunkt.publication.build import BuildContext, BuildOptions, Plan
from sigtepunkt.publication.page_html import Site
from sigtepunkt.raw.personal_data import findings, scan

CONTEXT = BuildContext(
    Site("Prøvekommune", "Strategi", Quarter.parse("2026Q2"), {"teknik": "Teknik"}, {"teknik": "Teknik"}),
    inputs={},
    checksums={},
    cleared_contacts=frozenset({"a@b.dk"}),
)


def test_what_was_examined_is_neither_searched_nor_counted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = "<h1>Teknik</h1><p>Skriv til a@b.dk</p>"
    build.examine(Project(tmp_path), CONTEXT, {"teknik": html})
    monkeypatch.setattr(findings, "in_text", lambda *_: pytest.fail("searched again"))
    monkeypatch.setattr(accessibility, "_NOT_COUNTED", None)  # counting a page again would raise
    scan.refuse_published({"teknik.html": html}, "reports/2026Q2", CONTEXT.cleared_contacts)
    assert accessibility.count([html]).pages == 1


def test_a_contact_that_nobody_cleared_is_refused(tmp_path: Path) -> None:
    page = "<h1>Teknik</h1>\n<p>Skriv til c@b.dk</p>"
    with pytest.raises(Refused) as refused:
        build.examine(Project(tmp_path), CONTEXT, {"teknik": page})
    (problem,) = refused.value.problems
    assert (problem.where, problem.what) == (
        "reports/2026Q2/teknik.html",
        "line 2: an e-mail address, c•••@b.dk",
    )


def test_before_there_are_threads_everything_is_imported_that_two_of_them_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def execute(*_: object, **__: object) -> None:
        done.append("notebook")
        raise Refused.of("the notebook is missing", "notebooks/teknik.ipynb")

    monkeypatch.setattr(executor, "import_libraries", lambda: done.append("libraries"))
    monkeypatch.setattr(executor, "execute", execute)
    monkeypatch.setattr(page_html, "prepare", lambda: done.append("what makes pages"))
    with pytest.raises(Refused, match="missing"):
        build.make_pages(
            Project(tmp_path), CONTEXT, Plan({}, ["teknik"]), BuildOptions(force=True, jobs=1), silent
        )
    assert done[0] == "libraries"
    assert sorted(done[1:]) == ["notebook", "what makes pages"]
