"""What one page reports on: its indicators, their newest figures and states, and the address of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core.period import Quarter
from sigtepunkt.editions.differences import Difference
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.followup import ActionState
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.followup.follow_up import NOTHING, FollowUp
from sigtepunkt.observations.computations import newest_of_each
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.signals import State
from sigtepunkt.strategy import Capacity, Definitions, FocusArea, Indicator, Source, Strategy

QUALITY, METHOD = "datakvalitet", "metode"  # the pages of no committee and not of the council (COUNCIL)
ACTION = "handling-"  # how the address of an action begins


@dataclass(frozen=True)
class PageData:
    """One quarter's definitions and processed data, as one page needs them."""

    page: str
    quarter: Quarter
    definitions: Definitions
    strategy: Strategy
    vintage: Vintage
    processed: Processed
    follow_up: FollowUp = NOTHING
    said_before: Mapping[str, str] = field(default_factory=dict)  # by the edition before, as `FollowUp.said`

    @property
    def home(self) -> str:
        """The municipality's name as `observations` has it in `area`: `.query("area == @report.home")`."""
        municipality = self.definitions.municipality
        return municipality.areas[municipality.code].name

    @property
    def corrected_pages(self) -> Mapping[str, str]:
        """The titles of the pages of whose words a corrected edition tells here; none in a first edition.

        A committee's page tells of its own, the others of all.
        """
        titles = {key: committee.title for key, committee in self.strategy.committees.items()}
        if self.page in titles:
            titles = {self.page: titles[self.page]}
        else:
            titles[COUNCIL] = self.definitions.municipality.council
        return titles if self.processed.correction.number > 1 else {}

    @property
    def corrected_words(self) -> Mapping[str, str]:
        """What may be worded otherwise than in the edition before, in Danish, by name in `FollowUp.said`."""
        pages, actions = self.corrected_pages, self.definitions.actions.items()
        names = {f"kommentar:{page}": f"Kommentaren på »{title}«" for page, title in pages.items()}
        for matter in self.follow_up.matters:
            if matter.committee in pages:
                names[f"beslutning:{matter.id}"] = f"Beslutningen »{matter.decision.decision}«"
        for key, action in actions:
            if action.committee in pages:
                names[f"handling:{key}"] = f"Målet for handlingen »{action.title}«"
        return names

    @property
    def title(self) -> str:
        """The page's title: the committee's, the council's, or that of the data-quality page."""
        if self.page in self.strategy.committees:
            return self.strategy.committees[self.page].title
        return self.definitions.municipality.council if self.page == COUNCIL else "Datakvalitet"

    @cached_property
    def focus_areas(self) -> Mapping[str, FocusArea]:
        """The focus areas of the page: the committee's own, or all of them."""
        return self.strategy.areas_of(committee=self.page if self.page in self.strategy.committees else None)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators of the page's focus areas."""
        declared = self.definitions.indicators.items()
        return {key: indicator for key, indicator in declared if indicator.focus_area in self.focus_areas}

    @cached_property
    def capacities(self) -> Mapping[str, Capacity]:
        """The capacities of the page's focus areas."""
        declared = self.definitions.capacities.items()
        return {key: capacity for key, capacity in declared if capacity.focus_area in self.focus_areas}

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The computed states, by indicator."""
        return {state.indicator: state for state in self.processed.states}

    @cached_property
    def action_states(self) -> Mapping[str, ActionState]:
        """The computed states of actions, by their names."""
        return {state.action: state for state in self.processed.actions}

    @property
    def current(self) -> pd.DataFrame:
        """The observations of the quarter's own vintage."""
        return self.processed.observations

    @property
    def leads(self) -> list[str]:
        """The lead indicators of the strategy's focus areas, in their order."""
        declared = self.definitions.indicators.items()
        leads = {item.focus_area: key for key, item in declared if item.lead}
        return [leads[area] for area in self.strategy.focus_areas if area in leads]

    @property
    def direct(self) -> list[str]:
        """The page's indicators that are no proxies and no context."""
        return [key for key, item in self.indicators.items() if not (item.proxy or item.context)]

    def measuring(self, focus_area: str) -> list[str]:
        """Return the official indicators that measure a focus area itself.

        Demo data, proxies, context and projections do not.
        """
        sources = self.definitions.sources
        return [
            key
            for key, item in self.definitions.indicators_of(focus_area).items()
            if not (item.proxy or item.context or self.is_demo(key) or sources[item.source].projection)
        ]

    def committee_of(self, indicator: str) -> str:
        """Return the committee on whose page an indicator is shown."""
        return self.strategy.focus_areas[self.definitions.indicators[indicator].focus_area].committee

    def declared(self, indicator: str) -> tuple[Indicator, Source]:
        """Return an indicator's declaration and its source's."""
        declaration = self.definitions.indicators[indicator]
        return declaration, self.definitions.sources[declaration.source]

    def rows_of(self, indicator: str) -> pd.DataFrame:
        """Return an indicator's observations in the quarter's own vintage."""
        return self._by_indicator.get(indicator, self.current.iloc[:0])

    @cached_property
    def _by_indicator(self) -> Mapping[str, pd.DataFrame]:
        return {str(key): rows for key, rows in self.current.groupby("indicator", sort=False)}

    @cached_property
    def newest(self) -> Mapping[str, tuple[str, str]]:
        """Period and status of the municipality's newest figure, shown or not, by indicator."""
        rows = self.current[self.current["area"] == self.definitions.municipality.code]
        return newest_of_each(rows)

    def shown(self, indicators: Collection[str], *, everywhere: bool = True) -> pd.DataFrame:
        """Return the shown figures of these indicators, with the columns of `Report.observations`.

        Unless `everywhere`, of no other municipalities than pages show.
        """
        municipality = self.definitions.municipality
        rows = self.current[self.current["indicator"].isin(indicators) & (self.current["status"] == SHOWN)]
        areas = municipality.areas
        if not everywhere:
            rows = rows[~rows["area"].isin(municipality.elsewhere)]
        demo = list(filter(self.is_demo, indicators))
        return pd.DataFrame(
            {
                "indicator": rows["indicator"],
                "area": rows["area"].map(lambda code: areas[code].name),
                "code": rows["area"],
                "kind": rows["area"].map(lambda code: areas[code].kind),
                "period": rows["period"],
                "date": rows["date"],
                "value": rows["value"],
                "demo": rows["indicator"].isin(demo),
            }
        ).reset_index(drop=True)

    def newest_status(self, indicator: str) -> str:
        """Return the status of the municipality's newest figure of an indicator; empty where it has none."""
        return self.newest.get(indicator, ("", ""))[1]

    def is_demo(self, indicator: str) -> bool:
        """Return whether an indicator's figures are demo data."""
        return self.definitions.origin(indicator) == "demo"

    def withheld_reasons(self, indicator: str) -> tuple[str, ...]:
        """Return why figures of the municipality in this indicator are withheld."""
        areas = {self.definitions.municipality.code, EVERYTHING}
        withheld = (figure for figure in self.processed.withheld if figure.indicator == indicator)
        return tuple(dict.fromkeys(figure.reason for figure in withheld if figure.area in areas))

    def address(self, focus_area: str, anchor: str = "") -> str:
        """Return where a focus area, or an anchor in it, is read: on this page, or on its committee's."""
        committee = self.strategy.focus_areas[focus_area].committee
        return f"{'' if committee == self.page else f'{committee}.html'}#{anchor or focus_area}"

    def indicator_address(self, indicator: str) -> str:
        """Return where an indicator is read."""
        return self.address(self.definitions.indicators[indicator].focus_area, indicator)

    def of_page(self, differences: Iterable[Difference]) -> list[Difference]:
        """Return the differences of the page's indicators; the council also has those no longer declared."""
        is_committee = self.page in self.strategy.committees
        return [
            difference
            for difference in differences
            if difference.indicator in self.indicators
            or (not is_committee and difference.indicator not in self.definitions.indicators)
        ]
