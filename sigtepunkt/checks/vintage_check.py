"""Checks the files of a vintage, and the tables made of them, against the suites in `expectations/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sigtepunkt.checks import expectation_suite, facts
from sigtepunkt.checks.finding import EXAMPLES, Finding
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project, is_left_by_system
from sigtepunkt.raw import known_areas, long_table, source_reader
from sigtepunkt.raw.vintage import ABOUT, CHECKSUMS, PROVENANCE, Vintage
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class CheckedFile:
    """A raw file after its checks: `figures` (`long_table.measures`), or the `problems` why it has none.

    A file that cannot be read at all has no findings either.
    """

    findings: tuple[Finding, ...]
    figures: pd.DataFrame | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class VintageCheck:
    """The checks of one vintage: its files, their declarations, and the project that has the suites."""

    project: Project
    definitions: Definitions
    vintage: Vintage

    def name(self, source: str) -> str:
        """Return the path of a source's file as a reader of the repository would write it."""
        return self.project.relative(self.vintage.folder / self.definitions.sources[source].file)

    def ignored_files(self) -> Iterator[str]:
        """Yield a line for each file of the vintage that belongs to no source."""
        known = {CHECKSUMS, ABOUT, PROVENANCE, *(source.file for source in self.definitions.sources.values())}
        for path in sorted(self.vintage.folder.iterdir()):
            name = self.project.relative(path)
            if is_left_by_system(path.name):
                yield f"{name}: left there by a system or a program"
            elif path.name not in known:
                yield f"{name}: no source in strategy/sources.toml has this file"

    def check_file(self, key: str) -> CheckedFile:
        """Read and check the file of a source; can run in another process.

        A faulty file is a result. Raises Refused for a faulty suite.
        """
        source, name = self.definitions.sources[key], self.name(key)
        codes, home = self.definitions.municipality.codes(), self.definitions.municipality.code
        try:
            frame = source_reader.read_raw(source, self.vintage.folder / source.file, name)
            frame = known_areas.in_codes(source, frame, name, codes, home)
        except Refused as error:
            return CheckedFile((), None, error.problems)
        findings = tuple(self.check(key, frame))
        try:
            figures = long_table.measures(source, frame, name=name, codes=codes, home=home)
        except Refused as error:
            return CheckedFile(findings, None, error.problems)
        return CheckedFile(findings, figures)

    def check(self, name: str, frame: pd.DataFrame) -> list[Finding]:
        """Check a frame against the suite of this name; findings of unchanged inputs come from the cache."""
        suite, cache = self.project.suite(name), self.project.verdict_cache
        filled_in = parameters(self.definitions, self.vintage)
        return expectation_suite.check(suite, self.project.relative(suite), frame, filled_in, cache)

    def check_facts(self, table: pd.DataFrame) -> list[Finding]:
        """Check the table of facts; a failed check becomes a finding of each source it is about."""
        findings: list[Finding] = []
        for finding in self.check("facts", table):
            findings += [finding] if finding.met else _by_source(finding, table)
        return findings

    def problems(self, findings: Iterable[Finding]) -> Iterator[Problem]:
        """Yield what a person has to look at: the critical findings of sources."""
        for finding in findings:
            source = self.definitions.sources.get(finding.suite)
            if source and finding.is_critical:
                yield from finding.problems(self.name(finding.suite), source.owner)


def parameters(definitions: Definitions, vintage: Vintage) -> dict[str, Any]:
    """Return a suite's `$PARAMETER`s: every spelling of an area, and the day the vintage was closed."""
    return {"areas": sorted(definitions.municipality.codes()), "closed": pd.Timestamp(vintage.closed)}


def _by_source(finding: Finding, table: pd.DataFrame) -> Iterator[Finding]:
    """Yield a finding about facts for each source concerned, with the rows of that source's file."""
    for source, failed in table.loc[list(finding.rows)].groupby("source", sort=False):
        rows = tuple(int(row) for row in dict.fromkeys(failed["row"]) if row)
        quoted = failed.head(EXAMPLES)[[*facts.KEYS[1:], finding.column]].itertuples(index=False, name=None)
        examples = tuple(
            (int(row) or None, f"{measure}, {area}, {period}: {value:g}".lstrip(", :"))
            for measure, area, period, row, value in quoted
        )
        value = float(failed[finding.column].iloc[0])
        yield replace(
            finding, suite=str(source), rows=rows, unexpected=len(rows), examples=examples, value=value
        )
