"""A published page taken apart: the blocks in it by name, and the frame around them. Pure; the standard library's parser."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate

FRAME = "the page's frame"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "caption"})


@dataclass(frozen=True)
class Part:
    """A block as it stands on the page, and its heading."""

    html: str
    title: str = ""


def parts(page: str) -> dict[str, Part]:
    """Return a page's blocks by their address on it (`#ledighed`; of one without, its kind and number), and last its frame.

    A block is an element directly in the page's `main`. Where elements are not closed as they should be, what follows is of
    the block before.
    """
    taken = _Parts(page)
    taken.feed(page)
    taken.close()
    return {**taken.found, FRAME: Part(taken.frame())}


def differing(then: str, now: str) -> list[str]:
    """Return the names of the parts two versions of a page differ in, with headings; of a block only one of them has, which."""
    old, new = parts(then), parts(now)
    found = [
        f"{name}{_heading(old.get(name) or new[name])}{'' if name in old and name in new else ', only as published' if name in old else ', only as rebuilt'}"
        for name in {**old, **new}
        if old.get(name, Part("")).html != new.get(name, Part("")).html
    ]
    return found or ["the order of the blocks, or the space between them"]


def _heading(part: Part) -> str:
    return f" ({part.title})" if part.title else ""


class _Parts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Part] = {}
        self._page = page
        self._lines = [0, *accumulate(len(line) + 1 for line in page.split("\n"))]
        self._inside = False
        self._heading = ""  # the first heading of the block, while it is open
        self._open: list[str] = []
        self._begun, self._name, self._title = 0, "", ""
        self._spans: list[tuple[int, int]] = []
        self._kinds: Counter[str] = Counter()

    def frame(self) -> str:
        """Return what lies outside the blocks, with single spaces: a block that is gone is no change of the frame."""
        ends = [0, *(end for _, end in self._spans)]
        starts = [*(start for start, _ in self._spans), len(self._page)]
        return " ".join(
            " ".join(self._page[end:start] for end, start in zip(ends, starts, strict=True)).split()
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main" and not self._inside:
            self._inside = True
            return
        if not self._inside or tag in _VOID:
            return
        if not self._open:
            given = dict(attrs)
            self._begun, self._title, self._heading = self._place(), "", ""
            self._name = self._named(
                given.get("aria-labelledby") or given.get("id") or "", given.get("class") or tag
            )
        if tag in _HEADINGS and not self._title:
            self._heading = tag
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take no notice of what closes itself: a block does not."""

    def handle_data(self, data: str) -> None:
        if self._open and self._heading:
            self._title += data

    def handle_endtag(self, tag: str) -> None:
        if not self._inside:
            return
        if tag in self._open[-1:] or tag in self._open:  # most often the last, however deep the page
            while self._open.pop() != tag:
                pass
            self._heading = "" if self._heading not in self._open else self._heading
            if not self._open:
                self._end(self._page.find(">", self._place()) + 1)
        elif tag == "main":
            if self._open:
                self._end(self._place())
            self._open, self._inside = [], False

    def close(self) -> None:
        super().close()
        if self._open:  # a page that ends in a block
            self._end(len(self._page))
            self._open = []

    def _named(self, address: str, kind: str) -> str:
        name = f"#{address}" if address else kind
        self._kinds[name] += 1
        return name if address and self._kinds[name] == 1 else f"{name} {self._kinds[name]}"

    def _end(self, place: int) -> None:
        self._spans.append((self._begun, place))
        self.found[self._name] = Part(self._page[self._begun : place], " ".join(self._title.split()))

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
