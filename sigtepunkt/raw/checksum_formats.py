"""A folder's list of checksums, as written by sha256sum, BSD's sha256 or PowerShell → each file's SHA-256.

A name that leads out of the folder is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused

FORM = "one line per file: SHA-256, two spaces, name"
_REMEDY = "in the folder: sha256sum * > SHA256SUMS; on Windows see CONTRIBUTING, 'A new quarter'"
_DIGITS = 64
_SHOWN = 5  # faulty lines that are listed before the rest is only counted
_OTHER_KINDS = {32: "an MD5", 40: "a SHA-1", 96: "a SHA-384", 128: "a SHA-512"}
_PLAIN = re.compile(r"(?P<digest>\S+)\s+\*?(?P<name>\S.*)")
# sha256sum --tag, BSD's sha256
_TAGGED = re.compile(r"(?P<kind>[A-Za-z0-9-]+) \((?P<name>.+)\) = (?P<digest>[0-9A-Fa-f]+)")
_FIELD = re.compile(r"(Algorithm|Hash|Path)\s*:\s*(.*)")  # Get-FileHash | Format-List
_TABLE = re.compile(r"Algorithm\s+Hash\s+Path")  # Get-FileHash as PowerShell shows it
_RULE = re.compile(r"-+(\s+-+)+")
_CUT = ("...", "…")
_HERE = re.compile(r"\.[\\/]")
Entry = tuple[int, str, str]  # line, name, digest


def read(path: Path, where: str) -> dict[str, str]:
    """Return the SHA-256 of every file listed at `path` except the list itself, in lower case, by file name.

    `where` is the list's path for messages. Raises Refused for a text that is not UTF-8 or UTF-16, a line
    without a file name or a SHA-256, a name that leads out of the folder, and two checksums of one file.
    """
    try:
        lines = plain_text.decode_unicode(path.read_bytes()).splitlines()
    except UnicodeDecodeError as error:
        what = f"the text is not UTF-8 at byte {error.start}"
        raise Refused.of(what, where, "UTF-8 or UTF-16", _REMEDY) from error
    hashes: dict[str, str] = {}
    problems = []
    for line, name, digest in _entries(lines):
        if fault := _fault(line, name, digest, hashes):
            problems.append(Problem(fault[0], where, fault[1], _REMEDY))
        elif name != path.name:
            hashes[name] = digest.lower()
    if more := len(problems[_SHOWN:]):
        problems[_SHOWN:] = [Problem(f"and {more} more lines", where)]
    if problems:
        raise Refused(*problems)
    return hashes


def _fault(line: int, name: str, digest: str, others: dict[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with an entry and what is allowed, or None. `others`: the digests read so far."""
    shown = plain_text.excerpt(name)
    if not name:
        return f"line {line} has no file name", FORM
    if invisible := plain_text.fault(name):
        return f"the name of a file, {shown}: {invisible}", plain_text.ALLOWED
    if name.endswith(_CUT):
        return f"line {line}: the name {shown!r} was cut short by the width of a window", FORM
    if re.search(r"[\\/]", name) or name in {".", ".."} or re.match("[A-Za-z]:", name):
        what = f"line {line}: {shown!r} leads out of the folder or into another"
        return what, "names of files in the folder itself, without a path"
    return _digest_fault(line, shown, digest, others.get(name, digest))


def _digest_fault(line: int, shown: str, digest: str, earlier: str) -> tuple[str, str] | None:
    if not re.fullmatch("[0-9A-Fa-f]+", digest) or len(digest) != _DIGITS:
        what = f"line {line}: what stands before {shown!r} is {_OTHER_KINDS.get(len(digest), 'no SHA-256')}"
        return what, f"a SHA-256: {_DIGITS} digits from 0 to f"
    if earlier.lower() != digest.lower():
        return f"line {line}: {shown!r} has another checksum than in a line before", "one line per file"
    return None


def _entries(lines: list[str]) -> Iterator[Entry]:
    """Yield line number, name and digest of every entry; a line of no known form has no name."""
    in_table, digest, path = False, "", (0, "")
    for number, text in enumerate([*lines, ""], 1):
        line = text.strip()
        if path[0] and line and text[:1].isspace():  # PowerShell continues a long path on the next line
            path = path[0], path[1] + line
            continue
        if path[0]:
            yield path[0], _file_name(path[1]), digest
            path = 0, ""
        if not line or _RULE.fullmatch(line):
            continue
        if _TABLE.fullmatch(line):
            in_table = True
        elif field := _FIELD.fullmatch(line):
            digest = field[2] if field[1] == "Hash" else digest
            path = (number, field[2]) if field[1] == "Path" else path
        elif in_table and len(cells := line.split(maxsplit=2)) == len(("Algorithm", "Hash", "Path")):
            yield number, _file_name(cells[2]), cells[1] if cells[0] == "SHA256" else ""
        elif match := _TAGGED.fullmatch(line) or _PLAIN.fullmatch(line):
            name = match["name"].strip()
            yield number, name[2:] if _HERE.match(name) else name, match["digest"]
        else:
            yield number, "", ""


def _file_name(path: str) -> str:
    """Return the last part of a path; PowerShell writes the whole path of the machine it ran on."""
    return re.split(r"[\\/]", path.strip())[-1]
