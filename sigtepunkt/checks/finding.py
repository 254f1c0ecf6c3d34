"""The result of one data-quality check, and how to word it as a problem. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sigtepunkt.core.errors import Problem

Severity = Literal["critical", "warning", "info"]
EXAMPLES = 5  # failing rows that a finding quotes; the rest are only counted
_EMPTY = dict.fromkeys(("nan", "None", "NaT"), "nothing")  # what an empty cell is called


@dataclass(frozen=True)
class Finding:
    """The result of one expectation: its Danish sentence, whether it was met, and the rows that fail.

    `examples` are the first of `rows`, each with the offending value; an expectation about the table as a
    whole has one example without a row. `idle` says that no row was checked, because `row_condition` selects
    none. `value` is the first failing number of a fact, in the fact's own unit, such as days late.
    """

    suite: str
    expectation: str
    column: str
    severity: Severity
    sentence: str
    met: bool
    unexpected: int = 0
    examples: tuple[tuple[int | None, str], ...] = ()
    rows: tuple[int, ...] = ()
    owner: str = ""
    remedy: str = ""
    idle: bool = False
    value: float | None = None

    @property
    def is_critical(self) -> bool:
        """Whether it withholds something: a critical expectation that was not met."""
        return self.severity == "critical" and not self.met

    def problems(self, where: str, owner: str) -> list[Problem]:
        """Return what a person has to look at: file, row, column, value, expectation, and whom to ask."""
        column = f", column {self.column}" if self.column else ""
        examples = [
            f"{'the table' if row is None else f'row {row}'}{column}: found {_EMPTY.get(value, value)}"
            for row, value in self.examples
        ]
        what = "; ".join(examples) or f"the check failed{column}"
        if examples and self.unexpected > 1:
            what = f"{self.unexpected} rows do not meet it: {what}"
        if examples and self.unexpected > len(examples):
            what += f"; and {self.unexpected - len(examples)} more"
        ask = f"correct it at the source and fetch the file again; ask {self.owner or owner}"
        return [Problem(what, where, f"»{self.sentence}«", self.remedy or ask)]


def from_record(record: Mapping[str, Any]) -> Finding:
    """Return the finding that `dataclasses.asdict` and JSON turned into a record."""
    examples = tuple((row, text) for row, text in record["examples"])
    return Finding(**{**record, "examples": examples, "rows": tuple(record["rows"])})
