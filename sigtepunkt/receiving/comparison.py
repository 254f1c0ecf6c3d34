"""What a new file lacks, or has too much, beside the one its source delivered last. Pure.

None of it can be told from the file alone, and none has to be a fault: publishers do end a series. A person
says so, with a reason that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sigtepunkt.core.errors import Problem, abridged
from sigtepunkt.core.period import Period
from sigtepunkt.receiving.incoming import Incoming
from sigtepunkt.strategy import Municipality

_KEYS = ["measure", "area", "period"]
_STEP = "get it again, or ask {owner}; if it is meant, say why with --reason"


def losses(
    now: Incoming, before: Incoming, where: str, quarter: str, municipality: Municipality
) -> Iterator[Problem]:
    """Yield a problem for columns, measures, areas and figures that changed since `quarter`'s file.

    Old periods that a moving window has left behind are no loss; an area or measure that goes with them is.
    """
    step = _STEP.format(owner=now.source.owner)
    columns, earlier = list(now.frame.columns), list(before.frame.columns)
    if more := [name for name in columns if name not in earlier]:
        listing = abridged(map(str, more))
        what = f"{_count(more, 'column')} more in it than in {quarter}: {listing}"
        yield Problem(what, where, f"the columns {abridged(map(str, earlier))}", step)
    newest, newest_before = now.periods[-1], before.periods[-1]
    if newest < newest_before:
        what = f"its newest period is {newest}, and in {quarter} it was {newest_before}"
        yield Problem(what, where, "a period as new, or newer", step)
    gone = _published(before.figures).merge(_published(now.figures), on=_KEYS, how="left", indicator=True)
    gone = gone[gone["_merge"] == "left_only"]
    oldest = now.periods[0]
    last = gone[
        gone["period"] == str(newest_before)
    ]  # what the file before ended with is nowhere left behind
    if gone.empty:
        return
    gone = gone[[not _is_left_behind(Period.parse(text), oldest) for text in gone["period"]]]
    for name, singular in (("area", "area"), ("measure", "measure")):
        before_it = dict.fromkeys([*gone[name], *last[name]])
        lost = [each for each in before_it if each not in set(now.figures[name])]
        if lost:
            known = municipality.areas
            shown = [known[each].name for each in lost] if name == "area" else lost
            what = f"{_count(lost, singular)} gone since {quarter}: {abridged(map(str, shown))}"
            yield Problem(what, where, f"every {singular} of {quarter}", step)
            gone = gone[~gone[name].isin(lost)]
    if not gone.empty:
        first = gone.iloc[0]
        key = ", ".join(str(first[name]) for name in _KEYS if first[name])
        what = f"{_count(gone.index, 'figure')} gone since {quarter}, the first of them {key}"
        yield Problem(
            what, where, f"every figure of {quarter}, changed where the publisher has changed it", step
        )


def _is_left_behind(period: Period, oldest: Period) -> bool:
    return period.end < oldest.start


def _published(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.loc[figures["value"].notna(), _KEYS]


def _count(items: Iterable[object], singular: str) -> str:
    number = len(list(items))
    return f"{number} {singular} is" if number == 1 else f"{number} {singular}s are"
