"""What failed expectations mean for what is shown: a file refused, figures withheld, a warning. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sigtepunkt.checks.expectation_suite import Finding
from sigtepunkt.core import danish
from sigtepunkt.core.errors import Problem
from sigtepunkt.core.period import YEAR, Period
from sigtepunkt.strategy import Definitions, Indicator, Source

UNREADABLE = "Filen kunne ikke læses, som den er beskrevet."
DOUBLED = "Tallet står flere gange i filen for samme område og periode."
EVERYTHING = ""  # as area and period: all of an indicator


@dataclass(frozen=True)
class Withheld:
    """A figure that is not shown, the Danish reason, and where in the raw data it came from."""

    indicator: str
    area: str
    period: str
    reason: str
    where: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with one source: the whole of it (`rows` empty), these rows of its file, or one `column` of them."""

    source: str
    reason: str
    rows: tuple[int, ...] = ()
    column: str = ""


def faults(
    definitions: Definitions, findings: Iterable[Finding], unreadable: Iterable[str]
) -> tuple[Fault, ...]:
    """Return what critical findings and unreadable files mean for each source.

    Rows that fail in a value are faults of their own. Rows that fail in what says which figure they are cannot be
    followed to a figure, so that the whole file is at fault, as it is where the table as such fails.
    """
    found = [Fault(source, UNREADABLE) for source in unreadable]
    for finding in findings:
        if finding.met or finding.severity != "critical" or finding.suite not in definitions.sources:
            continue
        source = definitions.sources[finding.suite]
        found.append(
            Fault(
                finding.suite,
                finding.sentence,
                _rows(finding, source),
                finding.column if finding.column in source.values else "",
            )
        )
    return tuple(found)


def doubled(figures: Mapping[str, pd.DataFrame]) -> tuple[Fault, ...]:
    """Return the rows whose figure stands in another row too, be it under another spelling of its area or period.

    `figures` are, per source, those of `sources.measures`.
    """
    found = []
    for source, table in figures.items():
        twice = table[table["value"].notna() & table.duplicated(["measure", "area", "period"], keep=False)]
        found += [
            Fault(source, DOUBLED, tuple(dict.fromkeys(map(int, rows["row"]))), str(column))
            for column, rows in twice.groupby("column", sort=False)
        ]
    return tuple(found)


def _rows(finding: Finding, source: Source) -> tuple[int, ...]:
    columns = finding.column.split(" + ") if finding.column else []
    about_keys = any(column in source.keys for column in columns)
    doubled = "unique" in finding.expectation
    return () if about_keys and not doubled else finding.rows


def refused(faulty: Iterable[Fault]) -> dict[str, str]:
    """Return the sources none of whose figures may be shown, each with its first reason."""
    whole: dict[str, str] = {}
    for fault in faulty:
        if not fault.rows:
            whole.setdefault(fault.source, fault.reason)
    return whole


def cells_out(faulty: Iterable[Fault], source: str, values: Iterable[str]) -> dict[tuple[int, str], str]:
    """Return the cells (row, value column) of a source's file that must not be used, each with its first reason."""
    out: dict[tuple[int, str], str] = {}
    for fault in faulty:
        if fault.source == source:
            for row in fault.rows:
                for column in (fault.column,) if fault.column else values:
                    out.setdefault((row, column), fault.reason)
    return out


def fed_by(definitions: Definitions, source: str, cells: pd.DataFrame) -> Iterator[tuple[str, str, str, int]]:
    """Yield (indicator, area, period, row) for every figure that rests on one of a source's cells.

    `cells` has the columns measure, area, period, row.
    """
    figures = list(cells[["area", "period", "row"]].itertuples(index=False, name=None))
    places: dict[str, list[int]] = {}
    for place, measure in enumerate(cells["measure"]):
        places.setdefault(measure, []).append(place)
    for key, indicator in definitions.indicators.items():
        if indicator.source == source:
            for place in sorted(
                place for measure in set(indicator.parts) for place in places.get(measure, ())
            ):
                area, period, row = figures[place]
                yield from ((key, area, touched, int(row)) for touched in _periods(indicator, period))


def _periods(indicator: Indicator, period: str) -> tuple[str, ...]:
    """Return the periods whose figure rests on a cell of `period`: growth also a year later."""
    return (period, str(Period.parse(period).back(-YEAR))) if indicator.computation == "growth" else (period,)


def core(definitions: Definitions, withheld: Iterable[Withheld]) -> Iterator[Problem]:
    """Yield a problem for each core indicator of which a figure of the municipality itself is withheld."""
    told: set[str] = set()
    for one in withheld:
        indicator = definitions.indicators[one.indicator]
        if (
            indicator.core
            and one.area in {definitions.municipality.code, EVERYTHING}
            and one.indicator not in told
        ):
            told.add(one.indicator)
            owner = definitions.sources[indicator.source].owner
            yield Problem(
                f"the core indicator {one.indicator} would be withheld{f' for {one.period}' if one.period else ''}",
                one.where,
                one.reason,
                f"correct it at the source and fetch the file again; ask {owner}",
            )


def warned(
    definitions: Definitions, findings: Iterable[Finding], cells: Mapping[str, pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    """Return the Danish warnings of each indicator: of the rows that feed it, or of its whole file; of other areas with their names.

    `cells` holds, per source, the columns measure, area, period, row, column.
    """
    own = definitions.municipality
    told: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.met or finding.severity != "warning" or finding.suite not in cells:
            continue
        table = cells[finding.suite]
        hit = table[table["row"].isin(finding.rows)] if finding.rows else table
        if finding.column in definitions.sources[finding.suite].values:
            hit = hit[hit["column"] == finding.column]
        areas: dict[str, dict[str, None]] = {}
        for indicator, area, *_ in fed_by(definitions, finding.suite, hit):
            areas.setdefault(indicator, {})[area] = None
        for indicator, touched in areas.items():
            others = (
                ""
                if own.code in touched
                else f" Det gælder {danish.listed([own.areas[code].name for code in touched])}."
            )
            told.setdefault(indicator, {})[f"{finding.sentence}{others}"] = None
    return {indicator: tuple(sentences) for indicator, sentences in told.items()}


def strict(findings: Sequence[Finding], withheld: Sequence[Withheld]) -> Iterator[Problem]:
    """Yield a problem for everything that is not in order."""
    for finding in findings:
        if not finding.met and finding.severity != "info":
            count = f" ({finding.unexpected} rows)" if finding.unexpected else ""
            yield Problem(
                f"{finding.severity}: the check failed{count}",
                f"expectations/{finding.suite}.json",
                finding.sentence,
                "run without --strict to publish the rest",
            )
    for one in withheld:
        yield Problem(
            f"{one.indicator}, {' '.join(filter(None, (one.area or 'everything', one.period)))} is withheld",
            one.where,
            one.reason,
        )
