"""A report for one page: what the notebook calls, one method per block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pandas as pd

from sigtepunkt import charts
from sigtepunkt.core.errors import WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.report import analyses
from sigtepunkt.report.block_cache import BlockCache
from sigtepunkt.report.blocks import changes, method, quality
from sigtepunkt.report.blocks.capacity import capacity_block
from sigtepunkt.report.blocks.elements import Chart, table_block
from sigtepunkt.report.blocks.followup import all_actions, comment_and_decisions
from sigtepunkt.report.blocks.indicator import Delivery, indicator_block
from sigtepunkt.report.blocks.summaries import focus_areas, on_track, overview
from sigtepunkt.report.dependencies import LATE, OUTLINE, QUALITY, parts
from sigtepunkt.report.output import cells, show, slug
from sigtepunkt.report.page_data import PageData
from sigtepunkt.report.templating import render
from sigtepunkt.signals.methods.contrast import Kind
from sigtepunkt.strategy import Capacity, Indicator
from sigtepunkt.wording import sentences, units_and_periods

Declared = TypeVar("Declared")


@dataclass(frozen=True)
class Report(PageData):
    """One quarter's report for one page. Every method but `observations` displays a block.

    Each block records what it read (`dependencies`), so that the page is made again when that changes.
    """

    cache: BlockCache = field(default_factory=BlockCache)

    def __dir__(self) -> list[str]:
        members = vars(type(self)).items()
        return sorted(["home", *(name for name, member in members if callable(member) and name[0] != "_")])

    # --- blocks ------------------------------------------------------------------------------------------

    def heading(self) -> None:
        """Show the quarter, the day the figures were closed, and what is special about them.

        What people wrote follows: decisions that wait for an answer, the comment, and decisions answered.
        """
        states = parts("state", self.indicators) if self.processed.corrected else []
        pages = self.corrected_pages
        words = [*parts("comment", pages), *parts("decisions", pages)]
        words += parts("actions", self.focus_areas) if pages else []
        show(overview.heading(self), reads=[OUTLINE, *states, *words], block="heading", title=self.title)
        decided = parts("decisions", [self.page])
        figures = parts("state", comment_and_decisions.indicators_of(self, self.follow_up.matters))
        show(comment_and_decisions.open_decisions(self), reads=decided, block="open_decisions")
        show(comment_and_decisions.comment(self), reads=parts("comment", [self.page]), block="comment")
        answered = comment_and_decisions.answered_decisions(self)
        show(answered, reads=[*decided, *figures], block="answered_decisions")

    def on_track(self) -> None:
        """Show the question "Er vi på rette vej?" with the most telling key figures of all committees."""
        show(on_track.tiles(self), reads=parts("state", self.definitions.indicators), block="on_track")

    def aims(self) -> None:
        """Show what the figures say of each aim."""
        show(on_track.aims(self), reads=parts("state", self.definitions.indicators), block="aims")

    def key_figures(self) -> None:
        """Show the lead figure of each focus area: now, since the strategy began, and beside others."""
        reads = [*parts("state", self.definitions.indicators), *parts("figures", self.leads)]
        show(on_track.table(self), reads=reads, block="key_figures")

    def news(self) -> None:
        """Show what is new with the figures that came since the quarter before."""
        show(overview.news(self), reads=parts("state", self.indicators), block="news")

    def summary(self) -> None:
        """Show the page's most telling official figures, each with a link."""
        reads = [*parts("state", self.indicators), *parts("gaps", self.focus_areas)]
        show(overview.summary(self), reads=reads, block="summary")

    def focus_area(self, focus_area: str) -> None:
        """Show a focus area: its lead figure, how much can be judged, indicators, gaps and actions."""
        area = self._known("focus area", focus_area, self.focus_areas)
        reads = parts("state", self.definitions.indicators_of(focus_area))
        reads += [*parts("gaps", [focus_area]), *parts("actions", [focus_area])]
        make = partial(focus_areas.focus_area, self, focus_area)
        self._show_cached(reads, make, block="focus_area", id=focus_area, title=area.name)

    def indicator(self, *indicators: str) -> None:
        """Show each indicator: the figure, how it moved, its chart, what it is beside, and its source."""
        for key, indicator in self._on_page("indicator", indicators, self.indicators):
            reads = parts("indicator", filter(None, [key, indicator.budget]))
            self._show_cached(reads, partial(self._indicator, key, indicator), block="indicator", id=key)

    def capacity(self, *capacities: str) -> None:
        """Show each capacity: the years short of places, and how an error in the projection moves them."""
        for key, capacity in self._on_page("capacity", capacities, self.capacities):
            make = partial(self._capacity, key, capacity)
            self._show_cached(parts("capacity", [key]), make, block="capacity", id=key)

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

        `draw` receives matplotlib axes and is called for wide and narrow screens; `title` is the finding;
        `subtitle` says statistic, unit and period; `alt` describes the chart to who cannot see it; `data` are
        its numbers, with Danish column names; `height` is in inches.
        """
        name = slug(title)
        picture = charts.picture(draw, name=name, title=title, alt=alt, height=height)
        chart = Chart(picture, note, list(map(str, data.columns)), cells(data, decimals))
        block = render("figure", id=name, title=title, subtitle=subtitle, **chart.context())
        show(block, block="figure", id=name, title=title)

    def table(self, data: pd.DataFrame, *, caption: str, decimals: int = 1) -> None:
        """Show a table of the notebook's own, with Danish numbers; the first column heads each row."""
        show(table_block(data, caption, decimals), block="table")

    def actions(self) -> None:
        """Show how many actions are decided, under way, evaluated, and without an aim set in advance."""
        reads = [*parts("actions", self.focus_areas), *parts("decisions", [self.page])]
        show(all_actions.actions(self), reads=reads, block="actions")

    def missing(self) -> None:
        """Show what is missing or late: sources, and what is not measured in each focus area."""
        show(
            overview.missing(self),
            reads=[*parts("gaps", self.focus_areas), *parts("state", self.indicators), LATE],
            block="missing",
        )

    def provenance(self) -> None:
        """Show every source behind the page: publisher, table, licence, when and how it was fetched."""
        sources = [name for indicator in self.indicators.values() for name in indicator.sources]
        sources += [name for capacity in self.capacities.values() for name in capacity.sources]
        used = dict.fromkeys(sources)
        block = quality.provenance_block(self.definitions, self.vintage, used)
        show(block, reads=parts("source", used), block="provenance")

    def matrix(self) -> None:
        """Show all focus areas by aim and committee, each with its lead figure."""
        show(focus_areas.matrix(self), reads=parts("state", self.definitions.indicators), block="matrix")

    def targets(self) -> None:
        """Say where the figures stand against decided targets."""
        show(overview.targets(self), reads=parts("state", self.definitions.indicators), block="targets")

    def changes(self) -> None:
        """Show what changed since the quarter before, each change with its reason, and new periods."""
        self._show_cached(parts("state", self.indicators), self._changes, block="changes")

    def quality(self) -> None:
        """Show the verdict on every source, what failed in plain words, and what the sources revised."""
        processed, definitions = self.processed, self.definitions
        block = quality.sources_block(definitions, self.vintage, processed.findings)
        show(block, reads=[QUALITY], block="quality")
        show(quality.withheld_block(processed, definitions), block="withheld")
        show(quality.revisions_block(processed, definitions), block="revisions")
        show(quality.history_block(processed), block="history")

    def icons(self) -> None:
        """Show every mark with what it means."""
        show(method.icons(), block="icons")

    def example(self, name: str) -> None:
        """Show an example of `method.EXAMPLES`, or `method.AREAS`, judged and drawn as real figures are."""
        self._known("example", name, {**method.EXAMPLES, method.AREAS: None})
        make = partial(method.example, name, self.definitions, self.quarter)
        self._show_cached([], make, block="example", id=name)

    def error_rates(self) -> None:
        """Say how often each method takes chance for a change."""
        for text in (sentences.error_rates(), sentences.repeated_looks()):
            show(render("prose", text=text), block="prose")

    def wording(self) -> None:
        """Show which words a comment may use of a figure, and when they are true."""
        show(comment_and_decisions.wording(), block="wording")

    # --- figures for analyses of the notebook's own ------------------------------------------------------

    def observations(self, *indicators: str, everywhere: bool = False) -> pd.DataFrame:
        """Return observations of the quarter's vintage as a frame to work on.

        Columns: indicator, area (Danish name), code, kind (kommune, postdistrikt …), period (text), date,
        value, and demo, which marks demo data. Without `indicators`, those of the page. They are of the
        municipality, areas within it, the nation and the municipalities compared with; `everywhere` adds
        every other municipality the sources have.
        """
        for key in indicators:
            self._known("indicator", key, self.definitions.indicators)
        wanted = indicators or tuple(self.indicators)
        show("", reads=parts("indicator", wanted), block="observations")
        return self.shown(wanted, everywhere=everywhere)

    def since(self, indicator: str, start: str | None = None) -> pd.DataFrame:
        """Return what can be said of an indicator since a period's first day, by default the strategy's.

        One row for each answer, with the columns `analyses.SINCE`: the fact, the tested change, the trend,
        and development and level beside the municipalities compared with. Nothing is displayed.
        """
        return analyses.since(self._asked(indicator), indicator, start)

    def beside(self, indicator: str) -> pd.DataFrame:
        """Return the newest figure beside the nation's and the group's (columns `analyses.BESIDE`)."""
        return analyses.beside(self._asked(indicator), indicator)

    def contrast(
        self,
        indicator: str,
        kind: Kind,
        *,
        start: str | None = None,
        outliers: Sequence[tuple[str, str]] = (),
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Return one planned contrast of an indicator as a row (columns `analyses.CONTRAST`).

        `kind` is trend, level, level beside trend or newest; `start` and `outliers` are periods such as
        `2022M04`.
        """
        return analyses.contrast(self._asked(indicator), indicator, kind, start, outliers, confidence)

    # --- how blocks are made -----------------------------------------------------------------------------

    def _show_cached(self, reads: Sequence[str], make: Callable[[], str], **facts: str) -> None:
        """Show a block, from the cache if it was made from the same before, with its key in the cache.

        Where something it read has no checksum, it is made and cannot be cached.
        """
        made_from = [self.processed.checksums.get(name, "") for name in (OUTLINE, *reads)]
        if all(made_from):
            facts["key"], block = self.cache.get([facts, *reads, *made_from], make)
        else:
            block = make()
        show(block, reads=reads, **facts)

    def _asked(self, indicator: str) -> PageData:
        """Return this page's data, once the indicator is known and noted as read."""
        self._known("indicator", indicator, self.definitions.indicators)
        show("", reads=parts("indicator", [indicator]), block="analysis")
        return self

    def _indicator(self, key: str, indicator: Indicator) -> str:
        source, rows = self.definitions.sources[indicator.source], self.rows_of(key)
        closed, periods = self.vintage.closed, list(rows["period"].unique())
        is_copy = source.file in self.vintage.copies
        following = units_and_periods.next_figure(source, indicator, periods, closed, is_copy=is_copy)
        reasons, warnings = self.withheld_reasons(key), self.processed.warnings.get(key, ())
        delivery = Delivery(closed, following, reasons=reasons, warnings=warnings)
        return indicator_block(key, indicator, self.definitions, self.states, rows, delivery)

    def _changes(self) -> str:
        history, differences = self.processed.history, self.of_page(self.processed.changed)
        since = Quarter.parse(history[-2].quarter).label if len(history) > 1 else ""
        return changes.changes_block(
            differences, since, self.states, self.definitions, self.indicator_address
        )

    def _capacity(self, key: str, capacity: Capacity) -> str:
        rows = self.processed.capacities[self.processed.capacities["capacity"] == key]
        return capacity_block(key, capacity, self.definitions, rows)

    def _on_page(
        self, kind: str, names: Sequence[str], declared: Mapping[str, Declared]
    ) -> Iterator[tuple[str, Declared]]:
        """Yield what each name declares, without what is missing only because demo data is left out."""
        switched_off = () if self.processed.demo else self.processed.switched_off
        for name in names:
            if name in declared or name not in switched_off:
                yield name, self._known(kind, name, declared)

    def _known(self, kind: str, name: str, declared: Mapping[str, Declared]) -> Declared:
        if name in declared:
            return declared[name]
        raise WrongUse.of(
            f"{kind} {name!r} is not on the page {self.page!r}",
            f"notebooks/{self.page}.ipynb",
            nearest(name, declared),
        )
