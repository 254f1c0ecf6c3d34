"""A raw file after its checks, kept under a checksum of what that rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from sigtepunkt.checks.finding import Finding, from_record
from sigtepunkt.core.errors import Problem
from sigtepunkt.core.storage.kept_results import Entry

FILES = "files"
_FIGURES = "figures"


@dataclass(frozen=True)
class CheckedFile:
    """A raw file after its checks: `figures` (`long_table.measures`), or the `problems` why it has none.

    A file that cannot be read at all has no findings either. `contacts` are a line for every e-mail address
    and telephone number in it that is not cleared to be published.
    """

    findings: tuple[Finding, ...]
    figures: pd.DataFrame | None
    problems: tuple[Problem, ...] = ()
    contacts: tuple[str, ...] = ()

    @property
    def as_entry(self) -> Entry:
        """The file as a kept result; of one that has figures only."""
        if self.figures is None:
            raise ValueError("a file without figures is not kept")
        findings = [asdict(finding) for finding in self.findings]
        return Entry({"findings": findings, "contacts": self.contacts}, {_FIGURES: self.figures})


def from_entry(entry: Entry) -> CheckedFile:
    """Return the file that was kept."""
    findings = tuple(map(from_record, entry.record["findings"]))
    return CheckedFile(findings, entry.tables[_FIGURES], (), tuple(entry.record["contacts"]))
