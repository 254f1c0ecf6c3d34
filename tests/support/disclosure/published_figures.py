"""An attacker who gathers all that was published: tal.csv, and the editions in data/published.

Shares no code with the package. Every figure is a linear constraint on whole numbers: a count on itself, a
rate or a growth on two counts, each as exact as it is published. The additive relations are known too, and
that a count that is not shown is at least 1.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

Relation = Mapping[Hashable, float]
Cell = tuple[str, str, str]  # measure, area, period
_EXACT = 1e-7


@dataclass
class Gathered:
    """What is known: `rows` are constraints, with least and greatest values; `seen` the counts published."""

    rows: list[tuple[Relation, float, float]] = field(default_factory=list)
    seen: set[Cell] = field(default_factory=set)

    def count(self, cell: Cell, value: float) -> None:
        self.rows.append(({cell: 1.0}, value, value))
        self.seen.add(cell)

    def ratio(self, cell: Cell, whole: Cell, low: float, high: float) -> None:
        """Know that a count is from `low` to `high` times another."""
        self.rows.append(({cell: 1.0, whole: -low}, -_EXACT, np.inf))
        self.rows.append(({cell: 1.0, whole: -high}, -np.inf, _EXACT))

    def adds_up(self, relation: Relation) -> None:
        self.rows.append((relation, 0.0, 0.0))

    def read(self, meaning: Mapping[str, tuple[str, ...]], table: str, edition: str, source: str) -> None:
        """Take in both; `meaning` says of an indicator: count, share or growth, of which measures."""
        for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff")), delimiter=";"):
            value = row["værdi"]
            half = 0.5 * 10.0 ** -len(value.partition(",")[2])
            self.figure(
                meaning[row["indikator"]],
                (row["områdekode"], row["periode"]),
                float(value.replace(",", ".")),
                half,
            )
        content = json.loads(edition)
        for indicator, area, values in content["figures"]:
            for period, value in values.items():
                self.figure(meaning[indicator], (area, period), value, 0.0)
        for name, area, period, value in content["published"]:
            self.count((name.removeprefix(f"{source}/"), area, period), value)

    def figure(self, meaning: tuple[str, ...], place: tuple[str, str], value: float, half: float) -> None:
        kind, measure, *whole = meaning
        area, period = place
        if kind == "count":
            self.count((measure, *place), value)
        elif kind == "share":
            self.ratio((measure, *place), (whole[0], *place), (value - half) / 100, (value + half) / 100)
        else:
            self.ratio(
                (measure, *place),
                (measure, area, str(int(period) - 1)),
                1 + (value - half) / 100,
                1 + (value + half) / 100,
            )

    def attack(self, targets: Iterable[Cell], most: float = 2_000.0) -> dict[Cell, tuple[float, float]]:
        """Return the least and greatest whole number each target can be."""
        cells = sorted({cell for row, *_ in self.rows for cell in row} | set(targets), key=repr)
        column = {cell: number for number, cell in enumerate(cells)}
        entries = [
            (number, column[cell], factor)
            for number, (row, *_) in enumerate(self.rows)
            for cell, factor in row.items()
        ]
        numbers, columns, factors = zip(*entries, strict=True)
        matrix = csr_matrix((factors, (numbers, columns)), shape=(len(self.rows), len(cells)))
        known = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        bounds = Bounds(
            np.array([0.0 if cell in self.seen else 1.0 for cell in cells]), np.full(len(cells), most)
        )
        intervals = {}
        for target in targets:
            ends = []
            for direction in (1.0, -1.0):
                cost = np.zeros(len(cells))
                cost[column[target]] = direction
                solved = milp(cost, integrality=np.ones(len(cells)), bounds=bounds, constraints=[known])
                assert solved.x is not None, f"what was published contradicts itself: {solved.message}"
                ends.append(float(round(solved.x[column[target]])))
            intervals[target] = (ends[0], ends[1])
        return intervals
