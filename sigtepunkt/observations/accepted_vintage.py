"""Accepts a vintage: its files are read and checked, its figures computed, and those that failed withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sigtepunkt.checks import evaluation, facts, gate
from sigtepunkt.checks.checked_file import CheckedFile
from sigtepunkt.checks.finding import Finding
from sigtepunkt.checks.gate import EVERYTHING, Withheld
from sigtepunkt.checks.vintage_check import VintageCheck
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.observations import capacity_inputs
from sigtepunkt.observations.computations import impossible, observe
from sigtepunkt.observations.table import withhold
from sigtepunkt.raw import size_limits
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.raw.vintage import PAPERS, Vintage, open_vintage, unchanged_files
from sigtepunkt.strategy import Definitions

FEWEST_TO_FORK = 20  # files to read; with fewer, forking takes longer than reading


@dataclass(frozen=True)
class CheckSummary:
    """What a vintage's checks found: expectations evaluated, failures by severity, figures withheld."""

    quarter: str
    evaluated: int
    critical: int
    warning: int
    withheld: int


@dataclass(frozen=True)
class AcceptedVintage:
    """A vintage after its checks.

    `tables` are the usable measures of each source, `observations` what they become (columns of
    `table.COLUMNS`; a withheld figure has a status and no value), `capacities` those of
    `capacity_inputs.COLUMNS`. `findings` are of every expectation, `withheld` the figures not shown because a
    check failed, `warnings` the Danish warnings of each indicator, and `problems` what a person has to look
    at. `history` summarises the checks of the vintages up to this one.
    """

    vintage: Vintage
    tables: Mapping[str, pd.DataFrame]
    observations: pd.DataFrame
    capacities: pd.DataFrame
    findings: tuple[Finding, ...]
    withheld: tuple[Withheld, ...]
    warnings: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    history: tuple[CheckSummary, ...] = ()


def accept(
    opened: Sequence[tuple[VintageCheck, Progress]], shown: Definitions, before: AcceptedVintage | None
) -> Iterator[AcceptedVintage]:
    """Read and check vintages that follow each other, and yield each, compared with the one before.

    `before` is the one before the first, `shown` are the definitions without what is switched off; progress
    is reported to whoever listens to a vintage. Raises Refused for a vintage none of whose files can be read,
    for a faulty suite or definition, and for observations that fail as a whole.
    """
    tasks = [(check, source) for check, _ in opened for source in check.definitions.sources]
    # A file that two quarters share is checked once.
    unread = {check.rests_on[key] or (id(check), key): (check, key) for check, key in tasks}
    unchecked = [check for check, key in unread.values() if not check.is_known(key)]
    again = any(check.again for check, _ in opened)
    fork = (len(unread) if again else len(unchecked)) >= FEWEST_TO_FORK
    if fork and unchecked:
        evaluation.prepare()  # once, for all processes
    usable: list[_UsableTables] = []
    with processes.share_work(lambda task: task[0].check_file(task[1]), tasks, fork=fork) as files:
        for check, listener in opened:
            earlier = usable[-1] if usable else before
            usable.append(_usable(shown, check, files, earlier, listener))
    history = before.history if before else ()
    with processes.share_work(lambda each: _observed(shown, each), usable, fork=fork) as observed:
        for each, accepted in zip(usable, observed, strict=True):
            history += accepted.history
            yield replace(accepted, tables=each.tables, history=history)


def open_vintage_check(
    project: Project, definitions: Definitions, quarter: Quarter, progress: Progress, *, again: bool = False
) -> VintageCheck:
    """Verify that a vintage is as it was sealed; refuse files that are too large or hold personal data."""
    sources = definitions.sources
    progress("read", f"data/raw/{quarter}")
    opened = open_vintage(project, quarter, sources.values())
    check = VintageCheck(project, definitions, opened, again)
    folder, name = check.vintage.folder, project.relative(check.vintage.folder)
    size_limits.refuse_folder(folder, name)  # before any file is read as a whole
    for line in check.ignored():
        progress("passed over", line)
    passed = {source.file for key, source in sources.items() if not again and check.is_known(key)}
    scan.refuse_received(folder, name, sources.values(), passed)
    return check


@dataclass(frozen=True)
class _UsableTables:
    """A vintage between its files and its observations: `tables` are what is not at fault of each source."""

    check: VintageCheck
    tables: Mapping[str, pd.DataFrame]
    findings: Sequence[Finding]
    faults: Sequence[gate.Fault]
    withheld: Sequence[Withheld]
    problems: Sequence[Problem]

    @property
    def vintage(self) -> Vintage:
        return self.check.vintage

    def measurable(self, shown: Definitions) -> Definitions:
        """Return the definitions of what is not withheld as a whole."""
        gone = {figure.indicator for figure in self.withheld if figure.period == EVERYTHING}
        at_fault = {fault.source for fault in self.faults}
        return replace(
            shown,
            indicators={key: own for key, own in shown.indicators.items() if key not in gone},
            capacities={
                key: own for key, own in shown.capacities.items() if at_fault.isdisjoint(own.sources)
            },
        )


def _usable(
    shown: Definitions,
    check: VintageCheck,
    results: Iterator[CheckedFile],
    before: AcceptedVintage | _UsableTables | None,
    progress: Progress,
) -> _UsableTables:
    """Return a vintage's tables, compared with the one before."""
    definitions, vintage = check.definitions, check.vintage
    files = _take(check, results, progress)
    figures = {key: file.figures for key, file in files.items() if file.figures is not None}
    unreadable = {key: file.problems for key, file in files.items() if file.figures is None}
    problems = [problem for of_file in unreadable.values() for problem in of_file]
    if not figures:
        raise Refused(*problems)
    findings = [finding for file in files.values() for finding in file.findings]
    faulty = gate.faults(definitions, findings, unreadable) + gate.duplicates(figures)

    unchanged = unchanged_files(vintage, before.vintage) if before else frozenset()
    if before and unchanged:
        progress("copied", _said(unchanged, vintage, before.vintage))
    earlier = before.tables if before else {}
    tables = gate.usable(figures, faulty)
    progress("check", "facts")
    old = unchanged | vintage.copies
    of_facts = check.check_facts(facts.facts(definitions.sources, tables, earlier, vintage.closed, old))
    findings += of_facts
    if by_facts := gate.faults(definitions, of_facts, ()):
        faulty += by_facts
        tables = gate.usable(figures, faulty)
    file_names = {key: check.name(key) for key in definitions.sources}
    withheld = list(gate.withheld_figures(shown, figures, faulty, file_names))
    usable = _UsableTables(check, tables, findings, faulty, withheld, problems)
    progress("observations", f"{len(usable.measurable(shown).indicators)} indicators")
    return usable


def _observed(shown: Definitions, usable: _UsableTables) -> AcceptedVintage:
    """Return a vintage with its observations; `history` is its own. Can run in another process.

    Its `tables` stay where they are: sent from there, they would be in memory twice.
    """
    check, tables, vintage = usable.check, usable.tables, usable.vintage
    measurable = usable.measurable(shown)
    observed = observe(measurable, tables, str(vintage.quarter))
    of_observations, failed = _check_observations(check, observed)
    findings = [*usable.findings, *of_observations]
    withheld = list(dict.fromkeys([*usable.withheld, *failed]))
    source_of = {key: check.definitions.sources[own.source] for key, own in shown.indicators.items()}
    return AcceptedVintage(
        vintage=vintage,
        tables={},
        observations=withhold(observed, withheld, source_of, str(vintage.quarter)),
        capacities=capacity_inputs.by_year(measurable, tables),
        findings=tuple(findings),
        withheld=tuple(withheld),
        warnings=gate.warned(shown, findings, tables),
        problems=(*usable.problems, *check.problems(findings)),
        history=(_summary(str(vintage.quarter), findings, withheld),),
    )


def _said(unchanged: frozenset[str], vintage: Vintage, before: Vintage) -> str:
    """Say which files are those of the vintage before."""
    names = ", ".join(sorted(unchanged))
    if unchanged == vintage.hashes.keys() - PAPERS:
        return f"every file is byte for byte as in {before.quarter}, and no publisher is late for it: {names}"
    return f"{names}: byte for byte, and with the same papers, as in {before.quarter}"


def _summary(quarter: str, findings: Sequence[Finding], withheld: Sequence[Withheld]) -> CheckSummary:
    failed = [finding.severity for finding in findings if not finding.met]
    critical, warnings = failed.count("critical"), failed.count("warning")
    return CheckSummary(quarter, len(findings), critical, warnings, len(withheld))


def _take(check: VintageCheck, results: Iterator[CheckedFile], progress: Progress) -> dict[str, CheckedFile]:
    """Return the checked file of each source; raise Refused for files that have no provenance."""
    files, problems = {}, []
    for key, source in check.definitions.sources.items():
        progress("check", key)
        files[key] = next(results)
        for line in files[key].contacts:
            progress("contact", f"{check.project.relative(check.vintage.folder)}/{line}")
        suite = check.project.relative(check.project.suite(key))
        for finding in files[key].findings:
            if finding.idle:
                why = "looks at no row, for its row_condition holds for none"
                progress("idle", f"{suite}: »{finding.sentence}« {why}")
        if files[key].findings and source.file not in check.vintage.provenance:
            allowed = "a table for every file in provenance.toml"
            problems.append(Problem("the file has no provenance", check.name(key), allowed))
    if problems:
        raise Refused(*problems)
    return files


def _check_observations(check: VintageCheck, observed: pd.DataFrame) -> tuple[list[Finding], list[Withheld]]:
    """Return the findings on the observations, and the figures they withhold, with those that are impossible.

    Raises Refused where the table as a whole fails a critical expectation.
    """
    findings = check.check("observations", observed)
    critical = [finding for finding in findings if finding.is_critical]
    of_table = [finding for finding in critical if not finding.rows]
    if of_table:
        raise Refused(
            *(
                problem
                for finding in of_table
                for problem in finding.problems("the observations", "the analyst")
            )
        )
    reasons: list[tuple[Any, str]] = [(row, finding.sentence) for finding in critical for row in finding.rows]
    reasons += impossible(check.definitions, observed)
    return findings, [_withheld(check, observed.loc[index], reason) for index, reason in reasons]


def _withheld(check: VintageCheck, row: pd.Series[Any], reason: str) -> Withheld:
    where = f"{check.project.relative(check.vintage.folder / str(row['file']))}: row {row['row']}"
    return Withheld(str(row["indicator"]), str(row["area"]), str(row["period"]), reason, where)
