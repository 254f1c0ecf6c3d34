"""What can be counted of a page's accessibility, and the statement that tells of it (tilgængelighedserklæring). Pure; the standard library's parser.

The statement says what was counted on these very pages, what the program that makes them is tried with, and what nobody has
tried. It claims nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

# Most of a page's elements, of pictures and of tables. Nothing about them is counted, and a parser takes long over each.
_PASSED_OVER = re.compile(
    r"</?(?:circle|clipPath|defs|g|line|path|rect|text|tspan|use|li|p|span|strong|tbody|td|th|thead|tr)(?: [^<>]*)?>"
)


@dataclass(frozen=True)
class Counted:
    """What stands on some pages: charts and those of them with a text alternative, tables with a caption, and pages with one main heading in Danish."""

    pages: int = 0
    charts: int = 0
    charts_told: int = 0
    tables: int = 0
    tables_named: int = 0
    pages_headed: int = 0
    pages_danish: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing that was counted is lacking."""
        return (
            self.charts == self.charts_told
            and self.tables == self.tables_named
            and self.pages == self.pages_headed == self.pages_danish
        )


def counted(pages: Iterable[str]) -> Counted:
    """Return what stands on the pages. A chart drawn for two widths of screen is one."""
    found = [_read(page) for page in pages]
    return Counted(
        len(found),
        sum(page.charts for page in found),
        sum(page.told for page in found),
        sum(page.tables for page in found),
        sum(page.named for page in found),
        sum(page.headings == 1 for page in found),
        sum(page.language == "da" for page in found),
    )


@lru_cache(maxsize=64)
def _read(page: str) -> _Page:
    return _Page(page)


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.charts = self.told = self.tables = self.named = self.headings = 0
        self.language = ""
        self._wide = False
        self._open = ""
        self._untold = self._nameless = False  # whether a chart, or a table, is open that has had no text
        self.feed(
            _PASSED_OVER.sub("", page).replace("<![", "&lt;![")
        )  # of XML, not of HTML; older Pythons' parser fails on some of it
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        elif tag == "h1":
            self.headings += 1
        elif tag == "table":
            self.tables, self._nameless = self.tables + 1, True
        elif tag == "caption":
            self._open = tag
        elif tag == "div" and given.get("class") in {"wide", "narrow"}:
            self._wide = given["class"] == "wide"
        elif tag == "svg" and given.get("role") == "img" and self._wide:
            self.charts, self._untold = self.charts + 1, True
        elif tag == "desc":
            self._open = tag

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if self._open == "caption":
            self.named, self._nameless = self.named + self._nameless, False
        elif self._open == "desc":
            self.told, self._untold = self.told + self._untold, False

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""
        elif tag == "svg":
            self._untold = False
        elif tag == "table":
            self._nameless = False
