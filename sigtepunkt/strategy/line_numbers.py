"""In which line of a TOML file a table or a key stands, which the parser does not tell. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from sigtepunkt.core.errors import Problem

_PLACE = re.compile(r"(?P<file>[^:]+): \[(?P<table>[^\]]+)\](?:\.(?P<path>.+))?")


def located(problem: Problem, text: str) -> Problem:
    """Return the problem with the line of its place in `text`, the file that `where` names."""
    match = _PLACE.fullmatch(problem.where)
    if not match:
        return problem
    path = (match["path"] or "").split(".") if match["path"] else []
    line = line_of(text, match["table"], path)
    if line is None:
        return problem
    return replace(problem, where=problem.where.replace(": ", f", line {line}: ", 1))


def line_of(text: str, table: str, path: list[str]) -> int | None:
    """Return the line, from 1, of `table`, or of the key that `path` leads to in it; None without the table.

    Where the last parts of a path cannot be told apart, the line of the part before is returned. A number in
    a path is an item of an array, counted from 0.
    """
    lines = text.split("\n")
    header = _header(lines, table, range(len(lines)))
    if header is None:
        return None
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
