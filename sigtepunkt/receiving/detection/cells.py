"""What a single cell seems to be: a number, a period, a sign for nothing, an area. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sigtepunkt.raw.readers import period_spelling
from sigtepunkt.raw.readers.raw_table import is_empty
from sigtepunkt.strategy import Dialect

_NUMBER = re.compile(
    r"[-−]?\d{1,3}(?:[.,' \u00a0\u202f]?\d+)*(?:[.,]\d+)?[ \u00a0]?%?|[-−]?\d+(?:[.,]\d+)?[ \u00a0]?%?"
)
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_LONGEST_SIGN = 4
FORMS = (
    "{name}",
    "{code} {name}",
    "{name} Kommune",
    "{name} kommune",
    "{code} - {name}",
    "{code}: {name}",
    "{name} ({code})",
)
_ENGLISH = {"All Denmark": "land", "Denmark": "land", "Copenhagen": "København"}
PERIODS = (
    Dialect(),
    Dialect(periods="words"),
    *(Dialect(periods="dates", dates=length) for length in ("month", "quarter", "year")),
)


def text(cell: Any) -> str:
    """Return a cell as readers write keys: whole numbers without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def is_number(cell: Any) -> bool:
    """Return whether a cell is a number, or a text that some office writes a number like."""
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or bool(isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()))


def is_sign(cell: Any) -> bool:
    """Return whether a cell is so short, and without digits, that it may be a sign for nothing."""
    return (
        isinstance(cell, str)
        and 0 < len(cell.strip()) <= _LONGEST_SIGN
        and not any(letter.isdigit() for letter in cell)
    )


def is_period(cell: Any) -> bool:
    """Return whether a cell is a period in any dialect; of plain numbers, years of three centuries are."""
    if is_empty(cell) or isinstance(cell, bool):
        return False
    spelt = text(cell)
    if spelt.isdecimal():
        return bool(_YEAR.fullmatch(spelt))
    return any(period_spelling.code(dialect, spelt) for dialect in PERIODS[1:3])


def spells_periods(cells: Iterable[Any]) -> list[Dialect]:
    """Return the dialects in which every one of these cells is a period, plainest first."""
    spelt = list(dict.fromkeys(text(cell) for cell in cells))
    return [dialect for dialect in PERIODS if all(period_spelling.code(dialect, each) for each in spelt)]


def area_form(names: Collection[str], codes: Mapping[str, str]) -> tuple[str, dict[str, str], list[str]]:
    """Return the form in which most of these names are areas, aliases for others, and those nobody knows.

    `codes` maps every declared spelling to its code.
    """
    best = max(FORMS, key=lambda form: len(_known(Dialect(area_form=form), names, codes)))
    known = _known(Dialect(area_form=best), names, codes)
    nation = next((code for spelling, code in codes.items() if spelling == "Hele landet"), "")
    aliases = {}
    for name in names:
        meaning = _ENGLISH.get(name, "")
        code = nation if meaning == "land" else codes.get(meaning, "")
        if name not in known and code:
            aliases[name] = code
    return best, aliases, [name for name in names if name not in known and name not in aliases]


def _known(dialect: Dialect, names: Iterable[str], codes: Mapping[str, str]) -> set[str]:
    known = set()
    for name in names:
        code, spelling = dialect.area(name)
        if name in codes or (codes.get(code) == code if code else spelling in codes):
            known.add(name)
    return known
