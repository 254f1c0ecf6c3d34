"""A report for one page: what the notebook calls, one method per block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core import danish
from sigtepunkt.core.errors import WrongUse, nearest
from sigtepunkt.core.period import Period, Quarter
from sigtepunkt.editions.differences import Difference
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations.computations import newest_of_each
from sigtepunkt.observations.table import SHOWN, SUPPRESSED
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report import dependencies
from sigtepunkt.report.block_cache import Memory
from sigtepunkt.report.blocks import changes, matrix, method, quality, summary
from sigtepunkt.report.blocks.capacity import capacity_block
from sigtepunkt.report.blocks.indicator import indicator_block
from sigtepunkt.report.output import cells, csv_address, show, slug, table_block
from sigtepunkt.report.templating import render
from sigtepunkt.signals import FocusState, State, focus_state
from sigtepunkt.strategy import Capacity, Definitions, FocusArea, Indicator, Strategy
from sigtepunkt.wording import figures, not_shown, sentences

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Report:
    """One quarter's report for one page. Every method but `observations` displays a block; each says what it read."""

    page: str
    quarter: Quarter
    definitions: Definitions
    strategy: Strategy
    vintage: Vintage
    processed: Processed
    memory: Memory = field(default_factory=Memory)

    @property
    def home(self) -> str:
        """The municipality's name as `observations` has it in `area`: `.query("area == @report.home")`."""
        own = self.definitions.municipality
        return own.areas[own.code].name

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The computed states, by indicator."""
        return {state.indicator: state for state in self.processed.states}

    @cached_property
    def last(self) -> Mapping[str, tuple[str, str]]:
        """Period and status of the municipality's newest figure, shown or not, by indicator."""
        rows = self._current
        return newest_of_each(
            rows[
                (rows["area"] == self.definitions.municipality.code) & rows["indicator"].isin(self.indicators)
            ]
        )

    @cached_property
    def focus_areas(self) -> Mapping[str, FocusArea]:
        """The focus areas of the page: the committee's own, or all of them."""
        return self.strategy.areas_of(committee=self.page if self.page in self.strategy.committees else None)

    def __dir__(self) -> list[str]:
        blocks = (
            name for name, own in vars(type(self)).items() if callable(own) and not name.startswith("_")
        )
        return sorted(["home", *blocks])

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators of the page's focus areas."""
        return {
            key: one for key, one in self.definitions.indicators.items() if one.focus_area in self.focus_areas
        }

    @cached_property
    def capacities(self) -> Mapping[str, Capacity]:
        """The capacities of the page's focus areas."""
        return {
            key: one for key, one in self.definitions.capacities.items() if one.focus_area in self.focus_areas
        }

    # --- blocks ------------------------------------------------------------------------------------------------

    def heading(self) -> None:
        """Show the quarter, the day the figures were closed, and what is special about them."""
        demo = any(self.definitions.origin(key) == "demo" for key in self.indicators) or any(
            map(self.definitions.invented, self.capacities)
        )
        show(
            render(
                "heading",
                quarter_label=danish.capitalised(self.quarter.label),
                banner=sentences.tense(self.strategy, self.quarter),
                closed=danish.date(self.vintage.closed),
                reconstructed=self.vintage.reconstructed,
                demo_note="Tal mærket »Demodata« er opdigtede og indgår ikke i nogen samlet vurdering."
                if demo
                else "",
                erratum=changes.erratum(
                    self.processed.correction, self._own(self.processed.corrected), self.definitions
                ),
            ),
            reads=[
                dependencies.OUTLINE,
                *(dependencies.states(self.indicators) if self.processed.corrected else ()),
            ],
            block="heading",
            title=self._title(),
        )

    def summary(self) -> None:
        """Show what is new and real among the page's official indicators, and how many stand where."""
        official = [key for key in self.indicators if self.definitions.origin(key) != "demo"]
        show(
            summary.summary_block(
                [self.states[key] for key in official if key in self.states],
                self._finding,
                official=len(official),
                gaps=sum(len(self.definitions.gaps_of(key)) for key in self.focus_areas),
                withheld=len({one.indicator for one in self.processed.withheld} & set(self.indicators)),
                discreet=not_shown.discreet(
                    [
                        self.definitions.origin(key)
                        for key in self.indicators
                        if self._status(key) == SUPPRESSED
                    ]
                ),
            ),
            reads=[*dependencies.states(self.indicators), *dependencies.gaps(self.focus_areas)],
            block="summary",
        )

    def focus_area(self, focus_area: str) -> None:
        """Show a focus area: its title, its state, its indicators at a glance, and its declared gaps."""
        area = self._known("focus area", focus_area, self.focus_areas)
        own = self.definitions.indicators_of(focus_area)
        kind = self._focus_state(focus_area)
        show(
            render(
                "focus_area",
                id=focus_area,
                name=area.name,
                title=area.title.rstrip("."),
                aim=self.strategy.aims[area.aim].title,
                state=kind,
                state_text=sentences.FOCUS_STATES[kind],
                rows=[self._row(key, one) for key, one in own.items()],
                gaps=[
                    {**gap.model_dump(), "since": danish.date(gap.since)}
                    for gap in self.definitions.gaps_of(focus_area)
                ],
            ),
            reads=[*dependencies.states(own), *dependencies.gaps([focus_area])],
            block="focus_area",
            id=focus_area,
            title=area.name,
        )

    def indicator(self, *indicators: str) -> None:
        """Show each indicator: the figure, how it moved, its chart, what it is beside, and where it comes from."""
        for key in indicators:
            if key not in self.indicators and self._is_switched_off(key):
                continue
            one = self._known("indicator", key, self.indicators)
            reads = dependencies.indicators(filter(None, [key, one.budget]))
            self._show(reads, partial(self._indicator, key, one), block="indicator", id=key)

    def capacity(self, *capacities: str) -> None:
        """Show each capacity: the years with more demand than places planned, and how an error in the projection moves them."""
        for key in capacities:
            if key not in self.capacities and self._is_switched_off(key):
                continue
            one = self._known("capacity", key, self.capacities)
            self._show(
                dependencies.capacities([key]), partial(self._capacity, key, one), block="capacity", id=key
            )

    def figure(
        self,
        draw: charts.Draw,
        *,
        title: str,
        subtitle: str,
        alt: str,
        data: pd.DataFrame,
        decimals: int = 1,
        note: str = "",
        height: float | None = None,
    ) -> None:
        """Show an analysis of the notebook's own.

        `draw` receives matplotlib axes and is called for wide and narrow screens; `title` is the finding; `subtitle` says
        statistic, unit and period; `alt` tells the chart to who cannot see it; `data` are its numbers, with Danish
        column names.
        """
        name = slug(title)
        picture = charts.picture(draw, name=name, title=title, alt=alt, height=height)
        columns, rows = [str(column) for column in data.columns], cells(data, decimals)
        show(
            render(
                "figure",
                id=name,
                title=title,
                subtitle=subtitle,
                picture=picture,
                note=note,
                columns=columns,
                table=rows,
                csv=csv_address(columns, rows),
            ),
            block="figure",
            id=name,
            title=title,
        )

    def table(self, data: pd.DataFrame, *, caption: str, decimals: int = 1) -> None:
        """Show a table of the notebook's own, with Danish numbers; the first column heads each row."""
        show(table_block(data, caption, decimals), block="table")

    def missing(self) -> None:
        """Show what is missing or late: every source that is, and every focus area with what is not measured in it."""
        items = [
            *quality.late(self.definitions, self.processed.findings),
            *(
                {
                    "kind": "gap",
                    "href": self._address(key),
                    "title": area.name,
                    "text": f"– måles ikke: {'; '.join(gap.title for gap in gaps)}.",
                }
                for key, area in self.focus_areas.items()
                if (gaps := self.definitions.gaps_of(key))
            ),
        ]
        show(
            render(
                "listing",
                id="hvad-mangler",
                title="Hvad der mangler eller er forsinket",
                items=items,
                empty="Intet mangler, og intet er forsinket.",
                intro="Hvorfor noget ikke måles, og hvem der har data, står under fokusområdet.",
            ),
            reads=[*dependencies.gaps(self.focus_areas), dependencies.LATE],
            block="missing",
        )

    def provenance(self) -> None:
        """Show every source behind the page: publisher, table, licence, when and how it was fetched."""
        used = dict.fromkeys(
            [
                *(one.source for one in self.indicators.values()),
                *(name for one in self.capacities.values() for name in one.sources),
            ]
        )
        show(
            quality.provenance_block(self.definitions, self.vintage, used),
            reads=dependencies.sources(used),
            block="provenance",
        )

    def matrix(self) -> None:
        """Show all focus areas by aim and committee, each with its state."""
        areas = self.strategy.focus_areas
        held = {
            key: not_shown.newest_held(
                [status for one in self.definitions.indicators_of(key) if (status := self._status(one))]
            )
            for key in areas
        }
        show(
            matrix.matrix(self.strategy, {key: self._focus_state(key) for key in areas}, held),
            reads=dependencies.states(self.definitions.indicators),
            block="matrix",
        )

    def signals(self) -> None:
        """Show every official indicator whose latest movement is more than noise."""
        found = [
            state for state in self.processed.states if not state.demo and state.verdict in summary.SIGNALS
        ]
        first, rest = found[: summary.MOST_SENTENCES], found[summary.MOST_SENTENCES :]
        show(
            render(
                "listing",
                id="nyt-og-sikkert",
                title="Nyt og sikkert",
                headed=True,
                items=[self._finding(state) for state in first],
                empty="Ingen af de officielle indikatorer viser en ændring, der sikkert er mere end tilfældige udsving.",
                intro="De officielle indikatorer, hvis udvikling er mere end tilfældige udsving. Alt andet er ikke nævnt her.",
                more=[
                    {
                        "href": self._address_of(state.indicator),
                        "title": self.definitions.indicators[state.indicator].title,
                    }
                    for state in rest
                ],
                more_title=f"Yderligere {danish.counted(len(rest), 'indikator', 'indikatorer')} viser en ændring",
            ),
            reads=dependencies.states(self.definitions.indicators),
            block="signals",
        )

    def targets(self) -> None:
        """Say where the figures stand against decided targets."""
        show(
            matrix.targets(self.processed.states, self.definitions, self._address_of),
            reads=dependencies.states(self.definitions.indicators),
            block="targets",
        )

    def changes(self) -> None:
        """Show what is not as it was in the quarter before: verdicts and figures, each with its reason, and new periods."""
        since = (
            Quarter.parse(self.processed.history[-2].quarter).label if len(self.processed.history) > 1 else ""
        )
        block = changes.changes_block(
            self._own(self.processed.changed), since, self.states, self.definitions, self._address_of
        )
        show(block, reads=dependencies.states(self.indicators), block="changes")

    def quality(self) -> None:
        """Show the verdict on every source, what failed in plain words, and what was revised at the source."""
        show(
            quality.sources_block(self.definitions, self.vintage, self.processed.findings),
            reads=[dependencies.QUALITY],
            block="quality",
        )
        show(quality.withheld_block(self.processed, self.definitions), block="withheld")
        show(quality.revisions_block(self.processed, self.definitions), block="revisions")
        show(quality.history_block(self.processed), block="history")

    def icons(self) -> None:
        """Show every mark with what it means."""
        show(method.icons(), block="icons")

    def example(self, name: str) -> None:
        """Show a made-up series of `method.EXAMPLES`, or made-up areas, judged and drawn as the real ones are."""
        self._known("example", name, {**method.EXAMPLES, method.AREAS: None})
        show(method.example(name, self.definitions, self.quarter), block="example", id=name)

    def error_rates(self) -> None:
        """Say how often each method takes chance for a change."""
        show(render("prose", text=sentences.error_rates()), block="prose")

    # --- the analyst's playground ------------------------------------------------------------------------------

    def observations(self, *indicators: str) -> pd.DataFrame:
        """Return observations of the quarter's vintage as a frame to work on.

        Columns: indicator, area (Danish name), code, kind (kommune, postdistrikt …), period (text), date, value. Without
        `indicators`, those of the page. Demo data is marked in the column demo.
        """
        for key in indicators:
            self._known("indicator", key, self.definitions.indicators)
        wanted = indicators or tuple(self.indicators)
        show("", reads=dependencies.indicators(wanted), block="observations")
        rows = self._current[self._current["indicator"].isin(wanted) & (self._current["status"] == SHOWN)]
        known = self.definitions.municipality.areas
        demo = {key for key in wanted if self.definitions.origin(key) == "demo"}
        return pd.DataFrame(
            {
                "indicator": rows["indicator"],
                "area": rows["area"].map(lambda code: known[code].name),
                "code": rows["area"],
                "kind": rows["area"].map(lambda code: known[code].kind),
                "period": rows["period"],
                "date": rows["date"],
                "value": rows["value"],
                "demo": rows["indicator"].isin(demo),
            }
        ).reset_index(drop=True)

    # --- what the blocks are made from -------------------------------------------------------------------------

    def _show(self, reads: Sequence[str], make: Callable[[], str], **facts: str) -> None:
        """Show a block, as it was made before from the same, if it was; with the key it can be kept under, if it may be."""
        made_from = [self.processed.checksums.get(name, "") for name in (dependencies.OUTLINE, *reads)]
        if all(made_from):
            facts["key"], block = self.memory.recall([*reads, *made_from], make)
        show(block if "key" in facts else make(), reads=reads, **facts)

    def _indicator(self, key: str, one: Indicator) -> str:
        rows = self._current[self._current["indicator"] == key]
        return indicator_block(
            key,
            one,
            self.definitions,
            self.states,
            rows,
            closed=self.vintage.closed,
            reasons=self._reasons(key),
            warnings=self.processed.warnings.get(key, ()),
        )

    def _capacity(self, key: str, one: Capacity) -> str:
        rows = self.processed.capacities[self.processed.capacities["capacity"] == key]
        return capacity_block(key, one, self.definitions, rows)

    def _title(self) -> str:
        committee = self.strategy.committees.get(self.page)
        return (
            committee.title
            if committee
            else self.definitions.municipality.council
            if self.page == "kommunalbestyrelsen"
            else "Datakvalitet"
        )

    def _known(self, kind: str, name: str, allowed: Mapping[str, Thing]) -> Thing:
        if name not in allowed:
            raise WrongUse.of(
                f"{kind} {name!r} is not on the page {self.page!r}",
                f"notebooks/{self.page}.ipynb",
                nearest(name, allowed),
            )
        return allowed[name]

    def _is_switched_off(self, key: str) -> bool:
        """Return whether an indicator or a capacity is unknown here only because demo data is off."""
        return not self.processed.demo and key in self.processed.switched_off

    @cached_property
    def _current(self) -> pd.DataFrame:
        observations = self.processed.observations
        return observations[observations["vintage"] == str(self.quarter)]

    def _reasons(self, indicator: str) -> tuple[str, ...]:
        """Return why figures of the municipality in this indicator are withheld."""
        own = {self.definitions.municipality.code, EVERYTHING}
        return tuple(
            dict.fromkeys(
                one.reason
                for one in self.processed.withheld
                if one.indicator == indicator and one.area in own
            )
        )

    def _status(self, indicator: str) -> str:
        """Return what became of the municipality's newest figure of an indicator; empty where it has none."""
        return self.last.get(indicator, ("", ""))[1]

    def _focus_state(self, focus_area: str) -> FocusState:
        own = self.definitions.indicators_of(focus_area)
        silent = {
            self.definitions.origin(key) == "demo"
            for key in own
            if key not in self.states and (self._status(key) or self._reasons(key))
        }
        return focus_state(
            (self.states[key] for key in own if key in self.states),
            withheld=False in silent,
            invented=True in silent,
        )

    def _address(self, focus_area: str, key: str = "") -> str:
        """Return where a focus area, or one thing of it, is read: on this page, or on its committee's."""
        committee = self.strategy.focus_areas[focus_area].committee
        return f"{'' if committee == self.page else f'{committee}.html'}#{key or focus_area}"

    def _address_of(self, indicator: str) -> str:
        """Return where an indicator is read."""
        return self._address(self.definitions.indicators[indicator].focus_area, indicator)

    def _own(self, found: Iterable[Difference]) -> list[Difference]:
        """Return the differences of the page's indicators; those of indicators that are no more belong to the council's."""
        return [
            one
            for one in found
            if one.indicator in self.indicators
            or (
                self.page not in self.strategy.committees and one.indicator not in self.definitions.indicators
            )
        ]

    def _finding(self, state: State) -> dict[str, str]:
        indicator = self.definitions.indicators[state.indicator]
        source = self.definitions.sources[indicator.source]
        return {
            "kind": state.verdict,
            "href": self._address_of(state.indicator),
            "title": indicator.title,
            "text": " ".join(
                filter(
                    None,
                    (sentences.now(state, indicator, source), sentences.movement(state, indicator, source)),
                )
            ),
        }

    def _row(self, key: str, indicator: Indicator) -> dict[str, object]:
        state = self.states.get(key)
        source = self.definitions.sources[indicator.source]
        period, status = self.last.get(key, ("", ""))
        held = not_shown.HELD.get(status, "")  # of the newest figure: an older one is not put in its place
        unjudged = (
            sentences.VERDICTS["undecided"]
            if held
            else "Tilbageholdt"
            if self._reasons(key)
            else "Vises for områder"
        )
        return {
            "id": key,
            "title": indicator.title,
            "proxy": bool(indicator.proxy),
            "demo": source.origin == "demo",
            "value": held or (figures.value(state.latest.value, indicator) if state else danish.MISSING),
            "period": Period.parse(period).label(counted=source.counted) if period else "",
            "spark": charts.sparkline(state.points, counted=source.counted)
            if state and charts.is_series(state)
            else "",
            "kind": state.verdict if state else "undecided" if held else "",
            "state": sentences.verdict(state) if state else unjudged,
        }
