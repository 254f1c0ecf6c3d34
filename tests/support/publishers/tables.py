"""Raw files as their publishers' tables: StatBank's by variable and code, Jobindsats' whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sigtepunkt.strategy import Source

ELIMINATED = ("KØN", "CIVILSTAND")  # variables that FOLK1A has and no file here names


@dataclass(frozen=True)
class Table:
    """A file of StatBank's format: variables, and rows whose last cell is the figure."""

    variables: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, path: Path) -> Table:
        """Return a raw file as a table."""
        text = path.read_bytes().decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text), delimiter=";")
        return cls(tuple(header[:-1]), tuple(map(tuple, rows)))

    def codes(self, variable: str) -> list[str]:
        """Return a variable's codes in the order in which they come."""
        place = self.variables.index(variable)
        return list(dict.fromkeys(row[place] for row in self.rows))

    def csv(self, chosen: Mapping[str, Sequence[str]]) -> bytes:
        """Return the rows with the chosen codes as the service writes them: BOM, semicolons, CRLF."""
        kept = [
            row
            for row in self.rows
            if all(_fits(row[index], chosen[name]) for index, name in enumerate(self.variables))
        ]
        lines = [";".join((*self.variables, "INDHOLD")), *map(";".join, kept)]
        return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()

    def offers(self, chosen: Mapping[str, Sequence[str]]) -> bool:
        """Return whether the table has these variables, no others, and every code that is named."""
        return set(chosen) == set(self.variables) and all(
            code == "*" or code in self.codes(name) for name, codes in chosen.items() for code in codes
        )


def _fits(code: str, chosen: Sequence[str]) -> bool:
    return "*" in chosen or code in chosen


@dataclass
class Tables:
    """Every table that is served: StatBank's by branch and name, Jobindsats' answers by name."""

    statbank: dict[tuple[str, str], list[Table]] = field(default_factory=dict)
    jobindsats: dict[str, bytes] = field(default_factory=dict)
    units: dict[tuple[str, str], str] = field(default_factory=dict)
    inactive: set[str] = field(default_factory=set)
    updated: str = "2026-11-11T08:00:00"

    def description(self, branch: str, name: str) -> dict[str, Any] | None:
        """Return what `tableinfo` says of a table: each variable with the codes of all its files."""
        files = self.statbank.get((branch, name))
        if not files:
            return None
        return {
            "id": name,
            "text": f"Tabel {name}",
            "description": f"Tabel {name}",
            "unit": self.units.get((branch, name), "Antal"),
            "suppressedDataValue": "0",
            "updated": self.updated,
            "active": name not in self.inactive,
            "variables": [*_variables(files)],
        }


def _variables(files: Sequence[Table]) -> Iterator[dict[str, Any]]:
    names = list(dict.fromkeys(name for file in files for name in file.variables if name != "TID"))
    for name in (*names, "TID"):
        having = [file for file in files if name in file.variables]
        codes = dict.fromkeys(code for file in having for code in file.codes(name))
        yield {
            "id": "Tid" if name == "TID" else name,
            "text": name.lower(),
            "elimination": len(having) < len(files),
            "time": name == "TID",
            "values": [{"id": code, "text": f"tekst {code}"} for code in codes],
        }
    for name in ELIMINATED:
        values = [{"id": "TOT", "text": "I alt"}, {"id": "1", "text": "En del"}]
        yield {"id": name, "text": name.lower(), "elimination": True, "time": False, "values": values}


def tables_of(sources: Mapping[str, Source], folder: Path) -> Tables:
    """Return the tables that these sources' services would have, from a vintage's files."""
    tables = Tables()
    for source in sources.values():
        service = source.service
        if service is None:
            continue
        if service.kind == "jobindsats":
            tables.jobindsats[service.table] = (folder / source.file).read_bytes()
        elif service.kind == "statbank":
            place = service.branch, service.table
            tables.statbank.setdefault(place, []).append(Table.read(folder / source.file))
            if service.unit:
                tables.units[place] = service.unit
    return tables
