"""Checks the files of a vintage, and the tables made of them, against the suites in `expectations/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from sigtepunkt.checks import checked_file, expectation_suite, facts
from sigtepunkt.checks.checked_file import FILES, CheckedFile
from sigtepunkt.checks.finding import EXAMPLES, Finding
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.raw import known_areas, long_table, source_reader, unclaimed
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.strategy import Definitions


@dataclass(frozen=True)
class VintageCheck:
    """The checks of one vintage: its files, their declarations, and the project that has the suites.

    What is kept of earlier checks is not made again; with `again`, only verdicts are not.
    """

    project: Project
    definitions: Definitions
    vintage: Vintage
    again: bool = False

    @property
    def _kept(self) -> KeptResults:
        return KeptResults(self.project.kept_results)

    def name(self, source: str) -> str:
        """Return the path of a source's file as a reader of the repository would write it."""
        return self.project.relative(self.vintage.folder / self.definitions.sources[source].file)

    def ignored(self) -> Iterator[str]:
        """Yield a line for each suite, and each file of the vintage, that belongs to no source."""
        sources = self.definitions.sources
        yield from unclaimed.suites_in_words(self.project, sources)
        yield from unclaimed.files_in_words(self.project, self.vintage.folder, sources.values())

    @cached_property
    def rests_on(self) -> Mapping[str, str]:
        """A checksum of what each source's checked file rests on; "" where the file has none itself."""
        municipality = self.definitions.municipality
        common = [software.of_rooms_until("checks"), municipality.codes(), municipality.code]
        filled_in = parameters(self.definitions, self.vintage)
        checksums = dict.fromkeys(self.definitions.sources, "")
        for key, source in self.definitions.sources.items():
            digest, suite = self.vintage.hashes.get(source.file), self.project.suite(key)
            if digest and suite.is_file():
                text = suite.read_text(encoding="utf-8", errors="replace")
                used = expectation_suite.used_parameters(text, filled_in)
                declared = source.model_dump(mode="json")
                checksums[key] = checksum.of_data([common, digest, declared, text, used])
        return checksums

    def check_file(self, key: str) -> CheckedFile:
        """Read and check the file of a source; can run in another process.

        A faulty file is a result. Raises Refused for a faulty suite.
        """
        rests_on = self.rests_on[key]
        if rests_on and not self.again and (entry := self._kept.load(FILES, rests_on)):
            return checked_file.from_entry(entry)
        file = self._checked(key)
        if rests_on and file.figures is not None and self._is_as_opened(self.definitions.sources[key].file):
            self._kept.save(FILES, rests_on, file.as_entry)
        return file

    def is_known(self, key: str) -> bool:
        """Return whether the file of a source was checked before, as it, its source and its suite are now."""
        return bool(rests_on := self.rests_on[key]) and self._kept.has(FILES, rests_on)

    def _is_as_opened(self, file: str) -> bool:
        """Return whether a file has not been written to since its checksum was verified."""
        digest, now = self.vintage.hashes[file], checksum.of_file(self.vintage.folder / file)
        return digest in {now, checksum.keyed(now, checksum.read_key(self.project.checksum_key))}

    def _checked(self, key: str) -> CheckedFile:
        source, name = self.definitions.sources[key], self.name(key)
        codes, home = self.definitions.municipality.codes(), self.definitions.municipality.code
        path = self.vintage.folder / source.file
        contacts = tuple(scan.uncleared_contacts(path, source)) if path.is_file() else ()
        try:
            frame = source_reader.read_raw(source, path, name)
            frame = known_areas.in_codes(source, frame, name, codes, home)
        except Refused as error:
            return CheckedFile((), None, error.problems, contacts)
        findings = tuple(self.check(key, frame))
        try:
            figures = long_table.measures(source, frame, name=name, codes=codes, home=home)
        except Refused as error:
            return CheckedFile(findings, None, error.problems, contacts)
        return CheckedFile(findings, figures, (), contacts)

    def check(self, name: str, frame: pd.DataFrame) -> list[Finding]:
        """Check a frame against the suite of this name; findings of unchanged inputs are kept."""
        suite, filled_in = self.project.suite(name), parameters(self.definitions, self.vintage)
        verdicts = KeptResults(self.project.verdict_cache)
        return expectation_suite.check(suite, self.project.relative(suite), frame, filled_in, verdicts)

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
