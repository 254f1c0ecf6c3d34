"""Declarations written into a TOML file without touching what a person wrote there. Pure.

Lines are put in, never reordered; what is written is read again, and has to say exactly what was asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 110  # characters of a line, before a list is broken into several
_TABLE = re.compile(r"\s*\[")


def with_keys(text: str, table: str, keys: Mapping[str, Any], where: str) -> str:
    """Return a file of tables with these keys in `table`, which is made at the end where there is none.

    A key that has a value already gets the new one; a value that is a mapping becomes a table of its own.
    Raises Refused where the file is laid out so that the keys cannot be put in.
    """
    wanted = parsed(text, where)
    wanted[table] = _merged(wanted.get(table, {}), keys)
    lines = text.replace("\r\n", "\n").split("\n")
    plain = {name: value for name, value in keys.items() if not isinstance(value, Mapping)}
    lines = _with_table(lines, (table,), plain)
    for name, inner in keys.items():
        if isinstance(inner, Mapping):
            lines = _with_table(lines, (table, name), inner)
    changed = "\n".join(lines)
    if parsed(changed, where) != wanted:
        step = f"write it by hand: {'; '.join(_line(name, value) for name, value in keys.items())}"
        raise Refused.of(f"[{table}] is written so that keys cannot be put in", where, next_step=step)
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed


def written(table: str, keys: Mapping[str, Any]) -> list[str]:
    """Return the lines that declare these keys of a table, as a person would write them."""
    lines = with_keys("", table, keys, "")
    return [line for line in lines.split("\n") if line]


def with_whole_table(text: str, table: str, keys: Mapping[str, Any], where: str) -> str:
    """Return a file of tables in which `table` has these keys and no others, in its place or at the end.

    Raises Refused where the file is laid out so that the table cannot be put in.
    """
    wanted = {**parsed(text, where), table: dict(keys)}
    lines = text.replace("\r\n", "\n").split("\n")
    place = _place(lines, (table,))
    if place is not None:
        lines = [*lines[: place + 1], *lines[_end(lines, place) :]]
    changed = "\n".join(_with_table(lines, (table,), keys))
    if parsed(changed, where) != wanted:
        step = f"write the table [{_key(table)}] by hand"
        raise Refused.of(f"[{table}] is written so that it cannot be replaced", where, next_step=step)
    return changed.replace("\n", "\r\n") if "\r\n" in text else changed


def parsed(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a TOML file; raise Refused where it is none. `where` is its path for messages."""
    try:
        return plain_text.parse_toml(text.encode())
    except ValueError as error:
        raise Refused.of(f"not valid TOML: {error}", where, "TOML 1.0") from error


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    changed = {
        name: {**old.get(name, {}), **value} if isinstance(value, Mapping) else value
        for name, value in new.items()
    }
    return {**old, **changed}


def _with_table(lines: list[str], path: tuple[str, ...], keys: Mapping[str, Any]) -> list[str]:
    """Return the lines with these keys in the table at `path`; a new one follows the table that holds it."""
    place = _place(lines, path)
    if place is None:
        head = f"[{'.'.join(map(_key, path))}]"
        outer = _place(lines, path[:-1]) if len(path) > 1 else None
        end = _end(lines, outer) if outer is not None else len(_trimmed(lines))
        between = [""] if end else []
        written = [*between, head, *(_line(name, value) for name, value in keys.items())]
        rest = lines[end:] if any(line.strip() for line in lines[end:]) else [""]
        return [*lines[:end], *written, *rest]
    end = _end(lines, place)
    body, added = list(lines[place + 1 : end]), []
    for name, value in keys.items():
        start = re.compile(rf"\s*{re.escape(_key(name))}\s*=")
        at = next((index for index, line in enumerate(body) if start.match(line)), None)
        if at is None:
            added.append(_line(name, value))
        else:
            body[at] = _line(name, value) + _comment(body[at])
    return [*lines[: place + 1], *body, *added, *lines[end:]]


def _place(lines: list[str], path: tuple[str, ...]) -> int | None:
    """Return the index of a table's head."""
    names = (
        rf"(?:{re.escape(_key(name))}|{re.escape(json.dumps(name, ensure_ascii=False))})" for name in path
    )
    dotted = r"\s*\.\s*".join(names)
    head = re.compile(rf"\s*\[\s*{dotted}\s*\]\s*(?:#.*)?")
    return next((index for index, line in enumerate(lines) if head.fullmatch(line)), None)


def _end(lines: list[str], place: int) -> int:
    """Return where a table's own lines end: before the next table, and before what is said of that one."""
    following = (
        index
        for index in range(place + 1, len(lines))
        if _TABLE.match(lines[index]) and "=" not in lines[index]
    )
    end = next(following, len(lines))
    return place + len(_trimmed(lines[place:end]))


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without the empty ones and comments at their end."""
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines = lines[:-1]
    return lines


def _comment(line: str) -> str:
    """Return the comment after a value, where nothing in the value looks like one."""
    value, sign, comment = line.partition("#")
    return f"  #{comment}" if sign and value.count('"') % 2 == 0 else ""


def _line(name: str, value: Any) -> str:
    line = f"{_key(name)} = {_value(value)}"
    if isinstance(value, list | tuple) and len(line) > _WIDTH:
        inner = "".join(f"    {_value(each)},\n" for each in value)
        return f"{_key(name)} = [\n{inner}]"
    return line


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {_value(each)}" for name, each in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return f"[{', '.join(map(_value, value))}]"
