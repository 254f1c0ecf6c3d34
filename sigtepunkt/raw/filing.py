"""Files with their provenance → a vintage, put in its place whole or not at all, and never over another.

A vintage that is there already gets the files it lacks, in a new folder that takes the old one's place.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.vintage import ABOUT, CHECKSUMS, PROVENANCE, open_vintage
from sigtepunkt.strategy import Source

_SCHEMA = "#:schema ../../../docs/schema/{}.json\n"
_CLOSED = re.compile(r"^closed[ \t]*=.*$", re.MULTILINE)


@dataclass(frozen=True)
class RawFile:
    """A file to be filed: its name in the vintage, where it lies now, and its table in `provenance.toml`."""

    name: str
    path: Path
    provenance: Mapping[str, Any]


def refuse_published(project: Project, quarter: Quarter) -> None:
    """Raise Refused where the quarter has been published: what it rests on stays as it was."""
    if quarter in project.published_quarters():
        what = f"{quarter} has been published, and what it rests on is not added to"
        step = "to replace a file, see CONTRIBUTING, 'A correction'"
        raise Refused.of(
            what, project.relative(project.raw(quarter)), "a quarter that is not published", step
        )


def file_away(
    project: Project,
    quarter: Quarter,
    files: Iterable[RawFile],
    *,
    closed: dt.date,
    today: dt.date,
    sources: Iterable[Source] = (),
) -> Path:
    """Put files into the quarter's vintage, with provenance and checksums, and return its folder.

    `closed` is the day after which nothing is added. The caller holds the write lock. Raises Refused, with
    nothing changed, for a day that is still to come, a quarter that was published, a file that lies there
    already, and a vintage there that is not as it was received.
    """
    folder, files = project.raw(quarter), tuple(files)
    if closed > today:
        what = f"the vintage would be closed on {closed}, which is still to come"
        raise Refused.of(what, project.relative(folder / ABOUT), f"a day until {today}")
    refuse_published(project, quarter)
    if folder.is_dir():
        open_vintage(project, quarter, sources)
    if taken := [file.name for file in files if (folder / file.name).exists()]:
        raise Refused(*(_taken(project.relative(folder / name)) for name in taken))
    staging = atomic_files.begin(folder)
    try:
        if folder.is_dir():
            shutil.copytree(folder, staging, dirs_exist_ok=True)
        for file in files:
            atomic_files.write(staging / file.name, file.path.read_bytes())
        _write_papers(staging, quarter, files, closed)
        atomic_files.swap(folder)
    except BaseException:
        atomic_files.discard(folder)
        raise
    return folder


def _taken(where: str) -> Problem:
    what = "the file lies there already, and a vintage is never overwritten"
    return Problem(
        what, where, "a file that is not there yet", "to replace it, see CONTRIBUTING, 'A correction'"
    )


def _write_papers(staging: Path, quarter: Quarter, files: Iterable[RawFile], closed: dt.date) -> None:
    """Write what the vintage is, where its files came from, and their checksums."""
    about, papers = staging / ABOUT, staging / PROVENANCE
    text = about.read_text(encoding="utf-8") if about.exists() else _about(quarter)
    atomic_files.write(about, _CLOSED.sub(f"closed = {closed}", text, count=1).encode())
    before = papers.read_text(encoding="utf-8") if papers.exists() else _SCHEMA.format("provenance")
    tables = [toml_table(file.name, file.provenance) for file in sorted(files, key=lambda file: file.name)]
    atomic_files.write(papers, "\n".join([before.rstrip("\n") + "\n", *tables]).encode())
    names = sorted(path for path in staging.iterdir() if path.is_file() and path.name != CHECKSUMS)
    lines = [f"{checksum.of_file(path)}  {path.name}\n" for path in names]
    atomic_files.write(staging / CHECKSUMS, "".join(lines).encode())


def _about(quarter: Quarter) -> str:
    return f'{_SCHEMA.format("vintage")}quarter = "{quarter}"\nclosed = 1-1-1\nreconstructed = false\n'


def toml_table(name: str, values: Mapping[str, Any]) -> str:
    """Return a table of TOML: texts, true or false, and lists of texts; empty values are left out."""
    lines = [f"{key} = {_toml(value)}\n" for key, value in values.items() if value not in ("", [], ())]
    return f"[{_toml(name)}]\n{''.join(lines)}"


def _toml(value: object) -> str:
    """Return a value as TOML writes it. JSON's texts are TOML's, but for the sign U+007F."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
