"""Numbers, dates and lists as a Danish reader expects them. The only door to Babel."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

LOCALE = "da_DK"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
MISSING = "–"
# Units whose singular differs from the plural; others, such as besøg, point and forløb, have one form.
_SINGULAR = {
    "ansatte": "ansat",
    "boliger": "bolig",
    "borgere": "borger",
    "børn": "barn",
    "dage": "dag",
    "elever": "elev",
    "fuldtidspersoner": "fuldtidsperson",
    "husstande": "husstand",
    "indbyggere": "indbygger",
    "klasser": "klasse",
    "måneder": "måned",
    "personer": "person",
    "pladser": "plads",
    "sager": "sag",
    "stemmer": "stemme",
    "timer": "time",
    "uger": "uge",
    "unge": "ung",
    "virksomheder": "virksomhed",
}

_SEPARATORS = str.maketrans({",": ".", ".": ","})
_WORDS = ("", "", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


def number(value: float | None, decimals: int = 0, *, signed: bool = False) -> str:
    """Return `value` with Danish separators, a true minus and `decimals` decimals; a dash when it is missing.

    Halves are rounded away from zero, as readers expect of 0,5. With `signed`, a positive number has a plus.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    amount = rounded(value, decimals)
    text = f"{abs(amount):,f}".translate(_SEPARATORS)  # Babel writes the same, and takes six times as long
    if amount < 0:
        return MINUS + text
    return f"+{text}" if signed and amount > 0 else text


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Return a finite `value` as pages round it: halves away from zero, and zero without a sign."""
    amount = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return amount or abs(amount)


def quantity(value: float | None, unit: str, decimals: int = 0, *, signed: bool = False) -> str:
    """Return `value` with its unit, kept together on one line: `1,9 %`, `48.578 personer`, `0,1 elev`.

    What is more than nothing and at most one is singular.
    """
    text = number(value, decimals, signed=signed)
    if value is not None and math.isfinite(value) and 0 < abs(rounded(value, decimals)) <= 1:
        unit = singular(unit)
    return text if text == MISSING or not unit else f"{text}{NO_BREAK}{unit}"


def singular(unit: str) -> str:
    """Return a unit as it stands after 1: `elev pr. klasse`; units with one form are returned as they are."""
    first, space, rest = unit.partition(" ")
    return f"{_SINGULAR.get(first, first)}{space}{rest}"


def date(day: dt.date) -> str:
    """Return `31. maj 2026`."""
    from babel.dates import format_date

    return str(format_date(day, format="d. MMMM y", locale=LOCALE))


def month_name(month: int, *, short: bool = False) -> str:
    """Return the Danish name of month 1-12, abbreviated to three letters with `short`."""
    from babel.dates import get_month_names

    name = str(get_month_names("wide", locale=LOCALE)[month])
    return name[:3] if short else name


def genitive(name: str) -> str:
    """Return the possessive of a name: Hedensteds, Horsens'."""
    return f"{name}'" if name[-1:].lower() in {"s", "x", "z"} else f"{name}s"


def listed(items: Sequence[str]) -> str:
    """Return `a`, `a og b`, or `a, b og c`."""
    *first, last = items or [""]
    return f"{', '.join(first)} og {last}" if first else last


def counted(count: int, singular: str, plural: str) -> str:
    """Return `1 indikator`, `41 indikatorer`."""
    return f"{number(count)}{NO_BREAK}{singular if count == 1 else plural}"


def in_words(count: int) -> str:
    """Return a count as it stands in prose: `tre`, `12`; from two to ten in words."""
    return _WORDS[count] if 1 < count < len(_WORDS) else number(count)


def alphabetical(text: str) -> tuple[str, str]:
    """Return a Danish index's sort key: æ, ø and å (or aa) last; case, accents and punctuation ignored."""
    lower = unicodedata.normalize("NFC", text).lower().replace("aa", "å")
    ordered = lower.translate(str.maketrans("æäøöå", "{{||}"))  # what follows z in ASCII
    letters = unicodedata.normalize("NFKD", ordered)
    return "".join(letter for letter in letters if letter.isalnum() or letter in " {|}"), text


def sentence(text: str) -> str:
    """Return `text` with one full stop at its end: its last word may be an abbreviation (`kr.`)."""
    return text if text.endswith(".") else f"{text}."


def capitalised(text: str) -> str:
    """Return `text` with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]
