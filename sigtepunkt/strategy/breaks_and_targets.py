"""What people decided about a series: its breaks, its outliers, and what it has to reach."""

from __future__ import annotations

import datetime as dt

from pydantic import ConfigDict, Field, model_validator

from sigtepunkt.core.period import Period
from sigtepunkt.strategy.declared import Declared, PeriodText, Text


class Break(Declared):
    """A break in a series: figures cannot be compared with those before. Decided by a person."""

    at: PeriodText = Field(
        description="The first period of the new figures, as `2024Q1`, `2024M05`, `2024` or `2023/2024`."
    )
    cause: Text = Field(description="What happened, in words a reader understands; the page says it.")
    decided_by: Text = Field(description="Who decided that figures before and after it cannot be compared.")
    decided: dt.date = Field(description="When that was decided.")
    nationwide: bool = Field(
        False,
        description="Whether it is common to the whole country (a reform), so that differences from others "
        "can be compared across it.",
    )


class Outlier(Declared):
    """An outlier or a dip with a known cause, which says nothing of the level before or after it."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=True, serialize_by_alias=True)

    first: PeriodText = Field(alias="from", description="The first period it holds, as `2020` or `2020M03`.")
    last: PeriodText = Field(alias="to", description="The last period it holds.")
    cause: Text = Field(description="What happened, in words a reader understands; the page says it.")
    decided_by: Text = Field(description="Who decided that its figures are no measure of the level.")
    decided: dt.date = Field(description="When that was decided.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Outlier:
        first, last = Period.parse(self.first), Period.parse(self.last)
        if last.first + last.months < first.first + first.months:
            raise ValueError(f"an outlier ends no earlier than it begins: from {self.first}, to {self.last}")
        return self

    def holds(self, begin: int, end: int) -> bool:
        """Return whether it holds a month from `begin` to before `end`, counted from January of year 0."""
        first, last = Period.parse(self.first), Period.parse(self.last)
        return begin < last.first + last.months and first.first < end


class Target(Declared):
    """What a decision says the figure has to reach, from a year until the next target's."""

    year: int = Field(description="The year it is in force from, until the next target's year.")
    value: float = Field(description="What the figure has to reach, in the indicator's unit.")
    decision: Text = Field(description="The decision that set it; the page names it.")
    decided: dt.date = Field(description="When that was decided.")
