"""Write which words a comment may use of a figure, from the one table of wording: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sigtepunkt.wording.claims.table import BETTER, NEVER, TRUE, WORSE, Table, expanded
from sigtepunkt.wording.claims.words import TABLES

TEXT = Path(__file__).parent / "wording.md"
_SIGNS = {TRUE: "yes", BETTER: "if better", WORSE: "if worse", NEVER: "·"}
_HEAD = """\
# Which words are true of a figure

A comment says something of a figure in a link, and the link is held against the computed state
(`sigtepunkt.wording.claims`). What stands after `#` in it is the question. Of each question a figure is in
one situation; the tables say which words are true in which. `if better` is true where the way the figure
moved, or lies, is the one declared better, `if worse` where it is the other, and neither where no direction
is declared. Words that no table knows are refused, with the nearest there is.

Movement is only called so where it is more than usual ups and downs (or the figure counts everybody). A page
tells every difference, and says beside it when it cannot be told from ups and downs; a comment has to do the
same. That nothing sure is seen is no sign that nothing happened, so `uændret` is true of equal figures alone.

Written by `make docs`: do not edit it here.
"""


def text() -> str:
    """Return the page."""
    tables = ("\n".join(_section(question, table)) for question, table in TABLES.items())
    return "\n".join([_HEAD, *tables])


def _section(question: str, table: Table) -> Iterator[str]:
    yield from (f"## `#{question}`: {table.title}", "")
    yield from (f"{number}. {said}" for number, said in enumerate(table.situations.values(), 1))
    yield ""
    numbers = [str(number) for number in range(1, len(table.situations) + 1)]
    yield f"| words | {' | '.join(numbers)} | never, because |"
    yield f"|---|{'---|' * (len(numbers) + 1)}"
    for row in table.rows:
        spellings = [expanded(phrase) for phrase in row.phrases]
        more = sum(map(len, spellings)) - len(spellings)
        words = ", ".join(each[0] for each in spellings) + (f" (and {more} spellings more)" if more else "")
        yield f"| {words} | {' | '.join(_SIGNS[cell] for cell in row.cells)} | {row.why} |"
    yield ""


if __name__ == "__main__":
    TEXT.write_text(text(), encoding="utf-8", newline="\n")
