"""Data-quality findings, without the values of figures that count persons. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sigtepunkt.checks.finding import Finding
from sigtepunkt.disclosure.relations import person_indicators
from sigtepunkt.strategy import Definitions

_OBSERVATIONS, _SUPPRESSED = "observations", "diskretioneret"


def without_protected_values(
    definitions: Definitions, findings: Sequence[Finding], current: pd.DataFrame
) -> list[Finding]:
    """Return the findings with the row, but not the value, of every example that holds a count of persons.

    `current` are the observations that the examples of the observations' own suite point into.
    """
    persons = person_indicators(definitions)
    sources = {indicator.source for indicator in persons.values()}
    rows = set(current.index[current["indicator"].isin(persons)])

    def is_protected(suite: str, row: int | None) -> bool:
        return row in rows if suite == _OBSERVATIONS else suite in sources

    def without_values(finding: Finding) -> Finding:
        examples = (
            (row, _SUPPRESSED if is_protected(finding.suite, row) else text) for row, text in finding.examples
        )
        return replace(finding, examples=tuple(examples))

    return list(map(without_values, findings))
