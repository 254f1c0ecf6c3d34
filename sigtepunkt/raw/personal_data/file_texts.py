"""Everything a raw file says: its name, cells, comments, properties, and columns that no source declares.

The readers take what is declared; this takes all the rest as well, so that nothing personal hides beside the
figures. What cannot be read here is reported as `Unreadable`, never passed over. `packages` reads zip files
and workbooks.
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
from sigtepunkt.raw.personal_data import packages, xml_texts
from sigtepunkt.raw.personal_data.packages import Budget, Unreadable
from sigtepunkt.raw.personal_data.xml_texts import FileText

_NUMBER = re.compile(r"[0-9]{9}(?:[.,]0+)?|[1-9][0-9]{9}[.,]0+")
# A file that begins so holds text that is packed, scattered or drawn.
_KINDS: dict[str, bytes | tuple[bytes, ...]] = {
    "an old binary Office file or an embedded object": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a PDF file": b"%PDF-",
    "a PostScript file": b"%!PS",
    "a rich text file": b"{\\rtf",
    "a gzip archive": b"\x1f\x8b",
    "a compressed file": b"\x1f\x9d",
    "a bzip2 archive": b"BZh",
    "an xz archive": b"\xfd7zXZ\0",
    "a 7-Zip archive": b"7z\xbc\xaf\x27\x1c",
    "a RAR archive": b"Rar!\x1a\x07",
    "a Zstandard archive": b"\x28\xb5\x2f\xfd",
    "an LZ4 archive": b"\x04\x22\x4d\x18",
    "a cabinet archive": b"MSCF",
    "an archive": b"!<arch>",
    "a Parquet file": b"PAR1",
    "a database": b"SQLite format 3\0",
    "a zip file or workbook that is cut short": b"PK\x03\x04",
    "a part of a zip file": b"PK\x07\x08",
    "a picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
    "a picture or another binary file": b"\x01\0\0\0",
}
_NEVER_TEXT = (
    b"%PDF-",
    b"%!PS",
    b"{\\rtf",
)  # kinds that look like text; a person's text may begin like the others
_TAR = slice(257, 262)
_MAIL = re.compile(r"^Content-Transfer-Encoding:\s*(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE)
# What may stand for a character: JSON's escapes, entities, percent signs; and elements.
_CODED = re.compile(r"\\u|<[A-Za-z/!?]|&#|&[A-Za-z]+;|%[0-9A-Fa-f]{2}|[Dd][Aa][Tt][Aa]:")


def file_texts(
    path: Path, encoding: str = "utf-8", relevant: Callable[[str], bool] = bool
) -> Iterator[FileText | Unreadable]:
    """Yield everything the file says, its name first, and what of it cannot be read.

    A file is read as what it is, whatever its name says. A plain text that is not `relevant` as a whole is
    not taken apart.
    """
    yield FileText(path.name, "the file's name")
    if path.stat().st_size > packages.MOST_BYTES:
        yield Unreadable(f"a file of more than {packages.MOST_BYTES // 1_000_000} MB", "")
        return
    yield from _content(path.name, path.read_bytes(), encoding, relevant, Budget(), 0)


def _content(
    name: str, content: bytes, encoding: str, relevant: Callable[[str], bool], budget: Budget, depth: int
) -> Iterator[FileText | Unreadable]:
    """Yield what the bytes of a file, or of an entry of a zip file, say."""
    if zipfile.is_zipfile(io.BytesIO(content)):

        def read(entry: str, inner: bytes) -> Iterator[FileText | Unreadable]:
            return _content(entry, inner, encoding, relevant, budget, depth + 1)

        yield from packages.package(content, read, budget, depth)
        return
    text = plain_text.decode(content, encoding)
    kind = next((kind for kind, signs in _KINDS.items() if content.startswith(signs)), "")
    kind = kind or ("a tar archive" if content[_TAR] == b"ustar" else "")
    if not plain_text.is_text(text):
        kind = kind or "a file that is no text in any encoding known here"
    elif not content.startswith(_NEVER_TEXT):
        kind = "a mail, whose text is coded" if _MAIL.search(text) else ""
    if kind:
        yield FileText(content.decode("latin-1"), "plain text in it")
        yield Unreadable(kind, "")
        return
    text = text.replace("\0", "")
    if relevant(text) or _CODED.search(text):
        yield from _text(name, text, content)


def _text(name: str, text: str, content: bytes) -> Iterator[FileText]:
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        tree = xml_texts.parsed(content)
        if tree is None or tree.tag.lower().endswith("html"):
            yield FileText(text, "", markup=True)
            return
        yield from xml_texts.comments_in(content, "the text")
        yield from xml_texts.other_texts("", tree)
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
        yield from (FileText(line, f"line {number}") for number, line in enumerate(text.splitlines(), 1))


def as_number(text: str) -> float | None:
    """Return a cell as a number if a spreadsheet may have dropped its zero or added decimals, or None."""
    return float(re.split(r"[.,]", text)[0]) if _NUMBER.fullmatch(text) else None


def _semicolons(text: str) -> Iterator[FileText]:
    header: list[str] = []
    limit = csv.field_size_limit(
        max(len(text), 131_072)
    )  # the figures' reader refuses a cell that is too long
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=";"), 1):
            if not header:
                header = cells
                for column, cell in enumerate(cells, 1):
                    yield FileText(cell, f"row {row}, the name of column {column}")
                continue
            for index, cell in enumerate(cells):
                name = header[index] if index < len(header) else str(index + 1)
                yield FileText(cell, f"row {row}, column {name}", name)
    finally:
        csv.field_size_limit(limit)


def _json(value: object, place: str = "", column: str = "") -> Iterator[FileText]:
    """Yield keys and values; those of Jobindsats' answers by row and column."""
    if isinstance(value, Mapping):
        columns = value.get("columns")
        for key, inner in value.items():
            path = f"{place}.{key}" if place else str(key)
            yield FileText(str(key), f"{path}: the key")
            if key == "rows" and isinstance(inner, list) and isinstance(columns, list):
                for row, cells in enumerate(inner, 2):
                    for index, cell in enumerate(cells if isinstance(cells, list) else [cells]):
                        name = str(columns[index]) if index < len(columns) else str(index + 1)
                        yield from _json(cell, f"row {row}, column {name}", name)
            else:
                yield from _json(inner, path, str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _json(inner, f"{place}[{number}]", column)
    elif isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        yield FileText(value, place, column)
