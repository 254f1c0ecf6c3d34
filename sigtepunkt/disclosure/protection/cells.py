"""Cells and the additive relations between them: all that disclosure control knows of a table. Pure.

Rows, columns, subtotals, linked tables and quarters are one thing here: relations between cells. A cell that stands in two
tables, or is published again in a later quarter, is one cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = Hashable
Relation: TypeAlias = Mapping[Key, float]


@dataclass(frozen=True)
class Cell:
    """One cell and what may become of it.

    `value` is the true value. `reach` is what an attacker must still hold possible of a sensitive cell, (lowest, highest);
    None for a cell that is not sensitive in itself. `known` cells are public whatever is decided now (published before,
    cleared by their publisher, or zero by definition); `hidden` ones are not public whatever is decided now (suppressed
    before). `free` ones are never shown and need no protection: what is left of a whole, say. `told` is what the published figure tells of the value: (value, value), or
    the ends of what is rounded to it. No value is below `floor`. `cost` weighs which of equally many cells are suppressed.
    """

    value: float
    reach: tuple[float, float] | None = None
    known: bool = False
    hidden: bool = False
    free: bool = False
    told: tuple[float, float] | None = None
    floor: float = 0.0
    cost: float = 1.0

    def __post_init__(self) -> None:
        if self.known and (self.hidden or self.free or self.reach is not None):
            raise ValueError("a known cell can be neither hidden, free nor protected")
        low, high = self.shown
        if not self.floor <= self.value or not low <= self.value <= high:
            raise ValueError("a value lies neither below its floor nor outside what is told of it")

    @property
    def shown(self) -> tuple[float, float]:
        """What an attacker knows of the cell when it is published."""
        return self.told or (self.value, self.value)

    @property
    def withheld(self) -> bool:
        """Whether the cell is suppressed before anything is chosen."""
        return self.hidden or self.free or self.reach is not None


@dataclass(frozen=True)
class System:
    """Cells, and relations between them: the cells of a relation, times their coefficients, add up to a known constant.

    The constant is what the true values give (0 for a table that adds up). `width` is how wide the feasible interval of
    every suppressed cell must be, sensitive or not.
    """

    cells: Mapping[Key, Cell]
    relations: tuple[Relation, ...]
    width: float

    def __post_init__(self) -> None:
        unknown = {key for relation in self.relations for key in relation} - self.cells.keys()
        if unknown:
            raise ValueError(f"a relation names cells that are not there: {sorted(map(str, unknown))}")

    def components(self) -> list[System]:
        """Return the parts that can be judged by themselves: what is known, and known exactly, carries nothing across."""
        parent: dict[Key, Key] = {key: key for key, cell in self.cells.items() if not _fixed(cell)}

        def root(key: Key) -> Key:
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        loose = [
            {key: factor for key, factor in relation.items() if key in parent and factor}
            for relation in self.relations
        ]
        for relation in loose:
            roots = [root(key) for key in relation]
            for other in roots[1:]:
                parent[root(other)] = root(roots[0])
        members: dict[Key, dict[Key, Cell]] = {}
        for key in parent:
            members.setdefault(root(key), {})[key] = self.cells[key]
        belonging: dict[Key, list[Relation]] = {}
        for relation in loose:
            if relation:
                belonging.setdefault(root(next(iter(relation))), []).append(relation)
        return [System(cells, tuple(belonging.get(key, ())), self.width) for key, cells in members.items()]


def _fixed(cell: Cell) -> bool:
    low, high = cell.shown
    return cell.known and low == high
