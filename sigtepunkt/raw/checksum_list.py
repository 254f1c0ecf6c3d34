"""The list of a folder's checksums → each file's SHA-256, whatever wrote it: sha256sum, BSD, PowerShell.

Names lead nowhere: a file of the list lies in its own folder.
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
_TOLD = 5  # lines at fault told before the rest is only counted
_OTHERS = {32: "an MD5", 40: "a SHA-1", 96: "a SHA-384", 128: "a SHA-512"}
_PLAIN = re.compile(r"(?P<digest>\S+)\s+\*?(?P<name>\S.*)")
_TAGGED = re.compile(
    r"(?P<kind>[A-Za-z0-9-]+) \((?P<name>.+)\) = (?P<digest>[0-9A-Fa-f]+)"
)  # sha256sum --tag, BSD's sha256
_FIELD = re.compile(r"(Algorithm|Hash|Path)\s*:\s*(.*)")  # Get-FileHash | Format-List
_TABLE = re.compile(r"Algorithm\s+Hash\s+Path")  # Get-FileHash as PowerShell shows it
_RULE = re.compile(r"-+(\s+-+)+")
_CUT = ("...", "…")
_LED = re.compile(r"\.[\\/]")
Entry = tuple[int, str, str]  # line, name, digest


def read(path: Path, where: str) -> dict[str, str]:
    """Return the SHA-256 of every file named in the list at `path`, in lower-case digits, by name.

    Not the list's own.

    `where` is the list as a reader of the repository would write it. Raises Refused for a text in an
    encoding nobody
    tells, a line that names no file or no SHA-256, a name that leads out of the folder, and two checksums
    of one file.
    """
    try:
        lines = plain_text.as_written(path.read_bytes()).splitlines()
    except UnicodeDecodeError as error:
        raise Refused.of(
            f"the text is not UTF-8 at byte {error.start}", where, "UTF-8 or UTF-16", _REMEDY
        ) from error
    hashes: dict[str, str] = {}
    problems = []
    for line, name, digest in _entries(lines):
        wrong = _fault(line, name, digest, hashes)
        if wrong:
            problems.append(Problem(wrong[0], where, wrong[1], _REMEDY))
        elif name != path.name:
            hashes[name] = digest.lower()
    if problems:
        raise Refused(
            *problems[:_TOLD],
            *([Problem(f"and {len(problems) - _TOLD} more lines", where)] if len(problems) > _TOLD else []),
        )
    return hashes


def _fault(line: int, name: str, digest: str, others: dict[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with an entry and what is allowed; None where nothing is."""
    told = plain_text.told(name)
    if not name:
        return f"line {line} has no file name", FORM
    if hidden := plain_text.fault(name):
        return f"the name of a file, {told}: {hidden}", plain_text.ALLOWED
    if name.endswith(_CUT):
        return f"line {line}: the name {told!r} was cut short by the width of a window", FORM
    if re.search(r"[\\/]", name) or name in {".", ".."} or re.match("[A-Za-z]:", name):
        return (
            f"line {line}: {told!r} leads out of the folder or into another",
            "names of files in the folder itself, without a path",
        )
    return _fault_of_digest(line, told, digest, others.get(name, digest))


def _fault_of_digest(line: int, told: str, digest: str, other: str) -> tuple[str, str] | None:
    if not re.fullmatch("[0-9A-Fa-f]+", digest) or len(digest) != _DIGITS:
        kind = _OTHERS.get(len(digest), "no SHA-256")
        return (
            f"line {line}: what stands before {told!r} is {kind}",
            f"a SHA-256: {_DIGITS} digits from 0 to f",
        )
    if other.lower() != digest.lower():
        return f"line {line}: {told!r} has another checksum than in a line before", "one line per file"
    return None


def _entries(lines: list[str]) -> Iterator[Entry]:
    """Yield line number, name and digest of every entry.

    A line that says nothing of the kind is an entry without a name.
    """
    table, digest, path = False, "", (0, "")
    for number, whole in enumerate([*lines, ""], 1):
        line = whole.strip()
        if path[0] and line and whole[:1].isspace():  # a path that is longer than the window goes on below
            path = path[0], path[1] + line
            continue
        if path[0]:
            yield path[0], _last(path[1]), digest
            path = 0, ""
        if not line or _RULE.fullmatch(line):
            continue
        if _TABLE.fullmatch(line):
            table = True
        elif field := _FIELD.fullmatch(line):
            digest = field[2] if field[1] == "Hash" else digest
            path = (number, field[2]) if field[1] == "Path" else path
        elif table and len(cells := line.split(maxsplit=2)) == len(("Algorithm", "Hash", "Path")):
            yield number, _last(cells[2]), cells[1] if cells[0] == "SHA256" else ""
        elif found := _TAGGED.fullmatch(line) or _PLAIN.fullmatch(line):
            name = found["name"].strip()
            yield number, name[2:] if _LED.match(name) else name, found["digest"]
        else:
            yield number, "", ""


def _last(path: str) -> str:
    """Return the file's own name: PowerShell writes the whole path, of whatever machine it ran on."""
    return re.split(r"[\\/]", path.strip())[-1]
