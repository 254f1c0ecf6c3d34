"""Everything a quarter's pages are made from, each part with its SHA-256. Light: nothing is read but bytes."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition
from sigtepunkt.editions.edition import Correction, Release
from sigtepunkt.editions.manifest import published, read

# Every library that has a say in a page; what only starts, watches or tells is not one of them (tests/test_manifest.py).
PACKAGES = (
    "babel",
    "beautifulsoup4",
    "great-expectations",
    "ipykernel",
    "ipython",
    "jinja2",
    "matplotlib",
    "mistune",
    "nbconvert",
    "nbformat",
    "nh3",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "pyarrow",
    "pydantic",
    "scipy",
    "seaborn",
    "sigtepunkt",
    "statsmodels",
)
_PACKAGE = Path(__file__).parent.parent
_TEXTS = frozenset({".py", ".j2", ".css", ".js", ".json", ".svg"})


def inputs(
    project: Project,
    quarter: Quarter,
    *,
    demo: bool,
    correction: Correction | None = None,
    release: Release | None = None,
) -> dict[str, Any]:
    """Return everything the quarter's pages are made from, by kind: files by name with their SHA-256, versions by package.

    `before` has the newest earlier publication of each page. `raw` has the files of every vintage up to the quarter, keyed where there is a key; `published` the editions before the one to be made, which is
    `correction`, or the newest one made anew; `released` when that one went to the council, now by `release` or before.
    """
    until = [one for one in project.quarters() if one <= quarter]
    made = correction or edition.next_one(project, quarter)
    released = release or edition.released(project, quarter, made.number)
    before = [
        (one, number)
        for one, numbers in project.published_quarters().items()
        for number in numbers
        if one < quarter or (one == quarter and number < made.number)
    ]
    return {
        "demo": demo,
        "raw": _private(
            {name: digest for one in until for name, digest in _hashes(project, project.raw_files(one))},
            checksum.read_key(project.key),
        ),
        "definitions": dict(_hashes(project, _files(project.strategy, "*.toml"))),
        "published": {
            project.relative(path): checksum.of_file(path)
            for path in (project.edition(*one) for one in before)
        },
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
    for folder, pattern in (
        (project.strategy, "*.toml"),
        (project.expectations, "*.json"),
        (project.notebooks, "*.ipynb"),
        (project.published, "*.json"),
    ):
        yield from _files(folder, pattern)
    yield from _package_files()


def pages_before(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return the newest earlier publication of each page, by name, with its quarter."""
    found: dict[str, Quarter] = {}
    for one in published(project):
        if one < quarter:
            found |= dict.fromkeys((read(project, one) or {"pages": {}})["pages"], one)
    return {
        project.relative(project.report(one) / name): str(one)
        for name, one in sorted(found.items())
        if name.endswith(".html")
    }


def _private(digests: Mapping[str, str], secret: bytes) -> dict[str, str]:
    return {name: checksum.keyed(digest, secret) if secret else digest for name, digest in digests.items()}


@cache
def libraries() -> dict[str, str]:
    """Return the versions of Python and of the libraries that have a say in what a page looks like."""
    return {
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in PACKAGES},
    }


def package() -> str:
    """Return one SHA-256 over every file of this package."""
    return checksum.of_data(
        {path.relative_to(_PACKAGE).as_posix(): checksum.of_file(path) for path in _package_files()}
    )


def _package_files() -> Iterator[Path]:
    yield from (path for path in _PACKAGE.rglob("*") if path.suffix in _TEXTS)


def _hashes(project: Project, paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    yield from ((project.relative(path), checksum.of_file(path)) for path in paths)


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    yield from (path for path in sorted(folder.glob(pattern)) if path.is_file())
