"""Everything a raw file says, wherever it says it: names, cells, comments, properties, columns nobody asked for.

`sources` reads what is declared; this reads the rest as well, so that nothing personal hides beside the figures. What
nobody can read here is said to be so (`Unread`), and never passed over. Zip files and workbooks are `package_texts`' part.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sigtepunkt.core import plain_text
from sigtepunkt.raw.personal_data import packages
from sigtepunkt.raw.personal_data.packages import Budget, Said, Unread

_NUMBER = re.compile(r"[0-9]{9}(?:[.,]0+)?|[1-9][0-9]{9}[.,]0+")
# What begins so holds text that is packed, scattered or drawn.
_SIGNS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old binary Office file or an embedded object"),
    (b"%PDF-", "a PDF file"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x1f\x9d", "a compressed file"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"MSCF", "a cabinet archive"),
    (b"!<arch>", "an archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "a database"),
    (b"PK\x03\x04", "a zip file or workbook that is cut short"),
    (b"PK\x07\x08", "a part of a zip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x01\0\0\0", "a picture or another binary file"),
)
_WORDS = (
    b"%PDF-",
    b"%!PS",
    b"{\\rtf",
)  # signs that stand before a text a person could write, and are followed by no such text
_TAR = slice(257, 262)
_MAIL = re.compile(r"^Content-Transfer-Encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
# What may spell a letter otherwise: JSON, entities, percent signs, elements.
_CODED = re.compile(r"\\u|<[A-Za-z/!?]|&#|&[A-Za-z]+;|%[0-9A-Fa-f]{2}|[Dd][Aa][Tt][Aa]:")


def said_in(
    path: Path, encoding: str = "utf-8", worth: Callable[[str], bool] = bool
) -> Iterator[Said | Unread]:
    """Yield everything the file says, its name first, and what of it cannot be read. A file that is not what its name says is read as what it is.

    A plain text that is not `worth` it as a whole is not taken apart.
    """
    yield Said(path.name, "the file's name")
    if path.stat().st_size > packages.MOST_BYTES:
        yield Unread(f"a file of more than {packages.MOST_BYTES // 1_000_000} MB", "")
        return
    yield from _content(path.name, path.read_bytes(), encoding, worth, Budget(), 0)


def _content(
    name: str, content: bytes, encoding: str, worth: Callable[[str], bool], budget: Budget, depth: int
) -> Iterator[Said | Unread]:
    """Yield what bytes say, be they a file or an entry of one."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        yield from packages.package(
            content,
            lambda entry, inner: _content(entry, inner, encoding, worth, budget, depth + 1),
            budget,
            depth,
        )
        return
    text = plain_text.text(content, encoding)
    sign = next(
        (what for sign, what in _SIGNS if content.startswith(sign)),
        "a tar archive" if content[_TAR] == b"ustar" else "",
    )
    if plain_text.is_text(text):
        sign = (
            sign
            if content.startswith(_WORDS)
            else "a mail, whose text is coded"
            if _MAIL.search(text)
            else ""
        )
    else:
        sign = sign or "a file that is no text in any encoding known here"
    if sign:
        yield Said(content.decode("latin-1"), "plain text in it")
        yield Unread(sign, "")
        return
    text = text.replace("\0", "")
    if worth(text) or _CODED.search(text):
        yield from _text(name, text, content)


def _text(name: str, text: str, content: bytes) -> Iterator[Said]:
    tree = packages.parsed(content) if text.lstrip("\ufeff \t\r\n").startswith("<") else None
    if tree is not None and not tree.tag.lower().endswith("html"):
        yield from packages.hidden(content, "the text")
        yield from packages.rest("", tree)
        return
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        yield Said(text, "", page=True)
        return
    if name.lower().endswith(".json"):
        try:
            yield from _json(json.loads(text.removeprefix("\ufeff")))
        except (ValueError, RecursionError):  # also a number of too many digits
            pass
        else:
            return
    if name.lower().endswith(".csv"):
        yield from _semicolons(text)
    else:
        yield from (Said(line, f"line {number}") for number, line in enumerate(text.splitlines(), 1))


def as_number(text: str) -> float | None:
    """Return a cell that a spreadsheet may have taken the first zero from (or given decimals) as a number; None for others."""
    return float(re.split(r"[.,]", text)[0]) if _NUMBER.fullmatch(text) else None


def _semicolons(text: str) -> Iterator[Said]:
    header: list[str] = []
    limit = csv.field_size_limit(
        max(len(text), 131_072)
    )  # a text too long is refused by who reads the figures
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";"), 1):
            if not header:
                header = cells
                yield from (
                    Said(cell, f"row {row}, the name of column {place}")
                    for place, cell in enumerate(cells, 1)
                )
                continue
            for place, cell in enumerate(cells):
                name = header[place] if place < len(header) else str(place + 1)
                yield Said(cell, f"row {row}, column {name}", name)
    finally:
        csv.field_size_limit(limit)


def _json(value: object, place: str = "", column: str = "") -> Iterator[Said]:
    """Yield keys and values; those of Jobindsats' answers by row and column."""
    if isinstance(value, Mapping):
        columns = value.get("columns")
        for key, inner in value.items():
            here = f"{place}.{key}" if place else str(key)
            yield Said(str(key), f"{here}: the key")
            if key == "rows" and isinstance(inner, list) and isinstance(columns, list):
                for row, cells in enumerate(inner, 2):
                    for number, cell in enumerate(cells if isinstance(cells, list) else [cells]):
                        name = str(columns[number]) if number < len(columns) else str(number + 1)
                        yield from _json(cell, f"row {row}, column {name}", name)
            else:
                yield from _json(inner, here, str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _json(inner, f"{place}[{number}]", column)
    elif isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        yield Said(value, place, column)
