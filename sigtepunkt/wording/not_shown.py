"""Figures that are not shown → the words that stand where they would, and Danish sentences about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.core.period import Period
from sigtepunkt.observations.table import SUPPRESSED, WITHHELD
from sigtepunkt.strategy import Municipality, Source
from sigtepunkt.strategy.source import Origin

HELD: Mapping[str, str] = {WITHHELD: "tilbageholdt", SUPPRESSED: "diskretioneret"}
_FEW = (
    "bygger på så få personer, at de kunne genkendes, eller det kunne bruges til at regne et sådant tal ud."
)
_LISTED = 4  # more periods than this are counted, not named


def not_shown(period: str, status: str, source: Source, *, what: str = "Tallet") -> str:
    """Say of one period that its figure is not shown, ready for another sentence to follow; empty where it is shown."""
    return (
        f"{what} for {Period.parse(period).label(counted=source.counted)} er {HELD[status]}. "
        if status in HELD
        else ""
    )


def newest_held(statuses: Sequence[str]) -> str:
    """Say how many of the newest figures of so many indicators are not shown; empty where all are."""
    return ", ".join(
        f"{danish.number(statuses.count(status))} af {danish.number(len(statuses))} nyeste tal {word}"
        for status, word in HELD.items()
        if status in statuses
    )


def discreet(origins: Sequence[Origin]) -> str:
    """Say that the newest figure of indicators of these origins is suppressed, and why; empty where there is none."""
    if not origins:
        return ""
    demo = origins.count("demo")
    which = (
        " med demodata"
        if demo == len(origins)
        else f" (heraf {danish.number(demo)} med demodata)"
        if demo
        else ""
    )
    return f"For {danish.counted(len(origins), 'indikator', 'indikatorer')}{which} er det nyeste tal diskretioneret: det {_FEW}"


def planned() -> str:
    """Say that a capacity is not shown because of one of the figures it rests on, and why."""
    return f"{danish.capitalised(HELD[SUPPRESSED])}: Et af de tal, beregningen hviler på, {_FEW}"


def held(rows: pd.DataFrame, source: Source, reasons: Sequence[str]) -> list[str]:
    """Say which of the municipality's figures are not shown, and why. `rows` have the columns period and status."""
    told = {WITHHELD: " ".join(reasons), SUPPRESSED: f"Tallet {_FEW}"}
    return [f"{said} {told[status]}".strip() for status, said in _which_are_held(rows, source).items()]


def not_drawn(rows: pd.DataFrame, source: Source) -> str:
    """Say which of the municipality's figures a chart leaves out; empty where it has all."""
    return " ".join(_which_are_held(rows, source).values())


def _which_are_held(rows: pd.DataFrame, source: Source) -> dict[str, str]:
    said = {}
    for status, word in HELD.items():
        periods = rows.loc[rows["status"] == status, "period"].tolist()
        if periods:
            labels = [Period.parse(period).label(counted=source.counted) for period in periods]
            shown = (
                danish.listed(labels) if len(labels) <= _LISTED else f"{danish.number(len(labels))} perioder"
            )
            said[status] = f"{danish.capitalised(word)} for {shown}."
    return said


def in_areas(rows: pd.DataFrame, municipality: Municipality) -> str:
    """Say which areas' figures are not shown; empty where all are. `rows` have the columns area and status."""
    said = [
        f"{HELD[status]}: {municipality.areas[code].name}"
        for code, status in rows[["area", "status"]].itertuples(index=False, name=None)
    ]
    return danish.capitalised(danish.sentence(danish.listed(said))) if said else ""
