"""What every declaration rests on: frozen models that refuse unknown keys, and the texts in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sigtepunkt.core.period import Period

TO_FILL_IN = "FILL IN"  # begins a text that a person has still to write
PeriodText = Annotated[str, AfterValidator(Period.parse), AfterValidator(str)]
Text = Annotated[str, Field(min_length=1)]


class Declared(BaseModel):
    """Base of all declarations: frozen, and refusing unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
