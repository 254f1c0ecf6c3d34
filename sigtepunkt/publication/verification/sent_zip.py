"""Reads a zip file that somebody sent, not unpacking it; refuses what programs could read differently."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.plain_text import excerpt

LARGEST = 1 << 28  # bytes a zip may unpack to: many times a quarter's pages
# The header before each file in a zip, of which the lengths of name and extra field are last.
_LOCAL = struct.Struct("<4s5H3I2H")
_END = 22  # bytes of what ends a zip without a comment
# The flag of a file that is followed by its checksum and lengths, with a signature of their own or without.
_LENGTHS_BEHIND = 0x08


def read(path: Path, manifest_name: str) -> tuple[dict[str, str], bytes]:
    """Return the SHA-256 of a zip's files, by path from the folder of the manifest, and that file.

    The path of a file outside that folder begins with a slash. Raises Refused for a zip that cannot be read
    or trusted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            fault = _fault(archive, entries, manifest_name) or _hidden(archive, path)
            if fault:
                allowed = f"one published quarter with its {manifest_name}"
                raise Refused.of(fault, path.name, allowed, "ask the sender for another")
            top = min(_named(entries, manifest_name), key=_depth)
            folder = top.removesuffix(manifest_name)
            digests = {}
            for name, entry in entries.items():
                with archive.open(entry) as file:
                    short = name.removeprefix(folder) if name.startswith(folder) else f"/{name}"
                    digests[short] = checksum.of_stream(file)
            return digests, archive.read(top)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        fault = f"cannot be read as a zip file: {excerpt(str(error))}"
        allowed = f"a folder or zip file with {manifest_name} in it"
        raise Refused.of(fault, path.name, allowed, "ask the sender for another") from error


def _named(names: Iterable[str], file_name: str) -> list[str]:
    return [name for name in names if PurePosixPath(name).name == file_name]


def _depth(name: str) -> int:
    return name.count("/")


def _fault(archive: zipfile.ZipFile, names: Collection[str], manifest_name: str) -> str:
    """Return why a zip cannot be trusted to be the same wherever it is unpacked; empty where it can."""
    for name in names:
        odd = "\\" in name or ":" in name or not name.isprintable()
        if odd or not {"", ".", ".."}.isdisjoint(name.split("/")):
            return f"it has a file with an odd name: {excerpt(name)}"
    entries = archive.infolist()
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        return "it has two files of the same name"
    if sum(entry.file_size for entry in entries) > LARGEST:
        return "it unpacks to more than a publication can be"
    depths = sorted(map(_depth, _named(names, manifest_name)))
    if not depths:
        return f"there is no {manifest_name} in it"
    return f"it has more than one {manifest_name}" if depths.count(depths[0]) > 1 else ""


def _hidden(archive: zipfile.ZipFile, path: Path) -> str:
    """Return in words that a zip holds bytes before, between or after its files; empty where it does not.

    Some program may read those bytes as something else than what is verified here.
    """
    fault, end = "it has bytes that belong to none of its files", 0
    with path.open("rb") as file:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
            file.seek(entry.header_offset)
            header = file.read(_LOCAL.size)
            if entry.header_offset != end or len(header) < _LOCAL.size:
                return fault
            name, extra = _LOCAL.unpack(header)[-2:]
            end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
            if entry.flag_bits & _LENGTHS_BEHIND:
                file.seek(end)
                end += 16 if file.read(4) == b"PK\x07\x08" else 12
        file.seek(archive.start_dir)
        directory = file.read()
    ends_there = (
        directory.startswith(b"PK\x01\x02") and directory.rfind(b"PK\x05\x06") == len(directory) - _END
    )
    return "" if ends_there and archive.start_dir == end and not archive.comment else fault
