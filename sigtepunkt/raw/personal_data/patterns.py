"""Recognise what identifies a person in a text: Danish civil registration (CPR) numbers, e-mail addresses, telephone numbers. Pure.

A finding never carries the number itself, only a mask of it, so that a message about it may be shown and logged.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from sigtepunkt.raw.personal_data import html_texts

Kind = Literal["cpr", "email", "phone"]
SURE, POSSIBLE = "sikker", "mulig"
_DOT = "•"
_LENGTH = 10
_SPACE = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHEN, _STROKE = (
    "\\-\u2010-\u2015\u2212\u2043\u2796\ufe58\ufe63\uff0d",
    "/\\\\_:+\u00b7\u2022\u2044\u2215\uff0f",
)
_PARTING = f"[{_SPACE}]{{0,2}}[{_HYPHEN}{_STROKE}]{{1,2}}[{_SPACE}]{{0,2}}"
_GAP = f"(?:{_PARTING}|[{_SPACE}])?"
# What is not seen and may stand between two digits: control characters, soft hyphen, zero-width characters, marks of direction.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_NUMBER = re.compile(rf"(\d{{6}})(?<!\d{{7}})({_GAP})(\d{{4}})(?!\d)")
_BETWEEN = rf"[./+{_HYPHEN}{_SPACE}]"  # in an address a plus is a space
_DATE = rf"\d\d(?:([{_SPACE}])\d\d[{_SPACE}]|[./+{_HYPHEN}]\d\d[./+{_HYPHEN}])\d\d"
_DATED = re.compile(rf"(?<![\w.,/-])({_DATE})({_PARTING}|(?(2)[{_SPACE}]|\.))(\d{{4}})(?![\d-])")
_HALF_DATED = re.compile(
    rf"(?<![\w.,/-])(\d\d[{_SPACE}]\d{{4}}|\d{{4}}[{_SPACE}]\d\d){_PARTING}(\d{{4}})(?![\d-])"
)
# What is given for want of a number may have letters in its last four, and a digit, or it would be a word.
_LETTERED = re.compile(
    rf"(?<![\w.,/-])(\d{{6}}|{_DATE})(?:{_PARTING}(?:(?=[A-Z]{{0,3}}\d)(?=\d{{0,3}}[A-Z])[A-Z\d]{{4}}|[a-z]{{2}}\d\d|\d[a-z]{{2}}\d)"
    rf"|(?<!\d[./+{_HYPHEN}]\d\d)[{_SPACE}]?(?:[A-Z]{{2}}\d\d|\d[A-Z]{{2}}\d))(?![\w-])"
)
_ANOTHER_BEFORE = re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{4}}[.,]$")
_ANOTHER_AFTER = re.compile(rf"[.,]\d{{6}}{_GAP}\d{{4}}(?!\d)")
_DECIMALS_BEFORE, _DECIMALS_AFTER = re.compile(r"\d[.,]$"), re.compile(r"[.,]\d")
_SAYS_CPR = re.compile(r"(?:cpr|nr|nummer|personnr)$", re.IGNORECASE)
_FIGURE_BEFORE, _FIGURE_AFTER = re.compile(rf"\d[{_SPACE}]$"), re.compile(rf"[{_SPACE}]\d")
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# The official table: seventh digit, the last year of two digits in the first century named, that century, the other one.
_CENTURIES = {
    **dict.fromkeys("0123", (99, 1900, 1900)),
    "4": (36, 2000, 1900),
    **dict.fromkeys("5678", (57, 2000, 1800)),
    "9": (36, 2000, 1900),
}
_BEFORE_AT, _AFTER_AT = re.compile(r"[\w.+%-]+$"), re.compile(r"@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_PAIRS = rf"[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}[{_SPACE}]?[0-9]{{2}}"
# Each with the words without which it need not be tried.
_PHONES = (
    (("+45", "0045"), re.compile(rf"(?<![\w+])(?<!\d[{_SPACE}])(?:\+|00)45[{_SPACE}]?({_PAIRS})(?!\d)")),
    (
        ("tlf", "tel", "mobil", "phone"),
        re.compile(
            rf"\b(?:tlf|telefon|tel|mobil|phone)[^\W\d_]*\.?:?[{_SPACE}]?({_PAIRS})(?!\d)", re.IGNORECASE
        ),
    ),
    (
        (),
        re.compile(
            rf"[2-9][0-9](?<![\w.,+-][0-9]{{2}})(?<!\d[{_SPACE}][0-9]{{2}})((?:[{_SPACE}][0-9]{{2}}){{3}})(?![{_SPACE}]?\d|[.,]\d)"
        ),
    ),
)
# Numbers of firms and places, which are written in pairs too.
_NO_PHONE = re.compile(
    r"\b(?:cvr|se|p|ean|gln|vat|moms|dk|konto|reg)(?:[\s./-]*(?:nr|no|nummer|number|numre|nummeret)\b)?(?:[\s.:]|er\b|-)*$",
    re.IGNORECASE,
)
_FAR = 32  # characters before a number that say what it is
_LONGEST_NAME = 64  # characters before the @ of an e-mail address
_ELEMENT, _BASED = (
    re.compile(r"</?[A-Za-z!][^>]*>"),
    re.compile(r"data:[^,\s]*;base64,([\w+/=%-]+)", re.IGNORECASE),
)
# Whatever could hold a CPR number; quick, so that most texts are read once only. In a column it may have lost its zero.
_WITHOUT_ZERO = re.compile(r"\d{9}")
_WORTH_READING = re.compile(
    rf"\d{{6}}(?:{_GAP}\d{{4}}|(?:{_PARTING}|[{_SPACE}])?[\dA-Za-z]{{4}})"
    rf"|\d\d{_BETWEEN}\d\d(?:{_BETWEEN}\d\d(?:{_PARTING}|{_BETWEEN})?[\dA-Za-z]|\d\d{_PARTING}\d)|\d{{4}}[{_SPACE}]\d\d{_PARTING}\d{{4}}"
)


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

    They may be joined or parted by a hyphen, a dash, a stroke or a space of any kind, and the date may be written with
    points, strokes, hyphens or spaces. A day may be 60 too high, as in the numbers given to persons who have none, where
    something parts the digits and modulus 11 is met; others given to them have letters in the last four. Part of a longer
    number, of a decimal, of a word (a checksum, an id) or of a row of figures is none.
    """
    shown = visible(text)
    return (
        tuple(sorted(_cpr_numbers(shown), key=lambda one: one.start)) if _WORTH_READING.search(shown) else ()
    )


def visible(text: str) -> str:
    """Return `text` without soft hyphens, zero-width characters and marks of direction: what findings' places count in."""
    return _INVISIBLE.sub("", text)


def may_hold_cpr(text: str) -> bool:
    """Return whether `text` is worth reading closely: quick, and never wrong about a text it returns False for."""
    return bool(_WORTH_READING.search(text) or _INVISIBLE.search(text))


def may_hold_cpr_in_columns(text: str) -> bool:
    """Return the same of a text with columns of numbers, which may be written without their first zero."""
    return may_hold_cpr(text) or bool(_WITHOUT_ZERO.search(text))


def _cpr_numbers(text: str) -> Iterator[Finding]:
    for match in _NUMBER.finditer(text):
        digits = _plain(match[1] + match[3])
        if is_cpr(digits, replaced=bool(match[2])) and _stands_alone(
            text, match.start(), match.end(), match[2]
        ):
            yield Finding(
                "cpr", masked_cpr(digits), match.start(), match.end(), _certainty(digits), bare=not match[2]
            )
    for match in _DATED.finditer(text):
        digits = _plain(re.sub(r"\D", "", match[1]) + match[4])
        in_a_row = match[3].isspace() and (
            _FIGURE_BEFORE.search(text[: match.start()][-2:]) or _FIGURE_AFTER.match(text, match.end())
        )
        if is_cpr(digits, replaced=True) and not in_a_row:
            yield Finding("cpr", masked_cpr(digits), match.start(), match.end(), _certainty(digits))
    for match in _HALF_DATED.finditer(text):
        digits = _plain(re.sub(r"\D", "", match[1]) + match[2])
        if is_cpr(digits, replaced=True):
            yield Finding("cpr", masked_cpr(digits), match.start(), match.end(), _certainty(digits))
    for match in _LETTERED.finditer(text):
        digits = _plain(re.sub(r"\D", "", match[1]))
        if any(is_cpr(f"{digits}{century}000") for century in "04"):  # it tells no century
            yield Finding("cpr", masked_cpr(digits), match.start(), match.end(), POSSIBLE)


def _plain(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits)  # digits of other scripts are digits too


def _certainty(digits: str) -> str:
    return SURE if meets_modulus(digits) else POSSIBLE


def _stands_alone(text: str, start: int, end: int, gap: str) -> bool:
    """Return whether what is around the ten digits leaves them a number of their own."""
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
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
        born(f"{day - 60:02d}{digits[2:]}" if replaced and day > 60 and meets_modulus(digits) else digits)
    except ValueError:
        return False
    return True


def born(digits: str) -> dt.date:
    """Return the date of birth that ten digits tell; raise ValueError where they tell none."""
    year = int(digits[4:6])
    last, first_century, second_century = _CENTURIES[digits[6]]
    return dt.date(
        (first_century if year <= last else second_century) + year, int(digits[2:4]), int(digits[:2])
    )


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
    long = {
        key: f"{int(number):0{_LENGTH}d}"
        for key, number in numbers.items()
        if 10**8 <= number < 10**10 and float(number).is_integer()
    }
    valid = {key: digits for key, digits in long.items() if is_cpr(digits)}
    together = 2 * len(valid) > len(long) and 4 * sum(map(meets_modulus, valid.values())) >= len(valid)
    return {
        key: Finding("cpr", masked_cpr(digits), 0, _LENGTH, _certainty(digits), bare=True)
        for key, digits in valid.items()
        if together or digits[0] != "0"
    }


def contact(text: str) -> str:
    """Return an e-mail address or a telephone number in the one form it is compared in."""
    return text.strip().lower() if "@" in text else re.sub(r"\D", "", text)[-8:]


def may_hold_contacts(text: str) -> bool:
    """Return whether `text` is worth reading for e-mail addresses and telephone numbers; quick, and never wrong when False."""
    return "@" in text or any(pattern.search(text) for _, pattern in _PHONES)


def find_contacts(text: str, cleared: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return the e-mail addresses and telephone numbers in `text` but those `cleared` (as `contact` writes them).

    Eight digits in a row may be anything; they are a telephone number in pairs (which begin with 2 or more), after +45,
    or after a word that says so. Pairs after CVR, SE, P-nr. or EAN are a firm's or a place's number.
    """
    found = []
    place = text.find("@")
    while place >= 0:
        before, after = (
            _BEFORE_AT.search(text[max(0, place - _LONGEST_NAME) : place]),
            _AFTER_AT.match(text, place),
        )
        if before and after:
            found.append(
                Finding("email", f"{before[0][0]}{_DOT * 3}{after[0]}", place - len(before[0]), after.end())
            )
        place = text.find("@", place + 1)
    small = text.lower()
    for words, pattern in _PHONES:
        if words and not any(word in small for word in words):
            continue
        for one in pattern.finditer(text):
            a_firms = not words and _NO_PHONE.search(text[max(0, one.start() - _FAR) : one.start()])
            if not a_firms and not any(
                other.start < one.end() and one.start() < other.end for other in found
            ):
                digits = re.sub(r"\D", "", one[0])[-8:]
                found.append(
                    Finding(
                        "phone",
                        f"{digits[:2]}{f' {_DOT * 2}' * 3}",
                        one.end() - len(one[0].lstrip()),
                        one.end(),
                    )
                )
    return tuple(one for one in found if contact(text[one.start : one.end]) not in cleared)


def masked(text: str) -> str:
    """Return `text` with every CPR number in it masked: what a message, a log line or a terminal may show.

    Also one that a reader would put together: with entities or percent signs for its characters, parted by elements, or
    in base64.
    """
    for reading in (_as_it_is, _read, _without_elements):
        text = _masked(text, reading)
    return _BASED.sub(
        lambda one: f"data:{_DOT * 3}" if _holds_cpr(html_texts.unbased(one[1])) else one[0], text
    )


def _holds_cpr(page: str) -> bool:
    return any(find_cpr(one.text) for one in html_texts.pieces(page, may_hold_cpr))


def _as_it_is(text: str) -> Iterator[tuple[str, int]]:
    yield from zip(text, range(len(text)), strict=True)


def _read(text: str) -> Iterator[tuple[str, int]]:
    yield from html_texts.spelled(text) if "&" in text or "%" in text else ()


def _without_elements(text: str) -> Iterator[tuple[str, int]]:
    end, before = 0, ""
    for element in (*_ELEMENT.finditer(text), None) if "<" in text or "&" in text else ():
        upto = element.start() if element else len(text)
        for letter, place in html_texts.spelled(text[end:upto]):
            if not (letter.isspace() and before.isspace()):
                yield " " if letter.isspace() else letter, end + place
            before = letter
        end = element.end() if element else upto


def _masked(text: str, reading: Callable[[str], Iterator[tuple[str, int]]]) -> str:
    """Return `text` with the numbers masked that one reading of it finds; `reading` yields characters and their places."""
    seen = [(letter, place) for letter, place in reading(text) if not _INVISIBLE.match(letter)]
    found = find_cpr("".join(letter for letter, _ in seen))
    parts, end = [], 0
    for one in found:
        if seen[one.start][1] >= end:
            parts += [text[end : seen[one.start][1]], one.masked]
            end = _after(text, seen, one.end)
    return "".join([*parts, text[end:]])


def _after(text: str, seen: Sequence[tuple[str, int]], last: int) -> int:
    """Return where in the text ends what the character before `last` stands for."""
    own = seen[last - 1][1]
    return (
        own + 1
        if text[own] not in "&%"
        else next((place for _, place in seen[last:] if place > own), len(text))
    )
