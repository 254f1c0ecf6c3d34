"""Where figures come from, as frozen models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sigtepunkt.core.project import is_left_by_system
from sigtepunkt.strategy.declared import Declared, Text
from sigtepunkt.strategy.sources.dialect import Dialect
from sigtepunkt.strategy.sources.service import Service, ServiceKind

Origin = Literal["official", "internal", "demo"]
Format = Literal["statbank", "jobindsats", "semicolon", "csv", "excel", "json", "jsonstat"]
_PAPERS = frozenset({"sha256sums", "vintage.toml", "provenance.toml"})
# The publisher's signs: not available or too uncertain; cannot occur. Its "-" is zero, which sources declare.
_DOCUMENTED: Mapping[str, tuple[str, ...]] = {"statbank": ("..", ".")}
# The format in which each service's answers are kept.
_FORMATS: Mapping[ServiceKind, Format] = {
    "statbank": "statbank",
    "jobindsats": "jobindsats",
    "klimaregnskabet": "semicolon",
    "energi_data_service": "semicolon",
}


class Sum(Declared):
    """A total, and the measures that add up to it within `tolerance`."""

    total: Text = Field(description="The measure that is the sum.")
    parts: tuple[Text, ...] = Field(min_length=2, description="The measures that add up to it.")
    tolerance: float = Field(
        0,
        ge=0,
        description="How far off the sum may be, by the source's own rounding. An exact sum (0) also "
        "protects counts of persons.",
    )


class Clearance(Declared):
    """An e-mail address or telephone number in raw data that may be published; decided by a person."""

    text: Text = Field(description="The e-mail address or telephone number.")
    by: Text = Field(description="Who decided that it may be published.")
    on: dt.date = Field(description="When that was decided.")


class Source(Declared):
    """A publisher's table: how its file is read, how soon it is published, whom to ask."""

    title: Text = Field(description="The table as pages name it.")
    publisher: Text = Field(description="Who publishes it.")
    table: Text = Field(description="The publisher's own name for the table.")
    licence: Text = Field(description="The terms it is published under; `ukendt` where they are not known.")
    origin: Origin = Field(
        description="`official` statistics, the municipality's own figures (`internal`), or `demo` data."
    )
    owner: Text = Field(description="Whom to ask when something is wrong with the file.")
    format: Format = Field(
        description="The file's format: StatBank's CSV, Jobindsats' JSON, text separated by semicolons or "
        "(`csv`) by what the dialect says, a workbook, `json` with an object for each row, or JSON-stat, "
        "whose figures are in the column `value`."
    )
    file: Text = Field(description="The file's name in every vintage; no two sources share a file.")
    period: Text = Field(description="The column that holds the period.")
    values: tuple[str, ...] = Field(min_length=1, description="The columns that hold figures.")
    dimensions: tuple[str, ...] = Field(
        (), description="The columns whose codes, in this order, name a row's measure."
    )
    area: str = Field(
        "", description="The column that holds the area; empty where the file is of the municipality alone."
    )
    sheet: str = Field("", description="The workbook's sheet, for `excel`.")
    encoding: str = Field(
        "utf-8-sig", description="The file's text encoding, where the bytes do not show it."
    )
    decimal: Literal["", ",", "."] = Field(
        "",
        description="The decimal separator in its texts; of comma and point, the other one separates "
        "thousands. Empty: a comma, and a point only where the whole column shows what it is.",
    )
    missing: tuple[Text, ...] | None = Field(
        None,
        description="The signs for a figure that was not published, which an empty cell always is. Not "
        "declared: for `statbank`, `..` and `.`.",
    )
    zero: tuple[Text, ...] = Field((), description="The signs for zero.")
    percent: Literal["", "shown", "stored"] = Field(
        "",
        description="For cells that a workbook shows as per cent: the figure is what is `shown` (12) or "
        "`stored` (0.12).",
    )
    dialect: Dialect = Field(
        default_factory=Dialect,
        description="How the file is laid out and spells its keys, where that is not a header in the first "
        "row, and below it a row for each figure.",
    )
    url: str = Field("", description="Where the table is published.")
    how_to_get: str = Field(
        "",
        description="What to choose where the table is published, for a person: `sigtepunkt fetch` says it "
        "of a source without a service.",
    )
    service: Service | None = Field(
        None,
        description="The service that `sigtepunkt fetch` gets the file from; without one, a person does.",
    )
    counted: Literal["start", "end"] = Field(
        "end", description="Whether a figure is as of the first or last day of its period."
    )
    lag_days: int = Field(
        ge=0, description="How many days after that day it is published at the latest; later is called late."
    )
    projection: bool = Field(False, description="Whether it is a projection, which is not judged.")
    sums: tuple[Sum, ...] = Field(
        (), description="Which measures add up to which; the figures are checked against it."
    )
    notes: tuple[str, ...] = Field((), description="What a reader has to know about the source.")
    not_cpr: tuple[str, ...] = Field(
        (), description="Columns of ten-digit numbers that are no CPR numbers, such as P-numre of workplaces."
    )
    cleared: tuple[Clearance, ...] = Field(
        (), description="E-mail addresses and telephone numbers in the file that may be published."
    )
    confidential: bool = Field(
        False,
        description="Whether the file is private: a run is refused where git tracks it or would add it.",
    )
    renamed: Mapping[Text, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(
        {}, description="The names that a measure or column had in earlier files, by its name today."
    )

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, name: str) -> str:
        try:
            "1;".encode(name).decode(name)
        except (LookupError, ValueError):
            known = '"utf-8-sig", "cp1252" (which Windows calls ANSI), "iso-8859-1", "cp850" or "utf-16"'
            raise ValueError(f"the encoding is not known: {known}") from None
        return name

    @field_validator("file")
    @classmethod
    def _file_is_in_the_folder(cls, name: str) -> str:
        leads_out = name.startswith(".") or any(sign in name for sign in "/\\:\0")
        if leads_out or name.casefold() in _PAPERS or is_left_by_system(name):
            raise ValueError("a file's name, without a path, and none of the vintage's own papers")
        return name

    @model_validator(mode="after")
    def _dialect_fits(self) -> Source:
        if misfit := self.dialect.misfit(self.format, self.keys, self.values, self.area):
            raise ValueError(f"dialect: {misfit}")
        return self

    @model_validator(mode="after")
    def _one_meaning(self) -> Source:
        signs = [*self.missing_signs, *self.zero]
        if twice := [sign for sign in signs if signs.count(sign) > 1]:
            raise ValueError(f"{twice[0]!r} has more than one meaning: it is missing or zero")
        for sign in signs:
            if sign != sign.strip() or any(letter.isdigit() for letter in sign):
                allowed = "a sign has no digits, and no space before or after it"
                raise ValueError(f"{sign!r} is no sign for nothing: {allowed}")
        return self

    @model_validator(mode="after")
    def _service_gives_this_file(self) -> Source:
        if self.service is None:
            return self
        kind, wanted = self.service.kind, _FORMATS[self.service.kind]
        if self.format != wanted:
            raise ValueError(f"service: an answer of {kind} is read as format = {wanted!r}")
        selected = {variable.casefold() for variable in self.service.selection}
        if kind == "statbank" and (left := [key for key in self.keys if key.casefold() not in selected]):
            raise ValueError(f"service.selection does not name {left[0]}, which the source reads")
        return self

    @model_validator(mode="after")
    def _one_name_today(self) -> Source:
        old = [name for names in self.renamed.values() for name in names]
        ambiguous = sorted({name for name in old if old.count(name) > 1 or name in self.renamed})
        if ambiguous:
            raise ValueError(
                f"renamed gives {ambiguous[0]!r} more than one name of today, and one it can have"
            )
        return self

    @property
    def missing_signs(self) -> tuple[str, ...]:
        """The signs for a figure that was not published: those declared, else those of the format."""
        if self.missing is not None:
            return self.missing
        return tuple(sign for sign in _DOCUMENTED.get(self.format, ()) if sign not in self.zero)

    @property
    def current_names(self) -> dict[str, str]:
        """Today's names of measures and columns, by the names they had in earlier files."""
        return {old: new for new, names in self.renamed.items() for old in names}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the file has to have."""
        return tuple(filter(None, (self.area, self.period, *self.dimensions, *self.values)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that identify a row."""
        return tuple(column for column in self.columns if column not in self.values)
