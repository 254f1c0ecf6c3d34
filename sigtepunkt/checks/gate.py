"""What failed checks mean for what is shown: a file refused, figures withheld, a warning. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.checks.finding import Finding
from sigtepunkt.core import danish
from sigtepunkt.core.errors import Problem
from sigtepunkt.core.period import YEAR, Period, stock_period
from sigtepunkt.raw import long_table
from sigtepunkt.strategy import Definitions, Indicator, Source

UNREADABLE = "Filen kunne ikke læses, som den er beskrevet."
DUPLICATED = "Tallet står flere gange i filen for samme område og periode."
EVERYTHING = ""  # as area and period: all figures of an indicator

Tables = Mapping[str, pd.DataFrame]  # per source: measure, area, period, value, row, column


@dataclass(frozen=True)
class Withheld:
    """A figure not shown because a check failed, the Danish reason, and its place in the raw data."""

    indicator: str
    area: str
    period: str
    reason: str
    where: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a source: its whole file (`rows` empty), rows, or a `column` of rows."""

    source: str
    reason: str
    rows: tuple[int, ...] = ()
    column: str = ""


def faults(
    definitions: Definitions, findings: Iterable[Finding], unreadable: Iterable[str]
) -> tuple[Fault, ...]:
    """Return what critical findings and unreadable files mean for each source.

    A value that fails makes its row faulty. Where a key column fails (area, period or dimension), it is not
    known which figure the row is, so the whole file is faulty, as it is where the table as such fails.
    """
    faulty = [Fault(source, UNREADABLE) for source in unreadable]
    for finding in findings:
        source = definitions.sources.get(finding.suite)
        if source and finding.is_critical:
            column = finding.column if finding.column in source.values else ""
            faulty.append(Fault(finding.suite, finding.sentence, _rows(finding, source), column))
    return tuple(faulty)


def _rows(finding: Finding, source: Source) -> tuple[int, ...]:
    fails_in_a_key = not set(finding.column.split(" + ")).isdisjoint(source.keys)
    return () if fails_in_a_key and "unique" not in finding.expectation else finding.rows


def duplicates(figures: Tables) -> tuple[Fault, ...]:
    """Return the rows whose figure is in another row too, whichever way area and period are spelt."""
    faulty = []
    for source, table in figures.items():
        twice = table[table["value"].notna() & table.duplicated(["measure", "area", "period"], keep=False)]
        for column, rows in twice.groupby("column", sort=False):
            faulty.append(Fault(source, DUPLICATED, tuple(dict.fromkeys(map(int, rows["row"]))), str(column)))
    return tuple(faulty)


def usable(figures: Tables, faulty: Iterable[Fault]) -> dict[str, pd.DataFrame]:
    """Return the published figures of every source that is not refused, without those at fault."""
    refused, tables = _refused(faulty), {}
    for key, table in figures.items():
        if key not in refused:
            cells = _faulty_cells(faulty, key, table["column"].unique())
            tables[key] = long_table.published(table[~_are_in(table, cells)] if cells else table)
    return tables


def withheld_figures(
    definitions: Definitions, figures: Tables, faulty: Sequence[Fault], names: Mapping[str, str]
) -> Iterator[Withheld]:
    """Yield every figure that rests on a fault; `names` are the paths of the sources' files."""
    refused, tables = _refused(faulty), usable(figures, faulty)
    for key, indicator in definitions.indicators.items():
        if source := next((each for each in indicator.sources if each in refused), ""):
            yield Withheld(key, EVERYTHING, EVERYTHING, refused[source], names[source])
    for source in dict.fromkeys(fault.source for fault in faulty if fault.source not in refused):
        reasons = _faulty_cells(faulty, source, definitions.sources[source].values)
        cells = figures[source][_are_in(figures[source], reasons)]
        of_row = {row: reason for (row, _), reason in reversed(reasons.items())}
        for key, area, period, row in _figures_from(definitions, source, cells, figures):
            yield Withheld(key, area, period, of_row[row], f"{names[source]}: row {row}")
        # Measures all of whose cells are out leave nothing to observe.
        gone = set(cells["measure"]) - set(tables[source]["measure"])
        for key, indicator in definitions.indicators.items():
            if gone.intersection(indicator.measures_of(source)):
                yield Withheld(key, EVERYTHING, EVERYTHING, next(iter(reasons.values())), names[source])


def _refused(faulty: Iterable[Fault]) -> dict[str, str]:
    """Return the sources none of whose figures may be shown, each with its first reason."""
    return {fault.source: fault.reason for fault in reversed([*faulty]) if not fault.rows}


def _faulty_cells(faulty: Iterable[Fault], source: str, values: Iterable[str]) -> dict[tuple[int, str], str]:
    """Return a source's cells (row, value column) that must not be used, each with its first reason."""
    cells: dict[tuple[int, str], str] = {}
    for fault in faulty:
        if fault.source == source:
            for row in fault.rows:
                for column in (fault.column,) if fault.column else values:
                    cells.setdefault((row, column), fault.reason)
    return cells


def _are_in(figures: pd.DataFrame, cells: Collection[tuple[int, str]]) -> pd.Series[bool]:
    """Return which figures come from one of these cells (row, column) of their file."""
    are_in = [cell in cells for cell in zip(figures["row"], figures["column"], strict=True)]
    return pd.Series(are_in, index=figures.index, dtype=bool)


def _figures_from(
    definitions: Definitions, source: str, cells: pd.DataFrame, figures: Tables
) -> Iterator[tuple[str, str, str, int]]:
    """Yield (indicator, area, period, row) for every figure that rests on one of a source's cells.

    `figures` are all tables: what a denominator of another source is divided by has its own periods.
    """
    positions = cells.groupby("measure", sort=False).indices
    for key, indicator in definitions.indicators.items():
        measures = set(indicator.measures_of(source))
        parts = sorted(position for part in measures for position in positions.get(part, ()))
        if not parts:
            continue
        divided = _divided_by(definitions, indicator, source, figures)
        rows = cells.iloc[parts][["area", "period", "row"]].itertuples(index=False, name=None)
        for area, period, row in rows:
            affected = _periods(indicator, period) if divided is None else divided.get(period, ())
            yield from ((key, area, each, int(row)) for each in affected)


def _divided_by(
    definitions: Definitions, indicator: Indicator, source: str, figures: Tables
) -> dict[str, tuple[str, ...]] | None:
    """Return an indicator's periods by those of another source's denominator; None for its own source."""
    if source == indicator.source or indicator.source not in figures:
        return None if source == indicator.source else {}
    available, counted = set(figures[source]["period"]), definitions.sources[source].counted
    periods: dict[str, tuple[str, ...]] = {}
    for text in figures[indicator.source]["period"].unique():
        stock = stock_period(Period.parse(text), available, counted=counted)
        periods[stock] = (*periods.get(stock, ()), text)
    return periods


def _periods(indicator: Indicator, period: str) -> tuple[str, ...]:
    """Return the periods whose figure rests on a cell of `period`: for growth also the one a year later."""
    return (period, str(Period.parse(period).back(-YEAR))) if indicator.computation == "growth" else (period,)


def withheld_core_indicators(definitions: Definitions, withheld: Iterable[Withheld]) -> Iterator[Problem]:
    """Yield a problem for each core indicator with a withheld figure of the municipality itself."""
    home = {definitions.municipality.code, EVERYTHING}
    first: dict[str, Withheld] = {}
    for figure in withheld:
        if definitions.indicators[figure.indicator].core and figure.area in home:
            first.setdefault(figure.indicator, figure)
    for key, figure in first.items():
        period = f" for {figure.period}" if figure.period else ""
        owner = definitions.sources[definitions.indicators[key].source].owner
        yield Problem(
            f"the core indicator {key} would be withheld{period}",
            figure.where,
            figure.reason,
            f"correct it at the source and fetch the file again; ask {owner}",
        )


def warned(
    definitions: Definitions, findings: Iterable[Finding], tables: Tables
) -> dict[str, tuple[str, ...]]:
    """Return the Danish warnings of each indicator: about the rows that feed it, or about its whole file.

    A warning that is not about the municipality itself names the areas it is about, of those it is compared
    with; one about others alone is told on the page of data quality only.
    """
    municipality, elsewhere = definitions.municipality, set(definitions.municipality.elsewhere)
    warnings: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.met or finding.severity != "warning" or finding.suite not in tables:
            continue
        cells = tables[finding.suite]
        if finding.rows:
            cells = cells[cells["row"].isin(finding.rows)]
        if finding.column in definitions.sources[finding.suite].values:
            cells = cells[cells["column"] == finding.column]
        areas: dict[str, dict[str, None]] = {}
        for indicator, area, *_ in _figures_from(
            definitions, finding.suite, cells[~cells["area"].isin(elsewhere)], tables
        ):
            areas.setdefault(indicator, {})[area] = None
        for indicator, affected in areas.items():
            others = ""
            if municipality.code not in affected:
                names = danish.listed([municipality.areas[code].name for code in affected])
                others = f" Det gælder {names}."
            warnings.setdefault(indicator, {})[f"{finding.sentence}{others}"] = None
    return {indicator: tuple(sentences) for indicator, sentences in warnings.items()}


def everything_not_in_order(findings: Iterable[Finding], withheld: Iterable[Withheld]) -> Iterator[Problem]:
    """Yield a problem for every failed check above `info`, and for every withheld figure."""
    for finding in findings:
        if not finding.met and finding.severity != "info":
            count = f" ({finding.unexpected} rows)" if finding.unexpected else ""
            yield Problem(
                f"{finding.severity}: the check failed{count}",
                f"expectations/{finding.suite}.json",
                finding.sentence,
                "run without --strict to publish the rest",
            )
    for figure in withheld:
        name = " ".join(filter(None, (figure.area or "everything", figure.period)))
        yield Problem(f"{figure.indicator}, {name} is withheld", figure.where, figure.reason)
