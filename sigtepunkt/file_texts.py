"""Everything a raw file says, wherever it says it: names, cells, comments, properties, columns nobody asked for.

`sources` reads what is declared; this reads the rest as well, so that nothing personal hides beside the figures. A workbook
is read as the package of XML files it is, with the standard library alone: openpyxl passes over much of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NUMBER = re.compile(r"[0-9]{9}(?:[.,]0+)?|[1-9][0-9]{9}[.,]0+")
_MARGIN_CODE = re.compile(r'&(?:[A-Za-z]|"[^"]*")')  # in headers and footers: left, centre, font
_MOST_BYTES = 500_000_000  # a workbook that unfolds to more is no delivery of figures


@dataclass(frozen=True)
class Said:
    """One text or number of a raw file, the place it stands at as a person would look it up, and its column's heading.

    `table` tells the columns of different sheets apart. `marginal` says it is an attribute of the file's own machinery,
    where ids of ten digits are ordinary.
    """

    text: str | float
    place: str
    column: str = ""
    table: str = ""
    marginal: bool = False


def said_in(path: Path, encoding: str = "utf-8", worth: Callable[[str], bool] = bool) -> Iterator[Said]:
    """Yield everything the file says, its name first. A file that is not what its name says is read as plain text.

    A plain text that is not `worth` it as a whole is not taken apart.
    """
    yield Said(path.name, "the file's name")
    content = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):
        yield from _package(content)
        return
    text = _decoded(content, encoding)
    if not worth(text) and "\\u" not in text:  # JSON may spell a letter so
        return
    if path.suffix == ".json":
        try:
            yield from _json(json.loads(text.removeprefix("\ufeff")))
        except (json.JSONDecodeError, RecursionError):
            pass
        else:
            return
    if path.suffix == ".csv":
        yield from _semicolons(text)
    else:
        yield from (Said(line, f"line {number}") for number, line in enumerate(text.splitlines(), 1))


def _decoded(content: bytes, encoding: str) -> str:
    """Return the text. Digits are digits in every encoding but UTF-16, which begins with a mark of its own."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return content.decode(encoding, errors="replace")


def as_number(text: str) -> float | None:
    """Return a cell that a spreadsheet may have taken the first zero from (or given decimals) as a number; None for others."""
    return float(re.split(r"[.,]", text)[0]) if _NUMBER.fullmatch(text) else None


def _semicolons(text: str) -> Iterator[Said]:
    header: list[str] = []
    limit = csv.field_size_limit(max(len(text), 131_072))  # a text too long is refused by who reads the figures
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=";"), 1):
            if not header:
                header = cells
                yield from (Said(cell, f"row {row}, the name of column {place}") for place, cell in enumerate(cells, 1))
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


# --- workbooks -------------------------------------------------------------------------------------------------


def _package(content: bytes) -> Iterator[Said]:
    """Yield what a workbook (or another zipped package of XML) says, sheet by sheet, then everything else in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(one.file_size for one in package.infolist()) > _MOST_BYTES:
            raise OSError(f"the workbook unfolds to more than {_MOST_BYTES // 1_000_000} MB")
        parts = {name: package.read(name) for name in package.namelist()}
    trees: dict[str, ET.Element] = {}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                trees[name] = ET.fromstring(part)  # noqa: S314 - expat refuses entities that multiply
            except ET.ParseError:
                yield Said(part.decode("utf-8", errors="replace"), f"part {name}")
    shared = ["".join(one.itertext()) for one in trees.get("xl/sharedStrings.xml", ())]
    of_sheet: dict[str, str] = {}
    for first, sheet in _sheets(trees).items():
        yield Said(sheet, "the name of a sheet")
        of_sheet |= dict.fromkeys((first, *_related(trees, first).values()), sheet)
    for name, tree in trees.items():
        sheet = of_sheet.get(name, "")
        if tree.tag == f"{_MAIN}worksheet":
            yield from _cells(tree, shared, sheet or name)
        if tree.tag == f"{_MAIN}comments" or "threadedComments" in name:
            yield from (
                Said("".join(one.itertext()), f"sheet {sheet or name}, cell {one.get('ref')}, the comment")
                for one in tree.iter() if one.tag.endswith(("}comment", "}threadedComment"))
            )
        yield from _rest(name, tree)


def _related(trees: Mapping[str, ET.Element], part: str) -> dict[str, str]:
    """Return the parts that `part` refers to, by the reference's id."""
    path = PurePosixPath(part)
    related = {}
    for one in trees.get(f"{path.parent}/_rels/{path.name}.rels", ()):
        target = one.get("Target", "")
        steps: list[str] = [] if target.startswith("/") else list(path.parent.parts)
        for step in target.strip("/").split("/"):
            steps = steps[:-1] if step == ".." else [*steps, step]
        related[one.get("Id", "")] = "/".join(steps)
    return related


def _sheets(trees: Mapping[str, ET.Element]) -> dict[str, str]:
    """Return the names of the sheets, hidden ones too, by their part."""
    book = trees.get("xl/workbook.xml")
    related = _related(trees, "xl/workbook.xml")
    return {} if book is None else {related.get(one.get(_RELATION, ""), ""): one.get("name", "") for one in book.iter(f"{_MAIN}sheet")}


def _cells(tree: ET.Element, shared: list[str], sheet: str) -> Iterator[Said]:
    """Yield the sheet's cells and formulas; the first row that holds anything heads the columns."""
    header: dict[str, str] = {}
    heading = None
    for cell in tree.iter(f"{_MAIN}c"):
        letters, row = re.sub(r"\d", "", cell.get("r", "")), re.sub(r"\D", "", cell.get("r", ""))
        value = _value(cell, shared)
        if value is None:
            continue
        heading = heading or row
        if row == heading:
            header[letters] = str(value)
            yield Said(value, f"sheet {sheet}, row {row}, the name of column {letters}")
            continue
        name = header.get(letters, letters)
        yield Said(value, f"sheet {sheet}, row {row}, column {letters} ({name})" if name != letters else f"sheet {sheet}, row {row}, column {letters}", name, sheet)
        formula = cell.findtext(f"{_MAIN}f")
        if formula:
            yield Said(formula, f"sheet {sheet}, row {row}, column {letters}, the formula")


def _value(cell: ET.Element, shared: list[str]) -> str | float | None:
    kind, text = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        return "".join(cell.itertext())
    if text is None:
        return None
    try:
        return shared[int(text)] if kind == "s" else float(text) if kind == "n" else text
    except (ValueError, IndexError):
        return text


def _rest(name: str, tree: ET.Element) -> Iterator[Said]:
    """Yield texts outside cells, shared strings (which cells show) and comments, and every attribute: headers, properties, links, charts."""
    what = f"property {{}} ({name})" if name.startswith("docProps/") else f"part {name}"
    told = tree.tag in {f"{_MAIN}worksheet", f"{_MAIN}sst", f"{_MAIN}comments"}
    cells = {f"{_MAIN}v", f"{_MAIN}f", f"{_MAIN}t"} if told else set()
    for one in tree.iter():
        if one.text and one.tag not in cells:
            yield Said(_MARGIN_CODE.sub(" ", one.text) if one.tag.endswith(("Header", "Footer")) else one.text, what.format(one.tag.rpartition("}")[2]))
        if one.tag != f"{_MAIN}sheet":
            yield from (Said(value, f"part {name}", marginal=True) for value in one.attrib.values())
