"""Periods as a dialect spells them → the codes that every reader of figures knows. Pure."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from sigtepunkt.core.period import FORMS, MONTH, QUARTER, YEAR, Period, hint, meant
from sigtepunkt.strategy import Dialect

_LENGTHS = {"month": MONTH, "quarter": QUARTER, "year": YEAR}
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(?P<day>\d\d?)(?P<sign>[-./])(?P<month>\d\d?)(?P=sign)(?P<year>\d{4})")
_WORDS = "2. kvt. 2026, juli 2026, Q2 2026"
_DATES = "31-12-2026, 31.12.2026 or 2026-12-31"


def code(dialect: Dialect, text: str) -> str | None:
    """Return the code of the period that a text spells in this dialect, None for any other text.

    A period that is a code already is returned as it stands, except where the dialect says that dates are.
    """
    if dialect.dates is not None:
        return _of_date(text.strip(), _LENGTHS[dialect.dates])
    if _is_code(text):
        return text
    return (meant(text) or None) if dialect.periods == "words" else None


def allowed(dialect: Dialect) -> str:
    """Return how periods may be written in this dialect."""
    if dialect.periods == "dates":
        return f"a date of the calendar, such as {_DATES}"
    return f"{FORMS}, or {_WORDS}" if dialect.periods == "words" else FORMS


def next_step(dialect: Dialect, text: str) -> str:
    """Return what to declare so that a text of another form is read; "" where nothing would do it."""
    if dialect.periods == "codes" and meant(text):
        return f'{hint(text)} If so, declare in strategy/sources.toml, in the dialect: periods = "words"'
    if dialect.periods != "dates" and day(text):
        return (
            'declare in strategy/sources.toml, in the dialect: periods = "dates", and dates = "month", '
            '"quarter" or "year", whichever period a date stands for'
        )
    return hint(text)


def day(text: str) -> dt.date | None:
    """Return the day that a text spells, with the day before the month unless the year is first."""
    match = _ISO.fullmatch(text.strip()) or _DAY_FIRST.fullmatch(text.strip())
    if not match:
        return None
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


@lru_cache(4096)
def _of_date(text: str, months: int) -> str | None:
    date = day(text)
    return str(Period((date.year * YEAR + date.month - 1) // months * months, months)) if date else None


@lru_cache(4096)
def _is_code(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True
