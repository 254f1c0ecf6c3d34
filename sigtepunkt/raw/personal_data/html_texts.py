"""What a reader of HTML can see or copy: text, attributes, comments, and what `data:` addresses hold. Pure.

Each piece is decoded as a browser would (entities, percent signs, base64) and stands by itself: two blocks or
two cells are not one text, but text parted by an element within a line is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
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
_BLOCKS = frozenset(
    (  # noqa: SIM905 - words are read more easily in a row
        "address article aside blockquote body br caption center circle clippath col colgroup dd defs desc "
        "details dialog dir div dl dt ellipse fieldset figcaption figure footer form foreignobject frame "
        "frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe image legend li line lineargradient "
        "link main marker mask menu meta metadata mtable mtd mtr nav noframes noscript ol optgroup option p "
        "path pattern polygon polyline pre rect search section select source summary svg symbol table tbody "
        "td template text textarea tfoot th thead title tr track ul use video"
    ).split()
)
_PREFORMATTED = frozenset({"pre", "textarea", "listing"})  # elements that keep their spaces
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CODED = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)|(?:%(?:25)*[0-9A-Fa-f]{2})+")
_SPACES = re.compile(r"\s+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_DATA = re.compile(r"[Dd][Aa][Tt][Aa]:")
_ADDRESS = re.compile(r"data:([\w/+.-]*)((?:;[\w=.\"-]+)*),([^\s\"'<>)]*)", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"\s*data:([\w/+.-]*)((?:;[^,]*)?),(.*)", re.IGNORECASE | re.DOTALL)
_SHAPES = frozenset(
    (  # noqa: SIM905 - words are read more easily in a row
        "clip-path coords cx cy d dx dy height keytimes points r rotate rx ry stroke-dasharray style "
        "transform values viewbox width x x1 x2 y y1 y2"
    ).split()
)
_NUMBER = r"[-+]?+(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?+\d++)?+"
_MORE = rf"(?:[\s,()a-z]*+{_NUMBER})"
_COORDINATES = re.compile(
    rf"\s*+(?:[a-z]++[\s(]*+{_NUMBER}{_MORE}++|{_NUMBER}{_MORE}{{2,}}+)[\s,()a-z]*+", re.IGNORECASE
)
Relevant = Callable[[str], bool]  # whether a text is worth a closer look
Run = list[
    tuple[str, int]
]  # parts of a text that elements within a line divide, with their offsets in the page


@dataclass(frozen=True)
class Piece:
    """A text by itself, decoded, and the offset in the page where it, or each character (`place`), begins.

    `for_readers` says that it is for a reader, not for the page's machinery; `coordinates`, that it describes
    a shape.
    """

    text: str
    start: int
    for_readers: bool = True
    coordinates: bool = False
    place: Callable[[int], int] | None = None

    def offset(self, index: int) -> int:
        """Return where in the page a character of the text stands."""
        return self.place(index) if self.place else self.start


def pieces(page: str, relevant: Relevant = bool, *, lines: bool = False, depth: int = 0) -> Iterator[Piece]:
    """Yield every `relevant` piece of a page, or of a part of one, in no particular order.

    A page runs spaces and line breaks together, as a browser does; `lines` keeps them, for another text with
    elements in it (Markdown, what a cell shows). `depth` counts the `data:` addresses around it.
    """
    run: Run = []
    preformatted, end = int(lines), 0
    for token in _TOKEN.finditer(page):
        if token.start() > end:
            run.append((page[end : token.start()], end))
        end = token.end()
        name = (token["name"] or "").lower()
        if name in _BLOCKS or token["raw"]:
            yield from _of_run(run, relevant, depth, as_written=preformatted > 0)
            run = []
            if name in _PREFORMATTED:
                step = -1 if page.startswith("</", token.start()) else 1
                preformatted = max(int(lines), preformatted + step)
        for group, for_readers in (("comment", True), ("code", False)):
            if token[group]:
                inner = [(token[group], token.start(group))]
                yield from _of_run(inner, relevant, depth, as_written=True, for_readers=for_readers)
        for group in ("attributes", "of_raw", "odd"):
            if token[group]:
                yield from _of_attributes(token[group], token.start(group), relevant, depth)
    if end < len(page):
        run.append((page[end:], end))
    yield from _of_run(run, relevant, depth, as_written=preformatted > 0)


def _of_run(
    run: Run, relevant: Relevant, depth: int, *, as_written: bool, for_readers: bool = True
) -> Iterator[Piece]:
    """Yield a run of text as it is shown, as it is written, and each of its parts alone.

    Two parts may join to a word that neither is, and numbers below each other to a row of figures. Only what
    is shown is `for_readers`: what stands before a part may say what it is.
    """
    if not run:
        return
    written = "".join(text for text, _ in run)
    if _DATA.search(written):
        yield from _in_addresses(written, run[0][1], relevant, depth)
    quick = decoded(written)
    if not relevant(quick if as_written else " ".join(quick.split())):
        return
    for part in (run, *([part] for part in run if len(run) > 1)):
        for spaces_kept in (True,) if as_written else (False, True):
            shown = part is run and spaces_kept is as_written
            piece = _unfolded(part, as_written=spaces_kept, for_readers=for_readers and shown)
            if relevant(piece.text):
                yield piece


def decoded(text: str) -> str:
    """Return the text with its entities and percent signs decoded, nested ones too."""
    plain = unescape(text) if "&" in text else text
    for _ in range(_DEPTH):
        if not _PERCENT.search(plain):
            break
        plain = unquote(plain)
    return plain


def _unfolded(run: Run, *, as_written: bool, for_readers: bool) -> Piece:
    """Return a run decoded; spaces that a browser runs together are one."""
    text = "".join(_CODED.sub(lambda code: decoded(code[0]), part) for part, _ in run)
    shown = text if as_written else _SPACES.sub(" ", text)
    return Piece(shown, run[0][1], for_readers, place=partial(_place, tuple(run), as_written))


def _place(run: tuple[tuple[str, int], ...], as_written: bool, index: int) -> int:  # noqa: FBT001 - partial
    """Return where in the page a character of an unfolded run stands; asked only of what is found."""
    offsets = _offsets(run, as_written=as_written)
    return offsets[min(index, len(offsets) - 1)]


@lru_cache(maxsize=1)
def _offsets(run: tuple[tuple[str, int], ...], *, as_written: bool) -> list[int]:
    """Return the offset in the page of each character of a run as `_unfolded` returns it."""
    characters: list[str] = []
    offsets: list[int] = []
    for text, start in run:
        for character, offset in spelled(text):
            space = not as_written and character.isspace()
            if not (space and characters and characters[-1] == " "):
                characters.append(" " if space else character)
                offsets.append(start + offset)
    return offsets


def spelled(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character of the decoded text, and the offset where what stands for it begins."""
    end = 0
    for code in _CODED.finditer(text):
        yield from zip(text[end : code.start()], range(end, code.start()), strict=True)
        yield from ((character, code.start()) for character in decoded(code[0]))
        end = code.end()
    yield from zip(text[end:], range(end, len(text)), strict=True)


def _of_attributes(section: str, start: int, relevant: Relevant, depth: int) -> Iterator[Piece]:
    """Yield the values of a tag's attributes, and what of the tag is no attribute as it is written."""
    if not ("&" in section or "%" in section or _DATA.search(section) or relevant(section)):
        return
    rest = section
    for attribute in _ATTRIBUTE.finditer(section):
        name = attribute[1].lower()
        value = next((value for value in attribute.groups()[1:] if value is not None), "")
        rest = rest.replace(attribute[0], " ", 1)
        offset = start + attribute.start()
        plain = unescape(value)
        if address := _WHOLE_ADDRESS.match(plain):
            yield from _in_address(address, offset, relevant, depth)
            continue
        if _DATA.search(plain):
            yield from _in_addresses(plain, offset, relevant, depth)
        text = decoded(value)
        is_shape = name in _SHAPES
        if relevant(text):
            yield Piece(text, offset, not is_shape, is_shape and bool(_COORDINATES.fullmatch(text)))
    if relevant(rest):
        yield Piece(decoded(rest), start, for_readers=False)


def _in_addresses(text: str, start: int, relevant: Relevant, depth: int) -> Iterator[Piece]:
    for address in _ADDRESS.finditer(text):
        yield from _in_address(address, start + address.start(), relevant, depth)


def _in_address(address: re.Match[str], offset: int, relevant: Relevant, depth: int) -> Iterator[Piece]:
    """Yield what a `data:` address holds, whatever kind it says it is. Pixels hold no text for a reader."""
    kind, parameters, content = address.groups()
    plain = unbased(content) if ";base64" in parameters.lower() else decoded(content)
    pixels = kind.lower().startswith("image/") and "xml" not in kind.lower()
    if relevant(plain):
        yield Piece(plain, offset, for_readers=not pixels)
    if depth < _DEPTH and not pixels and (any(sign in plain for sign in "<&%") or _DATA.search(plain)):
        for piece in pieces(plain, relevant, depth=depth + 1):
            yield replace(piece, start=offset, place=None)


def unbased(content: str) -> str:
    """Return the text that base64 holds, as far as it can be decoded; also of several joined together."""
    return "".join(_unbased(part) for part in unquote(content).replace("-", "+").replace("_", "/").split("="))


def _unbased(part: str) -> str:
    characters = re.sub(r"[^A-Za-z0-9+/]", "", part)
    complete = characters[:-1] if len(characters) % 4 == 1 else characters
    return plain_text.decode(base64.b64decode(complete + "=" * (-len(complete) % 4)))
