"""What has changed since a quarter was published is said file by file; looking imports no heavy library."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from municipality import FIRST, LAST, damage, edit_cell

from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import input_checksums, manifest
from sigtepunkt.publication.verification import freshness


def publish(project: Project) -> None:
    """Put a quarter of one page in place, with its manifest."""
    project.report(LAST).mkdir(parents=True)
    page = project.report(LAST) / "side.html"
    page.write_text("side", encoding="utf-8")
    papers = {
        "pages": {"side.html": checksum.of_file(page)},
        "inputs": input_checksums.checksums(project, LAST, demo=True),
    }
    (project.report(LAST) / manifest.NAME).write_text(json.dumps(papers), encoding="utf-8")
    (project.reports / "index.html").write_text("oversigt", encoding="utf-8")
    project.package(LAST).write_bytes(b"pakke")
    project.checksum_list.write_bytes(
        manifest.checksum_list(
            {path.name: checksum.of_file(path) for path in (project.overview, project.package(LAST))}
        )
    )


def test_what_was_just_published_is_fresh(project: Project) -> None:
    publish(project)
    assert freshness.stale(project, LAST, demo=True) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda project: damage(project, LAST, "skole.csv", lambda content: content + b" "),
            "data/raw/2026Q2/skole.csv has changed",
        ),
        (
            lambda project: damage(project, FIRST, "skole.csv", lambda content: content + b" "),
            "data/raw/2026Q1/skole.csv has changed",
        ),
        (
            lambda project: edit_cell(project.notebook("teknik"), 1, "# Andet"),
            "notebooks/teknik.ipynb has changed",
        ),
        (
            lambda project: (project.strategy / "nyt.toml").write_text("", encoding="utf-8"),
            "strategy/nyt.toml is new",
        ),
        (lambda project: project.suite("facts").unlink(), "expectations/facts.json is gone"),
        (
            lambda project: (project.report(LAST) / "side.html").write_text("anden", encoding="utf-8"),
            "reports/2026Q2/side.html is not as it was published",
        ),
        (
            lambda project: (project.report(LAST) / "side.html").unlink(),
            "reports/2026Q2/side.html is not as it was published",
        ),
        (
            lambda project: (project.report(LAST) / manifest.NAME).write_text("{", encoding="utf-8"),
            "reports/2026Q2 is not published",
        ),
        (lambda project: shutil.rmtree(project.report(LAST)), "reports/2026Q2 is not published"),
        (lambda project: (project.reports / "index.html").unlink(), "reports/index.html is gone"),
        (lambda project: project.package(LAST).unlink(), "reports/2026Q2.zip is gone"),
    ],
    ids=[
        "raw",
        "an earlier vintage",
        "notebook",
        "definitions",
        "suite",
        "page",
        "page gone",
        "manifest",
        "quarter gone",
        "overview gone",
        "package gone",
    ],
)
def test_what_has_changed_since_is_said(
    project: Project, change: Callable[[Project], object], said: str
) -> None:
    publish(project)
    change(project)
    assert said in freshness.stale(project, LAST, demo=True)


def test_another_library_another_package_and_the_lack_of_demo_data_are_said_too(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project)
    assert freshness.stale(project, LAST, demo=False)
    with monkeypatch.context() as patch:
        patch.setattr(software, "libraries", lambda: {"python": "4.0"})
        assert freshness.stale(project, LAST, demo=True)
    monkeypatch.setattr(software, "package", lambda: "another")
    assert freshness.stale(project, LAST, demo=True)


def test_what_changed_is_told_in_words() -> None:
    then = {"demo": True, "raw": {"a": "1", "b": "1"}, "package": "1", "libraries": {"pandas": "3.0"}}
    now = {"demo": False, "raw": {"a": "2", "c": "1"}, "package": "2", "libraries": {"pandas": "3.1"}}
    assert freshness.changed(then, now) == [
        "demo data was on",
        "a has changed",
        "b is gone",
        "c is new",
        "sigtepunkt itself has changed",
        "pandas was 3.0, is 3.1",
    ]


def test_looking_needs_no_heavy_library(project: Project, tmp_path: Path) -> None:
    publish(project)
    code = (
        "import sys\nfrom pathlib import Path\nfrom sigtepunkt.publication.verification import freshness\n"
        "from sigtepunkt.core.project import Project\nfrom sigtepunkt.core.period import Quarter\n"
        "assert not freshness.stale(Project(Path(sys.argv[1])), Quarter(2026, 2), demo=True)\n"
        "heavy = ('pandas', 'numpy', 'pydantic', 'matplotlib', 'papermill', 'great_expectations')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout == "[]\n"
