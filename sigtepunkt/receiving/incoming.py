"""A file and its source's declaration → its figures, and in words what was understood of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, abridged
from sigtepunkt.core.period import Period
from sigtepunkt.raw import known_areas, long_table, source_reader
from sigtepunkt.strategy import Municipality, Source

_KEYS = ["measure", "area", "period"]
_SHOWN = 5  # rows that are shown as understood
_LISTED = 3


@dataclass(frozen=True)
class Incoming:
    """A file as it was understood: `frame` as `read_raw` returns it, `figures` as `long_table.measures`."""

    path: Path
    source: Source
    frame: pd.DataFrame
    figures: pd.DataFrame
    dropped: tuple[str, ...]  # names of areas whose rows the dialect drops

    @property
    def periods(self) -> list[Period]:
        """The periods with figures, in order."""
        published = self.figures.loc[self.figures["value"].notna(), "period"].unique()
        return sorted(map(Period.parse, published))


def read(source: Source, path: Path, where: str, municipality: Municipality) -> Incoming:
    """Return a file as its source declares it.

    Raises Refused for whatever the readers refuse, a figure that stands twice, and a file without a figure.
    """
    codes, home = municipality.codes(), municipality.code
    as_written = source_reader.read_raw(source, path, where)
    frame = known_areas.in_codes(source, as_written, where, codes, home)
    figures = long_table.measures(source, frame, name=where, codes=codes, home=home)
    if not figures["value"].notna().any():
        raise Refused.of("there is no figure in it", where, "figures", f"ask {source.owner}")
    if problems := list(_twice(source, figures, where)):
        raise Refused(*problems)
    dropped = as_written.loc[as_written.index.difference(frame.index), source.area] if source.area else ()
    return Incoming(path, source, frame, figures, tuple(dict.fromkeys(map(str, dropped))))


def _twice(source: Source, figures: pd.DataFrame, where: str) -> Iterator[Problem]:
    """Yield a problem, with a count, where a figure's measure, area and period are those of another."""
    twice = figures[figures.duplicated(_KEYS, keep=False)]
    for column, rows in twice.groupby("column", sort=False):
        first = rows.iloc[0]
        same = rows[(rows[_KEYS] == first[_KEYS]).all(axis=1)]
        key = ", ".join(plain_text.excerpt(str(first[name])) for name in _KEYS if first[name])
        what = (
            f"rows {' and '.join(map(str, same['row'].head(2)))}, column {column}: {key} stands there twice"
        )
        others = len(rows.drop_duplicates(_KEYS)) - 1
        what += f", and so {'does' if others == 1 else 'do'} {others} more" if others else ""
        yield Problem(what, where, "every figure once", f"ask {source.owner} which is right")


def understood(incoming: Incoming, municipality: Municipality) -> Iterator[str]:
    """Yield lines that say what was understood of a file: its extent, and its first figures."""
    figures, periods = incoming.figures, incoming.periods
    measures, areas = figures["measure"].unique(), figures["area"].unique()
    published = int(figures["value"].notna().sum())
    yield (
        f"{published} figures ({len(figures) - published} not published) of {len(measures)} "
        f"{'measure' if len(measures) == 1 else 'measures'} and {len(areas)} "
        f"{'area' if len(areas) == 1 else 'areas'}, {periods[0]} to {periods[-1]}"
    )
    if incoming.dropped:
        names = abridged(map(plain_text.excerpt, incoming.dropped))
        yield f"passed over, since no such area is declared: {names}"
    first = figures.head(_SHOWN)[[*_KEYS, "value", "row"]]
    for measure, code, period, value, row in first.itertuples(index=False, name=None):
        key = ", ".join(filter(None, (str(measure), municipality.areas[code].name, str(period))))
        number = "not published" if math.isnan(value) else f"{value:.12g}".replace(".", ",")
        yield f"  row {row}: {plain_text.excerpt(key)} = {number}"
