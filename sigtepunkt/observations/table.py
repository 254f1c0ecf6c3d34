"""The table of observations: its columns, what becomes of a figure, and how figures are withheld. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd

from sigtepunkt.checks.gate import EVERYTHING, Withheld
from sigtepunkt.core.period import Period
from sigtepunkt.strategy import Source

COLUMNS = [
    "indicator",
    "area",
    "period",
    "value",
    "base",
    "vintage",
    "date",
    "projection",
    "source",
    "file",
    "row",
    "status",
]
BEFORE = "before"  # besides COLUMNS, until disclosure control: the count a year before a growth of persons
SHOWN, WITHHELD, SUPPRESSED = (
    "shown",
    "withheld",
    "suppressed",
)  # what becomes of a figure; only a shown one has a value


def withhold(
    observations: pd.DataFrame, withheld: Iterable[Withheld], sources: Mapping[str, Source], vintage: str
) -> pd.DataFrame:
    """Return the observations with those figures WITHHELD: without value, and added where bad rows had left none.

    `sources` has the source of each indicator.
    """
    single = {(one.indicator, one.area, one.period): one for one in withheld if one.period != EVERYTHING}
    keys = list(zip(observations["indicator"], observations["area"], observations["period"], strict=True))
    out = pd.Series([key in single for key in keys], index=observations.index)
    kept = observations.assign(status=observations["status"].where(~out, WITHHELD))
    kept[["value", "base"]] = kept[["value", "base"]].where(~out)
    known = set(observations["indicator"])
    lost = [key for key in single if key not in set(keys) and key[0] in known]
    if not lost:
        return kept
    about = observations.drop_duplicates("indicator").set_index("indicator")
    added = pd.DataFrame(
        [
            {
                "indicator": indicator,
                "area": area,
                "period": period,
                "value": float("nan"),
                "base": float("nan"),
                "vintage": vintage,
                "date": pd.Timestamp(_day(sources[indicator], period)),
                "projection": bool(about.loc[indicator, "projection"]),
                "source": about.loc[indicator, "source"],
                "file": sources[indicator].file,
                "row": 0,
                "status": WITHHELD,
            }
            for indicator, area, period in lost
        ]
    ).reindex(columns=kept.columns)
    return pd.concat([kept, added.astype(kept.dtypes.to_dict())], ignore_index=True)


def _day(source: Source, period: str) -> dt.date:
    """Return the day a figure refers to, as its source counts."""
    found = Period.parse(period)
    return found.start if source.counted == "start" else found.end
