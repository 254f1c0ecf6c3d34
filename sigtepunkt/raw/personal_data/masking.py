"""Mask CPR numbers in a text, however they are written, so that it may be shown and logged. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sigtepunkt.raw.personal_data import cpr_numbers, html_texts

_ELEMENT = re.compile(r"</?[A-Za-z!][^>]*>")
_BASE64 = re.compile(r"data:[^,\s]*;base64,([\w+/=%-]+)", re.IGNORECASE)
Characters = Iterator[tuple[str, int]]  # each character of a reading of a text, and its offset in the text


def masked(text: str) -> str:
    """Return `text` with every CPR number in it masked: what a message, a log line or a terminal may show.

    Includes numbers that a reader would put together: with entities or percent signs for their characters,
    parted by elements, or in base64.
    """
    for reading in (_unchanged, _decoded, _without_elements):
        text = _masked(text, reading)
    return _BASE64.sub(_masked_base64, text)


def _masked_base64(match: re.Match[str]) -> str:
    pieces = html_texts.pieces(html_texts.unbased(match[1]), cpr_numbers.may_hold)
    return (
        f"data:{cpr_numbers.DOT * 3}" if any(cpr_numbers.find(piece.text) for piece in pieces) else match[0]
    )


def _unchanged(text: str) -> Characters:
    yield from zip(text, range(len(text)), strict=True)


def _decoded(text: str) -> Characters:
    yield from html_texts.spelled(text) if "&" in text or "%" in text else ()


def _without_elements(text: str) -> Characters:
    end, before = 0, ""
    for element in (*_ELEMENT.finditer(text), None) if "<" in text or "&" in text else ():
        start = element.start() if element else len(text)
        for character, offset in html_texts.spelled(text[end:start]):
            if not (character.isspace() and before.isspace()):
                yield " " if character.isspace() else character, end + offset
            before = character
        end = element.end() if element else start


def _masked(text: str, reading: Callable[[str], Characters]) -> str:
    """Return `text` with the numbers masked that are found in one reading of it."""
    seen = [(character, offset) for character, offset in reading(text) if cpr_numbers.visible(character)]
    parts, end = [], 0
    for finding in cpr_numbers.find("".join(character for character, _ in seen)):
        start = seen[finding.start][1]
        if start >= end:
            parts += [text[end:start], finding.masked]
            end = _end(text, seen, finding.end)
    return "".join([*parts, text[end:]])


def _end(text: str, seen: Sequence[tuple[str, int]], index: int) -> int:
    """Return the offset in the text after what the character before `index` stands for."""
    start = seen[index - 1][1]
    if text[start] not in "&%":
        return start + 1
    return next((offset for _, offset in seen[index:] if offset > start), len(text))
