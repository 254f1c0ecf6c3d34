"""JSON with an object for each row, and JSON-stat, saved as services answer → header and rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused, abridged
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.readers.delimited_text import message_in
from sigtepunkt.raw.readers.jobindsats import parsed
from sigtepunkt.raw.readers.raw_table import Table
from sigtepunkt.strategy import Source

VALUE = "value"  # the column of a JSON-stat file's figures
_JSONSTAT = 'a JSON-stat dataset: "dimension" with ids and sizes, and "value"'


def read_records(source: Source, content: bytes, where: str) -> Table:
    """Return the table of a list of objects: a column for each key, and for each that stands beside the list.

    Rows are numbered from 2, as if the names stood in row 1. Raises Refused for anything else.
    """
    key = source.dialect.records
    allowed = f'{{"{key}": [{{…}}, …]}} in UTF-8' if key else "[{…}, …] in UTF-8"
    try:
        beside, records = _records(parsed(content), key)
    except (ValueError, TypeError) as error:
        raise _refusal(f"no list of objects: {error}", where, allowed, source.owner) from error
    names = list(dict.fromkeys([*beside, *(name for record in records for name in record)]))
    if len(names) * len(records) > size_limits.MOST_CELLS or len(names) > size_limits.MOST_COLUMNS:
        what = f"{len(names):,} different keys in {len(records):,} objects: more than is read here"
        raise Refused.of(what, where, f"at most {size_limits.MOST_CELLS:,} cells", f"ask {source.owner}")
    rows = [[_composed(record.get(name, beside.get(name))) for name in names] for record in records]
    return Table([plain_text.composed(name) for name in names], list(enumerate(rows, 2)))


def _records(answer: Any, key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what stands beside the list, and the list; raise TypeError saying what is wrong."""
    records, beside = answer, {}
    if key:
        if not isinstance(answer, dict) or key not in answer:
            keys = f" but {abridged(map(plain_text.excerpt, answer))}" if isinstance(answer, dict) else ""
            raise TypeError(f"it has no {key!r}{keys}{_said(answer)}")
        records = answer[key]
        beside = {
            name: value
            for name, value in answer.items()
            if name != key and not isinstance(value, list | dict)
        }
    if not isinstance(records, list):
        raise TypeError(f"it is no list{_said(records)}")
    for number, record in enumerate(records, 2):
        if not isinstance(record, dict):
            raise TypeError(f"row {number} is no object")
    return beside, records


def read_jsonstat(content: bytes, where: str, owner: str) -> Table:
    """Return the table of a JSON-stat dataset (1.x or 2.0): codes of every dimension, and `value`.

    Raises Refused for anything else, for sizes that do not fit, and for the message of a service's error.
    """
    try:
        return _dataset(parsed(content))
    except (ValueError, TypeError) as error:
        raise _refusal(f"no JSON-stat: {error}", where, _JSONSTAT, owner) from error


def _dataset(answer: Any) -> Table:
    if isinstance(answer, dict) and isinstance(answer.get("dataset"), dict):
        answer = answer["dataset"]
    dimension = answer.get("dimension") if isinstance(answer, dict) else None
    if not isinstance(dimension, dict):
        raise TypeError(f"it has no dimensions{_said(answer)}")
    ids, sizes = (answer.get(name, dimension.get(name)) for name in ("id", "size"))
    if not _are(ids, str) or not _are(sizes, int) or len(ids) != len(sizes):
        raise TypeError("its ids and sizes are not lists of the same length")
    cells = math.prod(sizes)
    if cells > size_limits.MOST_CELLS or min(sizes, default=1) < 1:
        raise ValueError(f"its sizes give {cells:,} cells; at most {size_limits.MOST_CELLS:,} are read")
    codes = [_codes(name, dimension.get(name), size) for name, size in zip(ids, sizes, strict=True)]
    values = _values(answer.get("value"), cells)
    rows = ([*key, value] for key, value in zip(product(*codes), values, strict=True))
    return Table([*ids, VALUE], list(enumerate(rows, 2)))


def _are(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(type(value) is kind for value in values)


def _codes(name: str, dimension: Any, size: int) -> Sequence[str]:
    """Return the codes of a dimension in the order of its figures."""
    category = dimension.get("category") if isinstance(dimension, dict) else None
    index = category.get("index") if isinstance(category, dict) else None
    if index is None and size == 1 and isinstance(category, dict):
        index = list(category.get("label") or ())
    if isinstance(index, Mapping):
        if sorted(index.values(), key=str) != sorted(range(size), key=str):
            raise ValueError(f"dimension {name!r} does not number its {size} codes from 0")
        index = sorted(index, key=index.__getitem__)
    if not isinstance(index, list) or len(index) != size or len(set(map(str, index))) != size:
        raise ValueError(f"dimension {name!r} has not {size} codes")
    return [plain_text.composed(str(code)) for code in index]


def _values(values: Any, cells: int) -> Iterator[Any]:
    if isinstance(values, dict):
        unknown = [key for key in values if not key.isdecimal() or int(key) >= cells]
        if unknown:
            raise ValueError(f"the figure {plain_text.excerpt(unknown[0])!r} is of no cell")
        return iter([values.get(str(cell)) for cell in range(cells)])
    if not isinstance(values, list) or len(values) != cells:
        length = len(values) if isinstance(values, list) else "no"
        raise ValueError(f"it has {length} figures, and {cells} cells")
    return iter(values)


def _refusal(fault: str, where: str, allowed: str, owner: str) -> Refused:
    step = f"fetch it again, and look at it before it is saved; or ask {owner}"
    return Refused.of(fault, where, allowed, step)


def _said(answer: Any) -> str:
    message = message_in(answer)
    return f"; it is a message{message}" if message else ""


def _composed(cell: Any) -> Any:
    return plain_text.composed(cell) if isinstance(cell, str) else cell
