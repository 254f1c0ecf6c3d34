"""Errors, said so that a person can correct them: what, where, what is allowed, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_LISTED = 12  # names that a person can look through
_ALIKE = 0.65  # the least likeness of a misspelling: one letter of three may be another


@dataclass(frozen=True)
class Problem:
    """A fault: `what` and `where` are always given, `allowed` and `next_step` where they help."""

    what: str
    where: str
    allowed: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        allowed = f"\n  allowed: {self.allowed}" if self.allowed else ""
        next_step = f"\n  next:    {self.next_step}" if self.next_step else ""
        return f"{self.where}: {self.what}{allowed}{next_step}"


class SigtepunktError(Exception):
    """Base of everything this package refuses: one or more problems, and the exit code."""

    exit_code = 1
    heading = "Refused"

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @classmethod
    def of(cls, what: str, where: str, allowed: str = "", next_step: str = "") -> Self:
        """Return the error for a single `Problem` with these fields."""
        return cls(Problem(what, where, allowed, next_step))


class Refused(SigtepunktError):
    """The data or the definitions were refused; nothing in `reports/` was changed."""


class WrongUse(SigtepunktError):
    """The command or function was asked for something that does not exist."""

    exit_code = 2
    heading = "Wrong use"


def abridged(names: Iterable[str]) -> str:
    """Return the first dozen different names as text, and how many more there are."""
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - _LISTED} more" if len(distinct) > _LISTED else ""
    return ", ".join(distinct[:_LISTED]) + more


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return the allowed names as text, led by the one most like `name` where one is."""
    names = sorted(allowed)
    if not names:
        return "nothing: there is none"
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    close = difflib.get_close_matches(name, names, n=1, cutoff=_ALIKE)
    alike = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=_ALIKE)
    close = close or [folded[match] for match in alike]
    more = f", … ({len(names)} in all)" if len(names) > _LISTED else ""
    listing = ", ".join(names[:_LISTED]) + more
    return f"did you mean {close[0]!r}? One of: {listing}" if close else f"one of: {listing}"
