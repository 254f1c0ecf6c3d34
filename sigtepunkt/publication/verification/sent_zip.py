"""A zip file that somebody sent: looked at without unpacking, refused where it could say one thing here and another elsewhere."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.plain_text import told

LARGEST = 1 << 28  # bytes a zip may unpack to: many times a quarter's pages
_LOCAL = struct.Struct(
    "<4s5H3I2H"
)  # the header before each file in a zip; the lengths of name and extra stand last
_END = 22  # bytes of what ends a zip without a comment
_LENGTHS_BEHIND = (
    0x08  # the flag of a file whose checksum and lengths stand behind it, with a mark of their own or without
)


def read(path: Path, paper: str) -> tuple[dict[str, str], bytes]:
    """Return the SHA-256 of every file in a zip by name, from the folder its `paper` lies in, and that file. Nothing is unpacked.

    A file outside that folder has a name that begins with a stroke. Raises Refused for a zip that cannot be read or trusted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            fault = _fault(archive, names, paper) or _hidden(archive, path)
            if fault:
                raise Refused.of(
                    fault, path.name, f"one published quarter with its {paper}", "ask the sender for another"
                )
            top = min(
                (name for name in names if PurePosixPath(name).name == paper),
                key=lambda name: name.count("/"),
            )
            home = top.removesuffix(paper)
            digests = {}
            for name, entry in names.items():
                with archive.open(entry) as file:
                    digests[name.removeprefix(home) if name.startswith(home) else f"/{name}"] = (
                        checksum.of_stream(file)
                    )
            return digests, archive.read(top)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused.of(
            f"cannot be read as a zip file: {told(str(error))}",
            path.name,
            f"a folder or zip file with {paper} in it",
            "ask the sender for another",
        ) from error


def _fault(archive: zipfile.ZipFile, names: Mapping[str, zipfile.ZipInfo], paper: str) -> str:
    """Return what keeps a zip from being trusted to say one thing wherever it is unpacked; nothing where it can be."""
    entries = archive.infolist()
    for name in names:
        if (
            "\\" in name
            or ":" in name
            or not name.isprintable()
            or any(part in {"", ".", ".."} for part in name.split("/"))
        ):
            return f"it has a file with an odd name: {told(name)}"
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        return "it has two files of the same name"
    if sum(entry.file_size for entry in entries) > LARGEST:
        return "it unpacks to more than a publication can be"
    depths = sorted(name.count("/") for name in names if PurePosixPath(name).name == paper)
    if not depths:
        return f"there is no {paper} in it"
    return f"it has more than one {paper}" if depths[:2] == [depths[0], depths[0]] else ""


def _hidden(archive: zipfile.ZipFile, path: Path) -> str:
    """Return in words that a zip holds bytes which are in none of its files: before, between or after them; nothing where it does not.

    Some program may read those bytes as something else than what was looked at here.
    """
    end = 0
    with path.open("rb") as file:
        for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
            file.seek(entry.header_offset)
            header = file.read(_LOCAL.size)
            if entry.header_offset != end or len(header) < _LOCAL.size:
                return "it has bytes that belong to none of its files"
            name, extra = _LOCAL.unpack(header)[-2:]
            end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
            if entry.flag_bits & _LENGTHS_BEHIND:
                file.seek(end)
                end += 16 if file.read(4) == b"PK\x07\x08" else 12
        file.seek(archive.start_dir)
        after = file.read()
    whole = after.startswith(b"PK\x01\x02") and after.rfind(b"PK\x05\x06") == len(after) - _END
    return (
        ""
        if whole and archive.start_dir == end and not archive.comment
        else "it has bytes that belong to none of its files"
    )
