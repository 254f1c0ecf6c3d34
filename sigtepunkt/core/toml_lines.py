"""In which line of a TOML file a table, a key or a fault stands, and how a line that is no TOML is written.

How it is written is said only where the line itself shows what was meant; else the parser's message stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem

_PLACE = re.compile(r"[^:]+: (?:the key )?(?:\[(?P<table>[^\]]+)\](?:\.|$))?(?P<path>.*)")
_ITEM = re.compile(r" no\. (\d+)")  # of an array, as messages name it: from 1
_AT = re.compile(r"\(at (?:line (?P<line>\d+), column \d+|end of document)\)")  # the parser's own words
# Texts that are no keys, and comments: what stands in them is not looked for.
_SAID = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*')(?!\s*[=.])|#.*""")
_HEADER = re.compile(r"""\s*\[+(?:[\w.\s-]|"[^"]*"|'[^']*')+\]+\s*(#.*)?$""")
_NAME = re.compile(r"\s*\[+(?P<name>[^\]\"'=,{]*)\]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.\s-]|[\w-]\s+[\w-]")
_DAY_FIRST = re.compile(r"=\s*(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})(?![\w-])")
_YEAR_FIRST = re.compile(r"=\s*(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?![\w-])")
_AS_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d$")  # whether or not there is such a day
_DAY_IN_WORDS = re.compile(r"=\s*\d{1,2}\.?\s+[^\W\d_]{3,}")
_MONTH = re.compile(r"=\s*(\d{4})-(\d{1,2})(?![\w-])")
_QUARTER = re.compile(r"=\s*(\d{4}Q[1-4])(?!\w)")
_DECIMAL = re.compile(r"=\s*([+-]?\d+),(\d+)\s*(?:[,}#]|$)")
HOW_A_NAME = "a name in [ ] holds a–z, 0–9, - and _ (write aa for å), or stands in quotation marks"
HOW_A_DAY = "a day is written 2026-08-18"


def not_toml(error: ValueError, content: bytes, where: str) -> Problem:
    """Return what the parser says of a file, with the line, and how that is written where the line shows it.

    `where` is the file for messages.
    """
    if isinstance(error, UnicodeDecodeError):
        return Problem(f"not UTF-8 at byte {error.start}", where, "UTF-8 text", "save it as UTF-8")
    match = _AT.search(str(error))
    if match is None:
        return Problem(f"not valid TOML: {error}", where, "TOML 1.0")
    text = plain_text.composed_text(content)
    number = int(match["line"] or text.rstrip().count("\n") + 1)
    line = text.split("\n")[number - 1]
    if hint := next(_hints(line, str(error)), ""):
        given = f"(found {plain_text.excerpt(line.strip())!r})"
        return Problem(f"not valid TOML: {hint} {given}", f"{where}:{number}")
    return Problem(f"not valid TOML: {error}", f"{where}:{number}", "TOML 1.0")


def _hints(line: str, said: str) -> Iterator[str]:
    """Yield how what the line shows is written; `said` is the parser's message."""
    bare = _SAID.sub("", line)
    if said.startswith(("Illegal character '\\n'", "Unterminated string")) and bare.count('"') == 1:
        yield "a quotation mark is missing at the end"
    if (match := _NAME.match(line)) and _NOT_IN_NAME.search(match["name"].strip()):
        yield HOW_A_NAME
    if match := _DAY_FIRST.search(bare):
        yield _day(match[3], match[2], match[1])
    if (match := _YEAR_FIRST.search(bare)) and not _AS_WRITTEN.search(match[0]):
        yield _day(match[1], match[2], match[3])
    if _DAY_IN_WORDS.search(bare):
        yield HOW_A_DAY
    if match := _MONTH.search(bare):
        yield f'a month stands in quotation marks: "{match[1]}-{match[2]:0>2}"'
    if match := _QUARTER.search(bare):
        yield f'a quarter stands in quotation marks: "{match[1]}"'
    if match := _DECIMAL.search(bare):
        yield f"a decimal is written with a point: {match[1]}.{match[2]}"


def _day(year: str, month: str, day: str) -> str:
    """Return how a day is written: the one that was typed, or an example where that is none or unclear."""
    full = len(year) == len("2026")
    try:
        return f"a day is written {dt.date(int(year), int(month), int(day))}" if full else HOW_A_DAY
    except ValueError:
        return HOW_A_DAY


def located(problem: Problem, path: Path) -> Problem:
    """Return the problem with the line of its place in the file at `path`, which its `where` names.

    A place is `file: [table].key` or `file: table.key`. A problem of the whole file is returned as it is.
    """
    match = _PLACE.fullmatch(problem.where)
    if not match or not path.is_file():
        return problem
    table, inside = (_ITEM.sub(lambda item: f".{int(item[1]) - 1}", part or "") for part in match.groups())
    keys = [part for part in f"{table}.{inside}".split(".") if part]
    line = line_of(plain_text.composed_text(path.read_bytes()), keys)
    return problem if line is None else replace(problem, where=problem.where.replace(": ", f":{line}: ", 1))


def line_of(text: str, keys: list[str]) -> int | None:
    """Return the line, from 1, of the table or the key that `keys` lead to; None where there is none.

    Where the last keys cannot be told apart, the line of the one before is returned. A number among keys is
    an item of an array, counted from 0.
    """
    lines = text.split("\n")
    if len(keys) > 1 and keys[1].isdecimal():
        begins = _tables_of(lines, keys[0], range(len(lines)))
        if int(keys[1]) < len(begins):
            return _line_within(lines, keys[0], keys[2:], begins[int(keys[1])])
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
    pattern = re.compile(rf"\s*\[\s*{_named(table)}\s*\]")
    return next((number for number in within if pattern.match(lines[number])), None)


def _until_other(lines: list[str], table: str, header: int) -> range:
    """Return the lines of a table and of the tables in it."""
    inner = re.compile(rf"\s*\[+\s*{_named(table)}\s*\.")
    after = range(header + 1, len(lines))
    ends = (number for number in after if _is_header(lines[number]) and not inner.match(lines[number]))
    return range(header, next(ends, len(lines)))


def _next_header(lines: list[str], start: int) -> int:
    after = range(start, len(lines))
    return next((number for number in after if _is_header(lines[number])), len(lines))


def _is_header(line: str) -> bool:
    return bool(_HEADER.match(line))


def _named(table: str) -> str:
    """Return the pattern of a table's name, each part of which may stand in quotation marks."""
    return r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in table.split("."))


def _key(lines: list[str], key: str, within: range) -> int | None:
    pattern = re.compile(rf"(?:^|[{{,\s])\"?{re.escape(key)}\"?\s*(?:=|\.)")
    return next((number for number in within if pattern.search(_SAID.sub("", lines[number]))), None)


def _item(lines: list[str], array: str, number: int, inside: range, own: range) -> int | None:
    """Return the line of an array's item: a table of its own, or the inline table of that number."""
    inline = range(inside.start - 1, inside.stop)
    begins = _tables_of(lines, array, own)
    begins = begins or [line for line in inline for _ in re.findall(r"\{", lines[line])]
    return begins[number] if number < len(begins) else None


def _tables_of(lines: list[str], array: str, within: range) -> list[int]:
    """Return where the tables of an array begin that have a header each."""
    header = re.compile(rf"\s*\[\[\s*{_named(array)}\s*\]\]")
    return [line for line in within if header.match(lines[line])]
