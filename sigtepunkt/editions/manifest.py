"""The manifest of a published quarter: what its pages were made from, and the SHA-256 of every file.

Light: only bytes are read. A page is made from its notebook, this package, the libraries and the facts it
read (`report.dependencies`). The manifest has a checksum of each; a page whose checksums are all unchanged is
not made again.
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
    folders = (path.parent.name for path in project.reports.glob(f"*/{NAME}"))
    return sorted(Quarter.parse(name) for name in folders if Quarter.is_quarter(name))


def read(project: Project, quarter: Quarter) -> dict[str, Any] | None:
    """Return the manifest of a published quarter; None where there is none, or none that can be read."""
    try:
        return parse((project.report(quarter) / NAME).read_bytes())
    except OSError:
        return None


def read_all(project: Project) -> dict[Quarter, dict[str, Any]]:
    """Return the manifest of every published quarter, oldest first."""
    return {quarter: manifest for quarter in published(project) if (manifest := read(project, quarter))}


def newest(project: Project, quarter: Quarter) -> tuple[Path, dict[str, Any]] | None:
    """Return folder and manifest of the quarter's latest pages, a draft's first; None without any."""
    for place in (project, project.without_draft):
        if (manifest := read(place, quarter)) is not None:
            return place.report(quarter), manifest
    return None


def parse(content: bytes) -> dict[str, Any] | None:
    """Return the manifest in a file's bytes; None where they hold none."""
    try:
        manifest = json.loads(content.decode())
        valid = isinstance(manifest["pages"], dict) and isinstance(manifest["inputs"], dict)
    except (ValueError, RecursionError, TypeError, KeyError):
        return None
    return manifest if valid else None


def as_text(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as the text it is stored as."""
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def timeless(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the manifest without time and commit: what unchanged inputs give again."""
    return {name: part for name, part in manifest.items() if name not in {"made", "commit"}}


def edition_of(manifest: Mapping[str, Any] | None) -> int:
    """Return the number of the edition a manifest describes; 0 without a manifest."""
    return manifest["inputs"].get("edition", {}).get("number", 1) if manifest else 0


def unaltered(folder: Path, manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the files in a folder of pages that are, byte for byte, what the manifest says."""
    return frozenset(
        name
        for name, digest in manifest["pages"].items()
        if (folder / name).is_file() and checksum.of_file(folder / name) == digest
    )


def files_of_edition(manifest: Mapping[str, Any], number: int) -> dict[str, str]:
    """Return the SHA-256 of an edition's files by name, from its own manifest or a later edition's."""
    folder = f"udgave-{number}/"
    earlier = manifest.get("earlier", {}).items()
    return {name.removeprefix(folder): digest for name, digest in earlier if name.startswith(folder)} or dict(
        manifest["pages"]
    )


def read_checksum_list(project: Project) -> dict[str, str]:
    """Return the recorded SHA-256, by name, of each existing file beside the quarters' folders."""
    try:
        lines = project.checksum_list.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    recorded = ((name, digest) for digest, _, name in (line.partition("  ") for line in lines))
    return {name: digest for name, digest in recorded if (project.reports / name).is_file()}


def checksum_list(digests: Mapping[str, str]) -> bytes:
    """Return checksums by name as the text that `sha256sum --check` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()
