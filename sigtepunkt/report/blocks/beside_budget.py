"""An amount of money beside its budget, in the block of an indicator that declares one."""

from __future__ import annotations

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.signals import State
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.wording import figures


def beside_budget(
    key: str, indicator: Indicator, source: Source, state: State, budget: State
) -> tuple[charts.Picture, str, list[str], list[list[str]]]:
    """Return picture, caption, columns and table of the newest amount beside its budget (both of the same period) and the amount a year before."""
    label = Period.parse(state.latest.period).label(counted=source.counted)
    before = next((point.value for point in state.points if point.period == state.year_ago_period), None)
    amounts = [
        ("Budget", budget.latest.value),
        ("Regnskab", state.latest.value),
        *([("Regnskab året før", before)] if before is not None else []),
    ]
    told = danish.listed([f"{name.lower()} {figures.value(amount, indicator)}" for name, amount in amounts])
    picture = charts.picture(
        charts.beside_budget(
            state.latest.value, budget.latest.value, before, unit=indicator.unit, decimals=indicator.decimals
        ),
        name=key,
        title=indicator.title,
        alt=danish.sentence(f"{indicator.title}, {label}: {told}"),
        height=charts.HEIGHT_BESIDE_BUDGET,
    )
    caption = f"{figures.unit(indicator)}, {label}. Omrids: budgettet. Udfyldt: regnskabet.{' Lys: året før.' if before is not None else ''}"
    return (
        picture,
        caption,
        ["Beløb", danish.capitalised(label)],
        [[name, danish.number(amount, indicator.decimals)] for name, amount in amounts],
    )
