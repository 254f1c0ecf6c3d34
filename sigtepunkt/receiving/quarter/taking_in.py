"""What a person put into a quarter's folder, or keeps of the vintage before → sealed, with papers."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.raw import checksum_formats, unclaimed
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.raw.vintage import CHECKSUMS, open_vintage
from sigtepunkt.receiving import earlier_files, filing, incoming
from sigtepunkt.receiving.filing import RawFile
from sigtepunkt.receiving.quarter.standing import newest_before, read_papers
from sigtepunkt.receiving.reception import copied
from sigtepunkt.strategy import Definitions, Source


def keep(
    project: Project, definitions: Definitions, quarter: Quarter, keys: Iterable[str], today: dt.date
) -> None:
    """Put the files that these sources delivered last quarter into this one's vintage, with their papers.

    Raises WrongUse for a name that is no source, and Refused where the vintage before has no such file or is
    not as it was sealed, and as `file_away` does.
    """
    sources, before = definitions.sources, newest_before(project, quarter)
    wrong = [
        Problem(f"there is no source {key!r}", "--keep", nearest(key, sources))
        for key in keys
        if key not in sources
    ]
    if wrong:
        raise WrongUse(*wrong)
    if before is None:
        raise Refused.of(
            f"there is no vintage before {quarter}", "--keep", next_step="get the file from its owner"
        )
    files, papers = [], read_papers(project, before)
    open_vintage(project, before, sources.values())
    for key in keys:
        name = sources[key].file
        path = project.raw(before) / name
        if not path.is_file() or name not in papers:
            step = f"get it from {sources[key].owner}"
            raise Refused.of(f"{before} has no file of {key}", project.relative(path), next_step=step)
        files.append(RawFile(name, path, papers[name]))
    filing.file_away(project, quarter, files, sources.values(), today=today)


def seal(
    project: Project, definitions: Definitions, quarter: Quarter, today: dt.date, reason: str = ""
) -> list[str]:
    """Seal the files of sources that lie in a quarter's folder without a checksum, and return their names.

    They are read and compared with the file before as any other; with a `reason` figures may be gone. A table
    that `provenance.toml` has already is kept. Raises Refused, with nothing sealed, for what cannot be read,
    and for files of no source.
    """
    unsealed = _unsealed(project, quarter)
    by_file = {source.file: key for key, source in definitions.sources.items()}
    loose = [path.name for path in unsealed if path.name in by_file]
    problems = list(_strays(project, quarter, definitions.sources.values(), unsealed))
    papers, files = read_papers(project, quarter), list[RawFile]()
    with tempfile.TemporaryDirectory() as folder:
        for name in loose:
            key = by_file[name]
            source = definitions.sources[key]
            try:
                copy, notes = _accepted(project, definitions, quarter, source, Path(folder), reason)
            except Refused as refusal:
                problems += refusal.problems
                continue
            paper = None if name in papers else _provenance(key, source, today, notes)
            files.append(RawFile(name, copy, paper))
        if problems:
            raise Refused(*problems)
        if files:
            filing.refuse_published(project, quarter)
            sources = definitions.sources.values()
            filing.file_away(project, quarter, files, sources, today=today, replace=True)
    return loose


def _unsealed(project: Project, quarter: Quarter) -> list[Path]:
    """Return the files of a quarter's folder that its list of checksums does not name."""
    path = project.raw(quarter) / CHECKSUMS
    sealed = checksum_formats.read(path, project.relative(path)) if path.is_file() else {}
    return [each for each in project.raw_files(quarter) if each.name not in sealed]


def _strays(
    project: Project, quarter: Quarter, sources: Iterable[Source], unsealed: Iterable[Path]
) -> Iterator[Problem]:
    names = {path.name for path in unsealed}
    declared = [source.file for source in sources]
    for path in unclaimed.files(project.raw(quarter), sources):
        if path.name in names and not is_left_by_system(path.name):
            command = f"sigtepunkt receive FILE --source ID --quarter {quarter}"
            step = f"move it out of the folder; if it is a source's, then: {command}"
            what = "no source in strategy/sources.toml has this file"
            yield Problem(what, project.relative(path), nearest(path.name, declared), step)


def _accepted(
    project: Project, definitions: Definitions, quarter: Quarter, source: Source, folder: Path, reason: str
) -> tuple[Path, list[str]]:
    """Return a copy of a file that may be sealed, and what is noted of it. Raises Refused for another."""
    path, municipality = project.raw(quarter) / source.file, definitions.municipality
    where = project.relative(path)
    copy = copied(path, folder, source.dialect.delimiter)
    scan.refuse_file(copy, where, source)
    now = incoming.read(source, copy, where, municipality)
    before = newest_before(project, quarter)
    earlier = earlier_files.newest(project, source, before, municipality) if before else None
    lost = earlier_files.losses(now, earlier, where, municipality)
    if lost and not reason:
        raise Refused(*lost)
    return copy, [reason] if lost else []


def _provenance(key: str, source: Source, today: dt.date, notes: list[str]) -> dict[str, object]:
    return {
        "source": key,
        "publisher": source.publisher,
        "table": source.table,
        "licence": source.licence,
        "retrieved": today.isoformat(),
        "how": "Lagt i mappen; lagt ind med sigtepunkt new quarter.",
        "reconstructed": False,
        "notes": notes,
    }
