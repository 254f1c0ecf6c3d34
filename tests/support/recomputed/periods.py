"""Periods in months counted from the year nought: a first month, and how many months."""

from __future__ import annotations

import re
from typing import NamedTuple

AUGUST = 7  # months before it in the year
YEAR = 12
PART = re.compile(r"(\d{4})(?:([KQM])(\d{1,2}))?")
SCHOOL_YEAR = re.compile(r"(\d{4})/(\d{4})")


class Period(NamedTuple):
    """The months from `start` up to `end`, that one left out."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Return the first month after it."""
        return self.start + self.length


def parse(text: str) -> Period:
    """Return the period that a raw file or a stored state spells."""
    if school := SCHOOL_YEAR.fullmatch(text):
        first, second = int(school[1]), int(school[2])
        if second != first + 1:
            raise ValueError(f"{text} is no school year")
        return Period(first * YEAR + AUGUST, YEAR)
    if "-" in text:
        first_part, last_part = (_part(part) for part in text.split("-"))
        return Period(first_part.start, last_part.end - first_part.start)
    return _part(text)


def _part(text: str) -> Period:
    """Return a year, quarter or month."""
    found = PART.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no period")
    year, letter, number = int(found[1]) * YEAR, found[2], int(found[3] or 1)
    length = {None: YEAR, "K": 3, "Q": 3, "M": 1}[letter]
    return Period(year + (number - 1) * length, length)
