"""A notebook's own prose → its published part: declared elements and attributes only. The only door to nh3.

Markdown lets its author write any HTML, and a page that redirects, frames or loads something is not what a
council reads. The report's own blocks are not prose and do not pass through here.
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

# What Markdown makes, tables too, and what an author may add: elements that unfold or explain, pictures in
# the notebook.
ELEMENTS = frozenset(
    (  # noqa: SIM905 - words are read more easily in a row
        "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
        "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary "
        "sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
ATTRIBUTES: Mapping[str, set[str]] = {
    **{f"h{level}": {"id"} for level in range(1, 7)},
    **{element: {"title"} for element in ("abbr", "dfn")},
    **{element: {"span"} for element in ("col", "colgroup")},
    **{element: {"class"} for element in ("div", "span", "pre", "code")},
    "*": {"lang"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "details": {"open"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "time": {"datetime"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "style"},
}
# Elements removed together with their content, which was never meant to be read as text.
_WITH_CONTENT = frozenset(
    (  # noqa: SIM905 - as above
        "applet audio canvas embed frameset iframe math noembed noframes noscript object script select style "
        "svg template textarea title video"
    ).split()
)
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "data"})
_PICTURE = re.compile(r"\s*data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
_BYTES = re.compile(r"data:image/[\w+.-]+;base64,[A-Za-z0-9+/=%]+")
_ALIGNED = re.compile(r"text-align:\s*(?:left|right|center);?")  # as Markdown's tables write it
_CODE = re.compile(
    r"highlight|(?:language|hl)-[\w+-]+|[a-z][a-z0-9]{0,2}|p-Indicator"
)  # as Markdown colours code
_COMMENT = "<!-- -->"
LEFT_OUT = "left_out"  # the exporter's resource that holds what was removed, by cell


@dataclass(frozen=True)
class Sanitised:
    """Prose as it is published, and what was removed from it, in words its author can search for."""

    html: str
    left_out: tuple[str, ...] = ()


def sanitised(html: str) -> Sanitised:
    """Return a cell's prose with the declared elements and attributes only, and every element closed."""
    import nh3

    clean = nh3.clean(
        html,
        tags=set(ELEMENTS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes={element: set(names) for element, names in ATTRIBUTES.items()},
        attribute_filter=_allowed_value,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    closed = _parsed(clean)
    return Sanitised(str(closed), _removed(_parsed(html), closed))


def _parsed(html: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser")  # closes whatever its author left open


def _allowed_value(_element: str, attribute: str, value: str) -> str | None:
    """Return the value of a declared attribute; None where the attribute may not have this one."""
    is_data = re.sub(r"[\x00-\x20]", "", value).lower().startswith("data:")
    allowed = {
        # Of data, a picture and not a document; a picture from elsewhere is refused by `page_html.body`.
        "src": not is_data or _PICTURE.match(value),
        "href": not is_data,
        "style": _ALIGNED.fullmatch(value),
        "class": all(map(_CODE.fullmatch, value.split())),
    }
    return value if allowed.get(attribute, True) else None


def _removed(before: BeautifulSoup, after: BeautifulSoup) -> tuple[str, ...]:
    """Return what only the prose `before` has: elements, attributes of those that stayed, comments.

    A declared element is only removed together with the element it stood in, and is not mentioned.
    """
    removed = []
    difference = _counts(before) - _counts(after)
    for (element, attribute), count in difference.items():
        times = f" ({count} times)" if count > 1 else ""
        declared = element.strip("<>") in ELEMENTS
        if not attribute and not declared:
            removed.append(f"{element}{times}")
        elif attribute and declared and (element, "") not in difference:
            removed.append(f"{attribute} of {element}{times}")
    return tuple(removed)


def _counts(soup: BeautifulSoup) -> Counter[tuple[str, str]]:
    """Return how often each element (with an empty attribute) and each element's attribute occurs."""
    from bs4.element import PreformattedString, Tag

    counts: Counter[tuple[str, str]] = Counter()
    for node in soup.descendants:
        if isinstance(node, Tag):
            counts.update((f"<{node.name}>", attribute) for attribute in ("", *node.attrs))
        elif isinstance(node, PreformattedString):  # comments, declarations, processing instructions
            counts[_COMMENT, ""] += 1
    return counts


def faults(cells: Mapping[int, str], name: str) -> list[Problem]:
    """Return a problem for each cell whose text, by number, has invisible characters or is far too long.

    Invisible characters written as entities count too; the bytes of an embedded picture do not.
    """
    texts = {number: _BYTES.sub("", text) for number, text in cells.items()}
    next_step = "delete it in the cell; what was copied from elsewhere, paste without its format"
    return [
        Problem(f"cell {number}: {fault}", name, plain_text.ALLOWED, next_step)
        for number, text in texts.items()
        if (fault := plain_text.fault(text) or plain_text.invisible_character(unescape(text)))
    ]
