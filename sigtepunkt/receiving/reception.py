"""Files as colleagues send them → a vintage's files, read as their sources declare or a person agrees to."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.personal_data import masking, scan
from sigtepunkt.receiving import declarations, earlier_files, filing, incoming
from sigtepunkt.receiving.detection.suggestion import suggest
from sigtepunkt.receiving.filing import RawFile
from sigtepunkt.receiving.incoming import Incoming
from sigtepunkt.receiving.questions import Ask
from sigtepunkt.strategy import Definitions, Source

SOURCES = "strategy/sources.toml"


@dataclass(frozen=True)
class Person:
    """Who receives files: is told lines, answers questions, and says yes or no to what would be declared."""

    tell: Callable[[str], None]
    ask: Ask
    agrees: Callable[[str], bool]


@dataclass(frozen=True)
class Desk:
    """Where files are received: the project, its definitions, the quarter, and the person."""

    project: Project
    definitions: Definitions
    quarter: Quarter
    person: Person

    def name(self, quarter: Quarter, source: Source) -> str:
        """Return the path of a source's file in a vintage, as a reader of the repository writes it."""
        return self.project.relative(self.project.raw(quarter) / source.file)


def owners_of(paths: Sequence[Path], keys: Sequence[str], sources: Mapping[str, Source]) -> dict[str, Path]:
    """Return the file of each source: as named in the same order, else by the name it is declared under.

    Raises WrongUse for a source that is not declared, or named twice, and for files without one.
    """
    if keys and len(keys) != len(paths):
        what = f"{len(paths)} files, and {len(keys)} sources"
        raise WrongUse.of(what, "--source", "one source for each file, in the same order")
    of_file = {source.file: key for key, source in sources.items()}
    chosen = [keys[index] if keys else of_file.get(path.name, path.name) for index, path in enumerate(paths)]
    for key, path in zip(chosen, paths, strict=True):
        if key not in sources:
            what = f"there is no source {key!r}" if keys else f"no source has a file called {path.name!r}"
            step = "name its source with --source ID; a new one is made by: sigtepunkt new source FILE"
            raise WrongUse.of(what, SOURCES, nearest(key, sources), step)
    if twice := [key for key in chosen if chosen.count(key) > 1]:
        raise WrongUse.of(f"two files for the source {twice[0]!r}", "--source", "one file for each source")
    return dict(zip(chosen, paths, strict=True))


@dataclass(frozen=True)
class Remarks:
    """What a person says of files: the day they were fetched, by which way, why figures may be gone."""

    retrieved: dt.date
    via: str = ""
    reason: str = ""


def receive(desk: Desk, files: Mapping[str, Path], remarks: Remarks, today: dt.date) -> None:
    """Read files as their sources declare them, and put their bytes into the quarter's vintage.

    `files` are paths by source. A file that is not as declared is read as it seems to be, and the declaration
    changed, only if the person agrees. With a reason figures may be gone since the file before. Raises
    Refused with everything that is wrong, and then nothing has changed.
    """
    if remarks.retrieved > today:
        what = f"{remarks.retrieved} is still to come, and nothing was fetched on it"
        raise Refused.of(what, "--retrieved", f"a day until {today}")
    filing.refuse_not_begun(desk.project, desk.quarter, today)
    with tempfile.TemporaryDirectory() as folder:
        arrivals, problems = list[RawFile](), list[Problem]()
        changed: dict[str, dict[str, Any]] = {}
        for key, path in files.items():
            try:
                source, keys, copy = _accepted(desk, key, path, Path(folder), reason=remarks.reason)
            except Refused as refusal:
                problems += refusal.problems
                continue
            arrivals.append(RawFile(source.file, copy, _provenance(key, source, path.name, remarks)))
            changed |= {key: keys} if keys else {}
        if problems:
            raise Refused(*problems)
        if changed:
            declare(desk.project, changed)
        sources = desk.definitions.sources.values()
        filing.file_away(desk.project, desk.quarter, arrivals, sources, today=today, replace=True)
        closed = filing.closing_day(desk.project, desk.quarter)
        if closed < remarks.retrieved.isoformat():
            what = f"{desk.quarter} was closed on {closed}, and this came later"
            desk.person.tell(f"{what}: see CONTRIBUTING, 'A correction'")


def _provenance(key: str, source: Source, name: str, remarks: Remarks) -> dict[str, Any]:
    """Return the table of a received file in `provenance.toml`; `name` is what it was called as it came."""
    name = "" if plain_text.fault(name) else masking.masked(name)
    return {
        "source": key,
        "publisher": source.publisher,
        "table": source.table,
        "licence": source.licence,
        "via": remarks.via,
        "retrieved": remarks.retrieved.isoformat(),
        "how": f"Modtaget som »{name}«; lagt ind med sigtepunkt receive." if name else "",
        "reconstructed": False,
        "notes": [remarks.reason] if remarks.reason else [],
    }


def declare(project: Project, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Write keys into tables of `strategy/sources.toml`, with everything else in it as it was."""
    path = project.strategy / Path(SOURCES).name
    text = plain_text.decode_unicode(path.read_bytes())
    for key, keys in tables.items():
        text = declarations.with_keys(text, key, keys, SOURCES)
    atomic_files.replace(path, text.encode())


def copied(path: Path, folder: Path, delimiter: str = ";") -> Path:
    """Return a copy of a file that nobody changes while it is read. Raises Refused for one too large."""
    if not path.is_file():
        raise Refused.of("there is no such file", str(path), "a file")
    if excess := size_limits.exceeded(path, path.name, delimiter):
        raise Refused(excess)
    copy = Path(tempfile.mkdtemp(dir=folder)) / f"file{path.suffix.lower()}"
    shutil.copyfile(path, copy)
    return copy


def _accepted(
    desk: Desk, key: str, path: Path, folder: Path, *, reason: str
) -> tuple[Source, dict[str, Any], Path]:
    """Return the source a file is read under, what is to be declared anew for it, and a copy of the file."""
    source, municipality = desk.definitions.sources[key], desk.definitions.municipality
    copy, keys = copied(path, folder, source.dialect.delimiter), dict[str, Any]()
    scan.refuse_file(copy, path.name, source)
    try:
        read = incoming.read(source, copy, path.name, municipality)
    except Refused as refusal:
        read, keys = _as_it_seems(desk, key, copy, path.name, refusal)
    before = earlier_files.newest(desk.project, source, desk.quarter, municipality)
    if not reason and (problems := earlier_files.losses(read, before, path.name, municipality)):
        raise Refused(*problems)
    desk.person.tell(f"{path.name} is the file of {key}: {desk.name(desk.quarter, source)}")
    for line in incoming.understood(read, municipality):
        desk.person.tell(line)
    if before and checksum.of_file(before.file.path) == checksum.of_file(copy):
        desk.person.tell(f"byte for byte as in {before.quarter}")
    if keys:
        lines = "\n".join(f"  {line}" for line in declarations.written(key, keys))
        desk.person.tell(f"{SOURCES} does not describe such a file; this would be declared:\n{lines}")
        if not desk.person.agrees("Is that how the file is to be read?"):
            raise Refused.of(
                "it is not to be read so", path.name, next_step=f"declare it by hand in {SOURCES}"
            )
    return read.source, keys, copy


def _as_it_seems(
    desk: Desk, key: str, copy: Path, name: str, refusal: Refused
) -> tuple[Incoming, dict[str, Any]]:
    """Return the file as it seems to be written, and what its source has to declare for that.

    Raises the refusal where it cannot be read in any way, or earlier files not any more.
    """
    source, municipality = desk.definitions.sources[key], desk.definitions.municipality
    known = {name: getattr(source, name) for name in ("area", "period", "dimensions", "values")}
    declared = source.model_dump(exclude_unset=True)
    try:
        suggestion = suggest(copy, name, municipality, desk.person.ask, known)
        dialect = {**declared.get("dialect", {}), **suggestion.dialect}
        seems = Source.model_validate({**declared, **suggestion.declared, "dialect": dialect})
        read = incoming.read(seems, copy, name, municipality)
    except Refused as error:
        said = {problem.what for problem in refusal.problems}
        raise Refused(
            *refusal.problems, *(each for each in error.problems if each.what not in said)
        ) from error
    except ValueError as error:
        raise refusal from error
    if (seems.format == "excel") != (source.format == "excel"):
        kind, other = ("a workbook", "none") if seems.format == "excel" else ("no workbook", "one")
        step = f"ask {source.owner} for it as before; or declare a new source: sigtepunkt new source FILE"
        what = f"it is {kind}, and {source.file} is {other}"
        raise Refused(*refusal.problems, Problem(what, name, f"a file such as {source.file}", step))
    new = {**suggestion.declared, **({"dialect": dict(suggestion.dialect)} if suggestion.dialect else {})}
    keys = {name: value for name, value in new.items() if name not in known and declared.get(name) != value}
    for quarter in _unread_by(desk, source, seems):
        what = f"it is written in another way than the file of {quarter}, and a source has one way"
        step = f"ask {source.owner} for it as before; or declare a new source: sigtepunkt new source FILE"
        allowed = f"a file as {desk.name(quarter, source)}"
        raise Refused(*refusal.problems, Problem(what, name, allowed, step))
    return read, keys


def _unread_by(desk: Desk, source: Source, changed: Source) -> Iterator[Quarter]:
    """Yield each other quarter whose file reads otherwise, or not any more, under the changed declaration."""
    municipality = desk.definitions.municipality
    for quarter, path in earlier_files.files(desk.project, source):
        where = desk.name(quarter, source)
        try:
            before = incoming.read(source, path, where, municipality).figures
        except Refused:
            continue
        try:
            same = incoming.read(changed, path, where, municipality).figures.equals(before)
        except Refused:
            same = False
        if quarter != desk.quarter and not same:
            yield quarter
