"""What a quarter is made from, and what the manifest of a published one says of it. Light: nothing is read but bytes.

A page is made from its notebook, this package, the libraries, and the facts it read (`report.facts_read`): each has a
checksum, and a page whose checksums are all as they were is not made again.
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from sigtepunkt import checksum, edition
from sigtepunkt.edition import Correction, Release
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter

NAME = "manifest.json"
# Every library that has a say in a page; what only starts, watches or tells is not one of them (tests/test_manifest.py).
PACKAGES = (
    "babel", "beautifulsoup4", "great-expectations", "ipykernel", "ipython", "jinja2", "matplotlib", "mistune", "nbconvert",
    "nbformat", "nh3", "numpy", "openpyxl", "pandas", "papermill", "pyarrow", "pydantic", "scipy", "seaborn", "sigtepunkt",
    "statsmodels",
)
_PACKAGE = Path(__file__).parent
_TEXTS = frozenset({".py", ".j2", ".css", ".js", ".json", ".svg"})


def inputs(
    project: Project, quarter: Quarter, *, demo: bool, correction: Correction | None = None, release: Release | None = None,
) -> dict[str, Any]:
    """Return everything the quarter's pages are made from, by kind: files by name with their SHA-256, versions by package.

    `before` has the newest earlier publication of each page. `raw` has the files of every vintage up to the quarter, keyed where there is a key; `published` the editions before the one to be made, which is
    `correction`, or the newest one made anew; `released` when that one went to the council, now by `release` or before.
    """
    until = [one for one in project.quarters() if one <= quarter]
    made = correction or edition.next_one(project, quarter)
    released = release or edition.released(project, quarter, made.number)
    before = [(one, number) for one, numbers in project.published_quarters().items() for number in numbers if one < quarter or (one == quarter and number < made.number)]
    return {
        "demo": demo,
        "raw": _private({name: digest for one in until for name, digest in _hashes(project, project.raw_files(one))}, key(project)),
        "definitions": dict(_hashes(project, _files(project.strategy, "*.toml"))),
        "published": {project.relative(path): checksum.of_file(path) for path in (project.edition(*one) for one in before)},
        "edition": asdict(made),
        "released": asdict(released) if released else {},
        "before": pages_before(project, quarter),
        "expectations": dict(_hashes(project, _files(project.expectations, "*.json"))),
        "notebooks": dict(_hashes(project, _files(project.notebooks, "*.ipynb"))),
        "package": package(),
        "libraries": libraries(),
    }


def files(project: Project, quarter: Quarter) -> Iterator[Path]:
    """Yield every file that `inputs` tells of."""
    yield from (path for one in project.quarters() if one <= quarter for path in project.raw_files(one))
    for folder, pattern in ((project.strategy, "*.toml"), (project.expectations, "*.json"), (project.notebooks, "*.ipynb"), (project.published, "*.json")):
        yield from _files(folder, pattern)
    yield from _package_files()


def pages_before(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return the newest earlier publication of each page, by name, with its quarter."""
    found: dict[str, Quarter] = {}
    for one in published(project):
        if one < quarter:
            found |= dict.fromkeys((read(project, one) or {"pages": {}})["pages"], one)
    return {project.relative(project.report(one) / name): str(one) for name, one in sorted(found.items()) if name.endswith(".html")}


def published(project: Project) -> list[Quarter]:
    """Return the quarters whose pages lie in the project, oldest first."""
    folders = project.reports.iterdir() if project.reports.is_dir() else ()
    return sorted(Quarter.parse(folder.name) for folder in folders if Quarter.is_quarter(folder.name) and (folder / NAME).is_file())


def key(project: Project) -> bytes:
    """Return what keys the checksums of raw files, where some are confidential (`confidential.keep_key`); nothing where none is kept.

    The manifest is published. A plain checksum of a small file would let anyone try which count stands where a page has none.
    """
    try:
        return project.key.read_bytes()
    except OSError:
        return b""


def _private(digests: Mapping[str, str], secret: bytes) -> dict[str, str]:
    return {name: checksum.keyed(digest, secret) if secret else digest for name, digest in digests.items()}


@cache
def libraries() -> dict[str, str]:
    """Return the versions of Python and of the libraries that have a say in what a page looks like."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}}


def package() -> str:
    """Return one SHA-256 over every file of this package."""
    return checksum.of_data({path.relative_to(_PACKAGE).as_posix(): checksum.of_file(path) for path in _package_files()})


def _package_files() -> Iterator[Path]:
    yield from (path for path in _PACKAGE.rglob("*") if path.suffix in _TEXTS)


def _hashes(project: Project, paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    yield from ((project.relative(path), checksum.of_file(path)) for path in paths)


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    yield from (path for path in sorted(folder.glob(pattern)) if path.is_file())


def read(project: Project, quarter: Quarter) -> dict[str, Any] | None:
    """Return the manifest of a published quarter; None where there is none, or none that can be read."""
    try:
        return parse((project.report(quarter) / NAME).read_bytes())
    except OSError:
        return None


def newest(project: Project, quarter: Quarter) -> tuple[Path, dict[str, Any]] | None:
    """Return the folder of the quarter's pages that were made last, and their manifest: a draft, or else what was published; None where neither is."""
    places = (project, project.public)
    return next(((one.report(quarter), found) for one in places if (found := read(one, quarter)) is not None), None)


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
    return found if isinstance(found, dict) and isinstance(found.get("pages"), dict) and isinstance(found.get("inputs"), dict) else None


def whole(folder: Path, manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the files in a folder of pages that are, byte for byte, what the manifest says."""
    return frozenset(name for name, digest in manifest["pages"].items() if (folder / name).is_file() and checksum.of_file(folder / name) == digest)


def files_of_edition(manifest: Mapping[str, Any], number: int) -> dict[str, str]:
    """Return the SHA-256 of each file of an edition by name, as the manifest of it, or of a later one that keeps it, says."""
    folder = f"udgave-{number}/"
    earlier = {name.removeprefix(folder): digest for name, digest in manifest.get("earlier", {}).items() if name.startswith(folder)}
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


def stale(project: Project, quarter: Quarter, *, demo: bool) -> list[str]:
    """Return in words why the published quarter is not as it would be made now; nothing where it is.

    A changed notebook, and a page that is not as it was published, make that page again; whatever else has changed makes the
    pages again that read it.
    """
    then = read(project, quarter)
    if then is None:
        return [f"{project.relative(project.report(quarter))} is not published"]
    gone = [f"{project.relative(project.report(quarter) / name)} is not as it was published" for name in sorted(then["pages"].keys() - whole(project.report(quarter), then))]
    return [*gone, *beside(project, quarter, then), *changed(then["inputs"], inputs(project, quarter, demo=demo))]


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
    return [*(f"{project.relative(folder / name)} is not made" for name in missing), *_altered(project, listed), *altered_records(project, then)]


def altered_records(project: Project, then: Mapping[str, Any]) -> list[str]:
    """Return in words what is kept of a publication and is not as it was written with it."""
    return _altered(project, {project.published / name: digest for name, digest in then.get("records", {}).items()})


def _altered(project: Project, listed: Mapping[Path, str]) -> list[str]:
    gone = {path: f"{project.relative(path)} is gone" for path in listed if not path.is_file()}
    return [*gone.values(), *(
        f"{project.relative(path)} is not as it was published" for path, digest in listed.items() if path not in gone and checksum.of_file(path) != digest
    )]


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
                    what = "is new" if name not in old else "is gone" if name not in new else f"was {old[name]}, is {new[name]}" if kind == "libraries" else "has changed"
                    found.append(f"{name} {what}")
        elif old != new:
            found.append({"package": "sigtepunkt itself has changed", "demo": "demo data was off" if new else "demo data was on"}[kind])
    return found
