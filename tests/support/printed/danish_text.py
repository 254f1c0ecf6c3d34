"""Figures and periods in Danish, spelt from the rules of the language and not by the package."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from recomputed.figures import Indicator
from recomputed.periods import AUGUST, YEAR, Period

MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
QUARTER = 3
NUMBER = re.compile(r"(?<![\w.,])([+−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+−]?\d+(?:,\d+)?)(?![\w])")


def shown(value: float, decimals: int) -> Decimal:
    """Return a figure as it is printed, halves away from zero."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def read(text: str) -> Decimal:
    """Return the number that is printed: `1.714`, `−0,4`."""
    return Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))


def label(period: Period, indicator: Indicator) -> str:
    """Return what a reader calls the time that a figure is of."""
    first, after = indicator.covered(period)
    if indicator.counted_first:
        day = f"1. {MONTHS[period.start % YEAR]} {period.start // YEAR}"
        return f"året til {day}" if after > first else day
    if after - first > YEAR:
        return f"{first // YEAR}–{after // YEAR - 1}"
    return _name(Period(first, after - first))


def _name(period: Period) -> str:
    year, month = divmod(period.start, YEAR)
    if period.length == 1:
        return f"{MONTHS[month]} {year}"
    if period.length == QUARTER:
        return f"{month // QUARTER + 1}. kvartal {year}"
    if period.length == YEAR and month and month != AUGUST:
        return f"året til {_name(Period(period.end - QUARTER, QUARTER))}"
    if month == AUGUST:
        return f"skoleåret {year}/{(year + 1) % 100:02d}"
    if period.length > YEAR:
        return f"{year}–{period.end // YEAR - 1}"
    return str(year)
