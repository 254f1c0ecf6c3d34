"""What a quarter is made from, and what the manifest of a published one says of it. Light: nothing is read but bytes.

A page is made from its notebook, this package, the libraries, and the facts it read (`report.facts_read`): each has a
checksum, and a page whose checksums are all as they were is not made again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

NAME = "manifest.json"


def published(project: Project) -> list[Quarter]:
    """Return the quarters whose pages lie in the project, oldest first."""
    folders = project.reports.iterdir() if project.reports.is_dir() else ()
    return sorted(
        Quarter.parse(folder.name)
        for folder in folders
        if Quarter.is_quarter(folder.name) and (folder / NAME).is_file()
    )


def read(project: Project, quarter: Quarter) -> dict[str, Any] | None:
    """Return the manifest of a published quarter; None where there is none, or none that can be read."""
    try:
        return parse((project.report(quarter) / NAME).read_bytes())
    except OSError:
        return None


def newest(project: Project, quarter: Quarter) -> tuple[Path, dict[str, Any]] | None:
    """Return the folder of the quarter's pages that were made last, and their manifest: a draft, or else what was published; None where neither is."""
    places = (project, project.public)
    return next(
        ((one.report(quarter), found) for one in places if (found := read(one, quarter)) is not None), None
    )


def timeless(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest without when and at which commit it was made: what is the same whenever the quarter is made from the same."""
    return {name: part for name, part in manifest.items() if name not in {"made", "commit"}}


def as_text(manifest: Mapping[str, Any]) -> str:
    """Return what a manifest is written as."""
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def edition_of(manifest: Mapping[str, Any] | None) -> int:
    """Return which edition a manifest is of; 0 without a manifest."""
    return manifest["inputs"].get("edition", {}).get("number", 1) if manifest else 0


def read_all(project: Project) -> dict[Quarter, dict[str, Any]]:
    """Return the manifest of every published quarter, oldest first."""
    return {quarter: found for quarter in published(project) if (found := read(project, quarter))}


def parse(content: bytes) -> dict[str, Any] | None:
    """Return the manifest that a file holds; None where it holds none."""
    try:
        found = json.loads(content.decode())
    except (ValueError, RecursionError):
        return None
    return (
        found
        if isinstance(found, dict)
        and isinstance(found.get("pages"), dict)
        and isinstance(found.get("inputs"), dict)
        else None
    )


def whole(folder: Path, manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the files in a folder of pages that are, byte for byte, what the manifest says."""
    return frozenset(
        name
        for name, digest in manifest["pages"].items()
        if (folder / name).is_file() and checksum.of_file(folder / name) == digest
    )


def files_of_edition(manifest: Mapping[str, Any], number: int) -> dict[str, str]:
    """Return the SHA-256 of each file of an edition by name, as the manifest of it, or of a later one that keeps it, says."""
    folder = f"udgave-{number}/"
    earlier = {
        name.removeprefix(folder): digest
        for name, digest in manifest.get("earlier", {}).items()
        if name.startswith(folder)
    }
    return earlier or dict(manifest["pages"])


def sums(project: Project) -> dict[str, str]:
    """Return the SHA-256 of what lies beside the quarters' folders, as it was when it was written: by name, of files that are there."""
    try:
        lines = project.sums.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    return {name: digest for name, digest in found.items() if (project.reports / name).is_file()}


def as_sums(digests: Mapping[str, str]) -> bytes:
    """Return the text that `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()
