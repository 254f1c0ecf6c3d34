"""What XML says, above all an Office file's: cells, comments, headers, properties, links, all attributes.

openpyxl passes over much of it, so parts are read as the XML they are, with the standard library alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from sigtepunkt.core import plain_text

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SVG_TEXT = "{http://www.w3.org/2000/svg}text"
# In headers and footers: left, centre, colour, font, size.
_MARGIN_CODE = re.compile(r'&(?:K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|[A-Za-z]|"[^"]*"|\d{1,3}(?=\D))')
_OUTSIDE_TREES = re.compile(r"<!--(.*?)-->|<\?(?!xml\b)(.*?)\?>", re.DOTALL)
# Elements whose parts are one text to a reader: paragraphs, shared strings, comments.
_PARAGRAPHS = frozenset({"p", "h", "si", "is", "comment", "threadedComment", "div"})


@dataclass(frozen=True)
class FileText:
    """A text or number of a raw file, the place where a person finds it, and its column's heading.

    `table` tells the columns of different sheets apart. `technical` says that it is an attribute of the
    file's machinery, where ids of ten digits are ordinary; `pieces` are the runs a text is put together from;
    `markup` says that it is HTML, to be read as a page whose places are its lines.
    """

    text: str | float
    place: str
    column: str = ""
    table: str = ""
    technical: bool = False
    pieces: tuple[str, ...] = ()
    markup: bool = False


def parsed(part: bytes) -> ET.Element | None:
    """Return the XML a part is; None if it is none."""
    try:
        return ET.fromstring(part)  # noqa: S314 - expat refuses entities that multiply
    except (ET.ParseError, ValueError, LookupError):
        return None


def comments_in(part: bytes, place: str) -> Iterator[FileText]:
    """Yield what a parsed tree leaves out: the comments and instructions in a part's XML."""
    for match in _OUTSIDE_TREES.finditer(plain_text.decode(part)):
        yield FileText(match[1] or match[2] or "", f"{place}, a comment in the XML")


def office_texts(trees: Mapping[str, ET.Element]) -> Iterator[FileText]:
    """Yield what a package's XML parts (by their names) say: sheets, cells, comments, everything else."""
    shared = [tuple(item.itertext()) for tree in trees.values() if tree.tag == f"{_MAIN}sst" for item in tree]
    shown: set[int] = set()
    sheet_of: dict[str, str] = {}
    for part, sheet in _sheets(trees).items():
        yield FileText(sheet, "the name of a sheet")
        sheet_of |= dict.fromkeys((part, *_related(trees, part).values()), sheet)
    for name, tree in trees.items():
        sheet = sheet_of.get(name, "") or name
        if tree.tag == f"{_MAIN}worksheet":
            yield from _cells(tree, shared, shown, sheet)
        if tree.tag == f"{_MAIN}comments" or "threadedComments" in name:
            for element in tree.iter():
                if element.tag.endswith(("}comment", "}threadedComment")):
                    yield _joined(element, f"sheet {sheet}, cell {element.get('ref')}, the comment")
        yield from other_texts(name, tree)
    for index, pieces in enumerate(shared):
        if index not in shown:
            place = f"shared text {index + 1}, which no cell shows"
            yield FileText("".join(pieces), place, pieces=pieces)


def _joined(element: ET.Element, place: str) -> FileText:
    pieces = tuple(element.itertext())
    return FileText("".join(pieces), place, pieces=pieces)


def _related(trees: Mapping[str, ET.Element], part: str) -> dict[str, str]:
    """Return the parts that `part` refers to, by the reference's id."""
    path = PurePosixPath(part)
    related = {}
    for reference in trees.get(f"{path.parent}/_rels/{path.name}.rels", ()):
        target = reference.get("Target", "")
        steps: list[str] = [] if target.startswith("/") else list(path.parent.parts)
        for step in target.strip("/").split("/"):
            steps = steps[:-1] if step == ".." else [*steps, step]
        related[reference.get("Id", "")] = "/".join(steps)
    return related


def _sheets(trees: Mapping[str, ET.Element]) -> dict[str, str]:
    """Return the names of the sheets, hidden ones too, by their part."""
    book, related = trees.get("xl/workbook.xml"), _related(trees, "xl/workbook.xml")
    sheets = () if book is None else book.iter(f"{_MAIN}sheet")
    return {related.get(sheet.get(_RELATION, ""), ""): sheet.get("name", "") for sheet in sheets}


def _cells(
    tree: ET.Element, shared: Sequence[tuple[str, ...]], shown: set[int], sheet: str
) -> Iterator[FileText]:
    """Yield a sheet's cells and formulas, and add the shared texts it shows to `shown`.

    The first row that holds anything heads the columns.
    """
    header: dict[str, str] = {}
    header_row = None
    for cell in tree.iter(f"{_MAIN}c"):
        column, row = re.sub(r"\d", "", cell.get("r", "")), re.sub(r"\D", "", cell.get("r", ""))
        value, pieces = _value(cell, shared, shown)
        if value is None:
            continue
        header_row = header_row or row
        if row == header_row:
            header[column] = str(value)
            yield FileText(value, f"sheet {sheet}, row {row}, the name of column {column}", pieces=pieces)
            continue
        name, place = header.get(column, column), f"sheet {sheet}, row {row}, column {column}"
        named = f"{place} ({name})" if name != column else place
        yield FileText(value, named, name, sheet, pieces=pieces)
        if formula := cell.findtext(f"{_MAIN}f"):
            yield FileText(formula, f"{place}, the formula")


def _value(
    cell: ET.Element, shared: Sequence[tuple[str, ...]], shown: set[int]
) -> tuple[str | float | None, tuple[str, ...]]:
    """Return what a cell holds, and the runs it is put together from."""
    kind, text = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        return "".join(cell.itertext()), tuple(cell.itertext())
    if text is None:
        return None, ()
    try:
        if kind == "s":
            pieces = shared[int(text)]
            shown.add(int(text))
            return "".join(pieces), pieces
        return (float(text) if kind == "n" else text), ()
    except (ValueError, IndexError):
        return text, ()


def other_texts(name: str, tree: ET.Element) -> Iterator[FileText]:
    """Yield every attribute, and the texts outside cells, shared strings and comments, such as headers.

    The runs of a paragraph are one text: a number is one for its reader, however its parts look. `name` is
    the part's, or empty for a file of its own.
    """
    is_read = bool(name) and tree.tag in {f"{_MAIN}worksheet", f"{_MAIN}sst", f"{_MAIN}comments"}
    cell_tags = {f"{_MAIN}v", f"{_MAIN}f", f"{_MAIN}t"} if is_read else set()
    within = set(tree.iter()) if tree.tag.endswith("}ThreadedComments") and name else set()
    for element in tree.iter():
        kind = element.tag.rpartition("}")[2]
        place = f"part {name}" if name else kind
        if name.startswith("docProps/"):
            place = f"property {kind} ({name})"
        mixed = any(part.tail and part.tail.strip() for part in element)
        is_paragraph = mixed or kind in _PARAGRAPHS or element.tag == _SVG_TEXT
        if element not in within and not is_read and len(element) and is_paragraph:
            within.update(element.iter())
            yield _joined(element, place)
        elif element not in within and element.text and element.tag not in cell_tags:
            if element.tag.endswith(("Header", "Footer")):
                pieces = (_MARGIN_CODE.sub(" ", element.text),)
                yield FileText(_MARGIN_CODE.sub("", element.text), place, pieces=pieces)
            else:
                yield FileText(element.text, place)
        if element.tail and element.tail.strip() and element not in within:
            yield FileText(element.tail, place)
        if element.tag != f"{_MAIN}sheet":
            # A pivot table keeps its own copy of what it was made from, each cell in a `v`.
            for key, value in element.attrib.items():
                yield FileText(value, f"part {name}", table=name, technical=key != "v")
