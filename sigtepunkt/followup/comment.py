"""A comment: ordinary Markdown in which a claim about a figure is a link. The only door to markdown-it.

`Ledigheden er [faldet](indikator:ledighed)`: the link's text is what is claimed, its address names what it is
claimed of, and what stands after `#` names the question. Whether a claim is true is not known here.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import unquote

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, nearest

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Kind = Literal["indikator", "handling", "beslutning"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_NOTE = re.compile(r"\s*(?:<!--.*?-->\s*)+", re.DOTALL)  # for the writers alone: left out of the page
_CLOSED = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_BEGINS = "<!--"
# How the help begins that a comment is begun with (`wording.followup.comment_skeleton`).
HELP = ("  Sandt ville være: ", "Der er ingen officielle tal.", "Fokusområdets navn i filer: ", "Handlinger:")
LAST_QUARTER = "Sidste kvartals kommentar:"
_ELSEWHERE = re.compile(r"(?:https?://|mailto:)\S+|(?:[a-z0-9-]+\.html)?#[\w-]+|[a-z0-9-]+\.html")
_ALLOWED_LINKS = (
    "a claim (indikator:ID#spørgsmål, handling:ID#virkning, beslutning:ID), https://…, mailto:… or a page's "
    "own address, such as vtf.html#ledighed"
)
_FIRST_HEADING, _LAST_HEADING = 3, 6  # a comment stands under a heading of the second level


@dataclass(frozen=True)
class Claim:
    """What a link's text claims of an indicator, an action or a decision, and the line it stands in.

    `question` is what stands after `#`; empty where nothing does.
    """

    text: str
    kind: Kind
    target: str
    question: str
    line: int


@dataclass(frozen=True)
class Passage:
    """A paragraph or a heading without its claims: pieces of text with their lines.

    `claims` are those that stand in it.
    """

    pieces: tuple[tuple[int, str], ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Comment:
    """A comment as it was read: its claims, its other text, and what may not stand in it."""

    where: str
    text: str
    claims: tuple[Claim, ...]
    passages: tuple[Passage, ...]
    faults: tuple[Problem, ...]
    _tokens: Sequence[Token] = field(repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it would stand on a page: it is blank, or holds notes and headings only."""
        return not _with_content(self._tokens)

    def place(self, line: int) -> str:
        """Return a line of it as messages name it."""
        return f"{self.where}:{line}"

    def html(self, address: Callable[[Claim], str]) -> str:
        """Return the comment's HTML, in which each claim leads to its `address`; notes are left out.

        So are headings with nothing under them. The others begin at the third level and leave none out.
        Raises ValueError for a comment with faults.
        """
        if self.faults:
            raise ValueError(f"{self.where} has faults, and is not for a page")
        parser, tokens = _parser(), copy.deepcopy(_with_content(self._tokens))
        above: list[int] = []  # the levels of the headings that a part stands under
        for token in tokens:
            if token.type == "heading_open":
                level = int(token.tag[1])
                above = [*(each for each in above if each < level), level]
            if token.type in {"heading_open", "heading_close"}:
                token.tag = f"h{min(_FIRST_HEADING + len(above) - 1, _LAST_HEADING)}"
            if token.type == "heading_open":
                # With an attribute it is given no address: it would be mistaken for the focus area's own.
                token.attrs = {"class": "said"}
            token.children = [each for each in token.children or [] if each.type != "html_inline"]
            for link in token.children:
                if link.type == "link_open" and (claimed := _target(str(link.attrs["href"]))):
                    link.attrs = {"class": "claim", "href": address(Claim("", *claimed, 0))}
        return str(parser.renderer.render(tokens, parser.options, {})).strip()


def read_comment(content: bytes, where: str) -> Comment:
    """Return a comment from a file's bytes; what may not stand in it are its `faults`."""
    try:
        text = plain_text.composed_text(content)
    except UnicodeDecodeError as error:
        fault = Problem(f"not UTF-8 at byte {error.start}", where, "UTF-8 text", "save it as UTF-8")
        return Comment(where, "", (), (), (fault,), ())
    tokens = _parser().parse(text)
    faults = [*_invisible(text, where), *_of_blocks(tokens, where)]
    passages = []
    for token in tokens:
        if token.type == "inline":
            passage, inner = _passage(token, where)
            passages.append(passage)
            faults += inner
    claims = tuple(claim for passage in passages for claim in passage.claims)
    faults.sort(key=lambda problem: int(problem.where.rpartition(":")[2]))
    return Comment(where, text, claims, tuple(passages), tuple(faults), tokens)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # "commonmark" reads raw HTML as such, so that it can be refused by line.
    parser = MarkdownIt("commonmark")
    # An address that is left out as dangerous would stand as text; here it is refused, with the others.
    parser.validateLink = _any_address  # type: ignore[method-assign]
    return parser


def _with_content(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without notes, and without headings that nothing stands under."""
    parts: list[tuple[int, list[Token]]] = [(0, [])]  # the level of a heading, 0 for what is none
    for token in tokens:
        if token.type == "heading_open" and not token.level:
            parts.append((int(token.tag[1]), []))
        if token.type != "html_block":
            parts[-1][1].append(token)
        if token.type == "heading_close" and not token.level:
            parts.append((0, []))
    kept: list[list[Token]] = []
    after = 1  # the level of what is kept after a part: a heading's, or deeper than any where it is text
    for level, part in reversed(parts):
        if part and (not level or after > level):
            kept.append(part)
            after = level or _LAST_HEADING + 1
    return [token for part in reversed(kept) for token in part]


def _any_address(url: str) -> bool:  # noqa: ARG001 - the parser calls it by this name
    return True


def _invisible(text: str, where: str) -> Iterator[Problem]:
    if len(text) > plain_text.LONGEST:
        yield Problem(f"a text of {len(text)} characters", f"{where}:1", plain_text.ALLOWED, "shorten it")
    for number, line in enumerate(text.split("\n"), 1):
        if fault := plain_text.invisible_character(line):
            yield Problem(fault, f"{where}:{number}", plain_text.ALLOWED, "write the line anew")


def _of_blocks(tokens: Sequence[Token], where: str) -> Iterator[Problem]:
    for token in tokens:
        if token.type != "html_block":
            continue
        first = _first_line(token)
        if token.content.lstrip().startswith(_BEGINS) and (line := _left_open(token.content)):
            yield _open_note(f"{where}:{first + line - 1}")
        elif not _NOTE.fullmatch(token.content):
            yield _html(token.content, f"{where}:{first}")
        for line in _written_inside(token.content):
            what = "text within a note, which no page shows"
            yield Problem(what, f"{where}:{first + line - 1}", next_step="write it below the -->")


def _left_open(content: str) -> int:
    """Return the line, from 1, of a note that is not closed before the next one or the end; 0 for none."""
    rest = _CLOSED.sub(lambda note: "\n" * note[0].count("\n"), content)
    return rest[: rest.index(_BEGINS)].count("\n") + 1 if _BEGINS in rest else 0


def _open_note(place: str) -> Problem:
    return Problem("the note is not closed: write -->", place, "notes between <!-- and -->")


def _written_inside(content: str) -> Iterator[int]:
    """Yield the first line, from 1, of what was written among the help that a comment is begun with.

    Other notes are a writer's own, and last quarter's text may say anything.
    """
    help_text, *_ = content.partition(f"\n{LAST_QUARTER}\n")
    lines = help_text.split("\n")
    if any(line.startswith(HELP) for line in lines):
        written = (
            number
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith(("- ", _BEGINS, "-->", *HELP))
        )
        yield from islice(written, 1)


def _html(content: str, place: str) -> Problem:
    return Problem(
        f"raw HTML: {plain_text.excerpt(content.strip())!r}",
        place,
        "Markdown, and notes to yourself between <!-- and -->, which no page shows",
        "write it as Markdown, or take it out",
    )


def _passage(inline: Token, where: str) -> tuple[Passage, list[Problem]]:
    """Return a paragraph's text and claims, and what is wrong in it."""
    reader = _PassageReader(where, _first_line(inline))
    for token in inline.children or []:
        reader.read(token)
    return Passage(tuple(reader.pieces), tuple(reader.claims)), reader.faults


@dataclass
class _PassageReader:
    """Reads a paragraph token by token, counting lines; `opened` is the address of the link it is in."""

    where: str
    line: int
    pieces: list[tuple[int, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    opened: str | None = None
    began: int = 0

    def read(self, token: Token) -> None:
        """Take the next token."""
        place = f"{self.where}:{self.line}"
        if token.type in {"softbreak", "hardbreak"}:
            self.line += 1
            self.words.append(" ")
        elif token.type == "html_inline":
            if not _NOTE.fullmatch(token.content):
                self.faults.append(_html(token.content, place))
            self.line += token.content.count("\n")
        elif token.type == "image":
            next_step = "show it in the notebook, with its text alternative"
            self.faults.append(Problem("a picture", place, "text", next_step))
        elif token.type == "link_open":
            self.opened, self.began, self.words = str(token.attrs["href"]), self.line, []
        elif token.type == "link_close" and self.opened is not None:
            self._close(self.opened)
        elif self.opened is not None:
            self.words.append(token.content)
        else:
            if token.type == "text" and _BEGINS in token.content:
                self.faults.append(_open_note(place))
            self.pieces.append((self.line, token.content))

    def _close(self, address: str) -> None:
        text, place = " ".join("".join(self.words).split()), f"{self.where}:{self.began}"
        if claimed := _target(address):
            self.claims.append(Claim(text, *claimed, self.began))
            if not text:
                self.faults.append(Problem("a claim without words", place, "a word or a number"))
        else:
            if not _ELSEWHERE.fullmatch(address):
                self.faults.append(_link(address, place))
            self.pieces.append((self.began, text))
        self.opened = None


def _link(address: str, place: str) -> Problem:
    scheme, colon, _ = address.partition(":")
    close = nearest(scheme, KINDS) if colon else ""
    hint = f"; {close}" if close.startswith("did you mean") else ""
    what = f"a link that leads nowhere a page may: {plain_text.excerpt(address)!r}"
    return Problem(what, place, _ALLOWED_LINKS + hint)


def _target(address: str) -> tuple[Kind, str, str] | None:
    """Return what a link's address claims something of, and the question; None for any other link."""
    scheme, colon, rest = unquote(address).partition(":")
    kind = next((kind for kind in KINDS if kind == scheme.strip().casefold()), None)
    if not colon or kind is None:
        return None
    target, _, question = rest.partition("#")
    return kind, target.strip(), question.strip().casefold().replace("å", "aa")


def _first_line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
