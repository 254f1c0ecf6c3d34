"""A quarter's raw data as received: closed on a declared date, the checksum of every file verified."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from sigtepunkt.core import checksum, plain_text, toml_lines
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.raw import checksum_formats
from sigtepunkt.strategy import Source

CHECKSUMS, ABOUT, PROVENANCE = "SHA256SUMS", "vintage.toml", "provenance.toml"
PAPERS = frozenset({CHECKSUMS, ABOUT, PROVENANCE})
_UNKNOWN = "ukendt"


@dataclass(frozen=True)
class Provenance:
    """Where one raw file came from. What is not known says "ukendt"."""

    source: Annotated[str, "The source it belongs to, by its name in `sources.toml`."]
    publisher: Annotated[str, "Who published it."] = ""
    table: Annotated[str, "The publisher's own name for the table."] = ""
    licence: Annotated[str, "The terms it was published under."] = ""
    via: Annotated[str, "By which way it came, where not straight from the publisher; the page says it."] = (
        _UNKNOWN
    )
    retrieved: Annotated[str, "The day it was fetched, as `2026-08-31`, in words where it is not known."] = (
        _UNKNOWN
    )
    updated: Annotated[str, "When the publisher had last updated the table, in the publisher's words."] = ""
    query: Annotated[tuple[str, ...], "What the publisher's service was asked, without its host."] = ()
    request: Annotated[str, "The SHA-256 of what was asked, for comparison with another quarter's."] = ""
    how: Annotated[str, "How it was made or fetched. No page shows it."] = ""
    reconstructed: Annotated[
        bool, "Whether it was put together later, from something else than the publisher's file."
    ] = False
    notes: Annotated[tuple[str, ...], "What else to know of it. No page shows it."] = ()


@dataclass(frozen=True)
class Vintage:
    """Leverance: the raw files of `quarter`, and what had been published by the day it was `closed`.

    `hashes` are the files' SHA-256. A confidential file's is keyed (`checksum.read_key`), since hashes are
    published.
    """

    quarter: Annotated[Quarter, "The quarter, as `2026Q3`: the folder's name."]
    folder: Path
    closed: Annotated[dt.date, "The day after which nothing was added: what had been published by then."]
    reconstructed: Annotated[bool, "Whether it was put together later; every page says so."]
    hashes: Mapping[str, str] = field(repr=False)
    provenance: Mapping[str, Provenance] = field(repr=False)
    note: Annotated[str, "What a reader has to know of the whole delivery."] = ""

    @property
    def copies(self) -> frozenset[str]:
        """The names of the files put together from older copies: their publishers may have newer figures."""
        return frozenset(name for name, origin in self.provenance.items() if origin.reconstructed)


def open_vintage(project: Project, quarter: Quarter, sources: Iterable[Source] = ()) -> Vintage:
    """Verify every checksum of a vintage and read its `vintage.toml` and `provenance.toml`.

    Raises Refused naming each file that differs, or what is missing or wrong in these two. The refusal for a
    missing confidential file, which is not in git, names its owner in `sources`.
    """
    folder = project.raw(quarter)
    hashes = _read_sums(project, folder)
    owners = {source.file: source.owner for source in sources if source.confidential}
    if differences := list(_differences(project, quarter, hashes, owners)):
        raise Refused(*differences)
    about, provenance = _read_toml(project, folder / ABOUT), _read_toml(project, folder / PROVENANCE)
    where, where_from = project.relative(folder / ABOUT), project.relative(folder / PROVENANCE)
    if faults := [*plain_text.faults(about, where), *plain_text.faults(provenance, where_from)]:
        raise Refused(*faults)
    closed = about.get("closed")
    is_complete = about.get("quarter") == str(quarter) and "reconstructed" in about
    if not is_complete or type(closed) is not dt.date:  # a day; TOML's times are dates, too
        allowed = f'quarter = "{quarter}", closed = a date, and reconstructed = true or false'
        raise Refused.of("the vintage does not say what it is", where, allowed)
    refuse_future(closed, where, dt.datetime.now().astimezone().date())
    for name, entry in provenance.items():
        if "source" not in entry:
            what = f"{plain_text.excerpt(name)} does not name its source"
            raise Refused.of(what, where_from, 'source = "…" for every file')
    return Vintage(
        quarter,
        folder,
        closed,
        bool(about["reconstructed"]),
        {**hashes, **_keyed(project, hashes, owners)},
        {name: _provenance(entry) for name, entry in provenance.items()},
        about.get("note", ""),
    )


def refuse_future(closed: object, where: str, today: dt.date) -> None:
    """Raise Refused for a vintage that says it was closed on a day that is still to come."""
    if type(closed) is dt.date and closed > today:
        step = "closed is the last day on which something was added: wait until then, or write the right day"
        what = f"the vintage is closed on {closed}, which is still to come"
        raise Refused.of(what, where, f"a day until {today}", step)


def sealed_files(
    project: Project, quarter: Quarter, sources: Iterable[Source], besides: Iterable[str]
) -> dict[str, str]:
    """Return the SHA-256 of every file of a vintage `besides` those named, which are about to be replaced.

    Raises Refused naming each file that is not as it was received; a confidential one may be missing.
    """
    hashes = _read_sums(project, project.raw(quarter))
    replaced = {*besides, PROVENANCE}
    absent = {source.file for source in sources if source.confidential}
    absent -= {path.name for path in project.raw_files(quarter)}
    if changed := list(_differences(project, quarter, hashes, {}, replaced | absent)):
        raise Refused(*changed)
    return {name: digest for name, digest in hashes.items() if name not in replaced}


def unchanged_files(vintage: Vintage, before: Vintage) -> frozenset[str]:
    """Return the files with the bytes and provenance they had in the vintage before: not fetched anew.

    Where every file has the bytes it had, all of them, whatever their papers say: so much does not stay as it
    was at every publisher.
    """
    files = vintage.hashes.keys() - PAPERS
    if files and all(
        digest and before.hashes.get(name) == digest
        for name, digest in vintage.hashes.items()
        if name in files
    ):
        return frozenset(files)
    return frozenset(
        name
        for name, digest in vintage.hashes.items()
        if digest
        and name in vintage.provenance
        and before.hashes.get(name) == digest
        and before.provenance.get(name) == vintage.provenance[name]
    )


def _keyed(project: Project, hashes: Mapping[str, str], confidential: Iterable[str]) -> dict[str, str]:
    key = checksum.read_key(project.checksum_key)
    return {name: checksum.keyed(hashes[name], key) if key else "" for name in confidential if name in hashes}


def _provenance(entry: Mapping[str, Any]) -> Provenance:
    return Provenance(
        source=entry["source"],
        publisher=str(entry.get("publisher", "")),
        table=str(entry.get("table", "")),
        licence=str(entry.get("licence", "")),
        via=str(entry.get("via") or _UNKNOWN),
        retrieved=str(entry.get("retrieved") or _UNKNOWN),
        updated=str(entry.get("updated", "")),
        query=tuple(entry.get("query", ())),
        request=str(entry.get("request", "")),
        how=entry.get("how", ""),
        reconstructed=bool(entry.get("reconstructed", False)),
        notes=tuple(entry.get("notes", ())),
    )


def _read_toml(project: Project, path: Path) -> dict[str, Any]:
    where = project.relative(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        step = "see CONTRIBUTING, 'A new quarter'"
        raise Refused.of("the file is missing", where, next_step=step) from error
    try:
        return plain_text.parse_toml(content)
    except ValueError as error:
        raise Refused(toml_lines.not_toml(error, content, where)) from error


def _read_sums(project: Project, folder: Path) -> dict[str, str]:
    path, where = folder / CHECKSUMS, project.relative(folder / CHECKSUMS)
    if not path.is_file():
        step = f"run: sigtepunkt new quarter {folder.name}; or in the folder: sha256sum * > {CHECKSUMS}"
        raise Refused.of("the checksums are missing", where, checksum_formats.FORM, step)
    return checksum_formats.read(path, where)


def _differences(
    project: Project,
    quarter: Quarter,
    hashes: Mapping[str, str],
    owners: Mapping[str, str],
    besides: Iterable[str] = (),
) -> Iterator[Problem]:
    folder = project.raw(quarter)
    sums = project.relative(folder / CHECKSUMS)
    step = f"fetch the file again, or, if the change is meant, write its new checksum to {sums}"
    listed = f"every file listed in {CHECKSUMS}"
    present = {path.name for path in project.raw_files(quarter)} - {CHECKSUMS}
    names = (hashes.keys() | present) - set(besides)
    for name in sorted(name for name in names if not is_left_by_system(name)):
        where = project.relative(folder / name)
        if name not in present and name in owners:
            what = "the file is missing: it is confidential and kept out of git"
            get = f"get it from {owners[name]}, as it was received, and put it there"
            yield Problem(what, where, listed, get)
        elif name not in present:
            yield Problem("the file is missing", where, listed, step)
        elif name not in hashes:
            yield Problem("the file has no checksum", where, f"only files listed in {CHECKSUMS}", step)
        elif checksum.of_file(folder / name) != hashes[name]:
            what = "the file is not as it was received: its checksum differs"
            yield Problem(what, where, f"the bytes with SHA-256 {hashes[name]}", step)
