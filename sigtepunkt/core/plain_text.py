"""Bytes to text, and which text may reach a page. Pure.

Files are decoded by their byte order mark, by the zero bytes of UTF-16 and UTF-32, or as declared. Text that
may be published is of a length a person writes and has no invisible characters: what hides, reorders or ends
text is refused, with the file and key it stands in. Everything else is escaped where it is shown.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core.errors import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# An encoding, the bytes of a character, and which of them a Latin letter fills; the others are then zero.
_WIDE = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
_ASCII = range(9, 0x7F)  # from the tab on
_SAMPLE = 1 << 16  # bytes
_MOST = 0.6  # the share of Latin letters that shows a wide encoding, and of foreign ones that a text may have
# Text has no control characters but tab, line breaks, form feed, and the end of file that DOS wrote.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_FOREIGN, _FEW = re.compile("[^\x00-\x7f]"), 16
_ACCIDENTS = 0.02  # the share of control characters that a damaged text may have

LONGEST = 10_000  # characters; a spreadsheet cell holds 32,767
ALLOWED = f"texts of at most {LONGEST} characters, without control characters and marks of direction"
_NEXT_STEP = "write it anew; what was copied from elsewhere may have brought such characters along"
_EXCERPT = 80  # characters
# Control characters but tab and line breaks; zero-width characters; direction marks; lone surrogates; tags.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def detected_encoding(content: bytes) -> str:
    """Return the encoding that the bytes themselves show; "" where they show none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE]
    if b"\0" not in sample:
        return ""
    for encoding, width, filled in _WIDE:
        characters = list(zip(*[iter(sample)] * width, strict=False))
        latin = sum(letter[filled] in _ASCII and sum(letter) == letter[filled] for letter in characters)
        if latin > _MOST * len(characters):
            return encoding
    return ""


def decode(content: bytes, encoding: str = "utf-8") -> str:
    """Decode by the encoding the bytes show, else by the one declared; undecodable bytes are replaced."""
    return content.decode(detected_encoding(content) or encoding, errors="replace")


def decode_unicode(content: bytes) -> str:
    r"""Decode UTF-8, or UTF-16 or UTF-32 that the bytes show; no byte order mark, and lines end in \n.

    Raises UnicodeDecodeError for any other encoding.
    """
    return content.decode(detected_encoding(content) or "utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def composed(text: str) -> str:
    """Return the text in Unicode's composed form (NFC): å as one character, not as an a and a ring."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def composed_text(content: bytes) -> str:
    """Decode what a person wrote with any program: `decode_unicode`, in composed form."""
    return composed(decode_unicode(content))


def parse_toml(content: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file from any editor; raise ValueError saying what is wrong and where."""
    try:
        return tomllib.loads(composed_text(content))
    except RecursionError as error:
        raise ValueError("lists or tables in each other, too many of them") from error


def is_text(decoded: str) -> bool:
    """Return whether decoded bytes are text: hardly a control character, and not all foreign letters."""
    controls, foreign = len(_CONTROLS.findall(decoded)), len(_FOREIGN.findall(decoded))
    few_controls = controls <= max(1, _ACCIDENTS * len(decoded))
    return few_controls and (foreign <= _MOST * len(decoded) or len(decoded) < _FEW)


def fault(text: str) -> str:
    """Return why `text` may not be shown, without repeating it; "" when it may."""
    return f"a text of {len(text)} characters" if len(text) > LONGEST else invisible_character(text)


def invisible_character(text: str) -> str:
    """Return which invisible character comes first in `text`, and where; "" when there is none."""
    match = _INVISIBLE.search(text)
    return f"the invisible character U+{ord(match[0]):04X} at place {match.start() + 1}" if match else ""


def faults(value: object, where: str, key: str = "") -> Iterator[Problem]:
    """Yield a problem for every text and key in `value` that may not be shown.

    `where` is the file that holds the value, and `key` leads to it there.
    """
    for text, location in _texts(value, key):
        if reason := fault(text):
            yield Problem(reason, f"{where}: {location}" if location else where, ALLOWED, _NEXT_STEP)


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text and key in a value, with its location."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            path = f"{key}.{excerpt(str(name))}" if key else excerpt(str(name))
            yield str(name), f"the key {path}"
            yield from _texts(inner, path)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{key} no. {number}".strip())
    elif isinstance(value, str):
        yield value, key


def excerpt(text: str) -> str:
    """Return as much of `text` as a message repeats, with U+FFFD in place of every invisible character."""
    short = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else "\ufffd" for letter in short)
