"""What a zip file says: the workbook it is, or the files in it. `file_texts` reads what is not zipped."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from sigtepunkt.core import plain_text
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.personal_data import xml_texts
from sigtepunkt.raw.personal_data.xml_texts import FileText

MOST_BYTES = 250_000_000  # what unpacks to more is no delivery of figures
_MOST_ENTRIES = 10_000
_DEEPEST = 4  # archives within archives
_CHUNK = 1 << 20
_END, _DESCRIPTOR = b"PK\x05\x06", 24  # what ends a zip file; the most bytes that may follow an entry
_PIXELS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
# What zipfile and the decompressors raise for a file that is damaged, locked or of another kind.
_DAMAGES = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,  # includes NotImplementedError
    ValueError,
    OverflowError,
    EOFError,
    OSError,
)


@dataclass(frozen=True)
class Unreadable:
    """What of a file cannot be read here, and its place in it."""

    what: str
    place: str


@dataclass
class Budget:
    """How many bytes the archives of one file may still unpack to, together."""

    left: int = field(default_factory=lambda: MOST_BYTES)


Read = Callable[[str, bytes], Iterator[FileText | Unreadable]]


def package(content: bytes, read: Read, budget: Budget, depth: int = 0) -> Iterator[FileText | Unreadable]:
    """Yield what a workbook or another zip file says, sheet by sheet, then everything else in it.

    `read` reads an entry that is not XML, by name and content. What cannot be opened, or is too much, is
    Unreadable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _archive(archive, content, read, budget, depth)
    except _DAMAGES as error:
        yield Unreadable(f"a damaged zip file or workbook ({type(error).__name__})", "")


def _archive(
    archive: zipfile.ZipFile, content: bytes, read: Read, budget: Budget, depth: int
) -> Iterator[FileText | Unreadable]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    budget.left -= sum(entry.file_size for entry in entries)
    if depth > _DEEPEST:
        yield Unreadable(f"a zip file within zip files, more than {_DEEPEST} deep", "")
        return
    if budget.left < 0 or len(entries) > _MOST_ENTRIES:
        most = f"{MOST_BYTES // 1_000_000} MB or {_MOST_ENTRIES} files"
        yield Unreadable(f"a zip file or workbook that unfolds to more than {most}", "")
        return
    if _holds_more(archive, content):
        yield Unreadable("a zip file or workbook that holds more than its list of entries says", "")
    yield FileText(archive.comment.decode("utf-8", errors="replace"), "the zip file's comment")
    if start := min((entry.header_offset for entry in archive.infolist()), default=0):
        yield from read("what stands before the zip file", content[:start])
    for entry in archive.infolist():
        yield FileText(entry.filename, f"the name of {entry.filename}")
        yield FileText(entry.comment.decode("utf-8", errors="replace"), f"{entry.filename}, its comment")
    parts: list[tuple[str, bytes]] = []
    for entry in entries:
        try:
            parts.append((entry.filename, _unpacked(archive, entry)))
        except _DAMAGES as error:
            locked = entry.flag_bits & 1
            what = "an entry under a password" if locked else f"a damaged entry ({type(error).__name__})"
            yield Unreadable(what, entry.filename)
    # Each element takes much more memory than it has bytes.
    if sum(part.count(b"<") for _, part in parts) > size_limits.MOST_TAGS:
        yield Unreadable(f"a zip file or workbook of more than {size_limits.MOST_TAGS:,} elements", "")
        return
    yield from _parts(parts, read)


def _holds_more(archive: zipfile.ZipFile, content: bytes) -> bool:
    """Return whether the list of entries is shorter than it says, or something lies between the entries."""
    listed = archive.infolist()
    (announced,) = struct.unpack_from("<H", content, content.rfind(_END) + 10)
    if announced not in {len(listed), len(listed) % 0x10000, 0xFFFF}:
        return True
    end = min((entry.header_offset for entry in listed), default=archive.start_dir)
    for entry in sorted(listed, key=lambda entry: entry.header_offset):
        if entry.header_offset - end > _DESCRIPTOR:
            return True
        name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
        end = max(end, entry.header_offset + 30 + name + extra + entry.compress_size)
    return archive.start_dir - end > _DESCRIPTOR


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return an entry, never more than it says it is, however much more is packed in it."""
    with archive.open(entry) as opened:
        return b"".join(iter(lambda: opened.read(_CHUNK), b""))


def _parts(parts: list[tuple[str, bytes]], read: Read) -> Iterator[FileText | Unreadable]:
    trees: dict[str, ET.Element] = {}
    is_office = any(name == "[Content_Types].xml" for name, _ in parts)
    for name, part in parts:
        may_be_xml = part[:1] in b"<\xef\xfe\xff\0 \t\r\n"
        start = plain_text.decode(part[:_CHUNK]).lstrip("\ufeff \t\r\n") if may_be_xml else ""
        tree = xml_texts.parsed(part) if start.startswith("<") else None
        if tree is not None and name not in trees:
            trees[name] = tree
            yield from xml_texts.comments_in(part, f"part {name}")
        elif is_office and _is_machinery(name, part):
            yield FileText(part.decode("latin-1"), f"plain text in {name}")
        else:
            yield from (_within(name, item) for item in read(name, part))
    yield from xml_texts.office_texts(trees)


def _within(name: str, item: FileText | Unreadable) -> FileText | Unreadable:
    place = f"{name}: {item.place}" if item.place else name
    if isinstance(item, Unreadable):
        return replace(item, place=place)
    return replace(item, place=place, table=f"{name} {item.table}")


def _is_machinery(name: str, part: bytes) -> bool:
    """Return whether a part of a workbook is printer settings or a picture: searched, never refused."""
    return part.startswith(_PIXELS) or bool(re.search(r"(?:^|/)printerSettings/[^/]*\.bin$", name))
