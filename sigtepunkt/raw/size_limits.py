"""How large a raw file may be, counted as it streams by.

What would take hours or all memory is refused before it is read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sigtepunkt.core.errors import Problem, Refused

MOST_BYTES = 50_000_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 500_000, 1_000, 3_000_000
MOST_TAGS = 2_000_000  # what begins or ends an element; a cell of a workbook takes four
_CHUNK = 1 << 20
_SMALL = 1_000  # bytes, in which no limit can be reached
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # what may stand before the first element: marks, spaces
_NEXT = "ask for fewer years, areas or columns, or have the table delivered in several files"


def refuse_folder(folder: Path, where: str) -> None:
    """Raise Refused where a file in a folder is larger than is read here, naming every one and its limit.

    `where` is the folder for a reader.
    """
    problems = [
        problem
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        if (problem := exceeded(path, f"{where}/{path.relative_to(folder).as_posix()}"))
    ]
    if problems:
        raise Refused(*problems)


def exceeded(path: Path, where: str) -> Problem | None:
    """Return which limit a file exceeds, in bytes, rows, columns or what it unfolds to.

    None where it keeps them all.
    """
    size = path.stat().st_size
    if size <= _SMALL:
        return None
    if size > MOST_BYTES:
        return _too_much(f"the file has {size / 1e6:,.0f} MB", where, f"at most {MOST_BYTES // 1_000_000} MB")
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
        file.seek(0)
        if packed:
            return _package(path, where)
        return _json(file, where) if path.suffix.lower() == ".json" else _text(file, where)


def _text(file: IO[bytes], where: str) -> Problem | None:
    """Count rows and, in the longest of them, columns: upper bounds, since a sign may stand within quotes.

    Of XML its tags.
    """
    rows = cells = columns = tags = 0
    elements = file.read(_SMALL).lstrip(_BEFORE).startswith(b"<")
    file.seek(0)
    for chunk in _chunks(file):
        tags += chunk.count(b"<") if elements else 0
        if tags > MOST_TAGS:
            return _too_much(f"the file has more than {MOST_TAGS:,} tags", where, f"at most {MOST_TAGS:,}")
        rows += chunk.count(b"\n")
        semicolons = chunk.count(b";")
        cells += semicolons
        if semicolons + columns >= MOST_COLUMNS:
            for place, line in enumerate(chunk.split(b"\n")):
                columns = line.count(b";") + (columns if place == 0 else 0)
                if columns >= MOST_COLUMNS:
                    return _too_much(
                        f"a row has more than {MOST_COLUMNS:,} columns",
                        where,
                        f"at most {MOST_COLUMNS:,} columns",
                    )
        else:
            columns = chunk[chunk.rfind(b"\n") + 1 :].count(b";") + (columns if b"\n" not in chunk else 0)
        if rows > MOST_ROWS or cells + rows > MOST_CELLS:
            return _too_much(
                f"the file has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells",
                where,
                f"at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells",
            )
    return None


def _json(file: IO[bytes], where: str) -> Problem | None:
    parts = 0
    for chunk in _chunks(file):
        parts += sum(chunk.count(sign) for sign in (b",", b"[", b"{"))
        if parts > MOST_CELLS:
            return _too_much(
                f"the file has more than {MOST_CELLS:,} values and lists", where, f"at most {MOST_CELLS:,}"
            )
    return None


def _package(path: Path, where: str) -> Problem | None:
    """Count what a workbook or zip file unfolds to, and the tags of its XML.

    One that is damaged is for its readers to tell of.
    """
    tags = total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    for chunk in _chunks(part):
                        total += len(chunk)
                        tags += (
                            chunk.count(b"<")
                            if entry.filename.lower().endswith((".xml", ".rels", ".vml"))
                            else 0
                        )
                        if tags > MOST_TAGS:
                            return _too_much(
                                f"the workbook has more than {MOST_TAGS:,} tags (some {MOST_TAGS // 4:,} cells)",
                                where,
                                f"at most {MOST_TAGS:,}; cells that are formatted and empty count, too",
                            )
                        if total > 4 * MOST_BYTES:
                            return _too_much(
                                f"the file unfolds to more than {4 * MOST_BYTES // 1_000_000} MB",
                                where,
                                f"at most {4 * MOST_BYTES // 1_000_000} MB",
                            )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError, NotImplementedError):
        return None
    return None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _too_much(what: str, where: str, allowed: str) -> Problem:
    return Problem(f"{what}: more than is read here", where, allowed, _NEXT)
