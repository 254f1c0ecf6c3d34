"""Files with their provenance → a quarter's vintage: original bytes, papers and checksums, all or nothing.

The only way in which a command puts a file there. The folder is made anew beside the old one, and takes its
place as a whole.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.vintage import ABOUT, CHECKSUMS, PROVENANCE, refuse_future, sealed_files
from sigtepunkt.receiving import declarations
from sigtepunkt.strategy import Source

_SCHEMA = "#:schema ../../../docs/schema/{}.json\n"
_CLOSED = re.compile(r"^closed[ \t]*=[^#\r\n]*?(?=[ \t]*(?:#|\r?$))", re.MULTILINE)
_REPLACE = "to replace it, see CONTRIBUTING, 'A correction'"


@dataclass(frozen=True)
class RawFile:
    """A file to be filed: its name in the vintage, where it lies now, and its table in `provenance.toml`.

    Without a table the one that is there stays.
    """

    name: str
    path: Path
    provenance: Mapping[str, Any] | None


def first_day(quarter: Quarter) -> dt.date:
    """Return the first day of a quarter."""
    return dt.date(quarter.year, quarter.number * 3 - 2, 1)


def refuse_published(project: Project, quarter: Quarter) -> None:
    """Raise Refused where the quarter has been published: what it rests on stays as it was."""
    if quarter in project.published_quarters():
        what = f"{quarter} has been published, and what it rests on is not added to"
        step = "to replace a file, see CONTRIBUTING, 'A correction'"
        raise Refused.of(
            what, project.relative(project.raw(quarter)), "a quarter that is not published", step
        )


def refuse_not_begun(project: Project, quarter: Quarter, today: dt.date) -> None:
    """Raise Refused for a quarter whose first day is still to come."""
    begins = first_day(quarter)
    if begins > today:
        what = f"{quarter} begins on {begins}, which is still to come"
        where = project.relative(project.raw(quarter))
        raise Refused.of(what, where, f"a quarter that has begun by {today}")


def file_away(
    project: Project,
    quarter: Quarter,
    files: Iterable[RawFile],
    sources: Iterable[Source],
    *,
    today: dt.date,
    replace: bool = False,
) -> Path:
    """Put files into the quarter's vintage, which is made where there is none, and return its folder.

    `closed` becomes `today`, but not of a vintage that was published or reconstructed. With `replace` a file
    takes the place of the one that lies there, also in a quarter that was published. The caller holds the
    write lock. Raises Refused, with nothing changed, for a quarter that has not begun, a vintage that is not
    as it was sealed, one that says it is closed in the future, and papers that cannot be added to.
    """
    folder, files = project.raw(quarter), tuple(files)
    refuse_not_begun(project, quarter, today)
    names = [file.name for file in files]
    if not replace:
        refuse_published(project, quarter)
        if taken := [name for name in names if (folder / name).exists()]:
            raise Refused(*(_taken(project.relative(folder / name)) for name in taken))
    hashes = _hashes(project, quarter, sources, names if replace else ())
    papers = {ABOUT: _about(project, quarter, today), PROVENANCE: _provenance(project, quarter, files)}
    staged = atomic_files.begin(folder)
    try:
        if folder.is_dir():
            shutil.copytree(folder, staged, symlinks=True, dirs_exist_ok=True)
        for file in files:
            atomic_files.write(staged / file.name, file.path.read_bytes())
        for name, text in papers.items():
            atomic_files.write(staged / name, text.encode())
        hashes |= {name: checksum.of_file(staged / name) for name in (*names, *papers)}
        atomic_files.write(staged / CHECKSUMS, _listed(hashes))
    except BaseException:
        atomic_files.discard(folder)
        raise
    atomic_files.swap(folder)
    return folder


def closing_day(project: Project, quarter: Quarter) -> str:
    """Return the day a vintage says it was closed on, "" where it says none."""
    path = project.raw(quarter) / ABOUT
    where = project.relative(path)
    return str(declarations.parsed(_read(path, where), where).get("closed", ""))


def _taken(where: str) -> Problem:
    what = "the file lies there already, and a vintage is never overwritten"
    return Problem(what, where, "a file that is not there yet", _REPLACE)


def _hashes(
    project: Project, quarter: Quarter, sources: Iterable[Source], replaced: Iterable[str]
) -> dict[str, str]:
    """Return the SHA-256 of every file of the vintage that stays as it is; none where there is no vintage."""
    replaced = frozenset(replaced)
    if {path.name for path in project.raw_files(quarter)} <= {*replaced, ABOUT, PROVENANCE}:
        return {}
    if not (project.raw(quarter) / CHECKSUMS).is_file():
        where = project.relative(project.raw(quarter))
        step = f"run: sigtepunkt new quarter {quarter}, which seals what lies there"
        raise Refused.of("files lie there that nobody sealed", where, f"a vintage with {CHECKSUMS}", step)
    return sealed_files(project, quarter, sources, replaced)


def _listed(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items())).encode()


def _about(project: Project, quarter: Quarter, today: dt.date) -> str:
    """Return what `vintage.toml` says from now on."""
    path = project.raw(quarter) / ABOUT
    text, where = _read(path, project.relative(path)), project.relative(path)
    if not text:
        head = _SCHEMA.format("vintage")
        return f'{head}quarter = "{quarter}"\nclosed = {today}\nreconstructed = false\n'
    about = declarations.parsed(text, where)
    if about.get("quarter") != str(quarter):
        raise Refused.of(
            "the vintage does not say that it is this quarter's", where, f'quarter = "{quarter}"'
        )
    refuse_future(about.get("closed"), where, today)
    if about.get("reconstructed") or quarter in project.published_quarters():
        return text
    return _CLOSED.sub(f"closed = {today}", text, count=1)


def _provenance(project: Project, quarter: Quarter, files: Iterable[RawFile]) -> str:
    path = project.raw(quarter) / PROVENANCE
    where = project.relative(path)
    text = _read(path, where) or _SCHEMA.format("provenance")
    for file in sorted(files, key=lambda file: file.name):
        if file.provenance is not None:
            text = declarations.with_whole_table(text, file.name, _said(file.provenance), where)
    return text


def _said(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a file, without what is empty."""
    return {key: value for key, value in provenance.items() if value not in ("", [], ())}


def _read(path: Path, where: str) -> str:
    try:
        return plain_text.composed_text(path.read_bytes())
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise Refused.of(f"the text is not UTF-8 at byte {error.start}", where, "UTF-8") from error
