"""Recognise what identifies a person in a text: Danish civil registration (CPR) numbers, e-mail addresses, telephone numbers. Pure.

A finding never carries the number itself, only a mask of it, so that a message about it may be shown and logged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

Kind = Literal["cpr", "email", "phone"]
SURE, POSSIBLE = "sikker", "mulig"
_DOT = "•"
_LENGTH = 10
_SPACE, _HYPHEN = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000", "\\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_GAP = f"(?:[{_SPACE}]?[{_HYPHEN}][{_SPACE}]?|[{_SPACE}])?"
# What is not seen and may stand between two digits: soft hyphen, zero-width characters, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(rf"(\d{{6}})(?<!\d{{7}})({_GAP})(\d{{4}})(?!\d)")
_DATED = re.compile(rf"(?<![\w.,/-])(\d\d)([./-])(\d\d)\2(\d\d)[{_SPACE}]?[{_HYPHEN}][{_SPACE}]?(\d{{4}})(?![\d-])")
_ANOTHER_BEFORE = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{4}}[.,]$")
_ANOTHER_AFTER = re.compile(rf"[.,]\d{{6}}{_GAP}\d{{4}}(?!\d)")
_DECIMALS_BEFORE, _DECIMALS_AFTER = re.compile(r"\d[.,]$"), re.compile(r"[.,]\d")
_SAYS_CPR = re.compile(r"(?:cpr|nr|nummer|personnr)$", re.IGNORECASE)
_FIGURE_BEFORE, _FIGURE_AFTER = re.compile(rf"\d[{_SPACE}]$"), re.compile(rf"[{_SPACE}]\d")
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# The official table: seventh digit, the last year of two digits in the first century named, that century, the other one.
_CENTURIES = {
    **dict.fromkeys("0123", (99, 1900, 1900)), "4": (36, 2000, 1900), **dict.fromkeys("5678", (57, 2000, 1800)), "9": (36, 2000, 1900),
}
_BEFORE_AT, _AFTER_AT = re.compile(r"[\w.+%-]+$"), re.compile(r"@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_PAIRS = rf"[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}"
# Each with the words without which it need not be tried.
_PHONES = (
    (("+45", "0045"), re.compile(rf"(?<![\w+])(?<!\d[{_SPACE}])(?:\+|00)45[{_SPACE}]?({_PAIRS})(?!\d)")),
    (("tlf", "tel", "mobil", "phone"), re.compile(rf"\b(?:tlf|telefon|tel|mobil|phone)[^\W\d_]*\.?:?[{_SPACE}]?({_PAIRS})(?!\d)", re.IGNORECASE)),
    ((), re.compile(rf"[2-9][0-9](?<![\w.,+-][0-9]{{2}})(?<!\d[{_SPACE}][0-9]{{2}})((?:[{_SPACE}][0-9]{{2}}){{3}})(?![{_SPACE}]?\d|[.,]\d)")),
)
_LONGEST_NAME = 64  # characters before the @ of an e-mail address
# Whatever could hold a CPR number, with its zero or without; quick, so that most texts are read once only.
_WORTH_READING = re.compile(rf"\d{{6}}{_GAP}\d{{3}}|\d\d[./-]\d\d[./-]\d\d[{_SPACE}]?[{_HYPHEN}][{_SPACE}]?\d{{4}}")


@dataclass(frozen=True)
class Finding:
    """What was recognised, masked; `start` and `end` count in the text (for a CPR number, in what is `visible` of it).

    `certainty` is SURE for a CPR number that meets modulus 11 and POSSIBLE for one that does not: numbers given since 2007
    need not. `bare` says it has neither hyphen nor space.
    """

    kind: Kind
    masked: str
    start: int
    end: int
    certainty: str = ""
    bare: bool = False


def find(text: str) -> tuple[Finding, ...]:
    """Return everything recognised in `text`, in its order."""
    return tuple(sorted(chain(find_cpr(text), find_contacts(text)), key=lambda one: one.start))


def find_cpr(text: str) -> tuple[Finding, ...]:
    """Return the CPR numbers in `text`: six digits that are a date in the century the seventh digit tells, and four more.

    They may be joined or parted by a hyphen, a dash or a space of any kind, and the date may be written with points,
    strokes or hyphens. A day may be 60 too high, as in the numbers given to persons who have none, where something parts
    the digits and modulus 11 is met. Part of a longer number, of a decimal, of a word (a checksum, an id) or of a row of figures is none.
    """
    return tuple(sorted(_cpr_numbers(visible(text)), key=lambda one: one.start)) if may_hold_cpr(text) else ()


def visible(text: str) -> str:
    """Return `text` without soft hyphens, zero-width characters and marks of direction: what findings' places count in."""
    return _INVISIBLE.sub("", text)


def may_hold_cpr(text: str) -> bool:
    """Return whether `text` is worth reading closely: quick, and never wrong about a text it returns False for."""
    return bool(_WORTH_READING.search(text) or _INVISIBLE.search(text))


def _cpr_numbers(text: str) -> Iterator[Finding]:
    for match in _NUMBER.finditer(text):
        digits = _plain(match[1] + match[3])
        if is_cpr(digits, replaced=bool(match[2])) and _stands_alone(text, match.start(), match.end(), match[2]):
            yield Finding("cpr", masked_cpr(digits), match.start(), match.end(), _certainty(digits), bare=not match[2])
    for match in _DATED.finditer(text):
        digits = _plain(match[1] + match[3] + match[4] + match[5])
        if is_cpr(digits, replaced=True):
            yield Finding("cpr", masked_cpr(digits), match.start(), match.end(), _certainty(digits))


def _plain(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits)  # digits of other scripts are digits too


def _certainty(digits: str) -> str:
    return SURE if meets_modulus(digits) else POSSIBLE


def _stands_alone(text: str, start: int, end: int, gap: str) -> bool:
    """Return whether what is around the ten digits leaves them a number of their own."""
    before, after = text[max(0, start - 16):start], text[end:end + 16]
    if _DECIMALS_BEFORE.search(before) and not _ANOTHER_BEFORE.search(before):
        return False
    decimals = bool(_DECIMALS_AFTER.match(after)) and not _ANOTHER_AFTER.match(after)
    if not gap:
        # An ordinary figure does not begin with a zero; a row of cells parted by commas may.
        in_a_word = after[:1].isalpha() or (before[-1:].isalpha() and not _SAYS_CPR.search(before))
        return not in_a_word and not (decimals and text[start] != "0")
    if gap.isspace():
        return not decimals and not (_FIGURE_BEFORE.search(before) and _FIGURE_AFTER.match(after))
    return True


def is_cpr(digits: str, *, replaced: bool = False) -> bool:
    """Return whether ten digits are a date in the century the seventh digit tells, and a number.

    In a number that replaces one (an `erstatningspersonnummer`) the day is 60 too high; it counts where `replaced` says so
    and modulus 11 is met.
    """
    day = int(digits[:2])
    try:
        born(f"{day - 60:02d}{digits[2:]}" if replaced and day > 60 and meets_modulus(digits) else digits)  # noqa: PLR2004 - told above
    except ValueError:
        return False
    return True


def born(digits: str) -> dt.date:
    """Return the date of birth that ten digits tell; raise ValueError where they tell none."""
    year = int(digits[4:6])
    last, first_century, second_century = _CENTURIES[digits[6]]
    return dt.date((first_century if year <= last else second_century) + year, int(digits[2:4]), int(digits[:2]))


def meets_modulus(digits: str) -> bool:
    """Return whether ten digits meet modulus 11, which CPR numbers had to until 2007."""
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11 == 0


def masked_cpr(digits: str) -> str:
    """Return the day and month of ten digits, and nothing else of them."""
    return f"{digits[:4]}{_DOT * 2}-{_DOT * 4}"


def find_in_numbers(numbers: Mapping[int, float]) -> dict[int, Finding]:
    """Return the CPR numbers among a column's numbers, by the numbers' keys.

    A spreadsheet drops the zero of a number that begins with one. Nine digits therefore count where the column's long
    numbers look like CPR numbers together: most are dates, and more meet modulus 11 than chance would have it. An amount
    in kroner has nine digits too.
    """
    long = {key: f"{int(number):0{_LENGTH}d}" for key, number in numbers.items() if 10**8 <= number < 10**10 and float(number).is_integer()}
    valid = {key: digits for key, digits in long.items() if is_cpr(digits)}
    together = 2 * len(valid) > len(long) and 4 * sum(map(meets_modulus, valid.values())) >= len(valid)
    return {
        key: Finding("cpr", masked_cpr(digits), 0, _LENGTH, _certainty(digits), bare=True)
        for key, digits in valid.items() if together or digits[0] != "0"
    }


def contact(text: str) -> str:
    """Return an e-mail address or a telephone number in the one form it is compared in."""
    return text.strip().lower() if "@" in text else re.sub(r"\D", "", text)[-8:]


def may_hold_contacts(text: str) -> bool:
    """Return whether `text` is worth reading for e-mail addresses and telephone numbers; quick, and never wrong when False."""
    return "@" in text or any(pattern.search(text) for _, pattern in _PHONES)


def find_contacts(text: str, cleared: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return the e-mail addresses and telephone numbers in `text` but those `cleared` (as `contact` writes them).

    Eight digits in a row may be anything; they are a telephone number in pairs (which begin with 2 or more),
    after +45, or after a word that says so.
    """
    found = []
    place = text.find("@")
    while place >= 0:
        before, after = _BEFORE_AT.search(text[max(0, place - _LONGEST_NAME):place]), _AFTER_AT.match(text, place)
        if before and after:
            found.append(Finding("email", f"{before[0][0]}{_DOT * 3}{after[0]}", place - len(before[0]), after.end()))
        place = text.find("@", place + 1)
    small = text.lower()
    for words, pattern in _PHONES:
        if words and not any(word in small for word in words):
            continue
        for one in pattern.finditer(text):
            if not any(other.start < one.end() and one.start() < other.end for other in found):
                digits = re.sub(r"\D", "", one[0])[-8:]
                found.append(Finding("phone", f"{digits[:2]}{f' {_DOT * 2}' * 3}", one.end() - len(one[0].lstrip()), one.end()))
    return tuple(one for one in found if contact(text[one.start:one.end]) not in cleared)


def masked(text: str) -> str:
    """Return `text` with every CPR number in it masked: what a message, a log line or a terminal may show."""
    found = find_cpr(text)
    if not found:
        return text
    plain = visible(text)
    parts, place = [], 0
    for one in found:
        parts += [plain[place:one.start], one.masked]
        place = one.end
    return "".join([*parts, plain[place:]])
