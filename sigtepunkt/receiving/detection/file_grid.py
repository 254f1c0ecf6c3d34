"""A file nobody has declared → its rows as they stand, and what its bytes show of its form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused, abridged
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers import delimited_text, jobindsats, json_tables, workbook
from sigtepunkt.raw.readers.raw_table import Rows, Table
from sigtepunkt.receiving.questions import Ask, Question
from sigtepunkt.strategy import Source

DELIMITERS = (";", "\t", "|", ",")
_NAMES = {";": "semicolons", "\t": "tabs", "|": "vertical bars", ",": "commas"}
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_DANISH = frozenset("æøåÆØÅéÉüÜöÖäÄ–\u2019§°²³½ \u00a0")
_ENCODINGS = {
    "cp1252": "Windows, which Excel calls ANSI",
    "mac-roman": "an older Mac",
    "cp850": "DOS, and some systems of municipalities",
}
_CONSISTENT = 0.4  # the share of rows with the same number of cells that shows a delimiter
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Grid:
    """The rows of a file by number, and the keys of a source that say how they were got from its bytes.

    `declared` are keys of the source itself, `dialect` those of its dialect; `per_cent` says whether figures
    are shown as per cent.
    """

    rows: Rows
    declared: dict[str, Any]
    dialect: dict[str, Any] = field(default_factory=dict)
    per_cent: bool = False


def grid_of(path: Path, where: str, ask: Ask) -> Grid:
    """Return the rows of a file, whatever its form. Raises Refused for what is too large or no table."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_OLD_WORKBOOK))
    except OSError as error:
        raise Refused.of(f"the file cannot be opened: {error.strerror}", where, "a file") from error
    if not start:
        raise Refused.of("the file is empty", where, next_step="get it again from whoever sent it")
    for delimiter in DELIMITERS:
        if excess := size_limits.exceeded(path, where, delimiter):
            raise Refused(excess)
    if start.startswith(_ZIP):
        return _of_workbook(path, where, ask)
    if start.startswith(_OLD_WORKBOOK):
        step = "open it in Excel and save it as .xlsx, or ask for it so"
        raise Refused.of("it is an old Excel workbook (.xls)", where, ".xlsx, CSV or JSON", step)
    content = path.read_bytes()
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _of_json(content, where)
    return _of_text(content, where, ask)


def _of_workbook(path: Path, where: str, ask: Ask) -> Grid:
    sheets = {sheet.title: sheet for sheet in workbook.sheets(path, where)}
    if not sheets:
        raise Refused.of("the workbook holds nothing", where, "a sheet with a table")
    title, declared = next(iter(sheets)), {"format": "excel"}
    if len(sheets) > 1:
        about = {
            name: f"{len(sheet.rows)} rows{'' if sheet.visible else ', hidden'}"
            for name, sheet in sheets.items()
        }
        title = ask(Question("sheet", "which sheet holds the figures?", where, about))
    if len(sheets) > 1 or title:
        declared["sheet"] = title
    return Grid(sheets[title].rows, declared, {}, sheets[title].per_cent)


def _of_json(content: bytes, where: str) -> Grid:
    try:
        answer = jobindsats.parsed(content)
    except ValueError as error:
        raise Refused.of(f"it begins like JSON, and is none: {error}", where, "JSON in UTF-8") from error
    if isinstance(answer, dict) and {"columns", "rows"} <= answer.keys():
        return _of_table(jobindsats.read(content, where, "whoever sent it"), {"format": "jobindsats"})
    if isinstance(answer, dict) and ("dataset" in answer or "dimension" in answer):
        return _of_table(json_tables.read_jsonstat(content, where, "whoever sent it"), {"format": "jsonstat"})
    lists = {"": answer} if isinstance(answer, list) else _lists_of_objects(answer)
    if len(lists) != 1:
        what = f"it is JSON with {len(lists)} lists of objects" + (f": {abridged(lists)}" if lists else "")
        what += delimited_text.message_in(answer)
        step = 'if one of them is the table, declare the source by hand: format = "json", records = "…"'
        raise Refused.of(what, where, "columns and rows, JSON-stat, or one list of objects", step)
    key = next(iter(lists))
    draft = draft_source(format="json", dialect={"records": key})
    return _of_table(
        json_tables.read_records(draft, content, where), {"format": "json"}, {"records": key} if key else {}
    )


def _lists_of_objects(answer: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in (answer.items() if isinstance(answer, dict) else ())
        if isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
    }


def _of_table(table: Table, declared: dict[str, Any], dialect: dict[str, Any] | None = None) -> Grid:
    return Grid([(1, list(table.header)), *table.rows], declared, dialect or {})


def _of_text(content: bytes, where: str, ask: Ask) -> Grid:
    encoding = _encoding(content, where, ask)
    draft = draft_source(format="csv", encoding=encoding)
    text = plain_text.composed(delimited_text.decoded(draft, content, where))
    delimited_text.refuse_another_kind(text, where, draft)
    first, _, rest = text.partition("\n" if "\n" in text else "\r")
    line = _SEPARATOR_LINE.fullmatch(first.strip("\r ;,\t"))
    line = line or _SEPARATOR_LINE.fullmatch(first.strip("\r "))
    delimiter = line[1] if line else _delimiter(rest if line else text, where, ask)
    if delimiter not in DELIMITERS:
        what = f"its cells are separated by {plain_text.excerpt(delimiter)!r}"
        raise Refused.of(what, where, ", ".join(_NAMES.values()), "ask for it with semicolons")
    rows = delimited_text.split(text, delimiter, where, "whoever sent it")
    rows = rows[1:] if line else rows
    if not rows:
        raise Refused.of("there are no rows in it", where, "a header and rows")
    declared = {"format": "semicolon" if delimiter == ";" else "csv"}
    if encoding != "utf-8-sig":
        declared["encoding"] = encoding
    return Grid(rows, declared, {} if delimiter == ";" else {"delimiter": delimiter})


def _encoding(content: bytes, where: str, ask: Ask) -> str:
    """Return the encoding that the bytes show: by a mark, as UTF-8, or by the letters that Danish has."""
    if shown := plain_text.detected_encoding(content):
        return shown
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8-sig"
    foreign = {name: letters for name in _ENCODINGS if (letters := _foreign(content, name)) is not None}
    fitting = [name for name, letters in foreign.items() if not letters]
    if len(fitting) == 1:
        return fitting[0]
    answers = {name: f"{_ENCODINGS[name]}: {_sample(content, name)}" for name in (fitting or foreign)}
    return ask(Question("encoding", "which of these are the right letters?", where, answers))


def _foreign(content: bytes, encoding: str) -> set[str] | None:
    """Return the letters beyond ASCII that Danish texts do not have; None where it cannot be decoded."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return {letter for letter in set(text) if not letter.isascii()} - _DANISH


def _sample(content: bytes, encoding: str) -> str:
    words = re.findall(r"\w*[^\x00-\x7f]\w*", content.decode(encoding, errors="replace"))
    return abridged(plain_text.excerpt(word) for word in words[:3])


def _delimiter(text: str, where: str, ask: Ask) -> str:
    """Return what separates the cells: what gives most rows the same number of them."""
    counts = {delimiter: count for delimiter in DELIMITERS if (count := _alike(text, delimiter))}
    if not counts:
        what = "nothing in it separates cells in the same way from row to row"
        step = "ask for it as CSV with semicolons, or as .xlsx"
        raise Refused.of(what, where, ", ".join(_NAMES.values()), step)
    likely = [delimiter for delimiter, count in counts.items() if count == max(counts.values())]
    if len(likely) > 1 and "," in likely:
        likely.remove(",")  # stands before decimals
    if len(likely) == 1:
        return likely[0]
    answers = {_NAMES[delimiter]: repr(delimiter)[1:-1] for delimiter in likely}
    answer = ask(Question("delimiter", "what separates the cells?", where, answers))
    return next(delimiter for delimiter in likely if _NAMES[delimiter] == answer)


def _alike(text: str, delimiter: str) -> int:
    """Return how many rows have the most common number of cells of those with several; 0 for too few."""
    try:
        rows = delimited_text.split(text, delimiter, "", "")
    except Refused:
        return 0
    widths = Counter(len(cells) for _, cells in rows)
    common = max((count for width, count in widths.items() if width > 1), default=0)
    return common if common > 1 and common >= _CONSISTENT * len(rows) else 0


def draft_source(**declared: Any) -> Source:
    """Return a source of which nothing is known but what is `declared`, for reading a file with."""
    unknown = {
        "title": "?",
        "publisher": "?",
        "table": "?",
        "licence": "ukendt",
        "origin": "internal",
        "owner": "whoever sent it",
        "file": "fil",
        "period": "?",
        "values": ("?",),
        "lag_days": 0,
    }
    return Source.model_validate({**unknown, **declared})


def texts(rows: Rows) -> Iterator[str]:
    """Yield every text of some rows."""
    yield from (cell for _, cells in rows for cell in cells if isinstance(cell, str))
