"""Received files → their places in a vintage: original bytes, provenance and checksums, all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, plain_text
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.personal_data import masking
from sigtepunkt.raw.vintage import ABOUT, CHECKSUMS, PROVENANCE, sealed_files
from sigtepunkt.receiving import declarations
from sigtepunkt.strategy import Source


@dataclass(frozen=True)
class Arrival:
    """A file that was read and accepted: whose it is, where it lies, and what is known of its way here.

    `name` is what it was called when it came; `via`, `retrieved` and `reason` may be empty.
    """

    key: str
    source: Source
    path: Path
    name: str
    retrieved: str
    via: str = ""
    reason: str = ""

    def provenance(self) -> dict[str, Any]:
        """Return the file's table in `provenance.toml`."""
        name = "" if plain_text.fault(self.name) else masking.masked(self.name)
        entry: dict[str, Any] = {
            "source": self.key,
            "publisher": self.source.publisher,
            "table": self.source.table,
            "via": self.via,
            "retrieved": self.retrieved,
            "how": f"Modtaget som »{name}«; lagt ind med sigtepunkt receive." if name else "",
            "reconstructed": False,
            "notes": [self.reason] if self.reason else [],
        }
        return {key: value for key, value in entry.items() if value or key == "reconstructed"}


def closing_day(project: Project, quarter: Quarter) -> str:
    """Return the day a vintage says it was closed on, "" where it says none."""
    try:
        about = plain_text.parse_toml((project.raw(quarter) / ABOUT).read_bytes())
    except (OSError, ValueError):
        return ""
    return str(about.get("closed", ""))


def file_all(
    project: Project, quarter: Quarter, arrivals: Sequence[Arrival], sources: Mapping[str, Source]
) -> None:
    """Put files into a quarter's folder under their declared names; the folder is swapped as a whole.

    Raises Refused where the vintage is not as it was sealed, or its papers cannot be read.
    """
    folder, names = project.raw(quarter), [arrival.source.file for arrival in arrivals]
    if not (folder / ABOUT).is_file():
        step = "make the vintage first: see CONTRIBUTING, 'A new quarter'"
        raise Refused.of("there is no vintage to put it in", project.relative(folder), next_step=step)
    hashes = sealed_files(project, quarter, sources.values(), names)
    papers, where = _read(folder / PROVENANCE), project.relative(folder / PROVENANCE)
    for arrival in arrivals:
        entry = arrival.provenance()
        papers = declarations.with_whole_table(papers, arrival.source.file, entry, where)
    staged = atomic_files.begin(folder)
    try:
        shutil.copytree(folder, staged, symlinks=True, dirs_exist_ok=True)
        for arrival in arrivals:
            content = arrival.path.read_bytes()
            atomic_files.write(staged / arrival.source.file, content)
            hashes[arrival.source.file] = checksum.of_bytes(content)
        atomic_files.write(staged / PROVENANCE, papers.encode())
        hashes[PROVENANCE] = checksum.of_file(staged / PROVENANCE)
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
        atomic_files.write(staged / CHECKSUMS, listed.encode())
    except BaseException:
        atomic_files.discard(folder)
        raise
    atomic_files.swap(folder)


def _read(path: Path) -> str:
    try:
        return plain_text.composed_text(path.read_bytes())
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise Refused.of(f"the text is not UTF-8 at byte {error.start}", path.name, "UTF-8") from error
