"""Takes a published page apart: its blocks by name, and the frame around them. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

FRAME = "the page's frame"
_HEADINGS = ("h1", "h2", "h3", "caption")


@dataclass(frozen=True)
class Part:
    """The HTML of a block as it stands on the page, and the text of its first heading."""

    html: str
    title: str = ""


def parts(page: str) -> dict[str, Part]:
    """Return a page's blocks by name, in order, and last its frame.

    A block is an element directly in the page's `main`. Its name is its address on the page (`#ledighed`), or
    its class and a number where it has none. What follows a block up to the next is part of it, and so is
    what an unclosed one swallows.
    """
    from bs4 import BeautifulSoup, Tag

    # Python's parser fails on some marked sections (`<![`); what replaces them leaves every position as it
    # was.
    soup = BeautifulSoup(page.replace("<![", "<--"), "html.parser", multi_valued_attributes=None)
    children = soup.main.children if soup.main else ()
    blocks = [child for child in children if isinstance(child, Tag) and not child.is_empty_element]
    if not blocks:
        return {FRAME: Part(_single_spaces(page))}
    lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
    starts = [lines[(block.sourceline or 1) - 1] + (block.sourcepos or 0) for block in blocks]
    closing = page.find("</main", starts[-1])
    ends = [*starts[1:], closing if closing >= 0 else len(page)]
    named: dict[str, Part] = {}
    numbers: Counter[str] = Counter()
    for block, start, end in zip(blocks, starts, ends, strict=True):
        address = block.get("aria-labelledby") or block.get("id")
        name = f"#{address}" if address else str(block.get("class") or block.name)
        numbers[name] += 1
        if not address or numbers[name] > 1:
            name = f"{name} {numbers[name]}"
        headings = (tag for tag in (block, *block.find_all(_HEADINGS)) if tag.name in _HEADINGS)
        titles = (_single_spaces(heading.get_text()) for heading in headings)
        named[name] = Part(page[start:end].rstrip(), next(filter(None, titles), ""))
    return {**named, FRAME: Part(_single_spaces(f"{page[: starts[0]]} {page[ends[-1] :]}"))}


def _single_spaces(text: str) -> str:
    return " ".join(text.split())


def differing(published: str, rebuilt: str) -> list[str]:
    """Return the names of the parts in which two versions of a page differ, with their headings.

    A block that only one of them has is named with which.
    """
    old, new = parts(published), parts(rebuilt)
    names = []
    for name in {**old, **new}:
        before, now = old.get(name), new.get(name)
        if before is None or now is None or before.html != now.html:
            title = (before or now or Part("")).title
            only = ", only as published" if now is None else ", only as rebuilt" if before is None else ""
            names.append(f"{name}{f' ({title})' if title else ''}{only}")
    return names or ["the order of the blocks, or the space between them"]
