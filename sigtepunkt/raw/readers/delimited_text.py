"""Text with semicolons between its cells → header and rows. Other files and separators are refused."""

from __future__ import annotations

import csv
import io
import json
import re

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.readers.raw_table import Table
from sigtepunkt.strategy import Source

SEPARATOR = ";"
_OTHERS = {",": "commas", "\t": "tabs", "|": "vertical bars"}
# Excel obeys this line and does not show it.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?;*', re.IGNORECASE | re.DOTALL)
_BINARY = (
    (b"PK\x03\x04", "a zip file or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF-", "a PDF file"),
)
_MARKUP = re.compile(r"<(?:!doctype|html|\?xml|table|head|body|meta|!--|[A-Za-z]+[^;]*>)", re.IGNORECASE)
_ERROR_KEY = re.compile("error|message|detail|title|fejl|besked", re.IGNORECASE)
_LONG_ANSWER = 1_000_000  # characters; an error message is shorter
_TITLES = 20  # rows below the first that are searched for the real header


def read(source: Source, content: bytes, where: str) -> Table:
    """Return the table of a text file; an empty file has an empty header.

    Raises Refused for another encoding than declared, another kind of file, another separator declared in the
    file itself, unpaired quotation marks, and cells longer than `csv` reads.
    """
    text = plain_text.composed(_decoded(source, content, where))
    _refuse_another_kind(text, where, source.owner)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    try:
        rows = [row for row in enumerate(csv.reader(io.StringIO(text), delimiter=SEPARATOR), 1) if row[1]]
    except csv.Error as error:
        allowed = f"texts of at most {plain_text.LONGEST} characters"
        what, step = f"the file cannot be taken apart: {error}", f"ask {source.owner}"
        raise Refused.of(what, where, allowed, step) from error
    if not rows:
        return Table([], [])
    header_row, header = rows[0]
    for row, cells in rows:
        may_be_torn = row == header_row or len(cells) != len(header)
        if may_be_torn and any("\n" in cell and SEPARATOR in cell for cell in cells):
            what = f"row {row}: a quotation mark begins a text that goes on over several lines and cells"
            raise Refused.of(what, where, "quotation marks in pairs", f"ask {source.owner}")
    if declared := _SEPARATOR_LINE.fullmatch(SEPARATOR.join(header).strip(" ")):
        if declared[1] != SEPARATOR:
            raise Refused(_another_separator(declared[1], f"{where}, row 1", source.owner))
        rows = rows[1:]
    return Table(rows[0][1], rows[1:], rows[0][0]) if rows else Table([], [])


def _decoded(source: Source, content: bytes, where: str) -> str:
    for sign, kind in _BINARY:
        if content.startswith(sign):
            raise _another_kind(f"is {kind}, and no text", where, source.owner)
    try:
        return content.decode(source.encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        encoding = plain_text.detected_encoding(content)
        seems = f", and seems to be {encoding}" if encoding else ""
        raise Refused.of(
            f"the text is not encoded as declared (byte {getattr(error, 'start', 0)}){seems}",
            where,
            source.encoding,
            "export it again, or declare the encoding in strategy/sources.toml",
        ) from error


def _refuse_another_kind(text: str, where: str, owner: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")
    if _MARKUP.match(start):
        is_xml = start.startswith("<?xml") and "<html" not in start[:1000].lower()
        kind = "an XML file" if is_xml else "a page of HTML"
        raise _another_kind(f"is {kind}, and no table of text", where, owner)
    if start[:1] not in {"{", "["}:
        return
    if len(start) > _LONG_ANSWER:
        if SEPARATOR not in start[:_LONG_ANSWER]:
            raise _another_kind("seems to be JSON, and no table of text", where, owner)
        return
    try:
        answer = json.loads(start)
    except (ValueError, RecursionError):
        return
    raise _another_kind(f"is JSON{message_in(answer)}, and no table of text", where, owner)


def _another_kind(fault: str, where: str, owner: str) -> Refused:
    step = f"fetch it again as CSV, and look at it before it is saved; or ask {owner}"
    return Refused.of(f"the file {fault}", where, "text with semicolons between the cells", step)


def message_in(answer: object) -> str:
    """Return a service's error message as the end of a phrase (" that says …"); empty if it holds none."""
    if not isinstance(answer, dict):
        return ""
    if isinstance(answer.get("error"), dict):
        return message_in(answer["error"])
    texts = [text for key, text in answer.items() if isinstance(text, str) and _ERROR_KEY.search(str(key))]
    return f" that says {plain_text.excerpt(': '.join(texts))!r}" if texts else ""


def _another_separator(sign: str, where: str, owner: str) -> Problem:
    name = _OTHERS.get(sign, repr(plain_text.excerpt(sign)))
    what = f"the cells are not separated by semicolons, but, it seems, by {name}"
    return Problem(what, where, SEPARATOR, f"export it again with semicolons, or ask {owner}")


def another_separator(source: Source, table: Table, where: str) -> Problem | None:
    """Return the problem that the cells are separated by another sign; None if nothing shows it.

    Declared column names show it, and so does a header of one cell.
    """
    wanted = set(source.columns) | set(source.current_names)
    if wanted & set(table.header):
        return None
    for number, cells in [(table.header_row, table.header), *table.rows[:_TITLES]]:
        line = SEPARATOR.join(map(str, cells))
        for sign in _OTHERS:
            if wanted.intersection(name.strip(' "') for name in line.split(sign)) and sign in line:
                return _another_separator(sign, f"{where}, row {number}", source.owner)
    if len(table.header) != 1:
        return None
    sign = next((sign for sign in _OTHERS if sign in str(table.header[0])), "")
    return _another_separator(sign, f"{where}, row {table.header_row}", source.owner) if sign else None
