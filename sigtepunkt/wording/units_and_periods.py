"""Figures, periods and dates in Danish: what stands in sentences, tables and captions. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sigtepunkt.core import danish
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.strategy import Indicator, Source
from sigtepunkt.strategy.sources.due_dates import next_due

RANK = "placering"  # the unit of a place in a list
_MEAN = "gennemsnit "


def label(period: str, source: Source, indicator: Indicator) -> str:
    """Return the period as a reader knows it: `juli 2026`, `1. januar 2026`, `skoleåret 2024/25`.

    A rolling figure is named by all it covers: `året til 2. kvartal 2026`, `gennemsnit 2023–2025`.
    """
    parsed = Period.parse(period)
    covered = indicator.covers(parsed)
    if source.counted == "start":
        day = parsed.label(counted="start")
        return f"året til {day}" if covered != parsed or indicator.computation == "growth" else day
    name = covered.label()
    is_mean = covered.months > YEAR and indicator.kind in {"share", "rate"}
    return f"{_MEAN}{name}" if is_mean else name


def when(period: str, source: Source, indicator: Indicator) -> str:
    """Return the period with its preposition: `i juli 2026`, `den 1. januar 2026`, `i året til …`."""
    name = label(period, source, indicator)
    if name.startswith(_MEAN):
        name = name.replace(_MEAN, f"{_MEAN}over ", 1)
    return f"{'den' if source.counted == 'start' and name[0].isdigit() else 'i'} {name}"


def since_label(period: str, source: Source, indicator: Indicator) -> str:
    """Return the period after `siden` or `fra`: `den 1. januar 2022`, `gennemsnittet for 2019–2021`."""
    name = when(period, source, indicator).removeprefix("i ")
    return name.replace(f"{_MEAN}over ", "gennemsnittet for ", 1)


def declared_later(decided: dt.date, closed: dt.date) -> str:
    """Say that something was decided after the day a page's figures closed; empty where it was before."""
    return f"erklæret senere, {danish.date(decided)}" if decided > closed else ""


def declared_on(declared: dt.date, closed: dt.date) -> str:
    """Say when something was declared, as a sentence, and that it was after `closed` where it was."""
    later = declared_later(declared, closed)
    return f"{danish.capitalised(later) if later else f'Erklæret {danish.date(declared)}'}."


def value(amount: float | None, indicator: Indicator) -> str:
    """Return an amount with the indicator's unit and decimals; a rank as `nr. 3`."""
    if indicator.unit == RANK:
        return danish.MISSING if amount is None else f"nr.{danish.NO_BREAK}{danish.number(amount)}"
    return danish.quantity(amount, indicator.unit, indicator.decimals)


def difference(amount: float, indicator: Indicator) -> str:
    """Return the size of a difference with its unit: between percentages, percentage points."""
    return danish.quantity(abs(amount), difference_unit(indicator), indicator.decimals)


def difference_unit(indicator: Indicator) -> str:
    """Return the unit of a difference: procentpoint, pladser, and `point` of a scale whose ends are known."""
    unit = indicator.unit.partition(" (")[0]
    return {"%": "procentpoint", RANK: "pladser"}.get(unit, unit)


def shown_difference(later: float, earlier: float, indicator: Indicator) -> float:
    """Return the difference of two figures as they are shown: what a reader gets who subtracts them."""
    return float(danish.rounded(later, indicator.decimals) - danish.rounded(earlier, indicator.decimals))


def is_visible(amount: float, indicator: Indicator) -> bool:
    """Return whether a difference is not lost in the decimals shown."""
    return danish.number(abs(amount), indicator.decimals) != danish.number(0, indicator.decimals)


def unit(indicator: Indicator) -> str:
    """Return the unit as it begins a caption: `Procent`, `Kr. pr. indbygger`."""
    return "Procent" if indicator.unit == "%" else danish.capitalised(indicator.unit) or "Tal"


def plural(kind: str) -> str:
    """Return a kind of area in the plural: `afstemningsområder`, `postdistrikter`."""
    return f"{kind}{'r' if kind.endswith('e') else 'er'}"


def next_figure(
    source: Source, indicator: Indicator, periods: Sequence[str], closed: dt.date, *, is_copy: bool
) -> str:
    """Say which period comes next, and when it is due or, if that was before `closed`, that it is late.

    Of a copy that is older than its source (`is_copy`) it is said that ours is old: the publisher may have
    newer figures. Empty where no next figure can be expected.
    """
    due = next_due(source, periods)
    if due is None:
        only = label(periods[0], source, indicator) if len(periods) == 1 and not source.projection else ""
        return f"Vi har kun lagt tallet for {only} ind." if only else ""
    (period, day), month = due, f"{danish.month_name(due[1].month)} {due[1].year}"
    name = period.label(counted=source.counted)
    if day < closed and is_copy:
        newest = label(str(max(map(Period.parse, periods))), source, indicator)
        return f"Vi har kun lagt tal til og med {newest} ind; udgiveren kan have nyere."
    if day < closed:
        return f"Tallet for {name} skulle have været der omkring {month}."
    return f"Næste tal, for {name}, ventes omkring {month}."
