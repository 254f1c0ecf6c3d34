"""Indicators and capacities, their disclosure control, and gaps in what is measured, as frozen models.

`make docs` writes the fields' descriptions to docs/declarations.md and docs/schema.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.strategy.breaks_and_targets import Break, Outlier, Target
from sigtepunkt.strategy.declared import Declared, Text

Better = Literal["higher", "lower", "neutral"]
Computation = Literal["value", "opposite", "sum", "share", "share_of_sum", "per_1000", "growth"]
Kind = Literal["proportion", "per_1000", "count"]
UnitKind = Literal["share", "rate", "amount", "count"]
Comparative = Literal["longer", "more", "greater", "higher"]
NEEDS_DENOMINATOR: frozenset[Computation] = frozenset({"share", "share_of_sum", "per_1000"})
TAKES_DENOMINATOR: frozenset[Computation] = NEEDS_DENOMINATOR | {"value"}
NEEDS_SEVERAL: frozenset[Computation] = frozenset({"sum", "share_of_sum"})


class Missing(Declared):
    """Why something is not measured, who has the data, what is needed, and since when this is known."""

    why: Text = Field(description="Why it is not measured, in words a politician reads.")
    owner: Text = Field(description="Who has the data, or would have it.")
    needed: Text = Field(description="What it would take to measure it.")
    since: dt.date = Field(description="Since when it is known to be missing.")


class Gap(Missing):
    """A declared gap in what is measured of a focus area."""

    focus_area: Text = Field(description="The focus area it belongs to, by its name in the strategy.")
    title: Text = Field(description="What is not measured.")


class Measured(Declared):
    """One measure of one source. `persons = false` says that it does not count persons."""

    source: Text = Field(description="The source, by its name in `sources.toml`.")
    measure: Text = Field(description="The measure of that source; see `measure` of an indicator.")
    persons: Literal[False] | None = Field(
        None,
        description="`false` where its source holds counts of persons and this is none; else no such key.",
    )


class Capacity(Declared):
    """A projected demand (people times `coverage`, each year) to compare with planned places."""

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
    caveat: str = Field("", description="What the figures cannot say.")
    gap: Missing | None = Field(
        None, description="What is missing; required where one of the three is demo data, refused otherwise."
    )

    @property
    def parts(self) -> dict[str, Measured]:
        """What it is computed from, by the names of the keys."""
        return {"demand": self.demand, "coverage": self.coverage, "places": self.places}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it rests on, each once."""
        return tuple(dict.fromkeys(part.source for part in self.parts.values()))


class Disclosure(Declared):
    """What is confidential about an indicator, and what it adds up with."""

    persons: bool = Field(
        description="Whether its counts (its value, or the share of its denominator) are of persons; the "
        "other keys need `true`."
    )
    minimum: Literal[3, 5, 7] = Field(5, description="Counts from 1 to one less than this are suppressed.")
    round_to: int = Field(1, ge=1, description="What published counts are rounded to.")
    parts_of: str = Field(
        "",
        description="The indicator it is a part of; the parts with the same `breakdown` add up to it, in "
        "every area and period.",
    )
    breakdown: str = Field(
        "", description="What the total is divided by (plan, sex), where it is divided in several ways."
    )
    areas_add_up: tuple[Text, ...] = Field(
        (), description="The kinds of areas whose figures add up to the municipality's."
    )
    gained: tuple[Text, ...] = Field(
        (), description="The indicators of what this stock gains from one period to the next."
    )
    lost: tuple[Text, ...] = Field(
        (), description="The indicators of what this stock loses from one period to the next."
    )

    @model_validator(mode="after")
    def _only_persons_are_counted(self) -> Disclosure:
        if not self.persons and self.model_fields_set - {"persons"}:
            raise ValueError("the other keys mean something only with persons = true")
        if self.breakdown and not self.parts_of:
            raise ValueError("a breakdown means something only of parts: say of what, with parts_of")
        return self


class Indicator(Declared):
    """Something measured of a focus area. `computation` names a function; it is no formula."""

    title: Text = Field(description="The indicator as the page names it.")
    short: str = Field("", description="A shorter title, for tiles and tables of many indicators.")
    focus_area: Text = Field(description="The focus area it belongs to, by its name in the strategy.")
    source: Text = Field(description="The source of its figures, by its name in `sources.toml`.")
    unit: str = Field(description="The unit, as written after the figure; empty for none.")
    better: Better = Field(
        description="Which direction is better; `neutral` where that is a political question."
    )
    definition: Text = Field(description="What the figure is, in words a politician reads.")
    measure: str = Field(
        "",
        description="The measure of the source: a row's codes joined by `|`, then the value column where the "
        "source has several. Empty where the source has one measure.",
    )
    measures: tuple[str, ...] = Field(
        (), description="The measures that `sum` and `share_of_sum` add, instead of `measure`."
    )
    denominator: str = Field(
        "",
        description="The measure of the whole: required by `share`, `share_of_sum` and `per_1000`, allowed "
        "with `value`.",
    )
    denominator_source: str = Field(
        "",
        description="The source of the denominator, by its name in `sources.toml`, where it is another one: "
        "figures per inhabitant take `dst-folk1a`. A year is divided by the stock on its first or last day, "
        "as that source counts. `denominator` is empty where that source has one measure.",
    )
    computation: Computation = Field(
        "value",
        description="How the figure is computed. `opposite` changes the sign, as accounts write a surplus "
        "negative; `growth` is the change in per cent on the year before.",
    )
    kind: UnitKind = Field(
        description="The kind of unit: a `share` (per cent), a `rate` (a grade, a rate per 1,000, years), an "
        "`amount` (money, kilograms) or a `count`. Amounts and counts are compared in per cent, shares and "
        "rates in their own unit."
    )
    comparative: Comparative | None = Field(
        None,
        description="Which words say that it is more or less: `longer` (længere, kortere), `more` (flere, "
        "færre), `greater` (mere, mindre) or `higher` (højere, lavere). Where it is not declared, kilometres "
        "are longer; what is counted, days, hours and so many per 1.000 are more; other amounts are greater; "
        "and shares, grades and everything else are higher.",
    )
    survey: bool = Field(
        False,
        description="Whether it is the answers to a questionnaire, and how many answered is not published; "
        "the page says so beside the figure.",
    )
    full_count: bool = Field(
        False,
        description="Whether it counts everybody or everything in a register, so that its movement carries "
        "no chance of sampling: it is told without limits.",
    )
    counted: Kind | None = Field(
        None,
        description="What the figure is where chance affects it: a proportion (in per cent), events per "
        "1,000 of its denominator, or a count. It then has an interval and is tested. Not for shares of "
        "money or for surveys.",
    )
    decimals: int = Field(0, ge=0, le=4, description="How many decimals are shown.")
    caveat: str = Field("", description="What the figure cannot say.")
    proxy: str = Field("", description="Why it is only a proxy, where it is one; the page marks it.")
    context: str = Field(
        "",
        description="Why it measures nothing of the focus area and is only its frame, where that is so; the "
        "page says it, and the focus area needs another indicator or a declared gap.",
    )
    lead: bool = Field(
        False,
        description="Whether its figures stand for the focus area in overviews: one of each focus area at "
        "most; no proxy, no context, no demo data.",
    )
    nation_note: str = Field("", description="What a reader has to know about the nation's figure beside it.")
    no_trend: str = Field(
        "", description="Why its trend may not be judged, where it may not; the page says this instead."
    )
    season: bool = Field(False, description="Whether it has a seasonal pattern.")
    core: bool = Field(
        False,
        description="Whether the quarter is refused, rather than published without it, when it is withheld.",
    )
    total: bool = Field(
        False,
        description="Whether it counts the whole area, so that areas of different size are not compared.",
    )
    window: int = Field(
        1, ge=1, description="The number of periods that the figure is a rolling sum or mean of."
    )
    breaks: tuple[Break, ...] = Field(
        (), description="Where the series is broken. Only a person declares a break."
    )
    outliers: tuple[Outlier, ...] = Field(
        (),
        description="Outliers and dips with a known cause, which are taken out of every test. Only a person "
        "declares one.",
    )
    targets: tuple[Target, ...] = Field(
        (),
        description="What decisions say it has to reach, by year; needs `better` to be `higher` or `lower`.",
    )
    gap: Missing | None = Field(
        None, description="What is missing; required where its source is demo data, refused otherwise."
    )
    budget: str = Field(
        "", description="The indicator that is its budget, drawn beside it; of the same focus area and unit."
    )

    @model_validator(mode="after")
    def _computation_has_what_it_needs(self) -> Indicator:
        computation, several = f"computation {self.computation!r}", self.computation in NEEDS_SEVERAL
        if self.computation in NEEDS_DENOMINATOR and not self.is_divided:
            raise ValueError(f"{computation} needs a denominator")
        if self.computation not in TAKES_DENOMINATOR and self.is_divided:
            raise ValueError(f"{computation} takes no denominator")
        if several != bool(self.measures):
            raise ValueError(f"{computation} takes {'measures = […]' if several else 'measure'}")
        if self.counted in {"proportion", "per_1000"} and not self.is_divided:
            raise ValueError(f"counted {self.counted!r} needs a denominator")
        years = [target.year for target in self.targets]
        if years != sorted(set(years)):
            raise ValueError(f"targets stand in the order of their years, one for each: {years}")
        if self.targets and self.better == "neutral":
            raise ValueError("a target needs better = 'higher' or 'lower'")
        if self.proxy and self.context:
            raise ValueError("it is either a proxy, which says something of the matter, or context")
        if self.lead and (self.proxy or self.context):
            kind = "proxy" if self.proxy else "context"
            raise ValueError(f"lead = true is for what measures the focus area, not for {kind}")
        return self

    @property
    def name(self) -> str:
        """The shorter title, or the title where there is none."""
        return self.short or self.title

    def covers(self, period: Period) -> Period:
        """Return the months that a figure filed under `period` is of: a rolling figure is of several."""
        months = period.months * self.window
        if self.computation == "growth":
            months = max(months, YEAR)
        return Period(period.first + period.months - months, months)

    def target(self, year: int) -> Target | None:
        """Return the target in force in `year`; None before the first."""
        return next((target for target in reversed(self.targets) if target.year <= year), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures of its own source that it is computed from, with the denominator last."""
        measures = self.measures or (self.measure,)
        return (*measures, self.denominator) if self.denominator and not self.denominator_source else measures

    @property
    def is_divided(self) -> bool:
        """Whether it has a denominator, of its own source or another."""
        return bool(self.denominator or self.denominator_source)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it rests on, its own first."""
        return (self.source, self.denominator_source) if self.denominator_source else (self.source,)

    def measures_of(self, source: str) -> tuple[str, ...]:
        """Return the measures of a source that it is computed from."""
        measures = self.parts if source == self.source else ()
        return (*measures, self.denominator) if source == self.denominator_source else measures
