"""Whether a published quarter is what its manifest says, and what making it again gives. Light until something is made.

The manifest is evidence of the files, and nothing of the manifest: whoever can change a page can change it too. Its own
SHA-256 is therefore told, for sender and receiver to compare, and a rebuild holds it against the inputs.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt import checksum, git, manifest, page_parts, threads, zip_file
from sigtepunkt.errors import Problem, Refused, SigtepunktError, WrongUse
from sigtepunkt.plain_text import told
from sigtepunkt.project import Project, data_within
from sigtepunkt.quarter import Quarter

Tell = Callable[[str, str], None]
_APART = frozenset({"made", "commit", "pages", "earlier", "records", "inputs", "made_from"})  # what a manifest says besides, or what is compared file by file
_KINDS = {"notebook": "its notebook", "package": "sigtepunkt itself", "libraries": "the libraries", "site": "the names of municipality, strategy and pages"}


@dataclass(frozen=True)
class Verdict:
    """What was looked at (`about`), every difference in words, and what it comes to."""

    about: tuple[str, ...]
    differences: tuple[str, ...]
    conclusion: str


def verify(project: Project, quarter: Quarter, *, rebuild: bool = True, jobs: int = threads.NOTEBOOKS_AT_ONCE, tell: Tell) -> Verdict:
    """Hold a published quarter against its manifest, its inputs against those named there and, with `rebuild`, against itself made again.

    Nothing in the repository is written: it is made again in a temporary folder, from everything anew. Raises WrongUse where
    nothing is published, Refused for a manifest that cannot be read.
    """
    folder = project.report(quarter)
    if not folder.is_dir():
        raise WrongUse(Problem(f"{quarter} is not published", project.relative(folder), "a quarter that has been published", f"run: sigtepunkt run {quarter}"))
    digests = _in_folder(folder)
    then = _manifest(folder / manifest.NAME, project.relative(folder / manifest.NAME))
    where = project.relative(folder)
    broken = [f"{where}/{line}" for line in damage(_listed(then), digests)]
    now = manifest.inputs(project, quarter, demo=_with_demo(then))
    changed = manifest.changed(then["inputs"], now)
    about = [*_about(then), *_commits(then, git.commit(project.root))]
    pages, count = sum(bool(_made_from(then, name)) for name in then["pages"]), len(digests)
    broken += manifest.altered_records(project, then) if rebuild else [line for line in manifest.beside(project, quarter, then) if line not in broken]
    if not rebuild:
        same = f"{quarter} is whole, and its inputs are those it was made from: {_counted(pages, 'page')}, {_counted(count, 'file')}; not made again"
        return Verdict(tuple(about), (*broken, *changed), f"{quarter} is not as its manifest says" if broken or changed else same)
    published = _kept(project, quarter)
    try:
        rebuilt = _rebuilt(project, quarter, then, jobs, tell)
    except SigtepunktError as error:
        failed = [f"it cannot be made again: {problem}" for problem in error.problems]
        return Verdict(tuple(about), (*broken, *changed, *failed), f"{quarter} cannot be made again")
    others = compared(where, then, published, rebuilt)
    if not (broken or changed or others):
        return Verdict(tuple(about), (), f"{quarter} is identical: {_counted(pages, 'page')}, {_counted(len(rebuilt), 'file')}, rebuilt from the same inputs")
    alike = f"{quarter}: made again, all {len(rebuilt)} files are the same, but its inputs are others than the manifest's"
    return Verdict(tuple(about), (*broken, *changed, *others), f"{quarter} is not identical" if broken or others else alike)


def verify_copy(path: Path) -> Verdict:
    """Hold a folder or a zip file with a published quarter, wherever it lies, against the manifest in it.

    Raises WrongUse where there is nothing, Refused for what is no published quarter or a zip that cannot be trusted.
    """
    if not path.exists():
        raise WrongUse(Problem("there is no such file or folder", str(path), "a folder or zip file with manifest.json in it", "check what --copy names"))
    if path.is_dir():
        digests, then = _in_folder(path), _manifest(path / manifest.NAME, manifest.NAME)
    else:
        digests, content = zip_file.read(path, manifest.NAME)
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
        what = "is missing" if name not in there else "is not in the manifest" if name not in pages else "is not as it was published"
        if name not in there or pages.get(name) != there[name]:
            found.append(f"{told(name)} {what}")
    return found


def compared(where: str, then: Mapping[str, Any], published: Mapping[str, bytes], rebuilt: Mapping[str, bytes]) -> list[str]:
    """Return in words how a quarter made again is another than the published one: page, block, and input.

    Files are named as in the repository, the quarter's own below `where`. What `damage` tells of is not told again.
    """
    paper = f"{where}/{manifest.NAME}"
    now = manifest.parse(rebuilt[paper]) or {}
    found: list[str] = []
    names, package = (published.keys() | rebuilt.keys()) - {paper}, f"{where}.zip"  # the package holds the other files: of it is told when they are alike
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
    return [*kinds, *(told(fact) for fact in sorted(before.keys() | after.keys()) if before.get(fact) != after.get(fact))]


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
    return {f"/{name}": digest for name, digest in around.items() if f"/{name}" in there} if isinstance(around, Mapping) else {}


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _with_demo(then: Mapping[str, Any]) -> bool:
    return then["inputs"].get("demo") is not False


def _about(then: Mapping[str, Any]) -> tuple[str, ...]:
    """Return which publication a manifest says it is of, and the manifest's own checksum."""
    edition = then["inputs"].get("edition")
    number = f"edition {edition.get('number', '')}" if isinstance(edition, Mapping) else ""
    facts = [str(then.get("quarter", "")), str(then.get("municipality", "")), number, f"closed {then.get('closed', '')}", f"made {then['made']}" if "made" in then else ""]
    return (", ".join(told(fact) for fact in facts if fact), f"what {manifest.NAME} says, but for times and commit, has SHA-256 {checksum.of_data(manifest.timeless(then))}")


def _commits(then: Mapping[str, Any], commit: str) -> list[str]:
    made = told(str(then.get("commit", "")))
    return [f"made at commit {made}" + ("" if made == commit else f"; the repository is at {commit}")]


# --- reading ---------------------------------------------------------------------------------------------------


def _in_folder(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by name; of a link, which is not looked behind, none."""
    return {
        path.relative_to(folder).as_posix(): "" if path.is_symlink() else checksum.of_file(path)
        for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file()
    }


def _manifest(path: Path, name: str) -> dict[str, Any]:
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    return _read(content, name)


def _read(content: bytes | None, name: str) -> dict[str, Any]:
    found = None if content is None else manifest.parse(content)
    if found is None:
        what = "the manifest is missing" if content is None else "the manifest cannot be read"
        raise Refused(Problem(what, name, "what sigtepunkt run wrote", "get the whole publication again from where it was made"))
    return found


# --- making it again -------------------------------------------------------------------------------------------


def _rebuilt(project: Project, quarter: Quarter, then: Mapping[str, Any], jobs: int, tell: Tell) -> dict[str, bytes]:
    """Return every file of the quarter made again, as it was published (which pages, with demo data or without), aside.

    Nothing that is remembered from before is used, neither checks nor processed data.
    """
    from sigtepunkt import building, pipeline
    from sigtepunkt.strategy import load_definitions

    def told_of(stage: str, detail: str) -> None:
        if stage not in {"publish", "suggest"}:
            tell(stage, detail)

    with tempfile.TemporaryDirectory(prefix="sigtepunkt-verify-") as folder, data_within():
        aside = Project(Path(folder).resolve())
        _lay_out(project, quarter, aside)
        only = [identity for identity in building.site(load_definitions(aside), quarter).pages if f"{identity}.html" in then["pages"]]
        pipeline.run(aside, quarter, only=only, demo=_with_demo(then), manner=building.Manner(jobs, force=True), tell=told_of)
        return _kept(aside, quarter)


def _lay_out(project: Project, quarter: Quarter, aside: Project) -> None:
    """Give a project in another place the quarter's inputs, and the manifests of the quarters its overview lists."""
    for old, new in ((project.strategy, aside.strategy), (project.expectations, aside.expectations), (project.notebooks, aside.notebooks)):
        shutil.copytree(old, new)
    aside.all_raw.mkdir(parents=True)
    aside.published.mkdir()
    for one, number in ((one, number) for one, numbers in project.published_quarters().items() if one <= quarter for number in numbers):
        for place in (Project.edition, Project.release):
            with suppress(FileNotFoundError):
                shutil.copy(place(project, one, number), place(aside, one, number))
    for one in (one for one in project.quarters() if one <= quarter):
        try:
            aside.raw(one).symlink_to(project.raw(one).resolve(), target_is_directory=True)  # what is confidential is not copied
        except OSError:  # Windows lets not everyone make links
            shutil.copytree(project.raw(one), aside.raw(one))
    if project.key.is_file():
        aside.all_processed.mkdir()
        shutil.copy(project.key, aside.key)
    for folder in project.report(quarter).glob("udgave-*"):  # the raw data of then is not there any more: its pages are an input
        shutil.copytree(folder, aside.report(quarter) / folder.name)
    for folder in project.reports.iterdir():
        if Quarter.is_quarter(folder.name) and folder.name != str(quarter):
            with suppress(OSError):
                content = (folder / manifest.NAME).read_bytes()
                aside.report(Quarter.parse(folder.name)).mkdir(parents=True)
                (aside.report(Quarter.parse(folder.name)) / manifest.NAME).write_bytes(content)


def _kept(project: Project, quarter: Quarter) -> dict[str, bytes]:
    """Return what publishing a quarter writes, by name in the repository: its folder less earlier editions, the overview, what is kept of it."""
    places = [*project.report(quarter).glob("*"), project.reports / "index.html", project.package(quarter), *(project.edition(quarter, number) for number in project.editions(quarter))]
    return {project.relative(path): path.read_bytes() for path in places if path.is_file() and not path.is_symlink()}
