"""An amount of money beside its budget."""

from __future__ import annotations

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.blocks.elements import Chart, IndicatorData
from sigtepunkt.signals import State
from sigtepunkt.wording import units_and_periods

_MOST_AMOUNTS = 4  # an amount with more years than this is drawn over time, not beside its budget


def budget_beside(state: State, budget: State | None) -> State | None:
    """Return the budget if the amount is drawn beside it: of the same period, with few years of amounts."""
    if budget is None or budget.latest.period != state.latest.period or len(state.points) > _MOST_AMOUNTS:
        return None
    return budget


def beside_budget(data: IndicatorData, state: State, budget: State) -> Chart:
    """Return the newest amount beside its budget (both of the same period), and the amount a year before."""
    indicator, label = data.indicator, data.label(state.latest.period)
    before = next((point.value for point in state.points if point.period == state.year_ago_period), None)
    amounts = [("Budget", budget.latest.value), ("Regnskab", state.latest.value)]
    if before is not None:
        amounts.append(("Regnskab året før", before))
    in_words = data.listed((name.lower(), amount) for name, amount in amounts)
    draw = charts.beside_budget(
        state.latest.value, budget.latest.value, before, unit=indicator.unit, decimals=indicator.decimals
    )
    return Chart(
        charts.picture(
            draw,
            name=data.key,
            title=indicator.title,
            alt=danish.sentence(f"{indicator.title}, {label}: {in_words}"),
            height=charts.HEIGHT_BESIDE_BUDGET,
        ),
        f"{units_and_periods.unit(indicator)}, {label}. Omrids: budgettet. Udfyldt: regnskabet."
        + ("" if before is None else " Lys: året før."),
        ["Beløb", danish.capitalised(label)],
        [[name, data.number(amount)] for name, amount in amounts],
    )
