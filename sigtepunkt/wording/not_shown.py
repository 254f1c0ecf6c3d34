"""Figures that are not shown → the words in their place, and Danish sentences about them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.observations.table import SUPPRESSED, WITHHELD
from sigtepunkt.strategy import Indicator, Municipality, Source
from sigtepunkt.strategy.sources.source import Origin
from sigtepunkt.wording.units_and_periods import label

WORDS: Mapping[str, str] = {WITHHELD: "tilbageholdt", SUPPRESSED: "skjult"}
_FEW = (
    "bygger på så få personer, at de kunne genkendes, eller det kunne bruges til at regne et sådant tal ud "
    "(diskretioneret)."
)
_LISTED = 4  # more periods than this are counted, not named


def period_not_shown(
    period: str, status: str, source: Source, indicator: Indicator, *, what: str = "Tallet"
) -> str:
    """Say that a period's figure is not shown, ready for another sentence to follow; empty where it is."""
    return f"{what} for {label(period, source, indicator)} er {WORDS[status]}. " if status in WORDS else ""


def newest_not_shown(statuses: Sequence[str]) -> str:
    """Say how many of the newest figures of several indicators are not shown; empty where all are.

    `statuses` has the status of each indicator's newest figure.
    """
    return ", ".join(
        f"{danish.number(statuses.count(status))} af {danish.number(len(statuses))} nyeste tal {word}"
        for status, word in WORDS.items()
        if status in statuses
    )


def newest_suppressed(origins: Sequence[Origin]) -> str:
    """Say of how many indicators the newest figure is suppressed, and why; empty where there is none.

    `origins` has the origin of each of these indicators.
    """
    if not origins:
        return ""
    many, demo = danish.counted(len(origins), "indikator", "indikatorer"), origins.count("demo")
    which = f" (heraf {danish.number(demo)} med demodata)" if demo else ""
    if demo == len(origins):
        which = " med demodata"
    return f"For {many}{which} er det nyeste tal skjult: Det {_FEW}"


def suppressed_capacity() -> str:
    """Say that a capacity is not shown because a figure it rests on is suppressed, and why."""
    return f"{danish.capitalised(WORDS[SUPPRESSED])}: Et af de tal, beregningen hviler på, {_FEW}"


def notices(rows: pd.DataFrame, source: Source, indicator: Indicator, reasons: Sequence[str]) -> list[str]:
    """Say which of the municipality's figures (columns period and status) are not shown, and why.

    `reasons` are the unmet requirements that figures are withheld for.
    """
    why = {WITHHELD: " ".join(reasons), SUPPRESSED: f"Tallet {_FEW}"}
    return [
        f"{text} {why[status]}".strip() for status, text in _periods_held(rows, source, indicator).items()
    ]


def not_drawn(rows: pd.DataFrame, source: Source, indicator: Indicator) -> str:
    """Say which of the municipality's figures a chart leaves out; empty where it has all."""
    return " ".join(_periods_held(rows, source, indicator).values())


def _periods_held(rows: pd.DataFrame, source: Source, indicator: Indicator) -> dict[str, str]:
    """Return a sentence for each status of figures that are not shown: of which periods they are."""
    sentences = {}
    held = list(zip(rows["status"], rows["period"], strict=True))
    for status, word in WORDS.items():
        labels = [label(period, source, indicator) for why, period in held if why == status]
        if labels:
            many = f"{danish.number(len(labels))} perioder"
            periods = danish.listed(labels) if len(labels) <= _LISTED else many
            sentences[status] = f"{danish.capitalised(word)} for {periods}."
    return sentences


def in_areas(rows: pd.DataFrame, municipality: Municipality) -> str:
    """Say which areas' figures (columns area and status) are not shown; empty where all are."""
    areas = [
        f"{WORDS[status]}: {municipality.areas[code].name}"
        for code, status in zip(rows["area"], rows["status"], strict=True)
    ]
    return danish.capitalised(danish.sentence(danish.listed(areas))) if areas else ""
