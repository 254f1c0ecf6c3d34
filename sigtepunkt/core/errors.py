"""What can go wrong, said so that a person can mend it: what, where, what was allowed, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_LISTED = 12  # names a person can look through


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `what` and `where` are always said; `allowed` and `next_step` where they help."""

    what: str
    where: str
    allowed: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}"]
        if self.allowed:
            lines.append(f"  allowed: {self.allowed}")
        if self.next_step:
            lines.append(f"  next:    {self.next_step}")
        return "\n".join(lines)


class SigtepunktError(Exception):
    """Base of everything this package refuses; carries one or more problems and the exit code."""

    exit_code = 1
    heading = "Refused"

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    @classmethod
    def of(cls, what: str, where: str, allowed: str = "", next_step: str = "") -> Self:
        """Return the error for a single problem, said in the words of `Problem`."""
        return cls(Problem(what, where, allowed, next_step))


class Refused(SigtepunktError):
    """The data or the definitions were refused; nothing in `reports/` was changed."""


class WrongUse(SigtepunktError):
    """The command or function was asked for something that does not exist."""

    exit_code = 2
    heading = "Wrong use"


def listed(names: Iterable[str]) -> str:
    """Return names as text, each once: those a person can look through, and how many more there are."""
    every = list(dict.fromkeys(names))
    return ", ".join(every[:_LISTED]) + (f" and {len(every) - _LISTED} more" if len(every) > _LISTED else "")


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return the allowed names as text, led by the one nearest to `name` when one is near."""
    names = sorted(allowed)
    if not names:
        return "nothing: there is none"
    folded = {one.casefold(): one for one in reversed(names)}
    close = difflib.get_close_matches(name, names, n=1) or [
        folded[one] for one in difflib.get_close_matches(name.casefold(), folded, n=1)
    ]
    listing = (
        ", ".join(names)
        if len(names) <= _LISTED
        else f"{', '.join(names[:_LISTED])}, … ({len(names)} in all)"
    )
    return f"did you mean {close[0]!r}? One of: {listing}" if close else f"one of: {listing}"
