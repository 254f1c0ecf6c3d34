"""The pages around the quarters' folders: the overview, and what stands in for others in a package. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.report.templating import INDEX, plain_page, render


def around(quarter: Quarter, manifest: Mapping[str, Any], municipality: str) -> dict[str, str]:
    """Return the pages, by name, that a package has where its own pages link outside the quarter's folder.

    They stand in for the overview of quarters, and for the same pages a quarter before.
    """
    titles, draft = manifest.get("titles", {}), not manifest["inputs"].get("released")
    pages = [
        {"id": identity, "title": title}
        for identity, title in titles.items()
        if f"{identity}.html" in manifest["pages"]
    ]

    def stand_in(missing: str, up: str) -> str:
        folder = f"{up}{quarter}"
        content = render(
            "package", missing=missing, label=quarter.label, folder=folder, pages=pages, draft=draft
        )
        return _page(municipality, content, home=f"{up}{INDEX}")

    earlier = {
        f"{before}/{name}": stand_in(danish.capitalised(Quarter.parse(before).label), "../")
        for path, before in manifest["inputs"].get("before", {}).items()
        if (name := PurePosixPath(path).name) in manifest["pages"]
    }
    return {INDEX: stand_in("", ""), **earlier}


def overview(published: Mapping[Quarter, Mapping[str, Any]], municipality: str) -> str:
    """Return the page over all published quarters, newest first, with the pages of each, from manifests."""
    newest_first = dict(sorted(published.items(), reverse=True))
    quarters = [
        {
            "id": str(quarter),
            "label": danish.capitalised(quarter.label),
            "closed": manifest["closed_label"],
            "edition": manifests.edition_of(manifest),
            "draft": not manifest["inputs"].get("released"),
        }
        for quarter, manifest in newest_first.items()
    ]
    titles: dict[str, str] = {}
    for _, manifest in sorted(published.items()):
        titles |= manifest.get("titles", {})
    pages = [
        {
            "id": identity,
            "title": title,
            "quarters": [
                {"id": str(quarter), "label": quarter.label}
                for quarter, manifest in newest_first.items()
                if f"{identity}.html" in manifest["pages"]
            ],
        }
        for identity, title in titles.items()
    ]
    return _page(municipality, render("overview", quarters=quarters, pages=pages), home=INDEX)


def _page(municipality: str, content: str, *, home: str) -> str:
    return plain_page(f"Opfølgning på strategien · {municipality}", municipality, content, home=home)
