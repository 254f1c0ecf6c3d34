"""A vintage as received: its files read and checked, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sigtepunkt.checks import expectation_suite, gate
from sigtepunkt.checks import facts as about
from sigtepunkt.checks.expectation_suite import Finding
from sigtepunkt.checks.gate import EVERYTHING, Fault, Withheld
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress, silent
from sigtepunkt.core.project import Project, is_dropped
from sigtepunkt.observations import capacity_inputs
from sigtepunkt.observations.computations import impossible, observe
from sigtepunkt.observations.table import withhold
from sigtepunkt.raw import size_limits, source_reader
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.raw.vintage import ABOUT, PROVENANCE, SUMS, Vintage, copied, open_vintage
from sigtepunkt.strategy import Definitions

FEW = 20  # files so few that other processes would hardly be there before they are checked


@dataclass(frozen=True)
class AcceptedVintage:
    """What a vintage gives.

    `tables` are the usable measures of each source, `observations` what they become (columns of `observations.COLUMNS`;
    figures that may not be shown have a status and no value), `capacities` those of `demand.COLUMNS`. `findings` are of
    every expectation, `withheld` the figures not shown, `warnings` the Danish warnings of each indicator, and `problems`
    what a person has to look at.
    """

    vintage: Vintage
    tables: Mapping[str, pd.DataFrame]
    observations: pd.DataFrame
    capacities: pd.DataFrame
    findings: tuple[Finding, ...]
    withheld: tuple[Withheld, ...]
    warnings: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Read:
    """A raw file, read and held against its suite: `figures` are its long table (`sources.measures`), or `problems` why it has none.

    What cannot even be read has no findings.
    """

    findings: tuple[Finding, ...]
    figures: pd.DataFrame | None
    problems: tuple[Problem, ...] = ()


def accept_vintages(
    project: Project,
    definitions: Definitions,
    shown: Definitions,
    quarters: Sequence[Quarter],
    progress: Progress,
) -> list[AcceptedVintage]:
    """Read and check vintages, oldest first, each held against the one before it; progress is told of the last.

    `shown` are the definitions less what is switched off. Raises Refused for a vintage that is not as it was sealed, or none
    of whose files can be read, for a faulty suite or definition, and for observations that fail as a whole.
    """
    for path in sorted(project.expectations.glob("*.json")):
        if path.stem not in {*definitions.sources, "facts", "observations"}:
            progress(
                "passed over", f"{project.relative(path)}: no source in strategy/sources.toml has this name"
            )
    readings = [
        _Reading(project, definitions, quarter, progress if quarter == quarters[-1] else silent)
        for quarter in quarters
    ]
    files = [(reading, source) for reading in readings for source in definitions.sources]
    # Files that are the same in two quarters are checked once; facts and observations have a verdict for each quarter.
    distinct = {(reading.vintage.hashes.get(definitions.sources[key].file), key) for reading, key in files}
    many = len(distinct) + 2 * len(readings) - expectation_suite.known(project.verdicts) >= FEW
    if many:
        expectation_suite.prepare()  # once, for all processes
    vintages: list[AcceptedVintage] = []
    with processes.shared(lambda file: file[0].read(file[1]), files, fork=many) as reads:
        for reading in readings:
            vintages.append(_accept(shown, reading, reads, vintages[-1] if vintages else None))
    expectation_suite.forget(project.verdicts)
    return vintages


def _accept(
    shown: Definitions, reading: _Reading, reads: Iterator[Read], before: AcceptedVintage | None
) -> AcceptedVintage:
    definitions = reading.definitions
    findings, figures = reading.take(reads)
    if not figures:
        raise Refused(*(problem for problems in reading.unreadable.values() for problem in problems))
    faulty = gate.faults(definitions, findings, reading.unreadable) + gate.doubled(figures)
    same = copied(reading.vintage, before.vintage) if before else frozenset()
    if same and before:
        reading.progress(
            "copied",
            f"{', '.join(sorted(same))}: byte for byte, and with the same papers, as in {before.vintage.quarter}",
        )
    usable = _usable(figures, faulty)
    facts = reading.check_facts(
        about.facts(
            definitions.sources, usable, before.tables if before else {}, reading.vintage.closed, same
        )
    )
    findings += facts
    faulty += gate.faults(definitions, facts, ())
    tables = _usable(figures, faulty)
    withheld = list(_withheld(shown, reading, figures, faulty))
    whole = {one.indicator for one in withheld if one.period == EVERYTHING}
    left = replace(shown, indicators={key: one for key, one in shown.indicators.items() if key not in whole})
    reading.progress("observations", f"{len(left.indicators)} indicators")
    quarter = reading.vintage.quarter
    observed = observe(left, tables, str(quarter))
    more, failed = reading.check_observations(observed)
    findings += more
    withheld += failed
    intact = {
        key: one
        for key, one in shown.capacities.items()
        if not any(fault.source in one.sources for fault in faulty)
    }
    return AcceptedVintage(
        vintage=reading.vintage,
        tables=tables,
        observations=withhold(
            observed,
            withheld,
            {key: definitions.sources[one.source] for key, one in shown.indicators.items()},
            str(quarter),
        ),
        capacities=capacity_inputs.by_year(replace(shown, capacities=intact), tables),
        findings=tuple(findings),
        withheld=tuple(dict.fromkeys(withheld)),
        warnings=gate.warned(shown, findings, tables),
        problems=tuple(reading.problems(findings)),
    )


def _usable(figures: Mapping[str, pd.DataFrame], faulty: Sequence[Fault]) -> dict[str, pd.DataFrame]:
    """Return the published figures of every source that is not refused, less those at fault."""
    refused, tables = gate.refused(faulty), {}
    for key, table in figures.items():
        if key not in refused:
            out = gate.cells_out(faulty, key, table["column"].unique())
            tables[key] = source_reader.published(table[~_among(table, out)] if out else table)
    return tables


def _among(figures: pd.DataFrame, cells: Collection[tuple[int, str]]) -> pd.Series[bool]:
    """Return which figures come from one of these cells (row, column) of their file."""
    return pd.Series(
        [cell in cells for cell in zip(figures["row"], figures["column"], strict=True)],
        index=figures.index,
        dtype=bool,
    )


def _withheld(
    shown: Definitions, reading: _Reading, figures: Mapping[str, pd.DataFrame], faulty: Sequence[Fault]
) -> Iterator[Withheld]:
    """Yield every figure that rests on what is at fault."""
    refused, left = gate.refused(faulty), _usable(figures, faulty)
    for key, indicator in shown.indicators.items():
        if indicator.source in refused:
            yield Withheld(
                key, EVERYTHING, EVERYTHING, refused[indicator.source], reading.name(indicator.source)
            )
    for source in dict.fromkeys(fault.source for fault in faulty if fault.source not in refused):
        out = gate.cells_out(faulty, source, shown.sources[source].values)
        cells = figures[source][_among(figures[source], out)]
        reasons = {row: reason for (row, _), reason in reversed(out.items())}
        for key, area, period, row in gate.fed_by(shown, source, cells):
            yield Withheld(key, area, period, reasons[row], f"{reading.name(source)}: row {row}")
        # Measures all of whose cells are out leave nothing to observe.
        gone = set(cells["measure"]) - set(left[source]["measure"])
        for key, indicator in shown.indicators.items():
            if indicator.source == source and gone.intersection(indicator.parts):
                yield Withheld(key, EVERYTHING, EVERYTHING, next(iter(out.values())), reading.name(source))


class _Reading:
    """One vintage being read: where its files are, and what could not be read."""

    def __init__(
        self, project: Project, definitions: Definitions, quarter: Quarter, progress: Progress
    ) -> None:
        self.project, self.definitions, self.progress = project, definitions, progress
        progress("read", f"data/raw/{quarter}")
        self.vintage = open_vintage(project, quarter, definitions.sources.values())
        folder, name = self.vintage.folder, project.relative(self.vintage.folder)
        size_limits.refuse_folder(folder, name)  # before anything is read as a whole
        for path in sorted(folder.iterdir()):
            if is_dropped(path.name):
                progress("passed over", f"{name}/{path.name}: left there by a system or a program")
            elif path.name not in {
                *(source.file for source in definitions.sources.values()),
                SUMS,
                ABOUT,
                PROVENANCE,
            }:
                progress(
                    "passed over", f"{name}/{path.name}: no source in strategy/sources.toml has this file"
                )
        scan.refuse_received(folder, name, definitions.sources.values())
        for line in scan.contacts_received(folder, name, definitions.sources.values()):
            progress("contact", line)
        self.unreadable: dict[str, tuple[Problem, ...]] = {}

    def name(self, source: str) -> str:
        """Return a source's file as a reader of the repository would write it."""
        return self.project.relative(self.vintage.folder / self.definitions.sources[source].file)

    def read(self, key: str) -> Read:
        """Return one source's file, read and checked: what may be done in another process."""
        source, own = self.definitions.sources[key], self.definitions.municipality
        try:
            frame = source_reader.read_raw(source, self.vintage.folder / source.file, self.name(key))
        except Refused as error:
            return Read((), None, error.problems)
        findings = tuple(self._check(key, frame))
        try:
            return Read(
                findings,
                source_reader.measures(source, frame, name=self.name(key), codes=own.codes(), home=own.code),
            )
        except Refused as error:
            return Read(findings, None, error.problems)

    def take(self, reads: Iterator[Read]) -> tuple[list[Finding], dict[str, pd.DataFrame]]:
        """Return what was found of every file, and the figures of every one that could be read; note those that could not."""
        findings: list[Finding] = []
        figures: dict[str, pd.DataFrame] = {}
        nameless = []
        for key, source in self.definitions.sources.items():
            self.progress("check", key)
            read = next(reads)
            findings += read.findings
            for finding in read.findings:
                if finding.idle:
                    self.progress(
                        "idle",
                        f"{self.project.relative(self.project.suite(key))}: »{finding.sentence}« looks at no row, for its row_condition holds for none",
                    )
            if read.findings and source.file not in self.vintage.provenance:
                nameless.append(
                    Problem(
                        "the file has no provenance",
                        self.name(key),
                        "a table for every file in provenance.toml",
                    )
                )
            if read.figures is None:
                self.unreadable[key] = read.problems
            else:
                figures[key] = read.figures
        if nameless:
            raise Refused(*nameless)
        return findings, figures

    def check_facts(self, facts: pd.DataFrame) -> list[Finding]:
        """Hold the facts of files, series, sums and revisions against their suite; what fails is a finding of its source."""
        self.progress("check", "facts")
        found = []
        for finding in self._check("facts", facts):
            found += [finding] if finding.met else list(_by_source(finding, facts))
        return found

    def check_observations(self, observed: pd.DataFrame) -> tuple[list[Finding], list[Withheld]]:
        """Hold the observations against their suite: critical rows and impossible ones are withheld, a table that fails is refused."""
        findings = self._check("observations", observed)
        withheld, problems = [], []
        for finding in findings:
            if finding.met or finding.severity != "critical":
                continue
            if not finding.rows:
                problems += finding.problems("the observations", "the analyst")
            withheld += [self._one(observed, row, finding.sentence) for row in finding.rows]
        if problems:
            raise Refused(*problems)
        withheld += [
            self._one(observed, row, reason) for row, reason in impossible(self.definitions, observed)
        ]
        return findings, withheld

    def _one(self, observed: pd.DataFrame, row: Any, reason: str) -> Withheld:
        line = observed.loc[row]
        where = f"{self.project.relative(self.vintage.folder / str(line['file']))}: row {line['row']}"
        return Withheld(str(line["indicator"]), str(line["area"]), str(line["period"]), reason, where)

    def _check(self, name: str, frame: pd.DataFrame) -> list[Finding]:
        suite = self.project.suite(name)
        return expectation_suite.check(
            suite,
            self.project.relative(suite),
            frame,
            parameters(self.definitions, self.vintage),
            self.project.verdicts,
        )

    def problems(self, findings: Iterable[Finding]) -> Iterator[Problem]:
        """Yield what a person has to look at: files that cannot be read, and critical findings."""
        for problems in self.unreadable.values():
            yield from problems
        for finding in findings:
            if (
                not finding.met
                and finding.severity == "critical"
                and finding.suite in self.definitions.sources
            ):
                yield from finding.problems(
                    self.name(finding.suite), self.definitions.sources[finding.suite].owner
                )


def parameters(definitions: Definitions, vintage: Vintage) -> dict[str, Any]:
    """Return what suites may ask for by name: every spelling of an area, and the day the vintage was closed."""
    return {"areas": sorted(definitions.municipality.codes()), "closed": pd.Timestamp(vintage.closed)}


def _by_source(finding: Finding, facts: pd.DataFrame) -> Iterator[Finding]:
    """Yield a finding about facts as one of each source it is about, with the rows of that source's file."""
    failed = facts.loc[list(finding.rows)]
    for source, rows in failed.groupby("source", sort=False):
        places = tuple(int(row) for row in dict.fromkeys(rows["row"]) if row)
        examples = tuple(
            (int(row) or None, f"{measure}, {area}, {period}: {value:g}".lstrip(", :"))
            for measure, area, period, row, value in rows.head(expectation_suite.EXAMPLES)[
                [*about.KEYS[1:], finding.column]
            ].itertuples(index=False, name=None)
        )
        yield replace(finding, suite=str(source), rows=places, unexpected=len(places), examples=examples)
