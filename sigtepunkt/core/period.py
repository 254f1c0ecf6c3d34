"""The quarters that reports are made for, and the periods that figures are published for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Self

from sigtepunkt.core import danish
from sigtepunkt.core.errors import WrongUse

MONTH, QUARTER, YEAR = 1, 3, 12
_AUGUST = 7  # months after January in which a school year starts

_QUARTER = re.compile(r"(?P<year>\d{4})Q(?P<quarter>[1-4])")
_FORMS = (
    ("quarters", re.compile(r"(\d{4})[KQ]([1-4])(?:-(\d{4})[KQ]([1-4]))?")),
    ("month", re.compile(r"(\d{4})M(0[1-9]|1[0-2])")),
    ("school", re.compile(r"(\d{4})/(\d{4})")),
    ("years", re.compile(r"(\d{4})(?:-(\d{4}))?")),
)
FORMS = "2025, 2025K2, 2025Q2, 2025M07, 2024/2025, 2021-2025 or 2024K3-2025K2"
# Other spellings that can mean only one period, and periods of lengths that figures here do not have.
_MEANT = (
    (re.compile(r"(\d{4})[ -]?[KQ]0?([1-4])", re.IGNORECASE), "{0}Q{1}"),
    (re.compile(r"[KQ]0?([1-4])[ -]?(\d{4})", re.IGNORECASE), "{1}Q{0}"),
    (re.compile(r"([1-4])\. ?(?:kvartal|kvt\.?) (\d{4})", re.IGNORECASE), "{1}Q{0}"),
    (re.compile(r"(\d{4})[ -]?M?(0[1-9]|1[0-2])", re.IGNORECASE), "{0}M{1}"),
    (re.compile(r"(\d{4})[ -]?M([1-9])", re.IGNORECASE), "{0}M0{1}"),
    (re.compile(r"(\d{4})\.0"), "{0}"),
)
_MONTHS = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_SCHOOL_YEAR = re.compile(r"(\d{4})/(\d\d)")
_MONTH_NAMED = re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<year>\d{4})", re.IGNORECASE)
_QUARTER_NAMED = re.compile(
    r"(?:(?P<before>\d)\.? ?)?(?:kvartal|kvt\.?|quarter) ?(?P<after>\d)?,? (?P<year>\d{4})", re.IGNORECASE
)
_OTHER_LENGTHS = (
    (re.compile(r"\d{4}U\d\d?", re.IGNORECASE), "a week"),
    (re.compile(r"\d{4}[HS][12]", re.IGNORECASE), "half a year"),
    (re.compile(r"\d{4}M\d\dD\d\d|\d{4}-\d\d-\d\d(?: 00:00:00)?|\d\d?[-./]\d\d?[-./]\d{4}"), "a day"),
)


def meant(text: str) -> str:
    """Return the code of the only period that a text in words can mean (2. kvt. 2026, juli 2026); else ""."""
    text = text.strip()
    for pattern, form in _MEANT:
        if match := pattern.fullmatch(text):
            return form.format(*match.groups())
    if (match := _SCHOOL_YEAR.fullmatch(text)) and (int(match[1]) + 1) % 100 == int(match[2]):
        return f"{match[1]}/{int(match[1]) + 1}"
    if match := _QUARTER_NAMED.fullmatch(text):
        numbers = {match["before"], match["after"]} - {None}
        return f"{match['year']}Q{numbers.pop()}" if len(numbers) == 1 and numbers <= {*"1234"} else ""
    if match := _MONTH_NAMED.fullmatch(text):
        name = match["name"].casefold()
        months = [number for number, names in enumerate(_MONTHS, 1) if _names(name, names)]
        return f"{match['year']}M{months[0]:02d}" if len(months) == 1 else ""
    return ""


def _names(text: str, names: tuple[str, ...]) -> bool:
    """Return whether a text is one of a month's names, or its first three or four letters."""
    return any(text == name or (len(text) in {3, 4} and name.startswith(text)) for name in names)


def hint(text: str) -> str:
    """Return a hint at what a text that `Period.parse` refuses seems to mean; "" where that is unclear."""
    if period := meant(text):
        return f"did you mean {period}?"
    length = next((length for pattern, length in _OTHER_LENGTHS if pattern.fullmatch(text.strip())), "")
    return f"it seems to be {length}, and figures here are of months, quarters and years" if length else ""


@total_ordering
@dataclass(frozen=True)
class Period:
    """A whole number of calendar months, ordered by its end, then by its start.

    `first` is the first month, counted from January of year 0; `months` is the length.
    """

    first: int
    months: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a period as publishers write them; raise ValueError for anything else."""
        return cls(*_read(text))

    @property
    def start(self) -> dt.date:
        """The first day."""
        return dt.date(self.first // YEAR, self.first % YEAR + 1, 1)

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.back(-self.months).start - dt.timedelta(days=1)

    @property
    def is_school_year(self) -> bool:
        """Whether it is the twelve months from August."""
        return self.months == YEAR and self.first % YEAR == _AUGUST

    def back(self, months: int) -> Period:
        """Return the period of the same length that starts `months` earlier."""
        return Period(self.first - months, self.months)

    def __lt__(self, other: Period) -> bool:
        return (self.first + self.months, self.first) < (other.first + other.months, other.first)

    def __str__(self) -> str:
        """Spell it as processed data does: 2025, 2025Q2, 2025M07, 2024/2025, 2021-2025 or 2024Q3-2025Q2."""
        year, month = divmod(self.first, YEAR)
        last_year, last_month = divmod(self.first + self.months - 1, YEAR)
        if self.months == MONTH:
            return f"{year}M{month + 1:02d}"
        if self.months == QUARTER:
            return f"{year}Q{month // QUARTER + 1}"
        if self.is_school_year:
            return f"{year}/{last_year}"
        if month == 0 and self.months % YEAR == 0:
            return f"{year}" if self.months == YEAR else f"{year}-{last_year}"
        return f"{year}Q{month // QUARTER + 1}-{last_year}Q{last_month // QUARTER + 1}"

    def label(self, *, counted: str = "end", short: bool = False) -> str:
        """Return the period in Danish: `juli 2026`, `2. kvartal 2026`, `skoleåret 2024/25`, `2021–2025`.

        A stock counted on the first day (`counted="start"`) is dated: `1. januar 2026`.
        """
        year, month = divmod(self.first, YEAR)
        if counted == "start":
            return f"{danish.month_name(month + 1, short=True)} {year}" if short else danish.date(self.start)
        if self.months == MONTH:
            return f"{danish.month_name(month + 1, short=short)} {year}"
        if self.months == QUARTER:
            return f"{month // QUARTER + 1}. {'kvt.' if short else 'kvartal'} {year}"
        if self.is_school_year:
            return f"{'' if short else 'skoleåret '}{year}/{(year + 1) % 100:02d}"
        return self._label_of_years(short=short)

    def _label_of_years(self, *, short: bool) -> str:
        year, month = divmod(self.first, YEAR)
        if month == 0 and self.months % YEAR == 0:
            return f"{year}" if self.months == YEAR else f"{year}–{year + self.months // YEAR - 1}"
        last = Period(self.first + self.months - QUARTER, QUARTER).label(short=short)
        first = Period(self.first, QUARTER).label(short=short)
        return f"året til {last}" if self.months == YEAR else f"{first} til {last}"


@lru_cache(4096)  # the same few periods stand in every row of a file
def _read(text: str) -> tuple[int, int]:
    """Return the first month and the length of the period that a text spells."""
    for form, pattern in _FORMS:
        if match := pattern.fullmatch(text.strip()):
            first, months = _spelt(form, [int(group) for group in match.groups() if group])
            # The calendar has no year 0, and its last day is in 9999.
            if months > 0 and first >= YEAR and first + months < 9999 * YEAR:
                return first, months
    raise ValueError(f"{text!r} is not a period; write {FORMS}")


def _spelt(form: str, numbers: list[int]) -> tuple[int, int]:
    """Return the first month and the length of a period in this form, by the numbers it is spelt with."""
    year = numbers[0] * YEAR
    if form == "quarters":
        first = year + (numbers[1] - 1) * QUARTER
        last = numbers[-2] * YEAR + (numbers[-1] - 1) * QUARTER
        return first, last - first + QUARTER
    if form == "month":
        return year + numbers[1] - 1, MONTH
    if form == "school":
        return year + _AUGUST, YEAR if numbers[1] == numbers[0] + 1 else 0
    return year, (numbers[-1] - numbers[0] + 1) * YEAR


def stock_period(period: Period, available: Container[str], *, counted: str) -> str:
    """Return the available period whose stock goes with `period`: the same, else a quarter or month of it.

    A stock that is `counted` at the `start` of its periods is taken on the first day of `period`, one at the
    `end` on its last; "" where none is available.
    """
    parts = [period, *(Period(period.first, months) for months in (QUARTER, MONTH) if months < period.months)]
    if counted != "start":
        last = period.first + period.months
        parts = [Period(last - part.months, part.months) for part in parts]
    return next((str(part) for part in parts if str(part) in available), "")


@total_ordering
@dataclass(frozen=True)
class Quarter:
    """A reporting quarter, written `2026Q2`, which is also the name of its folders."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026Q2`; raise WrongUse for anything else."""
        match = _QUARTER.fullmatch(text)
        if not match:
            raise WrongUse.of(
                f"{text!r} is not a quarter", "quarter", "year and quarter written as 2026Q2", hint(text)
            )
        return cls(int(match["year"]), int(match["quarter"]))

    @classmethod
    def is_quarter(cls, text: str) -> bool:
        """Return whether `text` is the name of a quarter."""
        return bool(_QUARTER.fullmatch(text))

    @property
    def label(self) -> str:
        """Return `2. kvartal 2026`."""
        return f"{self.number}. kvartal {self.year}"

    def __lt__(self, other: Quarter) -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
