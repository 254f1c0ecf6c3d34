"""No personal data in, none out: what is received, processed, executed and published is held against `privacy`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import is_dropped
from sigtepunkt.raw.personal_data import html_texts, patterns
from sigtepunkt.raw.personal_data.file_texts import as_number, said_in
from sigtepunkt.raw.personal_data.html_texts import Piece
from sigtepunkt.raw.personal_data.packages import Said, Unread
from sigtepunkt.raw.personal_data.patterns import Finding
from sigtepunkt.strategy import Source

CLEAR = 'cleared = [{ text = "…", by = "…", on = … }] under the source in strategy/sources.toml'
READABLE = (
    "plain text (CSV, JSON, TXT, TOML, XML), an .xlsx workbook without embedded objects, a zip file of these"
)
_SHOWN = 12  # places told before the rest is only counted
_OF_PAGES = re.compile(r"<[A-Za-z/!]|&(?:#|[A-Za-z]+;)|%[0-9A-Fa-f]{2}|[Dd][Aa][Tt][Aa]:|\\[u/]")
_OF_JSON = ("{", "[")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[/\\\"])")
_DIGITS = re.compile(r"\d\d|@")


def refuse_received(folder: Path, where: str, sources: Iterable[Source]) -> None:
    """Raise Refused where any file of the vintage's folder holds a CPR number, or what nobody can read, naming every place."""
    declared = {source.file: source for source in sources}
    problems = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not is_dropped(path.name):
            problems += _problems(path, f"{where}/{name}", declared.get(name))
        elif path.is_dir() and (found := patterns.find_cpr(path.name)):
            problems += [
                Problem(
                    f"the name of a folder: {_said(one)}",
                    f"{where}/{name}",
                    _allowed(one),
                    "give the folder another name",
                )
                for one in found
            ]
    _refuse(problems, where)


def _problems(path: Path, where: str, source: Source | None) -> list[Problem]:
    owner = source.owner if source else "who delivered it"
    found, unread = _read(path, source)
    return [
        Problem(
            f"{place}: {_said(finding)}",
            where,
            _allowed(finding),
            f"delete the file and get it again without; ask {owner}",
        )
        for place, finding in found
    ] + [
        Problem(
            f"{f'{one.place}: ' if one.place else ''}{one.what}: what it says cannot be read, so nobody knows whether a CPR number stands in it",
            where,
            READABLE,
            f"get it again as one of these, or without that part; ask {owner}",
        )
        for one in unread
    ]


def cpr_in_file(path: Path, source: Source | None = None) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a raw file, each with its place in it."""
    return _read(path, source)[0]


def unread_in_file(path: Path, source: Source | None = None) -> list[Unread]:
    """Return what of a raw file cannot be read."""
    return _read(path, source)[1]


def _read(path: Path, source: Source | None) -> tuple[list[tuple[str, Finding]], list[Unread]]:
    other = set(source.not_cpr) if source else set()
    found: list[tuple[str, Finding]] = []
    unread: list[Unread] = []
    columns: dict[tuple[str, str], dict[int, tuple[str, float]]] = defaultdict(dict)
    for number, said in enumerate(
        said_in(path, source.encoding if source else "utf-8", patterns.may_hold_cpr_in_columns)
    ):
        if isinstance(said, Unread):
            unread.append(said)
            continue
        value = as_number(said.text.strip()) if isinstance(said.text, str) else said.text
        if value is not None:
            if said.column not in other and not said.marginal:
                columns[said.table, said.column][number] = (said.place, value)
        elif isinstance(said.text, str):
            ids = said.marginal or said.column in other
            found += [(place, one) for place, one in _cpr_said(said, said.text) if not (one.bare and ids)]
    for cells in columns.values():
        numbers = patterns.find_in_numbers({number: value for number, (_, value) in cells.items()})
        found += [(cells[number][0], one) for number, one in numbers.items()]
    return found, unread


def _cpr_said(said: Said, text: str) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in one text of a file: as it is written, else in the pieces it was put together from, else as a page."""
    if said.page:
        return [
            (f"{said.place}: line {line}".removeprefix(": "), one)
            for line, one in found_in_page(text)
            if one.kind == "cpr"
        ]
    found = list(patterns.find_cpr(text)) or [
        one for piece in said.pieces for one in patterns.find_cpr(piece)
    ]
    return [
        (said.place, one)
        for one in found or (_cpr_read(text) if _OF_PAGES.search(text) and not said.marginal else ())
    ]


def contacts_received(folder: Path, where: str, sources: Iterable[Source]) -> list[str]:
    """Return a line for every e-mail address and telephone number in the vintage's files that nobody has cleared."""
    lines = []
    for source in sources:
        path, done = folder / source.file, cleared([source])
        for said in said_in(path, source.encoding, patterns.may_hold_contacts) if path.is_file() else ():
            if isinstance(said, Said) and isinstance(said.text, str) and not said.marginal:
                lines += [
                    patterns.masked(
                        f"{where}/{source.file}, {said.place}: {_said(one)}, not cleared to be published; if it may be: {CLEAR}"
                    )
                    for one in patterns.find_contacts(said.text, done)
                ]
    return lines


def cleared(sources: Iterable[Source], declared: str = "") -> frozenset[str]:
    """Return the e-mail addresses and telephone numbers a person has cleared, or `declared` as the way to reach the municipality, as they are compared."""
    return frozenset(patterns.contact(one.text) for source in sources for one in source.cleared) | {
        patterns.contact(declared[one.start : one.end]) for one in patterns.find_contacts(declared)
    }


def refuse_table(frame: pd.DataFrame, where: str) -> None:
    """Raise Refused where a processed table holds a CPR number, naming column and row."""
    _refuse(
        [
            Problem(f"{place}: {_said(one)}", where, "no CPR number", "take it out of the raw data")
            for place, one in cpr_in_table(frame)
        ],
        where,
    )


def refuse_paper(text: str, where: str, mend: str = "take it out of the raw data") -> None:
    """Raise Refused where a text that is kept beside processed tables holds a CPR number, naming the line."""
    _refuse(
        [
            Problem(f"line {line}: {_said(one)}", where, "no CPR number", mend)
            for line, one in found_in_page(text)
            if one.kind == "cpr"
        ],
        where,
    )


def cpr_in_table(frame: pd.DataFrame) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a table and in the names of its columns, each with its place."""
    found = [
        (f"the name of column {number}", one)
        for number, name in enumerate(frame.columns, 1)
        for one in _cpr_read(str(name))
    ]
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            continue
        if pd.api.types.is_numeric_dtype(column):
            numbers = column[column.between(10**8, 10**10)]
            marked = patterns.find_in_numbers({place: float(value) for place, value in enumerate(numbers)})
            found += [(f"row {numbers.index[place]}, column {name}", one) for place, one in marked.items()]
            continue
        marks = {text: _cpr_read(str(text)) for text in column.unique()}
        marked_texts = [text for text, held in marks.items() if held]
        found += [
            (f"row {row}, column {name}", one)
            for row, text in column[column.isin(marked_texts)].items()
            for one in marks[text]
        ]
    return found


# --- what is about to be published -----------------------------------------------------------------------------


def refuse_notebook(notebook: Mapping[str, Any], name: str) -> None:
    """Raise Refused where an executed notebook holds a CPR number: in its text, its code, its outputs or its metadata."""
    _refuse(
        [
            Problem(
                f"{place}: {_said(one)}",
                name,
                "no CPR number in what a notebook shows",
                "open the notebook in JupyterLab (make lab) and see where it comes from",
            )
            for place, one in cpr_in_notebook(notebook)
        ],
        name,
    )


def cpr_in_notebook(notebook: Mapping[str, Any]) -> list[tuple[str, Finding]]:
    """Return the CPR numbers in a notebook, each with its cell as the notebook's author counts."""
    found = [
        ("the notebook's metadata", one)
        for text in _texts(notebook.get("metadata", {}))
        for one in _cpr_read(text)
    ]
    number = 0
    for cell in notebook["cells"]:
        number += "injected-parameters" not in cell.get("metadata", {}).get("tags", ())
        for part, value in cell.items():
            for text in _texts(value):
                found += [(f"cell {number}, its {part}", one) for one in _cpr_read(text)]
    return found


def _texts(value: object, kind: str = "") -> Iterator[str]:
    """Yield every text, name and number in what a notebook holds, but pictures of pixels."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner, str(key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, kind)
    elif isinstance(value, str | int) and not (kind.startswith("image/") and kind != "image/svg+xml"):
        yield str(value)


def refuse_published(files: Mapping[str, str], where: str, clear: Collection[str] = ()) -> None:
    """Raise Refused where a page or paper about to be published holds a CPR number, or a contact that is not in `clear`."""
    _refuse(
        [
            Problem(
                f"line {line}: {_said(one)}",
                f"{where}/{name}",
                _allowed(one),
                "see which source or notebook the line comes from",
            )
            for name, text in files.items()
            for line, one in _found_in_file(text, frozenset(clear))
        ],
        where,
    )


@lru_cache(maxsize=64)
def _found_in_file(text: str, clear: frozenset[str]) -> tuple[tuple[int, Finding], ...]:
    """Return what `found_in_page` does; where a process publishes again and again, as in watching, most pages are as they were."""
    return tuple(found_in_page(text, clear))


def found_in_page(text: str, clear: Collection[str] = ()) -> list[tuple[int, Finding]]:
    """Return the CPR numbers and the contacts not in `clear` in a page or another text, each with its line, once for each line.

    A page is read as a person reads or copies it (`page_texts`): each cell and each run of text by itself, each attribute,
    and what its `data:` addresses hold. Another text is read as it is written, and so if there is anything of a page in it.
    """
    found: dict[tuple[int, str], tuple[int, Finding]] = {}
    for piece in _pieces(text):
        shown = patterns.visible(piece.text)
        for one in (*_numbers(piece, shown), *(patterns.find_contacts(shown, clear) if piece.spoken else ())):
            line = 1 + text.count("\n", 0, piece.place(one.start))
            found.setdefault((line, one.masked), (line, one))
    return sorted(found.values(), key=lambda one: one[0])


def _pieces(text: str) -> Iterator[Piece]:
    page = text.lstrip("\ufeff \t\r\n").startswith("<")
    if not page:
        yield Piece(text, 0, places=range(len(text)))
    if page or (_OF_PAGES.search(text) and text.lstrip()[:1] not in _OF_JSON):
        yield from html_texts.pieces(text, _worth_reading, lines=not page)
    elif _OF_PAGES.search(text):
        end = 0  # no text of JSON goes on in another line
        for line in text.splitlines(keepends=True):
            if _OF_PAGES.search(line):
                plain = _plain_letters(line)
                yield from (
                    Piece(one.text, end, spoken=one.spoken)
                    for one in html_texts.pieces(plain, _worth_reading, lines=True)
                )
            end += len(line)


def _plain_letters(text: str) -> str:
    """Return a line of JSON with what it writes for a letter as the letter."""
    return (
        _ESCAPED.sub(lambda one: chr(int(one[1], 16)) if one[1] else one[0][1], text)
        if "\\" in text
        else text
    )


def _worth_reading(text: str) -> bool:
    return bool(_DIGITS.search(text)) and (patterns.may_hold_cpr(text) or patterns.may_hold_contacts(text))


def _numbers(piece: Piece, shown: str) -> Iterable[Finding]:
    """Return the CPR numbers in a piece; of coordinates, only what no program writes: a zero in front, and parted by a dash."""
    numbers = patterns.find_cpr(shown)
    return (
        [one for one in numbers if shown[one.start] == "0" and "-" in shown[one.start : one.end]]
        if piece.shape
        else numbers
    )


def _cpr_read(text: str) -> list[Finding]:
    return [one for _, one in found_in_page(text) if one.kind == "cpr"]


def _said(finding: Finding) -> str:
    what = {
        "cpr": f"a CPR number ({finding.certainty})",
        "email": "an e-mail address",
        "phone": "a telephone number",
    }[finding.kind]
    return f"{what}, {finding.masked}"


def _allowed(finding: Finding) -> str:
    if finding.kind != "cpr":
        return f"what a person has cleared: {CLEAR}"
    return "no CPR number" + (
        '; for ten digits that are something else: not_cpr = ["the column"] under the source in strategy/sources.toml'
        if finding.bare
        else ""
    )


def _refuse(problems: list[Problem], where: str) -> None:
    if not problems:
        return
    told = [
        replace(one, what=patterns.masked(one.what), where=patterns.masked(one.where))
        for one in problems[:_SHOWN]
    ]
    more = len(problems) - len(told)
    raise Refused(*told, *([Problem(f"and {more} more places", where)] if more else []))
