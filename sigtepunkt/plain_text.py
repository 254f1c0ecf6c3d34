"""What a text in raw data may be: readable by a person, of a length a person writes. Pure.

Everything else is escaped where it is shown; this refuses what cannot be shown as it is: characters that hide, turn or end text.
"""

from __future__ import annotations

import re

LONGEST = 10_000  # characters; a cell of a spreadsheet holds 32,767
_TOLD = 80  # characters of a text that a message repeats
# Control characters but tab and line breaks; zero-width characters; marks that turn the direction of text; halves of characters; tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]",
)


def fault(text: str) -> str:
    """Return what is wrong with `text`, without repeating it; nothing when it may be shown."""
    if len(text) > LONGEST:
        return f"a text of {len(text)} characters"
    unseen = _UNSEEN.search(text)
    return f"the invisible character U+{ord(unseen[0]):04X} at place {unseen.start() + 1}" if unseen else ""


def told(text: str) -> str:
    """Return as much of `text` as a message repeats, with a mark for every character that cannot be seen."""
    short = text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
    return "".join(letter if letter.isprintable() or letter == "\u00a0" else "\ufffd" for letter in short)
