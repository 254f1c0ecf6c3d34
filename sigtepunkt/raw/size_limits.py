"""How large a raw file may be, counted as it streams by: what would take hours or all memory is refused."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from sigtepunkt.core.errors import Problem, Refused

MOST_BYTES = 50_000_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 500_000, 1_000, 3_000_000
MOST_TAGS = 2_000_000  # start and end tags of elements; a cell of a workbook takes four, an empty one two
MOST_MERGED = 50_000  # merged ranges of a workbook
_CHUNK = 1 << 20
_SMALL = 1_000  # bytes, in which no limit can be reached
_BEFORE = (
    b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks and spaces that may stand before the first element
)
_DAMAGES = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError, NotImplementedError)
_NEXT = "ask for fewer years, areas or columns, or have the table delivered in several files"


def refuse_folder(folder: Path, where: str) -> None:
    """Raise Refused with every file in a folder that exceeds a limit; `where` is the folder for messages."""
    problems = [
        problem
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        if (problem := exceeded(path, f"{where}/{path.relative_to(folder).as_posix()}"))
    ]
    if problems:
        raise Refused(*problems)


def exceeded(path: Path, where: str, separator: str = ";") -> Problem | None:
    """Return the problem that a file exceeds a limit on bytes, rows, columns or tags, or None.

    `separator` is what stands between the cells of a text.
    """
    size = path.stat().st_size
    if size <= _SMALL:
        return None
    if size > MOST_BYTES:
        return _excess(f"the file has {size / 1e6:,.0f} MB", where, f"at most {MOST_BYTES // 1_000_000} MB")
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
        file.seek(0)
        if is_zip:
            return _in_package(path, where)
        if path.suffix.lower() == ".json":
            return _in_json(file, where)
        return _in_text(file, where, separator.encode())


def _in_text(file: IO[bytes], where: str, separator: bytes) -> Problem | None:
    """Count rows, cells and columns (upper bounds, since signs may be quoted), and the tags of XML."""
    rows = returns = cells = columns = tags = 0
    is_xml = file.read(_SMALL).lstrip(_BEFORE).startswith(b"<")
    file.seek(0)
    for chunk in _chunks(file):
        tags += _tags(chunk) if is_xml else 0
        if tags > MOST_TAGS:
            return _excess(f"the file has more than {MOST_TAGS:,} tags", where, f"at most {MOST_TAGS:,}")
        separators = chunk.count(separator)
        rows, cells = rows + chunk.count(b"\n"), cells + separators
        returns += chunk.count(b"\r")  # end the lines of a text that has nothing else
        if separators + columns >= MOST_COLUMNS:
            for index, line in enumerate(chunk.split(b"\n")):
                columns = line.count(separator) + (columns if index == 0 else 0)
                if columns >= MOST_COLUMNS:
                    allowed = f"at most {MOST_COLUMNS:,} columns"
                    return _excess(f"a row has more than {MOST_COLUMNS:,} columns", where, allowed)
        else:
            columns = chunk[chunk.rfind(b"\n") + 1 :].count(separator) + (
                columns if b"\n" not in chunk else 0
            )
        if max(rows, returns) > MOST_ROWS or cells + rows > MOST_CELLS:
            what = f"the file has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
            return _excess(what, where, f"at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells")
    return None


def _in_json(file: IO[bytes], where: str) -> Problem | None:
    parts = 0
    for chunk in _chunks(file):
        parts += sum(chunk.count(sign) for sign in (b",", b"[", b"{"))
        if parts > MOST_CELLS:
            what = f"the file has more than {MOST_CELLS:,} values and lists"
            return _excess(what, where, f"at most {MOST_CELLS:,}")
    return None


def _in_package(path: Path, where: str) -> Problem | None:
    """Count what a workbook or zip file holds, unpacked; its reader refuses a damaged one."""
    counts: Counter[str] = Counter()
    with suppress(*_DAMAGES), zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            is_xml = None
            for chunk in _unpacked(archive, entry):
                is_xml = _begins_as_xml(chunk) if is_xml is None else is_xml
                counts["bytes"] += len(chunk)
                if is_xml:
                    counts["tags"] += _tags(chunk)
                    counts["merged"] += chunk.count(b"mergeCell ")
                    counts["endless"] += len(chunk) == _CHUNK and b"<" not in chunk
                if excess := _excess_of_package(counts):
                    return _excess(excess[0], where, excess[1])
    return None


def _excess_of_package(counts: Counter[str]) -> tuple[str, str] | None:
    """Return what a package has too much of, and what is allowed."""
    if counts["tags"] > MOST_TAGS:
        what = f"the workbook has more than {MOST_TAGS:,} tags (some {MOST_TAGS // 4:,} cells)"
        return what, f"at most {MOST_TAGS:,}; cells that are formatted and empty count, too"
    if counts["merged"] > MOST_MERGED:
        return f"the workbook has more than {MOST_MERGED:,} merged ranges", f"at most {MOST_MERGED:,}"
    if counts["endless"]:
        most = f"{_CHUNK >> 20} MB"
        return f"a single tag or text in it has more than {most}", f"at most {most}"
    if counts["bytes"] > 4 * MOST_BYTES:
        most = f"{4 * MOST_BYTES // 1_000_000} MB"
        return f"the file unfolds to more than {most}", f"at most {most}"
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield as much of an entry as can be unpacked: a damaged one hides nothing of those after it."""
    with suppress(*_DAMAGES), archive.open(entry) as part:
        yield from _chunks(part)


def _begins_as_xml(chunk: bytes) -> bool:
    """Return whether a part of a package is XML, whatever its name says: a workbook's parts may have any."""
    return (chunk.lstrip(_BEFORE) or b"<").startswith(b"<")


def _tags(chunk: bytes) -> int:
    """Count start and end tags; an element without content is both."""
    return chunk.count(b"<") + chunk.count(b"/>")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _excess(what: str, where: str, allowed: str) -> Problem:
    return Problem(f"{what}: more than is read here", where, allowed, _NEXT)
