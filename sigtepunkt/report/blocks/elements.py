"""What several blocks are made of: listings, tables, a chart with its table, one indicator's figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core import danish
from sigtepunkt.report.output import cells, csv_address
from sigtepunkt.report.templating import render
from sigtepunkt.strategy import Area, Definitions, Indicator, Source
from sigtepunkt.wording import units_and_periods

Item = dict[str, str]
_COUNTS = {
    2: "to",
    3: "tre",
    4: "fire",
    5: "fem",
    6: "seks",
    7: "syv",
    8: "otte",
    9: "ni",
    10: "ti",
    11: "elleve",
    12: "tolv",
}


def source_name(source: Source) -> str:
    """Return the publisher and the table."""
    return f"{source.publisher}, {source.table}"


def item(kind: str, title: str, text: str, href: str = "") -> Item:
    """Return an item of a listing: the mark of its `kind`, a title that leads to `href`, and a text."""
    return {"kind": kind, "href": href, "title": title, "text": text}


def listing(
    identity: str, title: str, items: Sequence[Item], *, empty: str = "", intro: str = "", **options: Any
) -> str:
    """Return a section that lists `items`, or the text that says it is `empty`.

    `options`: with `headed` the titles stand out; a table (`fold`), or further links (`more`, with
    `more_title`), are folded away below.
    """
    return render("listing", id=identity, title=title, items=items, empty=empty, intro=intro, **options)


@dataclass(frozen=True)
class Captioned:
    """A picture and its caption."""

    picture: charts.Picture
    caption: str


@dataclass(frozen=True)
class Chart:
    """A chart, or None where there is nothing to draw, with its caption and the table of its numbers.

    `index` is a second chart of the same figures, with a picture and a caption of its own; None without one.
    """

    picture: charts.Picture | None
    caption: str
    columns: list[str]
    table: list[list[str]]
    index: Captioned | None = None

    def context(self) -> dict[str, Any]:
        """Return what a template needs of it, with the table as a download."""
        return {**vars(self), "csv": csv_address(self.columns, self.table)}


def table_block(data: pd.DataFrame, caption: str, decimals: int) -> str:
    """Return a table with Danish numbers; the first column heads each row."""
    numeric = [str(name) for name in data.columns if pd.api.types.is_numeric_dtype(data[name])]
    columns = list(map(str, data.columns))
    return render("table", caption=caption, columns=columns, numeric=numeric, rows=cells(data, decimals))


@dataclass(frozen=True)
class IndicatorData:
    """One indicator in one vintage: its declaration, the figures that are `shown`, and those that are not.

    Unshown figures are withheld or suppressed. Both frames have columns area, period, value, base, status.
    """

    key: str
    indicator: Indicator
    definitions: Definitions
    shown: pd.DataFrame
    unshown: pd.DataFrame

    @property
    def source(self) -> Source:
        """The source of the figures."""
        return self.definitions.sources[self.indicator.source]

    @property
    def areas(self) -> Mapping[str, Area]:
        """The areas the figures are of, by code."""
        return self.definitions.municipality.areas

    @property
    def home(self) -> str:
        """The municipality's name."""
        return self.areas[self.definitions.municipality.code].name

    @property
    def neighbours(self) -> str:
        """What the municipalities compared with are called in a picture: `de otte kommuner`."""
        count = len(self.definitions.municipality.comparison)
        return f"de {_COUNTS.get(count, str(count))} kommuner"

    @cached_property
    def own_unshown(self) -> pd.DataFrame:
        """The municipality's own figures that are not shown."""
        return self.unshown[self.unshown["area"] == self.definitions.municipality.code]

    def label(self, period: str) -> str:
        """Return a period as the pages write it."""
        return units_and_periods.label(period, self.source, self.indicator)

    def heading(self, period: str) -> str:
        """Return a period as it begins a row or a column of a table."""
        return danish.capitalised(self.label(period))

    def number(self, value: float | None) -> str:
        """Return a figure with the indicator's decimals, without its unit."""
        return danish.number(value, self.indicator.decimals)

    def listed(self, amounts: Iterable[tuple[str, float]]) -> str:
        """Return names and amounts as a list in words, each amount with its unit."""
        return danish.listed(
            [f"{name} {units_and_periods.value(value, self.indicator)}" for name, value in amounts]
        )
