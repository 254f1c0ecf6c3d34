"""Where figures come from, as frozen models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sigtepunkt.strategy.indicator import Declared, Text

Origin = Literal["official", "internal", "demo"]
Format = Literal["statbank", "jobindsats", "semicolon", "excel"]
# What a format's own publisher documents: not available or too uncertain; cannot occur. Its "-" is nil, and is declared.
_DOCUMENTED: Mapping[str, tuple[str, ...]] = {"statbank": ("..", ".")}


class Sum(Declared):
    """A total of a source and the measures it is the sum of, up to what the source's own rounding leaves."""

    total: Text = Field(description="The measure that is the sum.")
    parts: tuple[Text, ...] = Field(min_length=2, description="The measures that add up to it.")
    tolerance: float = Field(
        0,
        ge=0,
        description=(
            "How far the sum may be off, by the source's own rounding. Exact (0), it also protects counts of "
            "persons."
        ),
    )


class Clearance(Declared):
    """An e-mail address or telephone number in raw data that may be published; decided by a person."""

    text: Text = Field(description="The e-mail address or telephone number.")
    by: Text = Field(description="Who decided that it may be published.")
    on: dt.date = Field(description="When that was decided.")


class Source(Declared):
    """One publisher's table: how its file is read, how soon it is published, whom to ask."""

    title: Text = Field(description="The table as pages name it.")
    publisher: Text = Field(description="Who publishes it.")
    table: Text = Field(description="The publisher's own name of the table.")
    licence: Text = Field(description="The terms it comes under; `ukendt` where they are not known.")
    origin: Origin = Field(
        description=(
            "`official` statistics, figures of the municipality's own (`internal`), or invented ones (`demo`)."
        )
    )
    owner: Text = Field(description="Whom to ask when something is wrong with the file.")
    format: Format = Field(
        description=(
            "How the file is written: StatBank's CSV, Jobindsats' JSON, text parted by semicolons, or a "
            "workbook."
        )
    )
    file: Text = Field(description="The file's name in every vintage; no two sources read the same.")
    period: Text = Field(description="The column that holds the period.")
    values: tuple[str, ...] = Field(min_length=1, description="The columns that hold figures.")
    dimensions: tuple[str, ...] = Field(
        (), description="The columns whose codes say which measure a row is, in this order."
    )
    area: str = Field(
        "",
        description="The column that holds the area; empty where the file is about the municipality alone.",
    )
    sheet: str = Field("", description="The workbook's sheet, for `excel`.")
    encoding: str = Field(
        "utf-8-sig", description="How the file's letters are written, where the file does not say."
    )
    decimal: Literal["", ",", "."] = Field(
        "",
        description=(
            "The sign before decimals in its texts; the other of comma and point then parts thousands. Left out, a "
            "comma is meant, and a point is read only where the whole column shows what it is."
        ),
    )
    missing: tuple[Text, ...] | None = Field(
        None,
        description=(
            "The signs that say that nothing was published. An empty cell always does; of `statbank` also `..` and `.`, "
            "unless this is declared."
        ),
    )
    zero: tuple[Text, ...] = Field((), description="The signs that say nil.")
    percent: Literal["", "shown", "stored"] = Field(
        "",
        description=(
            "Of cells that a workbook shows as per cent: whether the figure is what is `shown` (12) or what is "
            "`stored` (0.12)."
        ),
    )
    url: str = Field("", description="Where the table is published.")
    counted: Literal["start", "end"] = Field(
        "end", description="Whether a figure is as of its period's first or last day."
    )
    lag_days: int = Field(
        ge=0,
        description=(
            "How many days after that day it is published at the latest; decides what is called late."
        ),
    )
    projection: bool = Field(False, description="Whether it says what will be: it is not judged.")
    sums: tuple[Sum, ...] = Field(
        (), description="What of the source adds up to what; held against the figures."
    )
    notes: tuple[str, ...] = Field((), description="What a reader has to know of the source.")
    not_cpr: tuple[str, ...] = Field(
        (),
        description=(
            "Columns of ten-digit numbers that are no CPR numbers, such as production units (P-numre)."
        ),
    )
    cleared: tuple[Clearance, ...] = Field(
        (), description="E-mail addresses and telephone numbers in the file that may be published."
    )
    confidential: bool = Field(
        False,
        description=(
            "Whether the file may not be public: a run is refused where git has it or would take it."
        ),
    )
    renamed: Mapping[Text, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(
        {}, description="By today's name of a measure or a column, the names it had in earlier files."
    )

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, name: str) -> str:
        try:
            "1;".encode(name).decode(name)
        except (LookupError, ValueError):
            raise ValueError(
                'the encoding is not known: "utf-8-sig", "cp1252" (which Windows calls ANSI), "iso-8859-1", "cp850" or "utf-16"'
            ) from None
        return name

    @model_validator(mode="after")
    def _one_meaning(self) -> Source:
        signs = [*self.missing_signs, *self.zero]
        twice = next((sign for sign in signs if signs.count(sign) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice!r} has more than one meaning: it is missing or zero")
        numeric = next(
            (sign for sign in signs if sign != sign.strip() or any(letter.isdigit() for letter in sign)), None
        )
        if numeric is not None:
            raise ValueError(
                f"{numeric!r} is no sign for nothing: a sign has no digits, and no space before or after it"
            )
        return self

    @model_validator(mode="after")
    def _one_name_today(self) -> Source:
        old = [name for names in self.renamed.values() for name in names]
        twice = sorted({name for name in old if old.count(name) > 1 or name in self.renamed})
        if twice:
            raise ValueError(f"renamed gives {twice[0]!r} more than one name of today, and one it can have")
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
