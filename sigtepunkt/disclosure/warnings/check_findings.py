"""Findings of the data checks, without the values of figures that count persons. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sigtepunkt.checks.expectation_suite import Finding
from sigtepunkt.strategy import Definitions

_OBSERVATIONS = "observations"
_NOT_TOLD = "diskretioneret"


def discreet(definitions: Definitions, findings: Sequence[Finding], current: pd.DataFrame) -> list[Finding]:
    """Return the findings with the row, but not the value, of every example that a count of persons stands in.

    `current` are the observations the examples of the observations' own suite point into.
    """
    persons = {key for key, declared in definitions.disclosure.items() if declared.persons}
    sources = {definitions.indicators[key].source for key in persons}
    rows = set(current.index[current["indicator"].isin(persons)])

    def hide(suite: str, row: int | None) -> bool:
        return row in rows if suite == _OBSERVATIONS else suite in sources

    return [
        replace(
            one,
            examples=tuple((row, _NOT_TOLD if hide(one.suite, row) else text) for row, text in one.examples),
        )
        for one in findings
    ]
