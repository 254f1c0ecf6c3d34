"""How a source's file is laid out and spells its keys, where that is not the plain form; as a frozen model.

How its cells are written (`encoding`, `decimal`, `missing`, `zero`, `percent`) and its `sheet` stand on the
source itself: published editions keep the declarations of their time as text, and today's code reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sigtepunkt.strategy.declared import Declared, Text

Length = Literal["month", "quarter", "year"]
_FIELDS = ("{code}", "{name}")


class Dialect(Declared):
    """How a file is laid out and spells its keys, where it is not a header and a row for each figure.

    Every deviation is declared, none is guessed; `sigtepunkt receive` suggests them and asks.
    """

    delimiter: Literal[";", ",", "\t", "|"] = Field(
        ";", description="What separates the cells of a text; another than the semicolon for `csv` only."
    )
    thousands: Literal["", " ", "'"] = Field(
        "",
        description="What separates thousands: a space of any kind or an apostrophe. Empty: of comma and "
        "point the one that does not stand before decimals.",
    )
    header_row: int | None = Field(
        None,
        ge=1,
        description="The number of the row with the columns' names; what stands above it is a title. Not "
        "declared: the first row that holds anything.",
    )
    stub: tuple[Text, ...] = Field(
        (), description="The names of the first columns, where the file has none above them."
    )
    fill_down: tuple[Text, ...] = Field(
        (),
        description="The columns, from left to right, in which a label stands once and the blank cells below "
        "it mean the same.",
    )
    across: str = Field(
        "",
        description="The column of keys that lies across: the file has a column for each period (or area, or "
        "code), with the key above. It has one measure then, which `values` names.",
    )
    ignored: tuple[Text, ...] = Field(
        (), description="Columns that are no figures of the source, beside keys that lie across."
    )
    notes_below: bool = Field(
        False,
        description="Whether notes stand below the table: rows at its end without any figure, and without "
        "all of what a row is about.",
    )
    constant: Mapping[Text, Text] = Field(
        {}, description="Columns of keys that the file has not, because they are the same in all of it."
    )
    periods: Literal["codes", "words", "dates"] = Field(
        "codes",
        description="How periods are written: as `codes` (2026K2, 2026M07), in `words` (2. kvt. 2026, juli "
        "2026, Q2 2026; codes, too), or as `dates` (31-12-2026 with the day first, 2026-12-31, and a "
        "workbook's own).",
    )
    dates: Length | None = Field(
        None, description="For `dates`: the length of the period that a date lies in and stands for."
    )
    area_form: str = Field(
        "{name}",
        description="How areas are written, with `{code}` and `{name}`: `{name} Kommune`, `{code} {name}`. "
        "What the municipality's `areas` call an area is read besides.",
    )
    areas: Mapping[Text, Text] = Field(
        {}, description="What this file alone calls areas (`Copenhagen`), each with its code."
    )
    other_areas: Literal["refused", "dropped"] = Field(
        "refused",
        description="What becomes of rows about areas that are not declared: a file of all regions and "
        "provinces is read with them `dropped`. The municipality itself must be among the others.",
    )
    records: str = Field(
        "",
        description="For `json`: the key of the list of objects that are the rows. What stands beside it is "
        "the same in each of them. Empty: the whole file is that list.",
    )

    @field_validator("area_form")
    @classmethod
    def _form_has_an_area(cls, form: str) -> str:
        rest = form
        for field in _FIELDS:
            rest = rest.replace(field, "", 1)
        if rest == form or "{" in rest or "}" in rest:
            raise ValueError("the form of areas has {code}, {name} or both, each once, and no other braces")
        if "{code}{name}" in form or "{name}{code}" in form:
            raise ValueError("something has to stand between {code} and {name}")
        return form

    @model_validator(mode="after")
    def _dates_have_a_length(self) -> Dialect:
        if (self.periods == "dates") != (self.dates is not None):
            raise ValueError(
                'periods = "dates" and dates = "month", "quarter" or "year" belong together: a date says '
                "nothing of how long its period is"
            )
        return self

    @property
    def spells_areas(self) -> bool:
        """Whether areas may be written in another way than the municipality declares, or be dropped."""
        return bool(self.area_form != "{name}" or self.areas or self.other_areas == "dropped")

    def area(self, text: str) -> tuple[str, str]:
        """Return code and name of an area as this file writes it, each empty where it is not said.

        Both are empty for a text in another form.
        """
        if text in self.areas:
            return self.areas[text], ""
        pattern = re.escape(self.area_form)
        for field in _FIELDS:
            pattern = pattern.replace(re.escape(field), f"(?P<{field[1:-1]}>.+?)")
        match = re.fullmatch(pattern, text)
        parts = match.groupdict() if match else {}
        return parts.get("code", ""), parts.get("name", "")

    def misfit(self, source_format: str, keys: tuple[str, ...], values: tuple[str, ...], area: str) -> str:
        """Return what in the dialect does not fit the source it is declared for; "" where all of it does."""
        unknown = [name for name in (*self.fill_down, *self.constant) if name not in keys]
        text = source_format in {"csv", "semicolon", "statbank"}
        misfits = {
            f"{(unknown or [''])[0]!r} is no column of keys of the source": bool(unknown),
            'another delimiter needs format = "csv"': self.delimiter != ";" and source_format != "csv",
            f"{self.across!r} lies across, and is no column of keys": self.across not in {"", *keys},
            "with keys across the file has one measure: one name in values": bool(
                self.across and len(values) != 1
            ),
            "what lies across can be neither constant nor filled down": self.across
            in {*self.constant, *self.fill_down} - {""},
            "ignored columns stand beside keys that lie across": bool(self.ignored and not self.across),
            "titles, stubs and notes are of text and workbooks": bool(
                self.header_row or self.stub or self.notes_below
            )
            and not (text or source_format == "excel"),
            'records are of format = "json"': bool(self.records) and source_format != "json",
            "areas are spelt in a column of areas, and the source declares none": self.spells_areas
            and not area,
        }
        return next((misfit for misfit, holds in misfits.items() if holds), "")
