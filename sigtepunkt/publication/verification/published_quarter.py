"""Whether a published quarter is what its manifest says, and what making it again gives. Light until something is made.

The manifest is evidence of the files, and nothing of the manifest: whoever can change a page can change it too. Its own
SHA-256 is therefore told, for sender and receiver to compare, and a rebuild holds it against the inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, git, processes
from sigtepunkt.core.errors import Refused, SigtepunktError, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.plain_text import told
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.editions import freshness, manifest, run_inputs
from sigtepunkt.publication.verification import page_parts, sent_zip
from sigtepunkt.publication.verification.rebuild import Run, rebuilt_files, written_files

_APART = frozenset(
    {"made", "commit", "pages", "earlier", "records", "inputs", "made_from"}
)  # what a manifest says besides, or what is compared file by file
_KINDS = {
    "notebook": "its notebook",
    "package": "sigtepunkt itself",
    "libraries": "the libraries",
    "site": "the names of municipality, strategy and pages",
}


@dataclass(frozen=True)
class Verdict:
    """What was looked at (`about`), every difference in words, and what it comes to."""

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
    """Hold a published quarter against its manifest, its inputs against those named there and, with `run` (`pipeline.run`), against itself made again.

    Nothing in the repository is written: it is made again in a temporary folder, from everything anew. Raises WrongUse where
    nothing is published, Refused for a manifest that cannot be read.
    """
    folder = project.report(quarter)
    if not folder.is_dir():
        raise WrongUse.of(
            f"{quarter} is not published",
            project.relative(folder),
            "a quarter that has been published",
            f"run: sigtepunkt run {quarter}",
        )
    digests = _in_folder(folder)
    then = _manifest(folder / manifest.NAME, project.relative(folder / manifest.NAME))
    where = project.relative(folder)
    broken = [f"{where}/{line}" for line in damage(_listed(then), digests)]
    now = run_inputs.inputs(project, quarter, demo=_with_demo(then))
    changed = freshness.changed(then["inputs"], now)
    about = [*_about(then), *_commits(then, git.commit(project.root))]
    pages, count = sum(bool(_made_from(then, name)) for name in then["pages"]), len(digests)
    broken += (
        freshness.altered_records(project, then)
        if run
        else [line for line in freshness.beside(project, quarter, then) if line not in broken]
    )
    if run is None:
        same = f"{quarter} is whole, and its inputs are those it was made from: {_counted(pages, 'page')}, {_counted(count, 'file')}; not made again"
        return Verdict(
            tuple(about),
            (*broken, *changed),
            f"{quarter} is not as its manifest says" if broken or changed else same,
        )
    published = written_files(project, quarter)
    try:
        rebuilt = rebuilt_files(
            project,
            quarter,
            pages=then["pages"],
            demo=_with_demo(then),
            jobs=jobs,
            run=run,
            progress=progress,
        )
    except SigtepunktError as error:
        failed = [f"it cannot be made again: {problem}" for problem in error.problems]
        return Verdict(tuple(about), (*broken, *changed, *failed), f"{quarter} cannot be made again")
    others = compared(where, then, published, rebuilt)
    if not (broken or changed or others):
        return Verdict(
            tuple(about),
            (),
            f"{quarter} is identical: {_counted(pages, 'page')}, {_counted(len(rebuilt), 'file')}, rebuilt from the same inputs",
        )
    alike = f"{quarter}: made again, all {len(rebuilt)} files are the same, but its inputs are others than the manifest's"
    return Verdict(
        tuple(about),
        (*broken, *changed, *others),
        f"{quarter} is not identical" if broken or others else alike,
    )


def verify_copy(path: Path) -> Verdict:
    """Hold a folder or a zip file with a published quarter, wherever it lies, against the manifest in it.

    Raises WrongUse where there is nothing, Refused for what is no published quarter or a zip that cannot be trusted.
    """
    if not path.exists():
        raise WrongUse.of(
            "there is no such file or folder",
            str(path),
            "a folder or zip file with manifest.json in it",
            "check what --copy names",
        )
    if path.is_dir():
        digests, then = _in_folder(path), _manifest(path / manifest.NAME, manifest.NAME)
    else:
        digests, content = sent_zip.read(path, manifest.NAME)
        then = _read(content, manifest.NAME)
    broken = damage(_listed(then) | _around(then, digests), digests)
    quarter = told(str(then.get("quarter", "")))
    whole = f"{_counted(len(digests), 'file')}, all whole. That the pages follow from the data is shown in the repository only: sigtepunkt verify {quarter}"
    return Verdict(_about(then), tuple(broken), "It is not as its manifest says" if broken else whole)


# --- comparing, pure -------------------------------------------------------------------------------------------


def damage(pages: Mapping[str, Any], there: Mapping[str, str]) -> list[str]:
    """Return in words how files, by name with their SHA-256, are not those a manifest names."""
    found = []
    for name in sorted((pages.keys() | there.keys()) - {manifest.NAME}):
        what = (
            "is missing"
            if name not in there
            else "is not in the manifest"
            if name not in pages
            else "is not as it was published"
        )
        if name not in there or pages.get(name) != there[name]:
            found.append(f"{told(name)} {what}")
    return found


def compared(
    where: str, then: Mapping[str, Any], published: Mapping[str, bytes], rebuilt: Mapping[str, bytes]
) -> list[str]:
    """Return in words how a quarter made again is another than the published one: page, block, and input.

    Files are named as in the repository, the quarter's own below `where`. What `damage` tells of is not told again.
    """
    paper = f"{where}/{manifest.NAME}"
    now = manifest.parse(rebuilt[paper]) or {}
    found: list[str] = []
    names, package = (
        (published.keys() | rebuilt.keys()) - {paper},
        f"{where}.zip",
    )  # the package holds the other files: of it is told when they are alike
    for name in sorted(names, key=lambda one: (one == package, one)):
        if name == package and found:
            continue
        own = name.removeprefix(f"{where}/")
        old, new = published.get(name), rebuilt.get(name)
        if old is None:
            found += [] if own in then["pages"] else [f"{name} is missing"]
        elif new is None:
            found += [f"{name} would not be made now"] if own == name or own in then["pages"] else []
        elif old != new:
            found += [f"{name} is another when it is made again", *_why(own, then, now, old, new)]
        elif then["inputs"] == now["inputs"] and (inputs := _other_inputs(then, now, own)):
            found.append(f"{paper} says that {own} was made from other inputs: {', '.join(inputs)}")
    fields = sorted(key for key in (then.keys() | now.keys()) - _APART if then.get(key) != now.get(key))
    return [*found, *([f"{paper} says something else of: {', '.join(map(told, fields))}"] if fields else [])]


def _why(name: str, then: Mapping[str, Any], now: Mapping[str, Any], old: bytes, new: bytes) -> Iterator[str]:
    """Yield which parts of a file differ, and which of its inputs, or that none does."""
    if name.endswith(".html"):
        for part in page_parts.differing(old.decode(errors="replace"), new.decode(errors="replace")):
            yield f"  differs: {told(part)}"
    inputs = _other_inputs(then, now, name)
    if inputs:
        yield f"  made from other: {', '.join(inputs)}"
    elif name in then["pages"] and then["pages"][name] == now["pages"].get(name):
        yield "  made again it is what the manifest names: the file was changed after it was published"
    elif _made_from(then, name) or then["inputs"] == now["inputs"]:
        yield "  made from the same inputs, and yet other bytes: it is not the same each time it is made, or it was changed after it was published"


def _other_inputs(then: Mapping[str, Any], now: Mapping[str, Any], name: str) -> list[str]:
    """Return which of the inputs a page was made from are others now, in words."""
    old, new = (_made_from(one, name) for one in (then, now))
    kinds = [text for key, text in _KINDS.items() if old.get(key) != new.get(key)]
    before, after = (one["facts"] if isinstance(one.get("facts"), Mapping) else {} for one in (old, new))
    return [
        *kinds,
        *(told(fact) for fact in sorted(before.keys() | after.keys()) if before.get(fact) != after.get(fact)),
    ]


def _made_from(paper: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    pages = paper.get("made_from")
    found = pages.get(name) if isinstance(pages, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _listed(then: Mapping[str, Any]) -> dict[str, Any]:
    """Return the SHA-256 of every file a manifest names: its pages, and those of earlier editions beside them."""
    earlier = then.get("earlier")
    return {**then["pages"], **(earlier if isinstance(earlier, Mapping) else {})}


def _around(then: Mapping[str, Any], there: Mapping[str, str]) -> dict[str, Any]:
    """Return the SHA-256 of what a package has beside the quarter's folder, named as `zip_file.read` names it, of files that are there: a folder is whole without."""
    around = then.get("around")
    return (
        {f"/{name}": digest for name, digest in around.items() if f"/{name}" in there}
        if isinstance(around, Mapping)
        else {}
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _with_demo(then: Mapping[str, Any]) -> bool:
    return then["inputs"].get("demo") is not False


def _about(then: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which publication a manifest says it is of, and the manifest's own checksum."""
    edition = then["inputs"].get("edition")
    number = f"edition {edition.get('number', '')}" if isinstance(edition, Mapping) else ""
    facts = [
        str(then.get("quarter", "")),
        str(then.get("municipality", "")),
        number,
        f"closed {then.get('closed', '')}",
        f"made {then['made']}" if "made" in then else "",
    ]
    return (
        ", ".join(told(fact) for fact in facts if fact),
        f"what {manifest.NAME} says, but for times and commit, has SHA-256 {checksum.of_data(manifest.timeless(then))}",
    )


def _commits(then: Mapping[str, Any], commit: str) -> list[str]:
    made = told(str(then.get("commit", "")))
    return [f"made at commit {made}" + ("" if made == commit else f"; the repository is at {commit}")]


# --- reading ---------------------------------------------------------------------------------------------------


def _in_folder(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by name; of a link, which is not looked behind, none."""
    return {
        path.relative_to(folder).as_posix(): "" if path.is_symlink() else checksum.of_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def _manifest(path: Path, name: str) -> dict[str, Any]:
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    return _read(content, name)


def _read(content: bytes | None, name: str) -> dict[str, Any]:
    found = None if content is None else manifest.parse(content)
    if found is None:
        what = "the manifest is missing" if content is None else "the manifest cannot be read"
        raise Refused.of(
            what, name, "what sigtepunkt run wrote", "get the whole publication again from where it was made"
        )
    return found


# --- making it again -------------------------------------------------------------------------------------------
