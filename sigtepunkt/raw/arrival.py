"""A file that has come in, held against its source's declaration and against the quarter before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sigtepunkt.core.errors import Problem, Refused, abridged
from sigtepunkt.core.period import Period
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.strategy import EVERY, Source


def refuse_unusable(source: Source, path: Path, name: str, before: Path | None = None) -> None:
    """Raise Refused for a file that its source's reader refuses, or that lost what the one before had.

    Lost are an area, where all of them are asked for, and the newest period. `name` is the file's path for
    messages. A file before that cannot be read is not held against it.
    """
    frame = read_raw(source, path, name)
    if repeated := int(frame.duplicated(list(source.keys)).sum()):
        what = f"{repeated} rows say something that another row says, too"
        raise Refused.of(what, name, "each once", f"get it again from {source.owner}")
    if before is None:
        return
    try:
        earlier = read_raw(source, before, before.name)
    except Refused:
        return
    if problems := list(_lost(source, frame, earlier, name)):
        raise Refused(*problems)


def _lost(source: Source, frame: pd.DataFrame, earlier: pd.DataFrame, name: str) -> Iterator[Problem]:
    step = "if it is gone for good, name the codes that are wanted in the source's selection"
    if source.area and _selects_every_area(source):
        gone = sorted(set(earlier[source.area]) - set(frame[source.area]))
        if gone:
            what = f"{len(gone)} areas that the quarter before has are missing: {abridged(gone)}"
            yield Problem(what, f"{name}, column {source.area}", "every area of the quarter before", step)
    newest, before = _newest(frame[source.period]), _newest(earlier[source.period])
    if newest and before and newest < before:
        what = f"the newest period is {newest}, and that of the quarter before is {before}"
        yield Problem(what, f"{name}, column {source.period}", f"{before} or later", f"ask {source.owner}")


def _selects_every_area(source: Source) -> bool:
    if source.service is None:
        return True
    areas = {variable.casefold(): codes for variable, codes in source.service.selection.items()}
    return EVERY in areas.get(source.area.casefold(), (EVERY,))


def _newest(periods: pd.Series) -> Period | None:
    """Return the newest period; None where any is none that is known here, which the checks tell of."""
    try:
        return max(map(Period.parse, periods.dropna().unique()), default=None)
    except ValueError:
        return None
