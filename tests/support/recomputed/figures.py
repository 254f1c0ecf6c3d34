"""An indicator's figures in every area, computed from the raw measures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from recomputed.declared import Declared
from recomputed.periods import YEAR, Period, parse
from recomputed.raw_tables import HOME, Series, Table

HUNDRED = 100.0
THOUSAND = 1000.0


@dataclass(frozen=True)
class Indicator:
    """What is declared of an indicator, and its figures and wholes by area."""

    declared: dict[str, Any]
    counted_first: bool  # as of the first day of the period
    projection: bool
    values: dict[str, Series]
    wholes: dict[str, Series]
    home: str

    @property
    def own(self) -> Series:
        """Return the municipality's own figures."""
        return self.values.get(self.home, {})

    @property
    def relative(self) -> bool:
        """Return whether it is an amount or a count, compared in per cent."""
        return self.declared["kind"] in ("amount", "count")

    def covered(self, period: Period) -> tuple[int, int]:
        """Return the first month that the figure of a period covers, and the first after it."""
        if self.declared.get("computation") == "growth":
            end = period.start if self.counted_first else period.end
            return end - YEAR, end
        if self.counted_first:
            return period.start, period.start
        return period.end - self.declared.get("window", 1) * period.length, period.end

    def outlier(self, period: Period) -> bool:
        """Return whether a person declared the figure of a period an outlier."""
        return any(
            parse(each["from"]).start <= period.start and period.end <= parse(each["to"]).end
            for each in self.declared.get("outliers", [])
        )

    def since_break(self, *, nationwide: bool) -> list[Period]:
        """Return the own periods since the last break; of nationwide ones only where these count."""
        breaks = [
            parse(each["at"]).start
            for each in self.declared.get("breaks", [])
            if nationwide or not each.get("nationwide", False)
        ]
        return sorted(period for period in self.own if period.start >= max(breaks, default=period.start))

    def whole_windows(self, periods: list[Period]) -> list[Period]:
        """Return, counted back from the newest, the periods whose figures share no month with a later one."""
        whole = [periods[-1]]
        for period in reversed(periods[:-1]):
            if self.covered(period)[1] <= self.covered(whole[0])[0]:
                whole.insert(0, period)
        return whole


def computed(declared: Declared, name: str, table: Table) -> Indicator:
    """Return the indicator of a name from its source's table."""
    own = declared.indicators[name]
    source = declared.sources[own["source"]]
    table = {
        measure: {declared.home if area == HOME else area: series for area, series in areas.items()}
        for measure, areas in table.items()
    }
    computation = own.get("computation", "value")
    measures = own.get("measures") or [own.get("measure", "")]
    parts = [table.get(measure, {}) for measure in measures]
    whole = table.get(own["denominator"], {}) if "denominator" in own else {}
    areas = set.intersection(*(set(part) for part in parts)) if parts else set()
    values = {
        area: _computed(computation, [part[area] for part in parts], whole.get(area, {})) for area in areas
    }
    indicator = Indicator(
        declared=own,
        counted_first=source.get("counted", "end") == "start",
        projection=source.get("projection", False),
        values=values,
        wholes=whole,
        home=declared.home,
    )
    return replace(indicator, values={area: series for area, series in values.items() if series})


def _computed(computation: str, parts: list[Series], whole: Series) -> Series:
    """Return what a computation makes of its measures and the whole, where all are at hand."""
    periods = set.intersection(*(set(part) for part in parts))
    total = {period: sum(part[period] for part in parts) for period in periods}
    if computation in ("value", "sum"):
        return total
    if computation == "opposite":
        return {period: -value for period, value in total.items()}
    if computation == "growth":
        before = {period: Period(period.start - YEAR, period.length) for period in total}
        return {
            period: HUNDRED * (value / total[before[period]] - 1)
            for period, value in total.items()
            if total.get(before[period])
        }
    per = {"share": HUNDRED, "share_of_sum": HUNDRED, "per_1000": THOUSAND}[computation]
    return {period: per * value / whole[period] for period, value in total.items() if whole.get(period)}
