"""What a text may be that reaches a page, whoever wrote it: readable by a person, of a length a person writes. Pure.

Everything else is escaped where it is shown; this refuses what cannot be shown as it is: characters that hide, turn or end text.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core.errors import Problem

LONGEST = 10_000  # characters; a cell of a spreadsheet holds 32,767
ALLOWED = f"texts of at most {LONGEST} characters, without control characters and marks of direction"
_MEND = "write it anew; what was copied from elsewhere may have brought such characters along"
_TOLD = 80  # characters of a text that a message repeats
# Control characters but tab and line breaks; zero-width characters; marks that turn the direction of text; halves of characters; tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def fault(text: str) -> str:
    """Return what is wrong with `text`, without repeating it; nothing when it may be shown."""
    return f"a text of {len(text)} characters" if len(text) > LONGEST else unseen(text)


def unseen(text: str) -> str:
    """Return which invisible character `text` holds first, and where; nothing when it holds none."""
    found = _UNSEEN.search(text)
    return f"the invisible character U+{ord(found[0]):04X} at place {found.start() + 1}" if found else ""


def faults(value: object, where: str, key: str = "") -> Iterator[Problem]:
    """Yield a problem for every text and key in what a declaring file holds that may not be shown; `where` is the file, `key` leads to the value."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            here = f"{key}.{told(str(name))}" if key else told(str(name))
            yield from _problem(str(name), where, f"the key {here}")
            yield from faults(inner, where, here)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value, 1):
            yield from faults(inner, where, f"{key} no. {place}".strip())
    elif isinstance(value, str):
        yield from _problem(value, where, key)


def _problem(text: str, where: str, key: str) -> Iterator[Problem]:
    wrong = fault(text)
    if wrong:
        yield Problem(wrong, f"{where}: {key}" if key else where, ALLOWED, _MEND)


def told(text: str) -> str:
    """Return as much of `text` as a message repeats, with a mark for every character that cannot be seen."""
    short = text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else "\ufffd" for letter in short)


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (
    ("utf-32-le", 4, 0),
    ("utf-32-be", 4, 3),
    ("utf-16-le", 2, 0),
    ("utf-16-be", 2, 1),
)  # where a Latin letter's own byte is
_ENOUGH = 0.6  # of its letters, for a text to be one
_SAMPLE = 1 << 16
# No text has them: control characters but tab, line breaks, new page, and the end of file that DOS wrote.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_FOREIGN, _FEW = re.compile("[^\x00-\x7f]"), 16
_MANY = 0.02  # of a text's characters; fewer are an accident in a text


def text(content: bytes, encoding: str = "utf-8") -> str:
    """Return the bytes as text: by their mark, by the zeros that stand between letters, or as declared; what fits none is replaced."""
    return content.decode(told_by(content) or encoding, errors="replace")


def paper(content: bytes) -> str:
    """Return what a person wrote with a program of any kind as text, its letters whole: see `as_written`."""
    return composed(as_written(content))


def as_written(content: bytes) -> str:
    """Return a text in UTF-8, or in UTF-16 or UTF-32 that say so by themselves, without its mark and with lines that end as everywhere here.

    Raises UnicodeDecodeError for what is in another encoding.
    """
    return content.decode(told_by(content) or "utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def composed(read: str) -> str:
    """Return a text with its letters whole: å as one character, not as an a and a ring."""
    return read if read.isascii() else unicodedata.normalize("NFC", read)


def toml(content: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file, as any editor writes it. Raises ValueError, which says what is wrong and where."""
    try:
        return tomllib.loads(paper(content))
    except RecursionError as error:
        raise ValueError("lists or tables in each other, too many of them") from error


def told_by(content: bytes) -> str:
    """Return the encoding that the bytes themselves tell; nothing where they tell none."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name if name != "utf-8" else "utf-8-sig"
    sample = content[:_SAMPLE]
    if b"\0" not in sample:
        return ""
    for name, width, own in _WIDE:
        letters = len(sample) // width
        narrow = sum(
            1
            for place in range(0, letters * width, width)
            if 9 <= sample[place + own] < 0x7F
            and not any(sample[place : place + own])
            and not any(sample[place + own + 1 : place + width])
        )
        if letters and narrow > _ENOUGH * letters:
            return name
    return ""


def is_text(read: str) -> bool:
    """Return whether what was read is a text: hardly a character in it that no text has, and most of them Latin ones."""
    controls, foreign = len(_CONTROLS.findall(read)), len(_FOREIGN.findall(read))
    return controls <= max(1, _MANY * len(read)) and (foreign <= _ENOUGH * len(read) or len(read) < _FEW)
