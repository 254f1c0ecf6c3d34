"""The table of observations: its columns, the status of a figure, and how figures are withheld. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from sigtepunkt.checks.gate import EVERYTHING, Withheld
from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source
from sigtepunkt.strategy.sources.due_dates import reference_day

FIGURE = ["indicator", "area", "period"]
COLUMNS = [*FIGURE, "value", "base", "vintage", "date", "projection", "source", "file", "row", "status"]
COUNT_A_YEAR_BEFORE = (
    "before"  # besides COLUMNS, until disclosure control: the count a year before a growth of persons
)
NOTHING_REVISED = pd.DataFrame({**dict.fromkeys(FIGURE, pd.Series(dtype=str)), "before": 0.0, "now": 0.0})[:0]
SHOWN, WITHHELD, SUPPRESSED = "shown", "withheld", "suppressed"  # only a shown figure has a value


def withhold(
    observations: pd.DataFrame, withheld: Iterable[Withheld], sources: Mapping[str, Source], vintage: str
) -> pd.DataFrame:
    """Return the observations with these figures WITHHELD: without value, and added where no row was left.

    `sources` has the source of each indicator.
    """
    figures = {
        (item.indicator, item.area, item.period): item for item in withheld if item.period != EVERYTHING
    }
    if not figures:
        return observations.copy()
    keys = list(observations[FIGURE].itertuples(index=False, name=None))
    hit = pd.Series([key in figures for key in keys], index=observations.index)
    result = observations.assign(status=observations["status"].where(~hit, WITHHELD))
    result[["value", "base"]] = result[["value", "base"]].where(~hit)
    first = observations.drop_duplicates("indicator").set_index("indicator")
    present = set(keys)
    lost = [key for key in figures if key not in present and key[0] in first.index]
    if not lost:
        return result
    rows = [
        {
            "indicator": indicator,
            "area": area,
            "period": period,
            "vintage": vintage,
            "date": pd.Timestamp(reference_day(sources[indicator], Period.parse(period))),
            "projection": bool(first.loc[indicator, "projection"]),
            "source": first.loc[indicator, "source"],
            "file": sources[indicator].file,
            "row": 0,
            "status": WITHHELD,
        }
        for indicator, area, period in lost
    ]
    added = pd.DataFrame(rows).reindex(columns=result.columns)
    return pd.concat([result, added.astype(result.dtypes.to_dict())], ignore_index=True)


def revised(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that two vintages both show, with different values: FIGURE, before, now."""
    earlier, current = (rows.loc[rows["status"] == SHOWN, [*FIGURE, "value"]] for rows in (before, now))
    both = earlier.merge(current, on=FIGURE, suffixes=("_before", "_now"))
    both = both.rename(columns={"value_before": "before", "value_now": "now"})
    return both[both["before"] != both["now"]].reset_index(drop=True)
