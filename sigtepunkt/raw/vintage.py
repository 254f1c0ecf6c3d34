"""A quarter's raw data as it was received: closed on a declared date, every byte accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project, is_dropped
from sigtepunkt.raw import checksum_list
from sigtepunkt.strategy import Source

SUMS, ABOUT, PROVENANCE = "SHA256SUMS", "vintage.toml", "provenance.toml"


@dataclass(frozen=True)
class Provenance:
    """Where one raw file came from. What is not known says "ukendt"."""

    source: Annotated[str, "The source it belongs to, by its name in `sources.toml`."]
    via: Annotated[str, "By which way it came, where not straight from the publisher; the page says it."] = (
        "ukendt"
    )
    retrieved: Annotated[str, "The day it was fetched, as `2026-08-31`, in words where it is not known."] = (
        "ukendt"
    )
    how: Annotated[str, "How it was made or fetched. No page shows it."] = ""
    reconstructed: Annotated[
        bool, "Whether it was put together later, from something else than the publisher's file."
    ] = False
    notes: Annotated[tuple[str, ...], "What else to know of it. No page shows it."] = ()


@dataclass(frozen=True)
class Vintage:
    """Leverance: the raw files of `quarter`, and what had been published by the day it was `closed`.

    `hashes` are the files' SHA-256; of a confidential file keyed (`checksum.read_key`), since what pages are made from is published.
    """

    quarter: Annotated[Quarter, "The quarter, as `2026Q3`: the folder's name."]
    folder: Path
    closed: Annotated[dt.date, "The day after which nothing was added: what had been published by then."]
    reconstructed: Annotated[bool, "Whether it was put together later; every page says so."]
    hashes: Mapping[str, str] = field(repr=False)
    provenance: Mapping[str, Provenance] = field(repr=False)
    note: Annotated[str, "What a reader has to know of the whole delivery."] = ""


def open_vintage(project: Project, quarter: Quarter, sources: Iterable[Source] = ()) -> Vintage:
    """Read a vintage's papers and verify every checksum; raise Refused naming each file that differs.

    Of a confidential file that is missing it is said which of the `sources` owns it: it is not in git.
    """
    folder = project.raw(quarter)
    hashes = _read_sums(project, folder)
    owners = {source.file: source.owner for source in sources if source.confidential}
    problems = list(_differences(project, quarter, hashes, owners))
    if problems:
        raise Refused(*problems)
    about = _read_toml(project, folder / ABOUT)
    papers = _read_toml(project, folder / PROVENANCE)
    hidden = [
        *plain_text.faults(about, project.relative(folder / ABOUT)),
        *plain_text.faults(papers, project.relative(folder / PROVENANCE)),
    ]
    if hidden:
        raise Refused(*hidden)
    closed = about.get("closed")
    if (
        about.get("quarter") != str(quarter)
        or not isinstance(closed, dt.date)
        or "reconstructed" not in about
    ):
        raise Refused.of(
            "the vintage does not say what it is",
            project.relative(folder / ABOUT),
            f'quarter = "{quarter}", closed = a date, and reconstructed = true or false',
        )
    today = dt.datetime.now().astimezone().date()
    if closed > today:
        raise Refused.of(
            f"the vintage is closed on {closed}, which is still to come",
            project.relative(folder / ABOUT),
            f"a day until {today}",
            "closed is the last day on which something was added: wait until then, or write the right day",
        )
    nameless = [name for name, paper in papers.items() if "source" not in paper]
    if nameless:
        raise Refused.of(
            f"{plain_text.told(nameless[0])} does not name its source",
            project.relative(folder / PROVENANCE),
            'source = "…" for every file',
        )
    return Vintage(
        quarter,
        folder,
        closed,
        bool(about["reconstructed"]),
        {**hashes, **_keyed(project, hashes, owners)},
        {name: _provenance(paper) for name, paper in papers.items()},
        about.get("note", ""),
    )


def copied(vintage: Vintage, before: Vintage) -> frozenset[str]:
    """Return the files that are, byte for byte and with their papers, those of the vintage before: nobody got them anew."""
    return frozenset(
        name
        for name, digest in vintage.hashes.items()
        if digest
        and name in vintage.provenance
        and before.hashes.get(name) == digest
        and before.provenance.get(name) == vintage.provenance[name]
    )


def _keyed(project: Project, hashes: Mapping[str, str], confidential: Iterable[str]) -> dict[str, str]:
    key = checksum.read_key(project.key)
    return {name: checksum.keyed(hashes[name], key) if key else "" for name in confidential if name in hashes}


def _provenance(paper: Mapping[str, Any]) -> Provenance:
    return Provenance(
        source=paper["source"],
        via=str(paper.get("via") or "ukendt"),
        retrieved=str(paper.get("retrieved") or "ukendt"),
        how=paper.get("how", ""),
        reconstructed=bool(paper.get("reconstructed", False)),
        notes=tuple(paper.get("notes", ())),
    )


def _read_toml(project: Project, path: Path) -> dict[str, Any]:
    try:
        return plain_text.toml(path.read_bytes())
    except FileNotFoundError as error:
        raise Refused.of(
            "the file is missing", project.relative(path), next_step="see CONTRIBUTING, 'A new quarter'"
        ) from error
    except ValueError as error:
        raise Refused.of(f"not valid TOML: {error}", project.relative(path), "TOML 1.0 in UTF-8") from error


def _read_sums(project: Project, folder: Path) -> dict[str, str]:
    path = folder / SUMS
    if not path.is_file():
        raise Refused.of(
            "the checksums are missing",
            project.relative(path),
            checksum_list.FORM,
            f"run sha256sum * > {SUMS} in the folder once the files are as received",
        )
    return checksum_list.read(path, project.relative(path))


def _differences(
    project: Project, quarter: Quarter, hashes: Mapping[str, str], owners: Mapping[str, str]
) -> Iterator[Problem]:
    folder = project.raw(quarter)
    mend = f"fetch the file again, or, if the change is meant, write its new checksum to {project.relative(folder / SUMS)}"
    present = {path.name for path in project.raw_files(quarter)} - {SUMS}
    for name in sorted(name for name in hashes.keys() | present if not is_dropped(name)):
        where = project.relative(folder / name)
        if name not in present and name in owners:
            yield Problem(
                "the file is missing: it is confidential and kept out of git",
                where,
                f"every file listed in {SUMS}",
                f"get it from {owners[name]}, as it was received, and put it there",
            )
        elif name not in present:
            yield Problem("the file is missing", where, f"every file listed in {SUMS}", mend)
        elif name not in hashes:
            yield Problem("the file has no checksum", where, f"only files listed in {SUMS}", mend)
        elif checksum.of_file(folder / name) != hashes[name]:
            yield Problem(
                "the file is not as it was received: its checksum differs",
                where,
                f"the bytes with SHA-256 {hashes[name]}",
                mend,
            )
