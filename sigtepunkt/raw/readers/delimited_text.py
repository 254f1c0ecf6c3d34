"""Text with a separator between its cells → header and rows. Other files and separators are refused."""

from __future__ import annotations

import csv
import io
import json
import re

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.raw.readers import layout
from sigtepunkt.raw.readers.raw_table import Rows, Table, is_empty
from sigtepunkt.strategy import Source

_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "vertical bars"}
# Excel obeys this line and does not show it.
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?;*', re.IGNORECASE | re.DOTALL)
_BINARY = (
    (b"PK\x03\x04", "a zip file or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF-", "a PDF file"),
)
_MARKUP = re.compile(r"<(?:!doctype|html|\?xml|table|head|body|meta|!--|[A-Za-z]+[^;]*>)", re.IGNORECASE)
_ERROR_KEY = re.compile("error|message|detail|title|fejl|besked", re.IGNORECASE)
_PAIRS = "quotation marks in pairs, and two of them for one within a text"
_LONG_ANSWER = 1_000_000  # characters; an error message is shorter
_TITLES = 20  # rows below the first that are searched for the real header


def read(source: Source, content: bytes, where: str) -> Table:
    """Return the table of a text file; an empty file has an empty header.

    Titles above the header are left out. Raises Refused for another encoding than declared, another kind of
    file, another separator declared in the file itself, stray quotation marks, and cells longer than `csv`
    reads.
    """
    text = plain_text.composed(decoded(source, content, where))
    refuse_another_kind(text, where, source)
    rows = split(text, source.dialect.delimiter, where, source.owner)
    if not rows:
        return Table([], [])
    separator = source.dialect.delimiter
    if declared := _SEPARATOR_LINE.fullmatch(separator.join(rows[0][1]).strip(" ")):
        if declared[1] != separator:
            raise Refused(_another_separator(declared[1], f"{where}, row 1", source))
        rows = rows[1:]
    if not rows:
        return Table([], [])
    header_row, header, below = layout.split(source, rows, where)
    for row, cells in [(header_row, header), *below]:
        may_be_torn = row == header_row or len(cells) != len(header)
        if may_be_torn and any("\n" in cell and separator in cell for cell in cells):
            what = f"row {row}: a quotation mark begins a text that goes on over several lines and cells"
            raise Refused.of(what, where, _PAIRS, f"ask {source.owner}")
    return Table(layout.named(source, header, f"{where}, row {header_row}"), below, header_row)


def split(text: str, separator: str, where: str, owner: str) -> Rows:
    """Return the rows of a text that hold anything, by number. Raises Refused for stray quotation marks."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    rows, read = (
        csv.reader(io.StringIO(text), delimiter=separator, strict=True),
        list[tuple[int, list[str]]](),
    )
    number = 0
    try:
        for number, cells in enumerate(rows, 1):
            if not all(map(is_empty, cells)):
                read.append((number, cells))
    except csv.Error as error:
        if "limit" in str(error):
            what, allowed = (
                f"the file cannot be taken apart: {error}",
                f"texts of at most {plain_text.LONGEST} characters",
            )
        else:
            torn, nested = "that goes on over several lines and cells", "with another one in it"
            kind = torn if "end of data" in str(error) else nested
            what, allowed = f"row {number + 1}: a quotation mark begins a text {kind}", _PAIRS
        raise Refused.of(what, where, allowed, f"ask {owner}") from error
    return read


def decoded(source: Source, content: bytes, where: str) -> str:
    """Return the text in the declared encoding, without a byte order mark. Raises Refused for any other."""
    for sign, kind in _BINARY:
        if content.startswith(sign):
            raise _another_kind(f"is {kind}, and no text", where, source)
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


def refuse_another_kind(text: str, where: str, source: Source) -> None:
    """Raise Refused for JSON, XML and HTML, with the message it holds, if any."""
    start = text.lstrip("\ufeff \t\r\n")
    if _MARKUP.match(start):
        is_xml = start.startswith("<?xml") and "<html" not in start[:1000].lower()
        kind = "an XML file" if is_xml else "a page of HTML"
        raise _another_kind(f"is {kind}, and no table of text", where, source)
    if start[:1] not in {"{", "["}:
        return
    if len(start) > _LONG_ANSWER:
        if source.dialect.delimiter not in start[:_LONG_ANSWER]:
            raise _another_kind("seems to be JSON, and no table of text", where, source)
        return
    try:
        answer = json.loads(start)
    except (ValueError, RecursionError):
        return
    raise _another_kind(f"is JSON{message_in(answer)}, and no table of text", where, source)


def _another_kind(fault: str, where: str, source: Source) -> Refused:
    step = f"fetch it again as CSV, and look at it before it is saved; or ask {source.owner}"
    between = _SEPARATORS[source.dialect.delimiter]
    return Refused.of(f"the file {fault}", where, f"text with {between} between the cells", step)


def message_in(answer: object) -> str:
    """Return a service's error message as the end of a phrase (" that says …"); empty if it holds none."""
    if not isinstance(answer, dict):
        return ""
    if isinstance(answer.get("error"), dict):
        return message_in(answer["error"])
    texts = [text for key, text in answer.items() if isinstance(text, str) and _ERROR_KEY.search(str(key))]
    return f" that says {plain_text.excerpt(': '.join(texts))!r}" if texts else ""


def _another_separator(sign: str, where: str, source: Source) -> Problem:
    separator, owner = source.dialect.delimiter, source.owner
    between, name = _SEPARATORS[separator], _SEPARATORS.get(sign, repr(plain_text.excerpt(sign)))
    what = f"the cells are not separated by {between}, but, it seems, by {name}"
    return Problem(what, where, separator, f"export it again with {between}, or ask {owner}")


def another_separator(source: Source, table: Table, where: str) -> Problem | None:
    """Return the problem that the cells are separated by another sign; None if nothing shows it.

    Declared column names show it, and so does a header of one cell.
    """
    wanted, separator = set(source.columns) | set(source.current_names), source.dialect.delimiter
    others = [sign for sign in _SEPARATORS if sign != separator]
    if wanted & set(table.header):
        return None
    for number, cells in [(table.header_row, table.header), *table.rows[:_TITLES]]:
        line = separator.join(map(str, cells))
        for sign in others:
            if wanted.intersection(name.strip(' "') for name in line.split(sign)) and sign in line:
                return _another_separator(sign, f"{where}, row {number}", source)
    if len(table.header) != 1:
        return None
    sign = next((sign for sign in others if sign in str(table.header[0])), "")
    return _another_separator(sign, f"{where}, row {table.header_row}", source) if sign else None
