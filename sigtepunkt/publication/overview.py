"""What goes with the quarters' folders: the page over all of them, and each quarter as one file to send. Pure but for what is packed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core import danish
from sigtepunkt.core.period import Quarter
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.report.templating import INDEX, plain_page, render


def package(folder: Path, name: str, manifest: Mapping[str, Any], beside: Mapping[str, str]) -> bytes:
    """Return the folder as a zip file with what goes around it, the same bytes whenever and wherever it is made: without clock times and the state of git."""
    held = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    held[f"{name}/{manifests.NAME}"] = manifests.as_text(manifests.timeless(manifest)).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for place, text in sorted(
            {**held, **{place: page.encode() for place, page in beside.items()}}.items()
        ):
            entry = zipfile.ZipInfo(place)  # of 1980, the first year a zip can tell
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text)
    return content.getvalue()


def around(quarter: Quarter, manifest: Mapping[str, Any], municipality: str) -> dict[str, str]:
    """Return the pages a package has, by name, for what its own lead to outside their folder: all quarters, and the same page a quarter before."""
    pages = [
        {"id": identity, "title": title}
        for identity, title in manifest.get("titles", {}).items()
        if f"{identity}.html" in manifest["pages"]
    ]

    def instead(missing: str, up: str) -> str:
        draft = not manifest["inputs"].get("released")
        content = render(
            "package", missing=missing, label=quarter.label, folder=f"{up}{quarter}", pages=pages, draft=draft
        )
        return plain_page(
            f"Opfølgning på strategien · {municipality}", municipality, content, home=f"{up}{INDEX}"
        )

    earlier = {
        f"{one}/{Path(place).name}": Quarter.parse(one).label
        for place, one in manifest["inputs"].get("before", {}).items()
        if Path(place).name in manifest["pages"]
    }
    return {
        INDEX: instead("", ""),
        **{name: instead(danish.capitalised(label), "../") for name, label in earlier.items()},
    }


def overview(published: Mapping[Quarter, Mapping[str, Any]], municipality: str) -> str:
    """Return the page over every published quarter, newest first, and over every page in each of them."""
    newest = sorted(published, reverse=True)
    quarters = [
        {
            "id": str(quarter),
            "label": danish.capitalised(quarter.label),
            "closed": published[quarter]["closed_label"],
            "edition": manifests.edition_of(published[quarter]),
            "draft": not published[quarter]["inputs"].get("released"),
        }
        for quarter in newest
    ]
    titles = {
        identity: title
        for quarter in reversed(newest)
        for identity, title in published[quarter].get("titles", {}).items()
    }
    pages = [
        {
            "id": identity,
            "title": title,
            "quarters": [
                {"id": str(one), "label": one.label}
                for one in newest
                if f"{identity}.html" in published[one]["pages"]
            ],
        }
        for identity, title in titles.items()
    ]
    return plain_page(
        f"Opfølgning på strategien · {municipality}",
        municipality,
        render("overview", quarters=quarters, pages=pages),
        home=INDEX,
    )
