"""What the council decided and what is measured, as frozen models. The only door to pydantic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sigtepunkt.quarter import Period, Quarter

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


class Area(Declared):
    """An area a raw file may name, by its code or by an alias."""

    name: Text
    kind: Text = "kommune"
    aliases: tuple[str, ...] = ()


class Municipality(Declared):
    """Whom the pages are about and whom they compare with; areas by code; and whom to tell of what cannot be read (`accessibility_contact`)."""

    name: Text
    code: Text
    council: Text
    council_members: int
    country: Text
    comparison: tuple[str, ...]
    comparison_name: Text
    accessibility_contact: str = ""
    areas: Mapping[str, Area]

    @model_validator(mode="after")
    def _codes_exist(self) -> Municipality:
        missing = [code for code in (self.code, self.country, *self.comparison) if code not in self.areas]
        if missing:
            raise ValueError(f"not declared under [areas]: {', '.join(missing)}")
        return self

    def codes(self) -> dict[str, str]:
        """Return every spelling of an area (code, name, alias) with its code."""
        spellings: dict[str, str] = {}
        for code, area in self.areas.items():
            for spelling in (code, area.name, *area.aliases):
                spellings.setdefault(spelling, code)
        return spellings


class Aim(Declared):
    """Sigtepunkt; a balance is one of its bottom lines."""

    title: Text
    summary: Text
    balances: Mapping[str, str] = {}


class Committee(Declared):
    """Udvalg; `fields` are what it answers for."""

    title: Text
    short: Text
    fields: tuple[str, ...] = ()


class FocusArea(Declared):
    """Fokusområde: belongs to one committee and one aim."""

    title: Text
    aim: Text
    committee: Text
    short: str = ""
    balance: str = ""

    @property
    def name(self) -> str:
        """The title, or the short form where the annex writes a paragraph."""
        return self.short or self.title.rstrip(".")


class Strategy(Declared):
    """A council's strategy for one election period."""

    title: Text
    first_year: int
    last_year: int
    adopted_by: Text
    source: Text
    aims: Mapping[str, Aim]
    committees: Mapping[str, Committee]
    focus_areas: Mapping[str, FocusArea]

    def is_over(self, quarter: Quarter) -> bool:
        """Return whether `quarter` lies after the strategy's period."""
        return quarter.year > self.last_year

    def areas_of(self, *, aim: str | None = None, committee: str | None = None) -> dict[str, FocusArea]:
        """Return the focus areas of an aim, a committee or both, in the annex's order."""
        return {
            key: area
            for key, area in self.focus_areas.items()
            if aim in (None, area.aim) and committee in (None, area.committee)
        }


class Break(Declared):
    """A point from which figures are no longer comparable with those before; decided by a person."""

    at: PeriodText
    cause: Text
    decided_by: Text
    decided: dt.date


class Missing(Declared):
    """Why something is not measured, who has the data, what is needed, since when this is known."""

    why: Text
    owner: Text
    needed: Text
    since: dt.date


class Gap(Missing):
    """An openly declared gap in what is measured of a focus area."""

    focus_area: Text
    title: Text


class Target(Declared):
    """What a decision says the figure has to reach, from the first of January of `year` until the next target's year."""

    year: int
    value: float
    decision: Text
    decided: dt.date


class Measured(Declared):
    """One measure of one source. `persons = false`: it counts none, which no indicator of it says."""

    source: Text
    measure: Text
    persons: Literal[False] | None = None


class Capacity(Declared):
    """A projected demand to hold against planned places.

    `demand` counts the people the projection gives (`who`, in the plural), `coverage` the per cent of them who need a
    place, `places` the places planned; `unit` is the place's name in the singular and the plural.
    """

    title: Text
    focus_area: Text
    who: Text
    unit: tuple[Text, Text]
    demand: Measured
    coverage: Measured
    places: Measured
    definition: Text
    caveat: str = ""
    gap: Missing | None = None

    @property
    def parts(self) -> dict[str, Measured]:
        """What it is computed from, under the names the declaration uses."""
        return {"demand": self.demand, "coverage": self.coverage, "places": self.places}

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it rests on, each once."""
        return tuple(dict.fromkeys(part.source for part in self.parts.values()))


class Disclosure(Declared):
    """What is confidential of an indicator, and what it adds up with.

    `persons` says that its counts (its value, or the share of its denominator) are counts of persons; a count
    from 1 to `minimum` - 1 is suppressed. Published counts are rounded to `round_to`. Indicators that name
    the same `parts_of` and the same `breakdown` (a name: by plan, by sex) add up to it, in every area and
    period. The areas of each kind in `areas_add_up` add up to the municipality. A stock changes from one
    period to the next by what is `gained` and `lost`, indicators of their own.
    """

    persons: bool
    minimum: Literal[3, 5, 7] = 5
    round_to: Annotated[int, Field(ge=1)] = 1
    parts_of: str = ""
    breakdown: str = ""
    areas_add_up: tuple[Text, ...] = ()
    gained: tuple[Text, ...] = ()
    lost: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _only_persons_are_counted(self) -> Disclosure:
        if not self.persons and self.model_fields_set - {"persons"}:
            raise ValueError("the other keys mean something only with persons = true")
        if self.breakdown and not self.parts_of:
            raise ValueError("a breakdown means something only of parts: say of what, with parts_of")
        return self


class Indicator(Declared):
    """One measured thing of a focus area. `computation` names a function; it never spells one.

    `counted` says what the figure is made of, where chance has a say in it: a proportion (in per cent) of its denominator,
    events per 1,000 of it, or a count of events.
    """

    title: Text
    focus_area: Text
    source: Text
    unit: str
    better: Better
    definition: Text
    measure: str = ""
    measures: tuple[str, ...] = ()
    denominator: str = ""
    computation: Computation = "value"
    counted: Kind | None = None
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    caveat: str = ""
    proxy: str = ""
    nation_note: str = ""
    no_trend: str = ""
    season: bool = False
    core: bool = False
    total: bool = False  # a count of the whole area: areas of different size cannot be compared by it
    window: Annotated[int, Field(ge=1)] = 1
    breaks: tuple[Break, ...] = ()
    targets: tuple[Target, ...] = ()
    gap: Missing | None = None
    budget: str = ""  # the indicator that holds the budget for this one's amounts

    @model_validator(mode="after")
    def _computation_has_what_it_needs(self) -> Indicator:
        if self.computation in NEEDS_DENOMINATOR and not self.denominator:
            raise ValueError(f"computation {self.computation!r} needs a denominator")
        if self.computation not in TAKES_DENOMINATOR and self.denominator:
            raise ValueError(f"computation {self.computation!r} takes no denominator")
        if (self.computation in NEEDS_SEVERAL) != bool(self.measures):
            raise ValueError(f"computation {self.computation!r} takes {'measures = […]' if self.computation in NEEDS_SEVERAL else 'measure'}")
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
