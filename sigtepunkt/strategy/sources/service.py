"""The publisher's service that a source's file is fetched from, as a frozen model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sigtepunkt.strategy.declared import Declared, Text

ServiceKind = Literal["statbank", "jobindsats", "klimaregnskabet", "energi_data_service"]
EVERY = "*"  # selects every code of a variable


class Service(Declared):
    """What `sigtepunkt fetch` asks a publisher's service for: a table, and a selection from it.

    Signs in its answers are the source's own `missing` and `zero`; a sign that neither names is refused.
    """

    kind: ServiceKind = Field(
        description="The service's protocol: Danmarks Statistik's StatBank, Jobindsats v3, Klimaregnskabet "
        "or Energi Data Service."
    )
    table: Text = Field(description="The service's own name for the table or dataset.")
    selection: Mapping[Text, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(
        min_length=1,
        description='The codes wanted of each variable, by the service\'s names; `["*"]` is every code. Of '
        "StatBank, a variable that is not named is added up by the service, where the table allows it.",
    )
    branch: str = Field(
        "", description="Of StatBank: the part of the address between version and operation, such as `s20`."
    )
    unit: str = Field(
        "",
        description="The unit of the figures in the service's words; a table that says another one is "
        "refused.",
    )
    next_update: dt.date | None = Field(
        None,
        description="The day for which the publisher has announced the next update; told when it has passed "
        "and the table was not updated.",
    )

    @field_validator("selection")
    @classmethod
    def _each_code_once(cls, selection: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for variable, codes in selection.items():
            if repeated := [code for code in codes if codes.count(code) > 1]:
                raise ValueError(f"{variable} names {repeated[0]!r} more than once")
            if EVERY in codes and len(codes) > 1:
                raise ValueError(f"{variable} names every code ({EVERY!r}) and others besides")
        folded = [variable.casefold() for variable in selection]
        if twice := [variable for variable in selection if folded.count(variable.casefold()) > 1]:
            raise ValueError(f"{twice[0]} is named twice; services do not tell capitals from small letters")
        return selection

    @field_validator("table", "branch")
    @classmethod
    def _no_path(cls, name: str) -> str:
        if any(not (letter.isalnum() or letter in "_-") for letter in name):
            raise ValueError("a name of letters, digits, _ and - is meant, not an address")
        return name

    @model_validator(mode="after")
    def _only_of_statbank(self) -> Service:
        if self.kind != "statbank" and (self.branch or self.unit):
            key = "branch" if self.branch else "unit"
            raise ValueError(f'{key} is for kind = "statbank" only: no other service here says it')
        return self
