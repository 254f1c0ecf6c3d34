"""Verifies that a published quarter is what its manifest says, and what making it again gives. Light.

The manifest is evidence about the files, but not about itself: whoever can change a page can change the
manifest too. Its own SHA-256 is therefore shown for sender and receiver to compare, and a rebuild compares it
with the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, git, processes
from sigtepunkt.core.errors import Refused, SigtepunktError, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.plain_text import excerpt
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import input_checksums
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.publication.verification import freshness, sent_zip
from sigtepunkt.publication.verification.comparison import as_mapping, compared, damage, made_from
from sigtepunkt.publication.verification.rebuild import Run, rebuilt_files, written_files


@dataclass(frozen=True)
class Verdict:
    """What was verified (`about`), every difference in words, and what it comes to."""

    about: tuple[str, ...]
    differences: tuple[str, ...]
    conclusion: str


def verify(
    project: Project,
    quarter: Quarter,
    *,
    run: Run | None,
    jobs: int = processes.NOTEBOOKS_AT_ONCE,
    progress: Progress,
) -> Verdict:
    """Compare a published quarter with its manifest and inputs and, given `run` (`pipeline.run`), made again.

    Nothing in the repository is written: the quarter is made again in a temporary folder, without anything
    cached. Raises WrongUse where nothing is published, Refused for a manifest that cannot be read.
    """
    folder = project.report(quarter)
    where = project.relative(folder)
    if not folder.is_dir():
        next_step = f"run: sigtepunkt run {quarter}"
        raise WrongUse.of(
            f"{quarter} is not published", where, "a quarter that has been published", next_step
        )
    digests = _digests(folder)
    manifest = _manifest(folder, where)
    with_demo = manifest["inputs"].get("demo") is not False
    broken = [f"{where}/{line}" for line in damage(_listed(manifest), digests)]
    changed = freshness.changed(
        manifest["inputs"], input_checksums.checksums(project, quarter, demo=with_demo)
    )
    about = (*_about(manifest), _commits(manifest, git.commit(project.root)))
    pages = _counted(sum(bool(made_from(manifest, name)) for name in manifest["pages"]), "page")
    if run is None:
        broken += [
            line for line in freshness.altered_beside(project, quarter, manifest) if line not in broken
        ]
        same = (
            f"{quarter} is whole, and its inputs are those it was made from: "
            f"{pages}, {_counted(len(digests), 'file')}; not made again"
        )
        differences = (*broken, *changed)
        return Verdict(about, differences, f"{quarter} is not as its manifest says" if differences else same)
    broken += freshness.altered_records(project, manifest)
    published = written_files(project, quarter)
    try:
        rebuilt = rebuilt_files(
            project, quarter, pages=manifest["pages"], demo=with_demo, jobs=jobs, run=run, progress=progress
        )
    except SigtepunktError as error:
        failed = [f"it cannot be made again: {problem}" for problem in error.problems]
        return Verdict(about, (*broken, *changed, *failed), f"{quarter} cannot be made again")
    others = compared(where, manifest, published, rebuilt)
    if broken or others:
        conclusion = f"{quarter} is not identical"
    elif changed:
        same = f"made again, all {len(rebuilt)} files are the same"
        conclusion = f"{quarter}: {same}, but its inputs are others than the manifest's"
    else:
        conclusion = (
            f"{quarter} is identical: {pages}, {_counted(len(rebuilt), 'file')}, rebuilt from the same inputs"
        )
    return Verdict(about, (*broken, *changed, *others), conclusion)


def verify_copy(path: Path) -> Verdict:
    """Compare a folder or a zip file with a published quarter, wherever it lies, with the manifest in it.

    Raises WrongUse where there is nothing, Refused for what is not a published quarter or a zip that cannot
    be trusted.
    """
    if not path.exists():
        allowed = f"a folder or zip file with {manifests.NAME} in it"
        raise WrongUse.of("there is no such file or folder", str(path), allowed, "check what --copy names")
    if path.is_dir():
        digests, manifest = _digests(path), _manifest(path)
    else:
        digests, content = sent_zip.read(path, manifests.NAME)
        manifest = _parsed(content, manifests.NAME)
    # A package has pages around the quarter's folder, which the folder alone is whole without.
    around = {f"/{name}": digest for name, digest in as_mapping(manifest.get("around")).items()}
    expected = _listed(manifest) | {name: digest for name, digest in around.items() if name in digests}
    broken = tuple(damage(expected, digests))
    whole = (
        f"{_counted(len(digests), 'file')}, all whole. That the pages follow from the data is shown in the "
        f"repository only: sigtepunkt verify {excerpt(str(manifest.get('quarter', '')))}"
    )
    return Verdict(_about(manifest), broken, "It is not as its manifest says" if broken else whole)


def _listed(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the SHA-256 of every file a manifest names: its pages, and those of earlier editions."""
    return {**manifest["pages"], **as_mapping(manifest.get("earlier"))}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _about(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which publication a manifest says it is of, and the manifest's own checksum."""
    edition = manifest["inputs"].get("edition")
    facts = [
        str(manifest.get("quarter", "")),
        str(manifest.get("municipality", "")),
        f"edition {edition.get('number', '')}" if isinstance(edition, Mapping) else "",
        f"closed {manifest.get('closed', '')}",
        f"made {manifest['made']}" if "made" in manifest else "",
    ]
    digest = checksum.of_data(manifests.timeless(manifest))
    return (
        ", ".join(excerpt(fact) for fact in facts if fact),
        f"what {manifests.NAME} says, but for times and commit, has SHA-256 {digest}",
    )


def _commits(manifest: Mapping[str, Any], commit: str) -> str:
    published = excerpt(str(manifest.get("commit", "")))
    return f"made at commit {published}" + ("" if published == commit else f"; the repository is at {commit}")


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by name; empty for a link, which is not followed."""
    return {
        path.relative_to(folder).as_posix(): "" if path.is_symlink() else checksum.of_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def _manifest(folder: Path, where: str = "") -> dict[str, Any]:
    path = folder / manifests.NAME
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    return _parsed(content, f"{where}/{manifests.NAME}" if where else manifests.NAME)


def _parsed(content: bytes | None, name: str) -> dict[str, Any]:
    parsed = None if content is None else manifests.parse(content)
    if parsed is None:
        fault = "the manifest is missing" if content is None else "the manifest cannot be read"
        next_step = "get the whole publication again from where it was made"
        raise Refused.of(fault, name, "what sigtepunkt run wrote", next_step)
    return parsed
