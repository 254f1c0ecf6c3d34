"""Whose pages these are, and what its council decided, as frozen models."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, model_validator

from sigtepunkt.core.period import Quarter
from sigtepunkt.strategy.indicator import Declared, Text


class Area(Declared):
    """An area a raw file may name, by its code or by an alias."""

    name: Text = Field(description="What pages and `report.observations` call it.")
    kind: Text = Field(
        "kommune",
        description=(
            "What it is: `land` for the nation, `kommune`, or a kind within the municipality such as "
            "`postdistrikt`. Areas are compared with areas of their kind."
        ),
    )
    aliases: tuple[str, ...] = Field(
        (), description=("What else raw files call it, besides its code and its name.")
    )


class Municipality(Declared):
    """Whom the pages are about, and whom they compare with."""

    name: Text = Field(description="The municipality as every page names it.")
    code: Text = Field(description="Its code, one of `areas`. An edition of another code is refused.")
    council: Text = Field(description="The title of the council's page.")
    council_members: int = Field(description="How many members the council has. No page shows it.")
    country: Text = Field(description="The code of the whole nation, one of `areas`.")
    comparison: tuple[str, ...] = Field(
        description=("The codes of the municipalities it is compared with, each one of `areas`.")
    )
    comparison_name: Text = Field(description="What sentences call that group, in the plural.")
    accessibility_contact: str = Field(
        "",
        description=(
            "Whom a reader tells of a page that cannot be read or used, with an e-mail address or a telephone "
            "number, which is cleared for publishing by standing here. Empty: the statement of accessibility "
            "says that nobody is named."
        ),
    )
    areas: Mapping[str, Area] = Field(description="Every area a raw file may name, by its code.")

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

    title: Text = Field(description="The aim as pages name it.")
    summary: Text = Field(description="What it is about, in a sentence. No page shows it.")
    balances: Mapping[str, str] = Field(
        {}, description=("Its bottom lines (balancer), each with its title, by a name of one's own.")
    )


class Committee(Declared):
    """Udvalg; `fields` are what it answers for."""

    title: Text = Field(description="The title of its page.")
    short: Text = Field(description="What menus and tables call it.")
    fields: tuple[str, ...] = Field((), description="What it answers for. No page shows it.")


class FocusArea(Declared):
    """Fokusområde: belongs to one committee and one aim."""

    title: Text = Field(description="The focus area as the strategy writes it.")
    aim: Text = Field(description="Which aim it serves: a name under `aims`.")
    committee: Text = Field(
        description=("Which committee answers for it, on whose page it stands: a name under `committees`.")
    )
    short: str = Field("", description="What to call it where the strategy writes a paragraph.")
    balance: str = Field("", description="Which bottom line it belongs to: a name under an aim's `balances`.")

    @property
    def name(self) -> str:
        """The title, or the short form where the annex writes a paragraph."""
        return self.short or self.title.rstrip(".")


class Strategy(Declared):
    """A council's strategy for one election period."""

    title: Text = Field(description="The strategy as every page names it.")
    first_year: int = Field(
        description=("The first year it is in force; it stays so until another's first year.")
    )
    last_year: int = Field(description="Its last year; pages of later quarters carry a banner that says so.")
    adopted_by: Text = Field(description="Who adopted it. No page shows it.")
    source: Text = Field(description="The document it is taken from. No page shows it.")
    aims: Mapping[str, Aim] = Field(description="Its aims (sigtepunkter), by a name of one's own.")
    committees: Mapping[str, Committee] = Field(
        description=(
            "The committees, by the name of their page: `vtf` is `notebooks/vtf.ipynb` and `vtf.html`. The "
            "order is the menu's."
        )
    )
    focus_areas: Mapping[str, FocusArea] = Field(
        description=(
            "The focus areas, by a name of one's own, which is its address on the page. The order is the "
            "page's."
        )
    )

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
