"""A SHA-256 of everything a quarter's pages are made from.

Light: files are read as bytes, no heavy library is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.core.storage import software
from sigtepunkt.editions import edition, manifest
from sigtepunkt.editions.edition import Correction, Release


def checksums(
    project: Project,
    quarter: Quarter,
    *,
    demo: bool,
    correction: Correction | None = None,
    release: Release | None = None,
) -> dict[str, Any]:
    """Return what the quarter's pages are made from, by kind: files with SHA-256, packages with versions.

    `raw` holds the files of every vintage up to the quarter, keyed where the project has a key. `edition` is
    the edition to be published: `correction`, or the newest one again. `published` holds the editions before
    it, and `released` the record of its release: `release`, or the one on disk. `before` names the quarter in
    which each page was last published.
    """
    number = (correction := correction or edition.next_edition(project, quarter)).number
    release = release or edition.released(project, quarter, number)
    before = project.editions_before(quarter, number)
    earlier = [path(*each) for each in before for path in (project.edition, project.release)]
    return {
        "demo": demo,
        "raw": of_raw_files(project, quarter),
        "definitions": _of_files(project, _files(project.strategy, "*.toml")),
        "published": _of_files(project, (path for path in earlier if path.is_file())),
        "edition": asdict(correction),
        "released": asdict(release) if release else {},
        "before": _pages_before(project, quarter),
        "expectations": _of_files(project, _files(project.expectations, "*.json")),
        "notebooks": _of_files(project, _files(project.notebooks, "*.ipynb")),
        "commentary": _of_files(project, _comments(project, quarter)),
        "decisions": _of_files(project, _files(project.decisions, "*.toml")),
        "package": software.package(),
        "libraries": software.libraries(),
    }


def of_raw_files(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return the checksum of every raw file up to the quarter, keyed where the project has a key."""
    key = checksum.read_key(project.checksum_key)
    raw = _of_files(project, _raw_files(project, quarter))
    return {name: checksum.keyed(digest, key) if key else digest for name, digest in raw.items()}


def files(project: Project, quarter: Quarter) -> Iterator[Path]:
    """Yield every file that `checksums` covers."""
    yield from _raw_files(project, quarter)
    yield from _files(project.strategy, "*.toml")
    yield from _files(project.expectations, "*.json")
    yield from _files(project.notebooks, "*.ipynb")
    yield from _comments(project, quarter)
    yield from _files(project.decisions, "*.toml")
    yield from _files(project.published, "*.json")
    yield from software.package_files()


def _pages_before(project: Project, quarter: Quarter) -> dict[str, str]:
    """Return, by page, the last quarter before this one in which it was published."""
    newest: dict[str, Quarter] = {}
    for earlier, published in manifest.read_all(project).items():
        if earlier < quarter:
            newest |= dict.fromkeys((name for name in published["pages"] if name.endswith(".html")), earlier)
    return {project.relative(project.report(day) / name): str(day) for name, day in sorted(newest.items())}


def _raw_files(project: Project, quarter: Quarter) -> Iterator[Path]:
    yield from (path for each in project.quarters_until(quarter) for path in project.raw_files(each))


def _comments(project: Project, quarter: Quarter) -> Iterator[Path]:
    """Yield the quarter's comments, and what lies beside the comments and would stand on no page of any."""
    others = {project.comments(each) for each in project.quarters() if each != quarter}
    for path in _files(project.commentary, "**/*"):
        if others.isdisjoint(path.parents) and not is_left_by_system(path.name):
            yield path


def _of_files(project: Project, paths: Iterable[Path]) -> dict[str, str]:
    return {project.relative(path): checksum.of_file(path) for path in paths}


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    yield from (path for path in sorted(folder.glob(pattern)) if path.is_file())
