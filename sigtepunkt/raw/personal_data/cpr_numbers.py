"""Recognise Danish civil registration (CPR) numbers in a text or a column of numbers. Pure.

A finding never carries the number itself, only a mask of it, so that it may be shown and logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

Kind = Literal["cpr", "email", "phone"]
CERTAIN, POSSIBLE = "sikker", "mulig"
DOT = "•"
SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LENGTH = 10
_HYPHENS = "\\-\u2010-\u2015\u2212\u2043\u2796\ufe58\ufe63\uff0d"
_STROKES = "/\\\\_:+\u00b7\u2022\u2044\u2215\uff0f"
_PARTING = f"[{SPACES}]{{0,2}}[{_HYPHENS}{_STROKES}]{{1,2}}[{SPACES}]{{0,2}}"
_GAP = f"(?:{_PARTING}|[{SPACES}])?"
# Invisible characters that may stand between two digits: control characters, soft hyphen, zero-width
# characters, marks of direction.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_NUMBER = re.compile(rf"(\d{{6}})(?<!\d{{7}})({_GAP})(\d{{4}})(?!\d)")
_BETWEEN = rf"[./+{_HYPHENS}{SPACES}]"  # in a URL a plus is a space
_DATE = rf"\d\d(?:([{SPACES}])\d\d[{SPACES}]|[./+{_HYPHENS}]\d\d[./+{_HYPHENS}])\d\d"
_DATED = re.compile(rf"(?<![\w.,/-])({_DATE})({_PARTING}|(?(2)[{SPACES}]|\.))(\d{{4}})(?![\d-])")
_HALF_DATED = re.compile(
    rf"(?<![\w.,/-])(\d\d[{SPACES}]\d{{4}}|\d{{4}}[{SPACES}]\d\d){_PARTING}(\d{{4}})(?![\d-])"
)
# The last four of a number that replaces a person's own may have letters, and a digit, or it would be a word.
_LETTERED = re.compile(
    rf"(?<![\w.,/-])(\d{{6}}|{_DATE})"
    rf"(?:{_PARTING}(?:(?=[A-Z]{{0,3}}\d)(?=\d{{0,3}}[A-Z])[A-Z\d]{{4}}|[a-z]{{2}}\d\d|\d[a-z]{{2}}\d)"
    rf"|(?<!\d[./+{_HYPHENS}]\d\d)[{SPACES}]?(?:[A-Z]{{2}}\d\d|\d[A-Z]{{2}}\d))(?![\w-])"
)
_ANOTHER_BEFORE = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{4}}[.,]$")
_ANOTHER_AFTER = re.compile(rf"[.,]\d{{6}}{_GAP}\d{{4}}(?!\d)")
_DECIMALS_BEFORE, _DECIMALS_AFTER = re.compile(r"\d[.,]$"), re.compile(r"[.,]\d")
_SAYS_CPR = re.compile(r"(?:cpr|nr|nummer|personnr)$", re.IGNORECASE)
_FIGURE_BEFORE, _FIGURE_AFTER = re.compile(rf"\d[{SPACES}]$"), re.compile(rf"[{SPACES}]\d")
_REPLACEMENT = 60  # added to the day of a number that replaces a person's own (an erstatningspersonnummer)
# A quick test that no text with a number fails. In a column a number may have lost its first zero.
_WITHOUT_ZERO = re.compile(r"\d{9}")
# All begin with the same two digits, which the search looks for first: that takes a third of the time.
_PROMISING = re.compile(
    rf"\d\d(?:\d{{4}}(?:{_GAP}\d{{4}}|(?:{_PARTING}|[{SPACES}])?[\dA-Za-z]{{4}})"
    rf"|{_BETWEEN}\d\d(?:{_BETWEEN}\d\d(?:{_PARTING}|{_BETWEEN})?[\dA-Za-z]|\d\d{_PARTING}\d)"
    rf"|\d\d[{SPACES}]\d\d{_PARTING}\d{{4}})"
)


@dataclass(frozen=True)
class Finding:
    """A CPR number or contact, masked.

    `start` and `end` count in the text that was searched; for a CPR number, in what is `visible` of it.
    `certainty` is CERTAIN for a CPR number that meets modulus 11 and POSSIBLE for one that does not: numbers
    given since 2007 need not. `bare` says that nothing stands between a CPR number's digits.
    """

    kind: Kind
    masked: str
    start: int
    end: int
    certainty: str = ""
    bare: bool = False


def find(text: str) -> tuple[Finding, ...]:
    """Return the CPR numbers in `text`, in order: six digits that are a date of birth, and four more.

    The seventh digit tells the century. The two parts may be joined or parted by a hyphen, dash, stroke or
    space of any kind, and the date may be written with points, strokes, hyphens or spaces. A day may be 60
    too high, as in numbers that replace a person's own, where something parts the digits and modulus 11 is
    met; others of these have letters in the last four. Part of a longer number, a decimal, a word (a
    checksum, an id) or a row of figures is not a CPR number.
    """
    shown = visible(text)
    findings = _numbers(shown) if _PROMISING.search(shown) else ()
    return tuple(sorted(findings, key=lambda finding: finding.start))


def visible(text: str) -> str:
    """Return `text` without its invisible characters, such as soft hyphens: what findings count in."""
    return _INVISIBLE.sub("", text)


def may_hold(text: str) -> bool:
    """Return whether `text` may hold a CPR number: a quick test that is never wrong when it returns False."""
    return bool(_PROMISING.search(text) or _INVISIBLE.search(text))


def may_hold_in_columns(text: str) -> bool:
    """Return the same for a text with columns of numbers, which may have lost their first zero."""
    return may_hold(text) or bool(_WITHOUT_ZERO.search(text))


def _numbers(text: str) -> Iterator[Finding]:
    for match in _NUMBER.finditer(text):
        digits, gap = _digits(match[1] + match[3]), match[2]
        if is_cpr(digits, replaced=bool(gap)) and _stands_alone(text, match.start(), match.end(), gap):
            yield _finding(match, digits, _certainty(digits), bare=not gap)
    for match in _DATED.finditer(text):
        digits = _digits(match[1] + match[4])
        in_a_row = match[3].isspace() and (
            _FIGURE_BEFORE.search(text[: match.start()][-2:]) or _FIGURE_AFTER.match(text, match.end())
        )
        if is_cpr(digits, replaced=True) and not in_a_row:
            yield _finding(match, digits, _certainty(digits))
    for match in _HALF_DATED.finditer(text):
        digits = _digits(match[1] + match[2])
        if is_cpr(digits, replaced=True):
            yield _finding(match, digits, _certainty(digits))
    for match in _LETTERED.finditer(text):
        digits = _digits(match[1])
        if any(is_cpr(f"{digits}{century}000") for century in "04"):  # letters tell no century
            yield _finding(match, digits, POSSIBLE)


def _finding(match: re.Match[str], digits: str, certainty: str, *, bare: bool = False) -> Finding:
    return Finding("cpr", mask(digits), match.start(), match.end(), certainty, bare=bare)


def _digits(text: str) -> str:
    """Return the digits of `text`, those of other scripts too, as ASCII digits."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def _certainty(digits: str) -> str:
    return CERTAIN if meets_modulus(digits) else POSSIBLE


def _stands_alone(text: str, start: int, end: int, gap: str) -> bool:
    """Return whether the surroundings of ten digits leave them a number of their own."""
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if _DECIMALS_BEFORE.search(before) and not _ANOTHER_BEFORE.search(before):
        return False
    has_decimals = bool(_DECIMALS_AFTER.match(after)) and not _ANOTHER_AFTER.match(after)
    if not gap:
        # An ordinary figure does not begin with a zero; a row of cells separated by commas may.
        in_a_word = after[:1].isalpha() or (before[-1:].isalpha() and not _SAYS_CPR.search(before))
        return not in_a_word and not (has_decimals and text[start] != "0")
    if gap.isspace():
        return not has_decimals and not (_FIGURE_BEFORE.search(before) and _FIGURE_AFTER.match(after))
    return True


def is_cpr(digits: str, *, replaced: bool = False) -> bool:
    """Return whether ten digits begin with a date of birth in the century that the seventh digit tells.

    A day 60 too high counts only if `replaced`, and if modulus 11 is met.
    """
    day = int(digits[:2])
    if replaced and day > _REPLACEMENT and meets_modulus(digits):
        digits = f"{day - _REPLACEMENT:02d}{digits[2:]}"
    try:
        cpr.get_birth_date(digits)
    except ValidationError:
        return False
    return True


def meets_modulus(digits: str) -> bool:
    """Return whether ten digits meet modulus 11, as all CPR numbers did until 2007."""
    return bool(cpr.checksum(digits) == 0)


def mask(digits: str) -> str:
    """Return the day and month of ten digits, and nothing else of them."""
    return f"{digits[:4]}{DOT * 2}-{DOT * 4}"


def find_in_numbers(numbers: Mapping[int, float]) -> dict[int, Finding]:
    """Return the CPR numbers in a column of numbers, by their keys.

    A spreadsheet drops a first zero. Nine digits therefore count if the column's long numbers look like CPR
    numbers together: most are dates, and more meet modulus 11 than by chance. An amount in kroner has nine
    digits too.
    """
    long = {
        key: f"{int(number):0{_LENGTH}d}"
        for key, number in numbers.items()
        if 10**8 <= number < 10**10 and float(number).is_integer()
    }
    valid = {key: digits for key, digits in long.items() if is_cpr(digits)}
    together = 2 * len(valid) > len(long) and 4 * sum(map(meets_modulus, valid.values())) >= len(valid)
    return {
        key: Finding("cpr", mask(digits), 0, _LENGTH, _certainty(digits), bare=True)
        for key, digits in valid.items()
        if together or digits[0] != "0"
    }
