"""Text files of semicolons → header and rows.

What is another kind of file, or separated by another sign, is said to be so.
"""

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
_SEPARATOR_LINE = re.compile(
    r'"?sep=(.)"?;*', re.IGNORECASE | re.DOTALL
)  # Excel reads it, and does not show it
_BINARY = (
    (b"PK\x03\x04", "a zip file or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF-", "a PDF file"),
)
_LONG_ANSWER = 1_000_000  # characters; what says in words why there are no data is shorter
_TITLES = 20  # rows above a header that are looked through for it


def read(source: Source, content: bytes, where: str) -> Table:
    """Return the table of a text file with semicolons between its cells; one without a line has no header.

    Raises Refused for another encoding than the declared, another kind of file, another separator that the
    file itself
    declares, and texts too long to be taken apart.
    """
    text = plain_text.composed(_text(source, content, where))
    _refuse_another_kind(text, where, source.owner)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    try:
        rows = [row for row in enumerate(csv.reader(io.StringIO(text), delimiter=SEPARATOR), 1) if row[1]]
    except csv.Error as error:  # a cell longer than csv reads
        raise Refused.of(
            f"the file cannot be taken apart: {error}",
            where,
            f"texts of at most {plain_text.LONGEST} characters",
            f"ask {source.owner}",
        ) from error
    torn = next(
        (
            row
            for row, cells in rows
            if len(cells) != len(rows[0][1]) or row == rows[0][0]
            for cell in cells
            if "\n" in cell and SEPARATOR in cell
        ),
        None,
    )
    if torn is not None:
        raise Refused.of(
            f"row {torn}: a quotation mark begins a text that goes on over several lines and cells",
            where,
            "quotation marks in pairs",
            f"ask {source.owner}",
        )
    if rows and (declared := _SEPARATOR_LINE.fullmatch(SEPARATOR.join(rows[0][1]).strip(" "))):
        if declared[1] != SEPARATOR:
            raise Refused(_another_separator(declared[1], f"{where}, row 1", source.owner))
        rows = rows[1:]
    return Table(rows[0][1], rows[1:], rows[0][0]) if rows else Table([], [])


def _text(source: Source, content: bytes, where: str) -> str:
    for sign, kind in _BINARY:
        if content.startswith(sign):
            raise Refused.of(
                f"the file is {kind}, and no text",
                where,
                "text with semicolons between the cells",
                _next(source.owner),
            )
    told = plain_text.told_by(content)
    try:
        return content.decode(source.encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        seems = f", and seems to be {told}" if told else ""
        raise Refused.of(
            f"the text is not encoded as declared (byte {getattr(error, 'start', 0)}){seems}",
            where,
            source.encoding,
            "export it again, or declare the encoding in strategy/sources.toml",
        ) from error


def _refuse_another_kind(text: str, where: str, owner: str) -> None:
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "<" and re.match(
        r"<(?:!doctype|html|\?xml|table|head|body|meta|!--|[A-Za-z]+[^;]*>)", start, re.IGNORECASE
    ):
        kind = (
            "an XML file"
            if start.startswith("<?xml") and "<html" not in start[:1000].lower()
            else "a page of HTML"
        )
        raise Refused.of(
            f"the file is {kind}, and no table of text",
            where,
            "text with semicolons between the cells",
            _next(owner),
        )
    if start[:1] in {"{", "["}:
        if len(start) > _LONG_ANSWER and SEPARATOR not in start[:_LONG_ANSWER]:
            raise Refused.of(
                "the file seems to be JSON, and no table of text",
                where,
                "text with semicolons between the cells",
                _next(owner),
            )
        try:
            answer = json.loads(start) if len(start) <= _LONG_ANSWER else None
        except (ValueError, RecursionError):
            return
        if answer is None:
            return
        raise Refused.of(
            f"the file is JSON{said_by(answer)}, and no table of text",
            where,
            "text with semicolons between the cells",
            _next(owner),
        )


def said_by(answer: object) -> str:
    """Return what an answer that is no data says in words, to be told after its name.

    Nothing where it says nothing.
    """
    if isinstance(answer, dict):
        words = [
            value
            for key, value in answer.items()
            if isinstance(value, str)
            and re.search("error|message|detail|title|fejl|besked", str(key), re.IGNORECASE)
        ]
        if isinstance(answer.get("error"), dict):
            return said_by(answer["error"])
        return f" that says {plain_text.told(': '.join(words))!r}" if words else ""
    return ""


def _next(owner: str) -> str:
    return f"fetch it again as CSV, and look at it before it is saved; or ask {owner}"


def _another_separator(sign: str, where: str, owner: str) -> Problem:
    name = _OTHERS.get(sign, repr(plain_text.told(sign)))
    return Problem(
        f"the cells are not separated by semicolons, but, it seems, by {name}",
        where,
        SEPARATOR,
        f"export it again with semicolons, or ask {owner}",
    )


def another_separator(source: Source, table: Table, where: str) -> Problem | None:
    """Return that the cells are separated by another sign, where the declared columns show it; None where nothing does.

    A header of one cell shows it, too.
    """
    wanted = set(source.columns) | set(source.todays_names)
    if wanted & set(table.header):
        return None
    for number, cells in [(table.header_row, table.header), *table.rows[:_TITLES]]:
        line = SEPARATOR.join(map(str, cells))
        for sign in _OTHERS:
            if wanted.intersection(name.strip(' "') for name in line.split(sign)) and sign in line:
                return _another_separator(sign, f"{where}, row {number}", source.owner)
    sign = (
        next((sign for sign in _OTHERS if sign in str(table.header[0])), "") if len(table.header) == 1 else ""
    )
    return _another_separator(sign, f"{where}, row {table.header_row}", source.owner) if sign else None
