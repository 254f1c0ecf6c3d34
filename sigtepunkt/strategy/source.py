"""Where figures come from, as frozen models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sigtepunkt.strategy.models import Declared, Text

Origin = Literal["official", "internal", "demo"]
Format = Literal["statbank", "jobindsats", "semicolon", "excel"]
# What a format's own publisher documents: not available or too uncertain; cannot occur. Its "-" is nil, and is declared.
_DOCUMENTED: Mapping[str, tuple[str, ...]] = {"statbank": ("..", ".")}


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
    `decimal` is the sign before decimals in its texts (the other of comma and point then parts thousands); `missing` are the
    signs that say that nothing was published, `zero` those that say nil; an empty cell is missing always. `percent` says
    of cells that a workbook shows as per cent whether the figure is what is `shown` (12) or what is `stored` (0.12).
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
    decimal: Literal["", ",", "."] = ""
    missing: tuple[Text, ...] | None = None
    zero: tuple[Text, ...] = ()
    percent: Literal["", "shown", "stored"] = ""
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

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, name: str) -> str:
        try:
            "1;".encode(name).decode(name)
        except (LookupError, ValueError):
            raise ValueError(
                'the encoding is not known: "utf-8-sig", "cp1252" (which Windows calls ANSI), "iso-8859-1", "cp850" or "utf-16"',
            ) from None
        return name

    @model_validator(mode="after")
    def _one_meaning(self) -> Source:
        signs = [*self.missing_signs, *self.zero]
        twice = next((sign for sign in signs if signs.count(sign) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice!r} has more than one meaning: it is missing or zero")
        numeric = next((sign for sign in signs if sign != sign.strip() or any(letter.isdigit() for letter in sign)), None)
        if numeric is not None:
            raise ValueError(f"{numeric!r} is no sign for nothing: a sign has no digits, and no space before or after it")
        return self

    @model_validator(mode="after")
    def _one_name_today(self) -> Source:
        old = [name for names in self.renamed.values() for name in names]
        twice = sorted({name for name in old if old.count(name) > 1 or name in self.renamed})
        if twice:
            raise ValueError(f"renamed gives {twice[0]!r} more than one name of today: an earlier one leads to one")
        return self

    @property
    def missing_signs(self) -> tuple[str, ...]:
        """The signs that say that nothing was published: those declared, else those its format's publisher documents."""
        own = _DOCUMENTED.get(self.format, ()) if self.missing is None else self.missing
        return tuple(sign for sign in own if self.missing is not None or sign not in self.zero)

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
