"""The overview has every published quarter; a package has the pages its own link to outside its folder."""

from __future__ import annotations

import json
import re
import zipfile

from municipality import FIRST, LAST

from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.publication import release


def test_the_overview_has_every_published_quarter_newest_first(project: Project) -> None:
    (project.reports / "kladde").mkdir(parents=True)
    (project.reports / "2025Q4").mkdir()
    for quarter in (FIRST, LAST):
        release.swap_in(
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


def test_what_pages_lead_to_outside_their_folder_is_in_the_package_too_and_sealed(project: Project) -> None:
    """Pages that say what the package has stand in for all quarters, and for pages of a quarter before."""
    before = {"reports/2026Q1/teknik.html": "2026Q1", "reports/2026Q1/boern.html": "2026Q1"}
    fields = {
        "closed_label": "x",
        "inputs": {"before": before},
        "titles": {"teknik": "Teknik & Miljø", "metode": "Metode"},
    }
    release.swap_in(
        project, LAST, {"index.html": "x", "teknik.html": "x"}, fields, municipality="Prøvekommune"
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
