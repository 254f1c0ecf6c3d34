"""What a reader of HTML can see or copy, piece by piece: runs of text, attributes, comments, what `data:` addresses hold. Pure.

Each piece is decoded as a browser would (entities, percent signs, base64) and stands by itself: what two blocks or two
cells say is no one text, what an element within a line parts is one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from sigtepunkt.core import plain_text

_DEPTH = 4  # addresses within addresses
_TOKEN = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<raw>script|style)\b(?P<of_raw>[^>]*+)>(?P<code>.*?)(?:</(?P=raw)\s*+>|\Z)"
    r"|<[/!?]?(?P<name>[a-z][^\s/>\"'=]*+)(?P<attributes>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|<[/!?]?(?P<odd>[a-z][^>]*+)>",  # a quotation mark nobody closed
    re.IGNORECASE | re.DOTALL,
)
# Every other element, known or not, stands within a line.
_BREAKS = frozenset(
    (
        "address article aside blockquote body br caption center circle clippath col colgroup dd defs desc details dialog dir div dl dt ellipse "
        "fieldset figcaption figure footer form foreignobject frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe image "
        "legend li line lineargradient link main marker mask menu meta metadata mtable mtd mtr nav noframes noscript ol optgroup option p path "
        "pattern polygon polyline pre rect search section select source summary svg symbol table tbody td template text textarea tfoot th "
        "thead title tr track ul use video"
    ).split()
)
_AS_WRITTEN = frozenset({"pre", "textarea", "listing"})  # elements that keep their spaces
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CODED = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)|(?:%(?:25)*[0-9A-Fa-f]{2})+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKED = re.compile(r"[Dd][Aa][Tt][Aa]:")
_ADDRESS = re.compile(r"data:([\w/+.-]*)((?:;[\w=.\"-]+)*),([^\s\"'<>)]*)", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"\s*data:([\w/+.-]*)((?:;[^,]*)?),(.*)", re.IGNORECASE | re.DOTALL)
_SHAPES = frozenset(
    (
        "clip-path coords cx cy d dx dy height keytimes points r rotate rx ry stroke-dasharray style transform values "
        "viewbox width x x1 x2 y y1 y2"
    ).split()
)
_NUMBER = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?+\d++)?+"
_MORE = rf"(?:[\s,()a-z]*+{_NUMBER})"
_COORDINATES = re.compile(
    rf"\s*+(?:[a-z]++[\s(]*+{_NUMBER}{_MORE}++|{_NUMBER}{_MORE}{{2,}}+)[\s,()a-z]*+", re.IGNORECASE
)


@dataclass(frozen=True)
class Piece:
    """A text by itself, decoded, and the place in the page where it (or each character, in `places`) begins.

    `spoken` says that it is for a reader, not for the page's machinery; `shape`, that it is a row of coordinates.
    """

    text: str
    start: int
    spoken: bool = True
    shape: bool = False
    places: Sequence[int] = ()

    def place(self, character: int) -> int:
        """Return where in the page a character of the text stands."""
        return self.places[min(character, len(self.places) - 1)] if self.places else self.start


def pieces(
    page: str, worth: Callable[[str], bool] = bool, *, lines: bool = False, depth: int = 0
) -> Iterator[Piece]:
    """Yield every piece of a page or a part of one that is `worth` it; its order is not the page's.

    A page runs spaces and line breaks together, as a browser does; in another text with elements in it (Markdown, what a
    cell shows) `lines` keeps them.
    """
    run: list[tuple[str, int]] = []
    kept, end = int(lines), 0
    for token in _TOKEN.finditer(page):
        if token.start() > end:
            run.append((page[end : token.start()], end))
        end = token.end()
        name = (token["name"] or "").lower()
        if name in _BREAKS or token["raw"]:
            yield from _said(run, worth, depth, as_written=kept > 0)
            run = []
            if name in _AS_WRITTEN:
                kept = max(int(lines), kept + (-1 if page.startswith("</", token.start()) else 1))
        for group, spoken in (("comment", True), ("code", False)):
            if token[group]:
                yield from _said(
                    [(token[group], token.start(group))], worth, depth, as_written=True, spoken=spoken
                )
        for group in ("attributes", "of_raw", "odd"):
            if token[group]:
                yield from _of_attributes(token[group], token.start(group), worth, depth)
    if end < len(page):
        run.append((page[end:], end))
    yield from _said(run, worth, depth, as_written=kept > 0)


def _said(
    run: list[tuple[str, int]],
    worth: Callable[[str], bool],
    depth: int,
    *,
    as_written: bool,
    spoken: bool = True,
) -> Iterator[Piece]:
    """Yield a run of text as one, as it is shown and line by line, and what each part of it says alone.

    Two texts may become a word that neither is, and numbers below each other a row of figures. Only what is shown is spoken:
    what stands before a part may say what it is.
    """
    if not run:
        return
    written = "".join(text for text, _ in run)
    if _MARKED.search(written):
        yield from _addressed(written, run[0][1], worth, depth)
    quick = decoded(written)
    if not worth(quick if as_written else " ".join(quick.split())):
        return
    for part in (run, *([one] for one in run if len(run) > 1)):
        for kept in (True,) if as_written else (False, True):
            one = _unfolded(part, as_written=kept, spoken=spoken and part is run and kept is as_written)
            if worth(one.text):
                yield one


def decoded(text: str) -> str:
    """Return the text with its entities and percent signs read; those within others too."""
    plain = unescape(text) if "&" in text else text
    for _ in range(_DEPTH):
        if not _PERCENT.search(plain):
            break
        plain = unquote(plain)
    return plain


def _unfolded(run: list[tuple[str, int]], *, as_written: bool, spoken: bool) -> Piece:
    """Return a run, decoded, with the place of each of its characters; spaces that a browser runs together are one."""
    letters: list[str] = []
    places: list[int] = []
    for text, start in run:
        for letter, place in spelled(text):
            space = not as_written and letter.isspace()
            if not (space and letters and letters[-1] == " "):
                letters.append(" " if space else letter)
                places.append(start + place)
    return Piece("".join(letters), places[0] if places else run[0][1], spoken=spoken, places=places)


def spelled(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character of the text, decoded, with the place where what stands for it begins."""
    end = 0
    for one in _CODED.finditer(text):
        yield from zip(text[end : one.start()], range(end, one.start()), strict=True)
        yield from ((letter, one.start()) for letter in decoded(one[0]))
        end = one.end()
    yield from zip(text[end:], range(end, len(text)), strict=True)


def _of_attributes(section: str, start: int, worth: Callable[[str], bool], depth: int) -> Iterator[Piece]:
    """Yield what the attributes of a tag hold, and the tag as it is written, should it be none a browser would read so."""
    if not ("&" in section or "%" in section or _MARKED.search(section) or worth(section)):
        return
    left = section
    for attribute in _ATTRIBUTE.finditer(section):
        name, value = (
            attribute[1].lower(),
            next((one for one in attribute.groups()[1:] if one is not None), ""),
        )
        left = left.replace(attribute[0], " ", 1)
        at = start + attribute.start()
        plain = unescape(value)
        address = _WHOLE_ADDRESS.match(plain)
        if address:
            yield from _held(address, at, worth, depth)
            continue
        if _MARKED.search(plain):
            yield from _addressed(plain, at, worth, depth)
        text = decoded(value)
        shape = name in _SHAPES
        if worth(text):
            yield Piece(text, at, spoken=not shape, shape=shape and bool(_COORDINATES.fullmatch(text)))
    if worth(left):
        yield Piece(decoded(left), start, spoken=False)


def _addressed(text: str, start: int, worth: Callable[[str], bool], depth: int) -> Iterator[Piece]:
    for address in _ADDRESS.finditer(text):
        yield from _held(address, start + address.start(), worth, depth)


def _held(address: re.Match[str], at: int, worth: Callable[[str], bool], depth: int) -> Iterator[Piece]:
    """Yield what a `data:` address holds, whatever it says it is. Pixels hold no text for a reader."""
    kind, ways, content = address.groups()
    plain = unbased(content) if ";base64" in ways.lower() else decoded(content)
    pixels = kind.lower().startswith("image/") and "xml" not in kind.lower()
    if worth(plain):
        yield Piece(plain, at, spoken=not pixels)
    if depth < _DEPTH and not pixels and (any(mark in plain for mark in "<&%") or _MARKED.search(plain)):
        for one in pieces(plain, worth, depth=depth + 1):
            yield Piece(one.text, at, spoken=one.spoken, shape=one.shape)


def unbased(content: str) -> str:
    """Return the text that base64 holds, read as far as it can be; also what stands one after the other."""
    return "".join(
        _one_based(part) for part in unquote(content).replace("-", "+").replace("_", "/").split("=")
    )


def _one_based(part: str) -> str:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", part)
    whole = letters[:-1] if len(letters) % 4 == 1 else letters
    return plain_text.text(base64.b64decode(whole + "=" * (-len(whole) % 4)))
