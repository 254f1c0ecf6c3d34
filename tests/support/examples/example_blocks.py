"""Blocks of Prøvekommune's unemployment from a test's observations, and what a reader finds in them."""

from __future__ import annotations

import base64
import html
import math
import re
from dataclasses import replace

import pandas as pd

from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.signals import State
from sigtepunkt.strategy import Area, Definitions, Indicator

HOME = [("990", "2025Q4", 1.0), ("990", "2026Q1", 2.0), ("990", "2026Q2", 3.0)]


def rows(*cells: tuple[str, str, float]) -> pd.DataFrame:
    """Return observations without denominators: area, period, value, base."""
    return pd.DataFrame(cells, columns=["area", "period", "value"]).assign(base=math.nan, status="shown")


def suppressed(*cells: tuple[str, str]) -> pd.DataFrame:
    """Return observations that are not shown: area and period."""
    frame = pd.DataFrame(cells, columns=["area", "period"])
    return frame.assign(value=math.nan, base=math.nan, status="suppressed")


def block(definitions: Definitions, state: State | None, frame: pd.DataFrame, **declared: object) -> str:
    """Return the block of the unemployment, otherwise declared as said."""
    indicator: Indicator = definitions.indicators["ledighed"].model_copy(update=declared)
    return indicator_block("ledighed", indicator, definitions, {"ledighed": state} if state else {}, frame)


def among_all(definitions: Definitions) -> Definitions:
    """Return definitions that know of a municipality, Fjern (992), that pages do not show."""
    municipality = definitions.municipality
    areas = {**municipality.areas, "992": Area(name="Fjern")}
    return replace(definitions, municipality=municipality.model_copy(update={"areas": areas}))


def table(markup: str) -> list[list[str]]:
    """Return the rows of a block's first table of figures, its headings first."""
    first = re.findall(r'<table class="figures">.*?</table>', markup, re.DOTALL)[0]
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", first, re.DOTALL)
    ]


def download(markup: str) -> list[list[str]]:
    """Return the rows of a block's first download."""
    data = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)[0]
    return [line.split(";") for line in base64.b64decode(data).decode("utf-8-sig").splitlines()]
