"""Where CPR numbers and contacts stand: in a raw file, a table, a notebook, a page or another text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.raw.personal_data import contacts, cpr_numbers, html_texts
from sigtepunkt.raw.personal_data.cpr_numbers import Finding
from sigtepunkt.raw.personal_data.file_texts import as_number, file_texts
from sigtepunkt.raw.personal_data.html_texts import Piece
from sigtepunkt.raw.personal_data.packages import Unreadable
from sigtepunkt.raw.personal_data.xml_texts import FileText
from sigtepunkt.strategy import Source

_MARKUP = re.compile(r"<[A-Za-z/!]|&(?:#|[A-Za-z]+;)|%[0-9A-Fa-f]{2}|[Dd][Aa][Tt][Aa]:|\\[u/]")
_JSON_STARTS = ("{", "[")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[/\\\"])")
_DIGITS_OR_AT = re.compile(r"\d\d|@")


def in_file(path: Path, source: Source | None = None) -> tuple[list[tuple[str, Finding]], list[Unreadable]]:
    """Return the CPR numbers in a raw file, each with its place, and what of the file cannot be read.

    Ten digits with nothing between them pass in the columns that the source declares as `not_cpr`.
    """
    not_cpr = set(source.not_cpr) if source else set()
    findings: list[tuple[str, Finding]] = []
    unreadable: list[Unreadable] = []
    columns: dict[tuple[str, str], dict[int, tuple[str, float]]] = defaultdict(dict)
    texts = file_texts(path, source.encoding if source else "utf-8", cpr_numbers.may_hold_in_columns)
    for number, item in enumerate(texts):
        if isinstance(item, Unreadable):
            unreadable.append(item)
            continue
        value = as_number(item.text.strip()) if isinstance(item.text, str) else item.text
        may_be_ids = item.technical or item.column in not_cpr
        if value is not None:
            if not may_be_ids:
                columns[item.table, item.column][number] = (item.place, value)
        elif isinstance(item.text, str):
            in_cell = _in_file_text(item, item.text)
            findings += [(place, finding) for place, finding in in_cell if not (finding.bare and may_be_ids)]
    for cells in columns.values():
        numbers = cpr_numbers.find_in_numbers({number: value for number, (_, value) in cells.items()})
        findings += [(cells[number][0], finding) for number, finding in numbers.items()]
    return findings, unreadable


def _in_file_text(item: FileText, text: str) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a text of a file: as it is written, else in its pieces, else as a page."""
    if item.markup:
        return [
            (f"{item.place}: line {line}".removeprefix(": "), finding)
            for line, finding in in_text(text)
            if finding.kind == "cpr"
        ]
    findings = list(cpr_numbers.find(text)) or [
        finding for piece in item.pieces for finding in cpr_numbers.find(piece)
    ]
    if not findings and _MARKUP.search(text) and not item.technical:
        findings = _cpr_in(text)
    return [(item.place, finding) for finding in findings]


def in_table(frame: pd.DataFrame) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a table and in the names of its columns, each with its place."""
    findings = [
        (f"the name of column {number}", finding)
        for number, name in enumerate(frame.columns, 1)
        for finding in _cpr_in(str(name))
    ]
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            continue
        if pd.api.types.is_numeric_dtype(column):
            long = column[column.between(10**8, 10**10)]
            numbers = cpr_numbers.find_in_numbers({index: float(value) for index, value in enumerate(long)})
            marked = [(long.index[index], finding) for index, finding in numbers.items()]
        else:
            in_texts = {text: _cpr_in(str(text)) for text in column.unique()}
            faulty = column[column.isin([text for text, held in in_texts.items() if held])]
            marked = [(row, finding) for row, text in faulty.items() for finding in in_texts[text]]
        findings += [(f"row {row}, column {name}", finding) for row, finding in marked]
    return findings


def in_notebook(notebook: Mapping[str, Any]) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a notebook, each with its cell as the notebook's author counts."""
    texts = [("the notebook's metadata", text) for text in _texts(notebook.get("metadata", {}))]
    number = 0
    for cell in notebook["cells"]:
        number += "injected-parameters" not in cell.get("metadata", {}).get("tags", ())
        for part, value in cell.items():
            texts += [(f"cell {number}, its {part}", text) for text in _texts(value)]
    return [(place, finding) for place, text in texts for finding in _cpr_in(text)]


def _texts(value: object, kind: str = "") -> Iterator[str]:
    """Yield every text, key and number in what a notebook holds, except pictures of pixels."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, kind)
    elif isinstance(value, str | int) and not (kind.startswith("image/") and kind != "image/svg+xml"):
        yield str(value)


def in_text(text: str, clear: Collection[str] = ()) -> list[tuple[int, Finding]]:
    """Return the CPR numbers and the contacts not in `clear` in a page or another text, once for each line.

    A page is read as a person reads or copies it (`html_texts`): each cell and each run of text by itself,
    each attribute, and what its `data:` addresses hold. Another text is read as it is written, and as a page
    too if it has any markup.
    """
    findings: dict[tuple[int, str], tuple[int, Finding]] = {}
    for piece in _pieces(text):
        shown = cpr_numbers.visible(piece.text)
        in_piece = [*_cpr_in_piece(piece, shown), *(contacts.find(shown, clear) if piece.for_readers else ())]
        for finding in in_piece:
            line = 1 + text.count("\n", 0, piece.offset(finding.start))
            findings.setdefault((line, finding.masked), (line, finding))
    return sorted(findings.values(), key=lambda located: located[0])


def _pieces(text: str) -> Iterator[Piece]:
    is_page = _is_page(text)
    if not is_page:
        yield Piece(text, 0, place=int)
    if is_page or (_MARKUP.search(text) and text.lstrip()[:1] not in _JSON_STARTS):
        yield from html_texts.pieces(text, _relevant, lines=not is_page)
    elif _MARKUP.search(text):
        start = 0  # no text of JSON goes on in another line
        for line in text.splitlines(keepends=True):
            if _MARKUP.search(line):
                for piece in html_texts.pieces(_unescaped(line), _relevant, lines=True):
                    yield Piece(piece.text, start, piece.for_readers)
            start += len(line)


def _is_page(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _unescaped(text: str) -> str:
    """Return a line of JSON with its escapes as the characters they stand for."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[0][1], text)


def _relevant(text: str) -> bool:
    return bool(_DIGITS_OR_AT.search(text)) and (cpr_numbers.may_hold(text) or contacts.may_hold(text))


def _cpr_in_piece(piece: Piece, shown: str) -> list[Finding]:
    """Return the CPR numbers in a piece; of coordinates only those with a first zero and a dash."""
    return [
        finding
        for finding in cpr_numbers.find(shown)
        if not piece.coordinates
        or (shown[finding.start] == "0" and "-" in shown[finding.start : finding.end])
    ]


def _cpr_in(text: str) -> list[Finding]:
    if not (_MARKUP.search(text) or _is_page(text) or cpr_numbers.may_hold(text)):
        return []  # most texts: nothing in them stands for another character
    return [finding for _, finding in in_text(text) if finding.kind == "cpr"]
