"""Whether a published quarter is what would be made now, in words. Light: nothing is read but bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions.manifest import read, sums, whole
from sigtepunkt.editions.run_inputs import inputs


def stale(project: Project, quarter: Quarter, *, demo: bool) -> list[str]:
    """Return in words why the published quarter is not as it would be made now; nothing where it is.

    A changed notebook, and a page that is not as it was published, make that page again; whatever else has changed makes the
    pages again that read it.
    """
    then = read(project, quarter)
    if then is None:
        return [f"{project.relative(project.report(quarter))} is not published"]
    gone = [
        f"{project.relative(project.report(quarter) / name)} is not as it was published"
        for name in sorted(then["pages"].keys() - whole(project.report(quarter), then))
    ]
    return [
        *gone,
        *beside(project, quarter, then),
        *changed(then["inputs"], inputs(project, quarter, demo=demo)),
    ]


def beside(project: Project, quarter: Quarter, then: Mapping[str, Any]) -> list[str]:
    """Return in words what else of a publication is missing or not as it was written.

    Pages its others lead to; earlier editions; what is kept of it; and, but for a draft, the overview and the package.
    """
    folder = project.report(quarter)
    missing = [name for key in then.get("titles", {}) if (name := f"{key}.html") not in then["pages"]]
    listed = {folder / name: digest for name, digest in then.get("earlier", {}).items()}
    if not project.draft:
        known = sums(project)
        listed |= {path: known.get(path.name, "") for path in (project.overview, project.package(quarter))}
    return [
        *(f"{project.relative(folder / name)} is not made" for name in missing),
        *_altered(project, listed),
        *altered_records(project, then),
    ]


def altered_records(project: Project, then: Mapping[str, Any]) -> list[str]:
    """Return in words what is kept of a publication and is not as it was written with it."""
    return _altered(
        project, {project.published / name: digest for name, digest in then.get("records", {}).items()}
    )


def _altered(project: Project, listed: Mapping[Path, str]) -> list[str]:
    gone = {path: f"{project.relative(path)} is gone" for path in listed if not path.is_file()}
    return [
        *gone.values(),
        *(
            f"{project.relative(path)} is not as it was published"
            for path, digest in listed.items()
            if path not in gone and checksum.of_file(path) != digest
        ),
    ]


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return what differs between two sets of inputs, in words: a file's name, a library with its versions."""
    found = []
    for kind in now:
        old, new = then.get(kind), now[kind]
        if kind == "edition":
            found += [] if old == new else [f"it is to be edition {new['number']}"]
        elif kind == "released":
            found += [] if (old or {}) == new else ["it has been released" if new else "its release is gone"]
        elif isinstance(new, Mapping):
            old = old if isinstance(old, Mapping) else {}
            for name in sorted(old.keys() | new.keys()):
                if old.get(name) != new.get(name):
                    what = (
                        "is new"
                        if name not in old
                        else "is gone"
                        if name not in new
                        else f"was {old[name]}, is {new[name]}"
                        if kind == "libraries"
                        else "has changed"
                    )
                    found.append(f"{name} {what}")
        elif old != new:
            found.append(
                {
                    "package": "sigtepunkt itself has changed",
                    "demo": "demo data was off" if new else "demo data was on",
                }[kind]
            )
    return found
