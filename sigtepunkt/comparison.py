"""How the municipality stands beside the nation and its comparison group. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sigtepunkt.strategy import Municipality


@dataclass(frozen=True)
class Comparison:
    """The nation's and the group's value in the same period as the municipality's; None where not published.

    `group` is the unweighted mean of the `group_size` municipalities that were published: the sources at hand carry no
    denominators, so it can be neither weighted nor tested.
    """

    nation: float | None
    group: float | None
    group_size: int


def compare(observations: pd.DataFrame, municipality: Municipality, period: str) -> Comparison:
    """Compare within one indicator's observations (columns area, period, value) in `period`."""
    values = observations.loc[observations["period"] == period].set_index("area")["value"]
    group = values[values.index.isin(municipality.comparison)]
    nation = values.get(municipality.country)
    return Comparison(
        nation=None if nation is None else float(nation),
        group=float(group.mean()) if len(group) else None,
        group_size=len(group),
    )
