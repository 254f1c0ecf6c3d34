"""Where figures come from, as frozen models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sigtepunkt.strategy.models import Declared, Text

Origin = Literal["official", "internal", "demo"]
Format = Literal["statbank", "jobindsats", "semicolon", "excel"]


class Sum(Declared):
    """A total of a source and the measures it is the sum of, up to what the source's own rounding leaves."""

    total: Text
    parts: Annotated[tuple[Text, ...], Field(min_length=2)]
    tolerance: Annotated[float, Field(ge=0)] = 0


class Clearance(Declared):
    """An e-mail address or telephone number in raw data that may be published; decided by a person."""

    text: Text
    by: Text
    on: dt.date


class Source(Declared):
    """One publisher's table: how its file is read, how soon it is published, whom to ask.

    `not_cpr` names the columns of ten-digit numbers that are no CPR numbers, such as production units (P-numre).
    `confidential` says that its raw file may not be public: a run is refused where git has the file or would take it.
    `renamed` gives, by today's name of a measure or of a column, the names it had in earlier files.
    """

    title: Text
    publisher: Text
    table: Text
    licence: Text
    origin: Origin
    owner: Text
    format: Format
    file: Text
    period: Text
    values: Annotated[tuple[str, ...], Field(min_length=1)]
    dimensions: tuple[str, ...] = ()
    area: str = ""
    sheet: str = ""
    encoding: str = "utf-8-sig"
    url: str = ""
    counted: Literal["start", "end"] = "end"
    lag_days: Annotated[int, Field(ge=0)]
    projection: bool = False
    sums: tuple[Sum, ...] = ()
    notes: tuple[str, ...] = ()
    not_cpr: tuple[str, ...] = ()
    cleared: tuple[Clearance, ...] = ()
    confidential: bool = False
    renamed: Mapping[Text, Annotated[tuple[Text, ...], Field(min_length=1)]] = {}

    @model_validator(mode="after")
    def _one_name_today(self) -> Source:
        old = [name for names in self.renamed.values() for name in names]
        twice = sorted({name for name in old if old.count(name) > 1 or name in self.renamed})
        if twice:
            raise ValueError(f"renamed gives {twice[0]!r} more than one name of today, and one it can have")
        return self

    @property
    def todays_names(self) -> dict[str, str]:
        """Today's name of what was called otherwise in earlier files, by that earlier name."""
        return {old: new for new, names in self.renamed.items() for old in names}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the file has to have."""
        return (*((self.area,) if self.area else ()), self.period, *self.dimensions, *self.values)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that say what a row is about."""
        return tuple(column for column in self.columns if column not in self.values)
