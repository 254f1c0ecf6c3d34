"""Actions (handlinger): what a committee does for a focus area, and the effect declared before it starts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sigtepunkt.core.period import QUARTER, Period, Quarter, hint
from sigtepunkt.strategy.declared import Declared, Text

Status = Literal["idé", "besluttet", "i gang", "justeret", "gennemført", "stoppet"]
Direction = Literal["higher", "lower"]
# How far each status is; what is adjusted is still under way, and what is ended stays so.
STAGES: dict[Status, int] = {
    "idé": 0,
    "besluttet": 1,
    "i gang": 2,
    "justeret": 3,
    "gennemført": 4,
    "stoppet": 4,
}
ENDED = STAGES["gennemført"]
UNDER_WAY = STAGES["i gang"]


def _is_day(text: str) -> str:
    Day.parse(text)
    return text


def _is_quarter(text: str) -> str:
    if not Quarter.is_quarter(text):
        raise ValueError(f"{text!r} is not a quarter, written as 2026Q2. {hint(text)}".strip())
    return text


DayText = Annotated[str, BeforeValidator(str), AfterValidator(_is_day)]
QuarterText = Annotated[str, AfterValidator(_is_quarter)]


@dataclass(frozen=True)
class Day:
    """A date as far as it is known: a day, a month or a year, with the first and the last day it may be."""

    text: str
    first: dt.date
    last: dt.date

    @classmethod
    def parse(cls, text: str) -> Day:
        """Read `2026-05-31`, `2026-05` or `2026`; raise ValueError for anything else."""
        try:
            if len(text) == len("2026-05-31"):
                day = dt.date.fromisoformat(text)
                return cls(text, day, day)
            period = Period.parse(text.replace("-", "M") if len(text) == len("2026-05") else text)
            if len(text) in {len("2026"), len("2026-05")} and text[:4].isdecimal():
                return cls(text, period.start, period.end)
        except ValueError:
            pass
        raise ValueError(
            f"{text!r} is not a date: write 2026-05-31, or 2026-05 or 2026 where no more is known"
        )


def quarter_of(day: dt.date) -> Quarter:
    """Return the quarter that a day is in."""
    return Quarter(day.year, (day.month - 1) // QUARTER + 1)


def months_of(quarter: str) -> Period:
    """Return the months of a quarter."""
    return Period.parse(quarter)


class StatusChange(Declared):
    """What became of an action, on a day."""

    status: Status = Field(
        description="`idé`, `besluttet`, `i gang`, `justeret`, `gennemført` or `stoppet`, in this order."
    )
    on: DayText = Field(
        description="When: a day; a month (`2023-06`) or a year where no more is known. Not in the future."
    )
    decision: str = Field("", description="The decision or the document that says so; the page names it.")
    note: str = Field("", description="What was decided or adjusted, in words a reader understands.")

    @property
    def day(self) -> Day:
        """When, with the first and the last day it may have been."""
        return Day.parse(self.on)


class Effect(Declared):
    """What an action is expected to do to an indicator, declared before it starts."""

    declared: dt.date = Field(description="The day it was declared, no later than the action started.")
    indicator: Text = Field(
        description="The indicator it is to move, by its name in `indicators.toml`; no projection, and demo "
        "data for a demo action only."
    )
    direction: Direction = Field(description="The wished direction of that indicator.")
    earliest: QuarterText = Field(
        description="The earliest quarter of effect, as `2026Q3`. Figures from then on are held against "
        "those before."
    )
    smallest: float = Field(
        gt=0,
        description="The smallest effect that matters: of shares and rates in the unit (percentage points), "
        "of amounts and counts in per cent.",
    )
    evaluate: QuarterText = Field(
        description="The quarter of evaluation, after `earliest`. Only figures until its end are looked at, "
        "in its report and later."
    )
    early_look: Annotated[str, AfterValidator(lambda text: text and _is_quarter(text))] = Field(
        "",
        description="A quarter between the two, for an early look. Both looks then have limits of 97.5 % "
        "instead of 95 %.",
    )
    achieved: Text = Field(description="How it is judged whether the aim is achieved; the page says it.")

    @property
    def confidence(self) -> float:
        """The confidence of each look's limits: two looks share the 5 %."""
        return 0.975 if self.early_look else 0.95


class Evaluation(Declared):
    """What the committee itself concluded, once the figures were there."""

    on: dt.date = Field(description="The day, after the last day of the quarter of evaluation.")
    conclusion: Text = Field(description="What it concluded, in words a politician reads.")
    decision: Text = Field(description="Where it is recorded.")


class Action(Declared):
    """What a committee does for a focus area (handling), from idea to evaluation."""

    title: Text = Field(description="The action as pages name it.")
    focus_area: Text = Field(description="The focus area it serves, by its name in the strategy.")
    committee: Text = Field(description="The committee responsible: that of the focus area.")
    owner: Text = Field(description="Who answers for it: a role, not a person.")
    source: Text = Field(description="Where it is known from; the page names it.")
    story: Text = Field(description="What is done, in words a politician reads.")
    history: tuple[StatusChange, ...] = Field(
        min_length=1, description="What became of it, oldest first; the last is its status."
    )
    demo: bool = Field(
        False, description="Whether it is made up, to show what pages will look like; they say so."
    )
    demo_published: Annotated[str, AfterValidator(lambda text: text and _is_quarter(text))] = Field(
        "",
        description="For a demo action only: the quarter whose released report it is imagined to have stood "
        "in with its effect.",
    )
    effect: Effect | None = Field(
        None,
        description="What it is expected to do, declared before it starts. Without it the page says that no "
        "aim was set in advance.",
    )
    evaluation: Evaluation | None = Field(None, description="What the committee concluded itself.")

    @property
    def started(self) -> Day | None:
        """When it started: the first time it was under way or further; None while it is not."""
        return next((each.day for each in self.history if STAGES[each.status] >= UNDER_WAY), None)

    def history_until(self, day: dt.date) -> tuple[StatusChange, ...]:
        """Return what had become of it by a day; none if it was not known yet."""
        return tuple(each for each in self.history if each.day.first <= day)
