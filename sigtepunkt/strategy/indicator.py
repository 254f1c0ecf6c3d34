"""What is measured, what of it is confidential, and what openly is not measured, as frozen models.

A field's description is what docs/declarations.md and docs/schema say of the key: `make docs` writes both.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sigtepunkt.core.period import Period

Better = Literal["higher", "lower", "neutral"]
Computation = Literal["value", "opposite", "sum", "share", "share_of_sum", "per_1000", "growth"]
Kind = Literal["proportion", "per_1000", "count"]
NEEDS_DENOMINATOR: frozenset[Computation] = frozenset({"share", "share_of_sum", "per_1000"})
TAKES_DENOMINATOR: frozenset[Computation] = NEEDS_DENOMINATOR | {"value"}
NEEDS_SEVERAL: frozenset[Computation] = frozenset({"sum", "share_of_sum"})


def _canonical(text: str) -> str:
    return str(Period.parse(text))


PeriodText = Annotated[str, AfterValidator(_canonical)]
Text = Annotated[str, Field(min_length=1)]


class Declared(BaseModel):
    """A declaration: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Break(Declared):
    """A point from which figures are no longer comparable with those before; decided by a person."""

    at: PeriodText = Field(
        description="The first period of the new figures, as `2024Q1`, `2024M05`, `2024` or `2023/2024`."
    )
    cause: Text = Field(description="What happened, in words a reader understands; the page says it.")
    decided_by: Text = Field(description="Who decided that the figures cannot be compared across it.")
    decided: dt.date = Field(description="When that was decided.")


class Missing(Declared):
    """Why something is not measured, who has the data, what is needed, since when this is known."""

    why: Text = Field(description="Why it is not measured, in words a politician reads.")
    owner: Text = Field(description="Who has the data, or would have.")
    needed: Text = Field(description="What it would take to measure it.")
    since: dt.date = Field(description="Since when it is known that it is missing.")


class Gap(Missing):
    """An openly declared gap in what is measured of a focus area."""

    focus_area: Text = Field(description="The focus area it lies in, by its name in the strategy.")
    title: Text = Field(description="What is not measured.")


class Target(Declared):
    """What a decision says the figure has to reach, from a year on until the next target's."""

    year: int = Field(
        description="From the first of January of which year it is in force, until the next target's year."
    )
    value: float = Field(description="What the figure has to reach, in the indicator's unit.")
    decision: Text = Field(description="The decision that set it; the page names it.")
    decided: dt.date = Field(description="When that was decided.")


class Measured(Declared):
    """One measure of one source. `persons = false`: it counts none, which no indicator of it says."""

    source: Text = Field(description="Which source, by its name in `sources.toml`.")
    measure: Text = Field(description="Which measure of it; see `measure` of an indicator.")
    persons: Literal[False] | None = Field(
        None,
        description=(
            "Say `false` where its source holds counts of persons and this is none; no such key where it is "
            "one."
        ),
    )


class Capacity(Declared):
    """A projected demand to hold against planned places: the people times `coverage`, each year."""

    title: Text = Field(description="The capacity as the page names it.")
    focus_area: Text = Field(description="The focus area it belongs to, by its name in the strategy.")
    who: Text = Field(description="Whom the projection counts, in the plural.")
    unit: tuple[Text, Text] = Field(description="What a place is called, in the singular and the plural.")
    demand: Measured = Field(
        description="How many people there will be, by year; its source is a projection."
    )
    coverage: Measured = Field(description="How many per cent of them need a place, by year.")
    places: Measured = Field(description="How many places are planned, by year.")
    definition: Text = Field(description="What the figures are, in words a politician reads.")
    caveat: str = Field("", description="What they cannot say.")
    gap: Missing | None = Field(
        None,
        description=(
            "What is missing while one of the three is demo data: required then, and refused otherwise."
        ),
    )

    @property
    def parts(self) -> dict[str, Measured]:
        """What it is computed from, under the names the declaration uses."""
        return {"demand": self.demand, "coverage": self.coverage, "places": self.places}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it rests on, each once."""
        return tuple(dict.fromkeys(part.source for part in self.parts.values()))


class Disclosure(Declared):
    """What is confidential of an indicator, and what it adds up with."""

    persons: bool = Field(
        description=(
            "Whether the indicator's counts (its value, or the share of its denominator) are counts of "
            "persons. The other keys need `true`."
        )
    )
    minimum: Literal[3, 5, 7] = Field(5, description="A count from 1 to one less than this is suppressed.")
    round_to: int = Field(1, ge=1, description="What published counts are rounded to.")
    parts_of: str = Field(
        "",
        description=(
            "The indicator this one is a part of: those with the same `breakdown` add up to it, in every area "
            "and period."
        ),
    )
    breakdown: str = Field(
        "",
        description=(
            "By what the total is divided (by plan, by sex), where it is divided in more than one way."
        ),
    )
    areas_add_up: tuple[Text, ...] = Field(
        (), description="The kinds of areas whose figures add up to the municipality's."
    )
    gained: tuple[Text, ...] = Field(
        (), description="The indicators of what a stock gains from one period to the next."
    )
    lost: tuple[Text, ...] = Field((), description="The indicators of what it loses.")

    @model_validator(mode="after")
    def _only_persons_are_counted(self) -> Disclosure:
        if not self.persons and self.model_fields_set - {"persons"}:
            raise ValueError("the other keys mean something only with persons = true")
        if self.breakdown and not self.parts_of:
            raise ValueError("a breakdown means something only of parts: say of what, with parts_of")
        return self


class Indicator(Declared):
    """One measured thing of a focus area. `computation` names a function; it never spells one."""

    title: Text = Field(description="The indicator as the page names it.")
    focus_area: Text = Field(description="The focus area it belongs to, by its name in the strategy.")
    source: Text = Field(description="Where it comes from, by its name in `sources.toml`.")
    unit: str = Field(description="The unit, as it stands behind the figure; empty for none.")
    better: Better = Field(description="Which way is better; `neutral` where that is a matter of politics.")
    definition: Text = Field(description="What the figure is, in words a politician reads.")
    measure: str = Field(
        "",
        description=(
            "Which measure of the source: a row's codes joined by `|`, then the value column where the source "
            "has several. Empty where there is but one."
        ),
    )
    measures: tuple[str, ...] = Field(
        (), description="The measures that are added, for `sum` and `share_of_sum`, instead of `measure`."
    )
    denominator: str = Field(
        "",
        description=(
            "The measure of the whole; required by `share`, `share_of_sum` and `per_1000`, allowed with "
            "`value`."
        ),
    )
    computation: Computation = Field(
        "value",
        description=(
            "How measures become the figure. `opposite` turns the sign that accounts write a surplus with; "
            "`growth` is the change in per cent on the year before."
        ),
    )
    counted: Kind | None = Field(
        None,
        description=(
            "What the figure is made of where chance has a say in it: a proportion (in per cent) or events per "
            "1,000 of its denominator, or a count. It gets an interval and is tested. Not for shares of money "
            "or for surveys."
        ),
    )
    decimals: int = Field(0, ge=0, le=4, description="How many decimals are shown.")
    caveat: str = Field("", description="What the figure cannot say.")
    proxy: str = Field(
        "", description="Why it only stands in for the matter, where it does; it is marked on the page."
    )
    nation_note: str = Field("", description="What a reader has to know of the nation's figure beside it.")
    no_trend: str = Field(
        "",
        description=(
            "Why the series may not be judged, where it may not; the page says it instead of a verdict."
        ),
    )
    season: bool = Field(False, description="Whether it follows the seasons.")
    core: bool = Field(
        False,
        description=(
            "Whether the quarter is refused, rather than published without it, where its figure would be "
            "withheld."
        ),
    )
    total: bool = Field(
        False,
        description=(
            "Whether it counts the whole area, so that areas of different size cannot be compared by it."
        ),
    )
    window: int = Field(1, ge=1, description="Over how many periods the figure is a rolling sum or mean.")
    breaks: tuple[Break, ...] = Field(
        (),
        description=(
            "From where on figures are not comparable with those before. Only a person declares one."
        ),
    )
    targets: tuple[Target, ...] = Field(
        (),
        description=(
            "What a decision says it has to reach, in the order of the years; needs `better` to be `higher` or "
            "`lower`."
        ),
    )
    gap: Missing | None = Field(
        None, description="What is missing while it is demo data: required then, and refused otherwise."
    )
    budget: str = Field(
        "",
        description=(
            "The indicator with the budget for this one's amounts, drawn beside it: of the same focus area and "
            "unit."
        ),
    )

    @model_validator(mode="after")
    def _computation_has_what_it_needs(self) -> Indicator:
        if self.computation in NEEDS_DENOMINATOR and not self.denominator:
            raise ValueError(f"computation {self.computation!r} needs a denominator")
        if self.computation not in TAKES_DENOMINATOR and self.denominator:
            raise ValueError(f"computation {self.computation!r} takes no denominator")
        if (self.computation in NEEDS_SEVERAL) != bool(self.measures):
            raise ValueError(
                f"computation {self.computation!r} takes {'measures = […]' if self.computation in NEEDS_SEVERAL else 'measure'}"
            )
        if self.counted in {"proportion", "per_1000"} and not self.denominator:
            raise ValueError(f"counted {self.counted!r} needs a denominator")
        years = [target.year for target in self.targets]
        if years != sorted(set(years)):
            raise ValueError(f"targets stand in the order of their years, one for each: {years}")
        if self.targets and self.better == "neutral":
            raise ValueError("a target needs better = 'higher' or 'lower'")
        return self

    def target(self, year: int) -> Target | None:
        """Return the target in force in `year`; None before the first."""
        return next((target for target in reversed(self.targets) if target.year <= year), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures of the source that feed this indicator, denominator last."""
        own = self.measures or (self.measure,)
        return (*own, self.denominator) if self.denominator else own
