"""Published pages parsed to trees that tests can query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element with its attributes and its children, in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield the element and its descendants in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return every element of a tag with these attributes (`class_` for one class among several)."""
        return [
            element
            for element in self.walk()
            if element.tag == tag
            and all(
                value in element.attributes.get("class", "").split()
                if name == "class_"
                else element.attributes.get(name) == value
                for name, value in attributes.items()
            )
        ]

    @property
    def text(self) -> str:
        """Its text with whitespace normalised, without that of pictures, style sheets and scripts."""
        return re.sub(r"\s+", " ", " ".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in {"svg", "style", "script"}:
                yield from child._texts()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        # HTML allows paragraphs and list items to stay open; every other element must be closed where it was
        # opened.
        while self.open[-1].tag != tag and self.open[-1].tag in {"p", "li"}:
            self.open.pop()
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(path: Path) -> Element:
    """Return the page as a tree; an element that is not closed where it was opened fails the test."""
    return read_markup(path.read_text(encoding="utf-8"), path.name)


def read_markup(markup: str, name: str = "block") -> Element:
    """Return a piece of HTML as a tree; an element that is not closed where it was opened fails the test."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert len(reader.open) == 1, f"{name}: <{reader.open[-1].tag}> is never closed"
    return reader.root
