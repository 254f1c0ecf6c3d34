"""A notebook's own text → what of it is published: a declared set of elements and attributes. The only door to nh3.

Markdown lets its author write any HTML; a page that forwards, frames or asks for something is not what a council reads.
What the report's own blocks make is no prose and does not come through here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

# What Markdown makes, tables too, and what an author may add: what unfolds, what explains, pictures of the notebook itself.
ELEMENTS = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins "
        "kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
_HEADINGS: Mapping[str, set[str]] = {f"h{level}": {"id"} for level in range(1, 7)}
ATTRIBUTES: Mapping[str, set[str]] = {
    **_HEADINGS,
    "*": {"lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "details": {"open"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "col": {"span"},
    "colgroup": {"span"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "style"},
    "div": {"class"},
    "span": {"class"},
    "pre": {"class"},
    "code": {"class"},
}
# Elements whose content is nothing a reader was meant to read as text.
_WITH_CONTENT = frozenset(
    {
        "applet",
        "audio",
        "canvas",
        "embed",
        "frameset",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    }
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "data"})
_PICTURE = re.compile(r"\s*data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
_BYTES = re.compile(r"data:image/[\w+.-]+;base64,[A-Za-z0-9+/=%]+")
_ALIGNED = re.compile(r"text-align:\s*(?:left|right|center);?")  # as Markdown's tables say it
_CODE = re.compile(
    r"highlight|(?:language|hl)-[\w+-]+|[a-z][a-z0-9]{0,2}|p-Indicator"
)  # as Markdown colours code
_COMMENT = "<!-- -->"
LEFT_OUT = "left_out"  # under which an exporter's resources gather it, by cell


@dataclass(frozen=True)
class Sanitised:
    """Prose as it is published, and what was left out of it, as its author would look for it."""

    html: str
    left_out: tuple[str, ...] = ()


def sanitised(html: str) -> Sanitised:
    """Return a cell's prose with the declared elements and attributes only, and every element closed."""
    import nh3

    clean = nh3.clean(
        html,
        tags=set(ELEMENTS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes={name: set(held) for name, held in ATTRIBUTES.items()},
        attribute_filter=_kept,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    closed = _read(clean)
    return Sanitised(str(closed), _gone(_read(html), closed))


def _read(html: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser")  # closes whatever its author left open


def _kept(element: str, attribute: str, value: str) -> str | None:
    """Return the value of a declared attribute; None where it may not be this one."""
    del element
    if attribute == "src":
        # A picture from elsewhere is refused by who publishes; a document in its place is none.
        return value if _PICTURE.match(value) or not _is_data(value) else None
    if attribute == "href":
        return None if _is_data(value) else value
    if attribute == "style":
        return value if _ALIGNED.fullmatch(value) else None
    if attribute == "class":
        return value if all(map(_CODE.fullmatch, value.split())) else None
    return value


def _is_data(value: str) -> bool:
    return re.sub(r"[\x00-\x20]", "", value).lower().startswith("data:")


def _gone(before: BeautifulSoup, after: BeautifulSoup) -> tuple[str, ...]:
    """Return what is in the prose before and not after: elements, attributes of those that stayed, comments.

    What is declared and gone all the same went with what it stood in.
    """
    told = []
    left = _said(before) - _said(after)
    for (element, attribute), count in left.items():
        times = f" ({count} times)" if count > 1 else ""
        declared = element.strip("<>") in ELEMENTS
        if not attribute and not declared:
            told.append(f"{element}{times}")
        elif attribute and declared and (element, "") not in left:
            told.append(f"{attribute} of {element}{times}")
    return tuple(told)


def _said(read: BeautifulSoup) -> Counter[tuple[str, str]]:
    from bs4.element import PreformattedString, Tag

    counts: Counter[tuple[str, str]] = Counter()
    for one in read.descendants:
        if isinstance(one, Tag):
            counts[f"<{one.name}>", ""] += 1
            counts.update((f"<{one.name}>", attribute) for attribute in one.attrs)
        elif isinstance(one, PreformattedString):  # comments, declarations, processing instructions
            counts[_COMMENT, ""] += 1
    return counts


def faults(cells: Mapping[int, str], name: str) -> list[Problem]:
    """Return a problem for each cell's text that could not be shown as it is: invisible characters, as entities too, or far too long.

    A picture's own bytes are no text.
    """
    texts = {number: _BYTES.sub("", text) for number, text in cells.items()}
    found = {
        number: plain_text.fault(text) or plain_text.unseen(unescape(text)) for number, text in texts.items()
    }
    return [
        Problem(
            f"cell {number}: {fault}",
            name,
            plain_text.ALLOWED,
            "delete it in the cell; what was copied from elsewhere, paste without its format",
        )
        for number, fault in found.items()
        if fault
    ]
