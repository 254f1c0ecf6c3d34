"""Everything a zipped package says: the workbook it is, or the files in it. `file_texts` reads what is no package.

A workbook is read as the package of XML files it is, with the standard library alone: openpyxl passes over much of it.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from sigtepunkt.core import plain_text
from sigtepunkt.raw import size_limits

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# In headers and footers: left, centre, colour, font, size.
_MARGIN_CODE = re.compile(r'&(?:K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|[A-Za-z]|"[^"]*"|\d{1,3}(?=\D))')
_UNREAD_BY_TREES = re.compile(r"<!--(.*?)-->|<\?(?!xml\b)(.*?)\?>", re.DOTALL)
# Elements whose parts are one text to a reader: paragraphs, shared strings, comments.
_PARAGRAPHS = frozenset({"p", "h", "si", "is", "comment", "threadedComment", "div"})
_DRAWN = "{http://www.w3.org/2000/svg}text"
MOST_BYTES = 250_000_000  # what unfolds to more is no delivery of figures
_MOST_ENTRIES = 10_000
_DEEPEST = 4  # archives within archives
_CHUNK = 1 << 20
_LAST, _DESCRIPTOR = b"PK\x05\x06", 24  # what ends a zip file; the most bytes that may follow an entry
# What zipfile and what unfolds for it raise of a file that is damaged, locked or of another kind (RuntimeError: not implemented, too).
_DAMAGES = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
)


@dataclass(frozen=True)
class Said:
    """One text or number of a raw file, the place it stands at as a person would look it up, and its column's heading.

    `table` tells the columns of different sheets apart. `marginal` says it is an attribute of the file's own machinery,
    where ids of ten digits are ordinary; `pieces` are what a text was put together from; `page` says that it is a text of
    elements, to be read as one, whose places are its lines.
    """

    text: str | float
    place: str
    column: str = ""
    table: str = ""
    marginal: bool = False
    pieces: tuple[str, ...] = ()
    page: bool = False


@dataclass(frozen=True)
class Unread:
    """What of a file nobody can read here, what it is, and the place."""

    what: str
    place: str


@dataclass
class Budget:
    """How much the archives of one file may still unfold to, together."""

    left: int = field(default_factory=lambda: MOST_BYTES)


Read = Callable[[str, bytes], Iterator[Said | Unread]]


def package(content: bytes, read: Read, budget: Budget, depth: int = 0) -> Iterator[Said | Unread]:
    """Yield what a workbook or another zip file says, sheet by sheet, then everything else in it.

    `read` reads an entry that is no XML, by name and content. What cannot be opened, or is too much, is Unread.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _archive(archive, content, read, budget, depth)
    except _DAMAGES as error:
        yield Unread(f"a damaged zip file or workbook ({type(error).__name__})", "")


def _archive(
    archive: zipfile.ZipFile, content: bytes, read: Read, budget: Budget, depth: int
) -> Iterator[Said | Unread]:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    budget.left -= sum(one.file_size for one in entries)
    if depth > _DEEPEST:
        yield Unread(f"a zip file within zip files, more than {_DEEPEST} deep", "")
        return
    if budget.left < 0 or len(entries) > _MOST_ENTRIES:
        yield Unread(
            f"a zip file or workbook that unfolds to more than {MOST_BYTES // 1_000_000} MB or {_MOST_ENTRIES} files",
            "",
        )
        return
    if _holds_more(archive, content):
        yield Unread("a zip file or workbook that holds more than its list of entries says", "")
    yield Said(archive.comment.decode("utf-8", errors="replace"), "the zip file's comment")
    first = min((one.header_offset for one in archive.infolist()), default=0)
    if first:
        yield from read("what stands before the zip file", content[:first])
    tags = 0
    parts: list[tuple[str, bytes]] = []
    for entry in archive.infolist():
        yield Said(entry.filename, f"the name of {entry.filename}")
        yield Said(entry.comment.decode("utf-8", errors="replace"), f"{entry.filename}, its comment")
    for entry in entries:
        try:
            parts.append((entry.filename, _unfolded(archive, entry)))
            tags += parts[-1][1].count(b"<")
        except _DAMAGES as error:
            locked = entry.flag_bits & 1
            yield Unread(
                "an entry under a password" if locked else f"a damaged entry ({type(error).__name__})",
                entry.filename,
            )
    if tags > size_limits.MOST_TAGS:  # each element takes much more memory than it has bytes
        yield Unread(f"a zip file or workbook of more than {size_limits.MOST_TAGS:,} elements", "")
        return
    yield from _parts(parts, read)


def _holds_more(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Return whether the list of entries is shorter than it says, or something lies between the entries."""
    listed = archive.infolist()
    (announced,) = struct.unpack_from("<H", content, content.rfind(_LAST) + 10)
    if announced not in {len(listed), len(listed) % 0x10000, 0xFFFF}:
        return True
    end = min((one.header_offset for one in listed), default=archive.start_dir)
    for one in sorted(listed, key=lambda one: one.header_offset):
        if one.header_offset - end > _DESCRIPTOR:
            return True
        name, extra = struct.unpack_from("<HH", content, one.header_offset + 26)
        end = max(end, one.header_offset + 30 + name + extra + one.compress_size)
    return archive.start_dir - end > _DESCRIPTOR


def _unfolded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return an entry, never more than it says it is, however much more is packed in it."""
    with archive.open(entry) as opened:
        return b"".join(iter(lambda: opened.read(_CHUNK), b""))


def _parts(parts: list[tuple[str, bytes]], read: Read) -> Iterator[Said | Unread]:
    trees: dict[str, ET.Element] = {}
    office = any(name == "[Content_Types].xml" for name, _ in parts)
    for name, part in parts:
        text = (
            plain_text.text(part[:_CHUNK]).lstrip("\ufeff \t\r\n")
            if part[:1] in b"<\xef\xfe\xff\0 \t\r\n"
            else ""
        )
        tree = parsed(part) if text.startswith("<") else None
        if tree is None or name in trees:
            if not (office and passed_over(name, part)):
                yield from (_within(name, one) for one in read(name, part))
            else:
                yield Said(part.decode("latin-1"), f"plain text in {name}")
        else:
            trees[name] = tree
            yield from hidden(part, f"part {name}")
    yield from _office(trees)


def _within(name: str, one: Said | Unread) -> Said | Unread:
    place = f"{name}: {one.place}" if one.place else name
    return (
        Unread(one.what, place)
        if isinstance(one, Unread)
        else Said(one.text, place, one.column, f"{name} {one.table}", one.marginal, one.pieces, one.page)
    )


def passed_over(name: str, part: bytes) -> bool:
    """Return whether a part of a workbook is machinery or a picture of pixels, which holds no text but what stands in it plainly."""
    pixels = part.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8"))
    return pixels or bool(re.search(r"(?:^|/)printerSettings/[^/]*\.bin$", name))


def parsed(part: bytes) -> ET.Element | None:
    """Return the XML a part is; None for what is none."""
    try:
        return ET.fromstring(part)
    except (ET.ParseError, ValueError, LookupError):
        return None


def hidden(part: bytes, place: str) -> Iterator[Said]:
    """Yield what a tree of XML does not hold: comments and instructions."""
    for one in _UNREAD_BY_TREES.finditer(plain_text.text(part)):
        yield Said(one[1] or one[2] or "", f"{place}, a comment in the XML")


def _office(trees: Mapping[str, ET.Element]) -> Iterator[Said]:
    shared = [tuple(one.itertext()) for tree in trees.values() if tree.tag == f"{_MAIN}sst" for one in tree]
    shown: set[int] = set()
    of_sheet: dict[str, str] = {}
    for first, sheet in _sheets(trees).items():
        yield Said(sheet, "the name of a sheet")
        of_sheet |= dict.fromkeys((first, *_related(trees, first).values()), sheet)
    for name, tree in trees.items():
        sheet = of_sheet.get(name, "")
        if tree.tag == f"{_MAIN}worksheet":
            yield from _cells(tree, shared, shown, sheet or name)
        if tree.tag == f"{_MAIN}comments" or "threadedComments" in name:
            yield from (
                Said(
                    "".join(one.itertext()),
                    f"sheet {sheet or name}, cell {one.get('ref')}, the comment",
                    pieces=tuple(one.itertext()),
                )
                for one in tree.iter()
                if one.tag.endswith(("}comment", "}threadedComment"))
            )
        yield from rest(name, tree)
    for place, pieces in enumerate(shared):
        if place not in shown:
            yield Said("".join(pieces), f"shared text {place + 1}, which no cell shows", pieces=pieces)


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
    return (
        {}
        if book is None
        else {
            related.get(one.get(_RELATION, ""), ""): one.get("name", "") for one in book.iter(f"{_MAIN}sheet")
        }
    )


def _cells(
    tree: ET.Element, shared: Sequence[tuple[str, ...]], shown: set[int], sheet: str
) -> Iterator[Said]:
    """Yield the sheet's cells and formulas, and note which shared texts it `shown`; the first row that holds anything heads the columns."""
    header: dict[str, str] = {}
    heading = None
    for cell in tree.iter(f"{_MAIN}c"):
        letters, row = re.sub(r"\d", "", cell.get("r", "")), re.sub(r"\D", "", cell.get("r", ""))
        value, pieces = _value(cell, shared, shown)
        if value is None:
            continue
        heading = heading or row
        if row == heading:
            header[letters] = str(value)
            yield Said(value, f"sheet {sheet}, row {row}, the name of column {letters}", pieces=pieces)
            continue
        name = header.get(letters, letters)
        place = (
            f"sheet {sheet}, row {row}, column {letters} ({name})"
            if name != letters
            else f"sheet {sheet}, row {row}, column {letters}"
        )
        yield Said(value, place, name, sheet, pieces=pieces)
        formula = cell.findtext(f"{_MAIN}f")
        if formula:
            yield Said(formula, f"sheet {sheet}, row {row}, column {letters}, the formula")


def _value(
    cell: ET.Element, shared: Sequence[tuple[str, ...]], shown: set[int]
) -> tuple[str | float | None, tuple[str, ...]]:
    """Return what a cell holds, and the runs it was put together from."""
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


def rest(name: str, tree: ET.Element) -> Iterator[Said]:
    """Yield texts outside cells, shared strings (which cells show) and comments, and every attribute: headers, properties, links, charts.

    The runs of a paragraph are one text: a number is one for its reader, however its parts look.
    """
    what = f"property {{}} ({name})" if name.startswith("docProps/") else f"part {name}" if name else "{}"
    told = bool(name) and tree.tag in {f"{_MAIN}worksheet", f"{_MAIN}sst", f"{_MAIN}comments"}
    cells = {f"{_MAIN}v", f"{_MAIN}f", f"{_MAIN}t"} if told else set()
    within = set(tree.iter()) if tree.tag.endswith("}ThreadedComments") and name else set()
    for one in tree.iter():
        kind = one.tag.rpartition("}")[2]
        place = what.format(kind)
        mixed = any(part.tail and part.tail.strip() for part in one)
        if (
            one not in within
            and not told
            and len(one)
            and (mixed or kind in _PARAGRAPHS or one.tag == _DRAWN)
        ):
            pieces = tuple(one.itertext())
            within.update(one.iter())
            yield Said("".join(pieces), place, pieces=pieces)
        elif one not in within and one.text and one.tag not in cells:
            margin = one.tag.endswith(("Header", "Footer"))
            yield (
                Said(_MARGIN_CODE.sub("", one.text), place, pieces=(_MARGIN_CODE.sub(" ", one.text),))
                if margin
                else Said(one.text, place)
            )
        if one.tail and one.tail.strip() and one not in within:
            yield Said(one.tail, place)
        if one.tag != f"{_MAIN}sheet":
            # A pivot table keeps its own copy of what it was made from, each cell in a `v`.
            yield from (
                Said(value, f"part {name}", table=name, marginal=key != "v")
                for key, value in one.attrib.items()
            )
