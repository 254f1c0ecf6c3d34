"""Whether a published quarter is what would be made now, in words. Light: only bytes are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import input_checksums, manifest


def stale(project: Project, quarter: Quarter, *, demo: bool) -> list[str]:
    """Return in words why the published quarter differs from what would be made now.

    A changed notebook or an altered page makes that page stale; any other change makes every page stale that
    read what changed.
    """
    published = manifest.read(project, quarter)
    folder = project.report(quarter)
    if published is None:
        return [f"{project.relative(folder)} is not published"]
    altered = sorted(published["pages"].keys() - manifest.unaltered(folder, published))
    return [
        *(f"{project.relative(folder / name)} is not as it was published" for name in altered),
        *altered_beside(project, quarter, published),
        *changed(published["inputs"], input_checksums.checksums(project, quarter, demo=demo)),
    ]


def altered_beside(project: Project, quarter: Quarter, published: Mapping[str, Any]) -> list[str]:
    """Return in words what else of a publication is missing or altered.

    That is: pages the others link to, earlier editions, records and, except for a draft, the overview and the
    package.
    """
    folder = project.report(quarter)
    missing = [
        name for key in published.get("titles", {}) if (name := f"{key}.html") not in published["pages"]
    ]
    listed = {folder / name: digest for name, digest in published.get("earlier", {}).items()}
    if not project.draft:
        recorded = manifest.read_checksum_list(project)
        listed |= {path: recorded.get(path.name, "") for path in (project.overview, project.package(quarter))}
    return [
        *(f"{project.relative(folder / name)} is not made" for name in missing),
        *_altered(project, listed),
        *altered_records(project, published),
    ]


def altered_records(project: Project, published: Mapping[str, Any]) -> list[str]:
    """Return in words which records of a publication (its edition and release) are missing or altered."""
    records = published.get("records", {}).items()
    return _altered(project, {project.published / name: digest for name, digest in records})


def _altered(project: Project, listed: Mapping[Path, str]) -> list[str]:
    gone = [path for path in listed if not path.is_file()]
    altered = [path for path in listed if path not in gone and checksum.of_file(path) != listed[path]]
    return [
        *(f"{project.relative(path)} is gone" for path in gone),
        *(f"{project.relative(path)} is not as it was published" for path in altered),
    ]


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in words what differs between two sets of input checksums."""
    return [line for kind in now for line in _changes(kind, before.get(kind), now[kind])]


def _changes(kind: str, old: Any, new: Any) -> Iterator[str]:
    if kind == "released":
        old = old or {}
    if old == new:
        return
    if kind == "edition":
        yield f"it is to be edition {new['number']}"
    elif kind == "released":
        yield "it has been released" if new else "its release is gone"
    elif kind == "package":
        yield "sigtepunkt itself has changed"
    elif kind == "demo":
        yield "demo data was off" if new else "demo data was on"
    else:
        yield from _changed_names(kind, old if isinstance(old, Mapping) else {}, new)


def _changed_names(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)):
        if name not in old or name not in new:
            yield f"{name} is {'gone' if name in old else 'new'}"
        else:
            yield f"{name} was {old[name]}, is {new[name]}" if kind == "libraries" else f"{name} has changed"
