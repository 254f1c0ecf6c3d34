"""What a text may be that reaches a page, whoever wrote it: readable by a person, of a length a person writes. Pure.

Everything else is escaped where it is shown; this refuses what cannot be shown as it is: characters that hide, turn or end text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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
