"""Counts what the statement of accessibility (tilgængelighedserklæring) reports.

The statement gives the counts of these very pages, the checks the program itself goes through, and what
nobody has tried. It claims nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from sigtepunkt.core import checksum

# The tags of most elements on a page. None of them is counted, and without them the page is parsed in a
# quarter of the time.
_NOT_COUNTED = re.compile(
    r"</?(?:circle|clipPath|defs|g|line|path|rect|text|tspan|use"
    r"|li|p|span|strong|tbody|td|th|thead|tr)(?: [^<>]*)?>"
)


@dataclass(frozen=True)
class Counts:
    """How many charts have a text alternative, tables a caption, pages one main heading and Danish."""

    pages: int = 0
    charts: int = 0
    charts_described: int = 0
    tables: int = 0
    tables_captioned: int = 0
    pages_headed: int = 0
    pages_danish: int = 0

    @property
    def complete(self) -> bool:
        """Whether every chart, table and page has what was counted."""
        return (
            self.charts == self.charts_described
            and self.tables == self.tables_captioned
            and self.pages == self.pages_headed == self.pages_danish
        )


def count(pages: Iterable[str]) -> Counts:
    """Return the counts over the HTML of `pages`. A chart drawn for two widths of screen counts once."""
    counts = (astuple(_counts_of(page)) for page in pages)
    return Counts(*map(sum, zip(*counts, strict=True)))


@checksum.remembered  # a page is counted while other notebooks are executed, and again as it is published
def _counts_of(page: str) -> Counts:
    from bs4 import BeautifulSoup

    # Python's parser fails on some marked sections (`<![`), which belong to XML and not to HTML.
    soup = BeautifulSoup(_NOT_COUNTED.sub("", page).replace("<![", "&lt;!["), "html.parser")
    # Not by a CSS selector: what reads one takes longer to be compiled than all pages to be counted.
    images, tables = soup.find_all("svg", role="img"), soup.find_all("table")
    charts = [image for image in images if image.find_parent("div", class_="wide")]
    return Counts(
        1,
        len(charts),
        sum(any(text.get_text(strip=True) for text in chart.find_all("desc")) for chart in charts),
        len(tables),
        sum(
            any(text.get_text(strip=True) for text in table.find_all("caption", recursive=False))
            for table in tables
        ),
        len(soup.find_all("h1")) == 1,
        soup.html is not None and soup.html.get("lang") == "da",
    )
