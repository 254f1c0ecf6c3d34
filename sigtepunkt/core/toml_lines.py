"""In which line of a TOML file a table or a key stands, which the parser does not tell."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem

_PLACE = re.compile(r"[^:]+: (?:\[(?P<table>[^\]]+)\](?:\.|$))?(?P<path>.*)")


def located(problem: Problem, path: Path) -> Problem:
    """Return the problem with the line of its place in the file at `path`, which its `where` names.

    A place is `file: [table].key` or `file: table.key`. A problem of the whole file is returned as it is.
    """
    match = _PLACE.fullmatch(problem.where)
    if not match or not path.is_file():
        return problem
    keys = [part for part in (match["table"], *match["path"].split(".")) if part]
    line = line_of(plain_text.composed_text(path.read_bytes()), keys)
    return problem if line is None else replace(problem, where=problem.where.replace(": ", f":{line}: ", 1))


def line_of(text: str, keys: list[str]) -> int | None:
    """Return the line, from 1, of the table or the key that `keys` lead to; None where there is none.

    Where the last keys cannot be told apart, the line of the one before is returned. A number among keys is
    an item of an array, counted from 0.
    """
    lines = text.split("\n")
    for depth in range(1, len(keys) + 1):
        table, path = ".".join(keys[:depth]), keys[depth:]
        header = _header(lines, table, range(len(lines)))
        if header is not None:
            return _line_within(lines, table, path, header)
    key = _key(lines, keys[0], range(_next_header(lines, 0))) if keys else None
    return None if key is None else key + 1


def _line_within(lines: list[str], table: str, path: list[str], header: int) -> int:
    own = _until_other(lines, table, header)
    place, inside = header, range(header + 1, own.stop)
    for depth, part in enumerate(path):
        step = _header(lines, ".".join([table, *path[: depth + 1]]), own)
        if step is not None:
            place, inside = step, range(step + 1, _next_header(lines, step + 1))
            continue
        if part.isdecimal():
            step = _item(lines, ".".join([table, *path[:depth]]), int(part), inside, own)
        else:
            step = _key(lines, part, range(place, inside.stop))
        if step is None:
            break
        place, inside = step, range(step + 1, inside.stop)
    return place + 1


def _header(lines: list[str], table: str, within: range) -> int | None:
    pattern = re.compile(rf"\s*\[\s*\"?{re.escape(table)}\"?\s*\]")
    return next((number for number in within if pattern.match(lines[number])), None)


def _until_other(lines: list[str], table: str, header: int) -> range:
    """Return the lines of a table and of the tables in it."""
    inner = re.compile(rf"\s*\[+\s*\"?{re.escape(table)}\"?\.")
    after = range(header + 1, len(lines))
    ends = (number for number in after if _is_header(lines[number]) and not inner.match(lines[number]))
    return range(header, next(ends, len(lines)))


def _next_header(lines: list[str], start: int) -> int:
    after = range(start, len(lines))
    return next((number for number in after if _is_header(lines[number])), len(lines))


def _is_header(line: str) -> bool:
    return bool(re.match(r"\s*\[+\s*[\w\".-]+\s*\]+\s*(#.*)?$", line))


def _key(lines: list[str], key: str, within: range) -> int | None:
    pattern = re.compile(rf"(?:^|[{{,\s])\"?{re.escape(key)}\"?\s*(?:=|\.)")
    return next((number for number in within if pattern.search(lines[number])), None)


def _item(lines: list[str], array: str, number: int, inside: range, own: range) -> int | None:
    """Return the line of an array's item: a table of its own, or the inline table of that number."""
    header = re.compile(rf"\s*\[\[\s*{re.escape(array)}\s*\]\]")
    begins = [line for line in own if header.match(lines[line])]
    inline = range(inside.start - 1, inside.stop)
    begins = begins or [line for line in inline for _ in re.findall(r"\{", lines[line])]
    return begins[number] if number < len(begins) else None
