"""The municipality, and the strategies its councils adopted, as frozen models."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy.declared import Declared, Text


class Area(Declared):
    """An area that raw files may name, by its code, name or alias."""

    name: Text = Field(description="What pages and `report.observations` call it.")
    kind: Text = Field(
        "kommune",
        description="`land` for the nation, `kommune`, or a kind within the municipality such as "
        "`postdistrikt`. Areas are compared with areas of the same kind.",
    )
    aliases: tuple[str, ...] = Field(
        (), description="What else raw files call it, besides its code and its name."
    )
    population: int | None = Field(None, ge=1, description="x")


class Municipality(Declared):
    """The municipality that the pages are about, and those it is compared with."""

    name: Text = Field(description="The municipality as every page names it.")
    code: Text = Field(description="Its code, one of `areas`. Editions of another code are refused.")
    council: Text = Field(description="The title of the council's page.")
    council_members: int = Field(description="How many members the council has; not shown.")
    country: Text = Field(description="The code of the whole nation, one of `areas`.")
    comparison: tuple[str, ...] = Field(
        description="The codes of the municipalities it is compared with, each one of `areas`."
    )
    comparison_name: Text = Field(description="What sentences call that group, in the plural.")
    accessibility_contact: str = Field(
        "",
        description="Whom readers tell of a page they cannot read or use, with an e-mail address or a "
        "telephone number, which is cleared for publishing by standing here. Empty: the accessibility "
        "statement says that nobody is named.",
    )
    areas: Mapping[str, Area] = Field(description="Every area a raw file may name, by its code.")

    @model_validator(mode="after")
    def _codes_exist(self) -> Municipality:
        missing = [code for code in (self.code, self.country, *self.comparison) if code not in self.areas]
        if missing:
            raise ValueError(f"not declared under [areas]: {', '.join(missing)}")
        return self

    @property
    def shown_beside(self) -> tuple[str, ...]:
        """The codes of the municipality, the nation, and the municipalities that pages show beside it."""
        return (self.code, self.country, *self.comparison)

    @property
    def not_shown_beside(self) -> tuple[str, ...]:
        """The codes of the other municipalities: their figures are read, and no page shows them."""
        codes = (code for code, area in self.areas.items() if area.kind == "kommune")
        return tuple(code for code in codes if code not in self.shown_beside)

    @property
    def similar(self) -> tuple[str, ...]:
        """Which municipalities are similar."""
        own = self.areas[self.code].population
        if own is None:
            return ()
        return tuple(
            c
            for c, a in self.areas.items()
            if a.kind == "kommune" and c != self.code and a.population and own / 2 <= a.population <= 2 * own
        )

    def codes(self) -> dict[str, str]:
        """Return every spelling of an area (code, name, alias) with its code."""
        spellings: dict[str, str] = {}
        for code, area in self.areas.items():
            for spelling in (code, area.name, *area.aliases):
                spellings.setdefault(spelling, code)
        return spellings


class Aim(Declared):
    """An aim of the strategy (sigtepunkt), with its bottom lines (balancer)."""

    title: Text = Field(description="The aim as pages name it.")
    summary: Text = Field(description="What it is about, in a sentence; not shown.")
    balances: Mapping[str, str] = Field(
        {}, description="The titles of its bottom lines (balancer), by names of your choice."
    )


class Committee(Declared):
    """A committee of the council (udvalg)."""

    title: Text = Field(description="The title of its page.")
    short: Text = Field(description="What menus and tables call it.")
    fields: tuple[str, ...] = Field((), description="What it is responsible for; not shown.")


class FocusArea(Declared):
    """A focus area (fokusområde) of one aim and one committee."""

    title: Text = Field(description="The focus area as the strategy writes it.")
    aim: Text = Field(description="The aim it serves: a name under `aims`.")
    committee: Text = Field(
        description="The committee responsible, on whose page it is shown: a name under `committees`."
    )
    short: str = Field("", description="A shorter title, where the strategy writes a paragraph.")
    balance: str = Field("", description="Its bottom line: a name under an aim's `balances`.")

    @property
    def name(self) -> str:
        """The title, or the short form where the strategy writes a paragraph."""
        return self.short or self.title.rstrip(".")


class Strategy(Declared):
    """A council's strategy for one election period."""

    title: Text = Field(description="The strategy as every page names it.")
    first_year: int = Field(
        description="The first year it is in force; it stays in force until another's first year."
    )
    last_year: int = Field(description="Its last year; pages of later quarters carry a banner that says so.")
    adopted_by: Text = Field(description="Who adopted it; not shown.")
    source: Text = Field(description="The document it is taken from; not shown.")
    aims: Mapping[str, Aim] = Field(description="Its aims (sigtepunkter), by names of your choice.")
    committees: Mapping[str, Committee] = Field(
        description="The committees in the menu's order, by the name of their page: `vtf` is "
        "`notebooks/vtf.ipynb` and `vtf.html`."
    )
    focus_areas: Mapping[str, FocusArea] = Field(
        description="The focus areas in the pages' order, by names of your choice, which are their addresses "
        "on the page."
    )

    def is_over(self, quarter: Quarter) -> bool:
        """Return whether `quarter` lies after the strategy's period."""
        return quarter.year > self.last_year

    def areas_of(self, *, aim: str | None = None, committee: str | None = None) -> dict[str, FocusArea]:
        """Return the focus areas of an aim, a committee or both, in the order declared."""
        return {
            key: area
            for key, area in self.focus_areas.items()
            if aim in (None, area.aim) and committee in (None, area.committee)
        }
