"""Cells and the additive relations between them: all that cell suppression knows of a table. Pure.

Rows, columns, subtotals, linked tables and quarters are all relations between cells. A cell that stands in
two tables, or is published again in a later quarter, is one cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = Hashable
Relation: TypeAlias = Mapping[Key, float]
Interval: TypeAlias = tuple[float, float]  # lowest and highest


@dataclass(frozen=True)
class Cell:
    """One cell, and what is already decided of it.

    `value` is the true value. `required` is the interval an attacker must still hold possible of a sensitive
    cell; None for a cell that is not sensitive in itself. `known` cells are public whatever is decided now:
    published before, cleared by their publisher, or zero. `suppressed` ones are not, whatever is decided now.
    `free` ones are never published and need no protection: what is left of a whole, say. A value that would
    be published rounded is then known to lie in `rounding_interval`. No value is below `floor`. `cost` weighs
    which of equally many cells are suppressed.
    """

    value: float
    required: Interval | None = None
    known: bool = False
    suppressed: bool = False
    free: bool = False
    rounding_interval: Interval | None = None
    floor: float = 0.0
    cost: float = 1.0

    def __post_init__(self) -> None:
        if self.known and self.unpublished:
            raise ValueError("a known cell can be neither suppressed, free nor protected")
        low, high = self.published_interval
        if not self.floor <= self.value or not low <= self.value <= high:
            raise ValueError("a value lies neither below its floor nor outside what is published of it")

    @property
    def published_interval(self) -> Interval:
        """What an attacker knows of the cell once it is published."""
        return self.rounding_interval or (self.value, self.value)

    @property
    def unpublished(self) -> bool:
        """Whether the cell is not to be published, before anything is chosen."""
        return self.suppressed or self.free or self.required is not None


@dataclass(frozen=True)
class System:
    """Cells, and relations: the cells of a relation, times their coefficients, add up to a known constant.

    The constant is what the true values give (0 for a table that adds up). `width` is how wide the interval
    of every suppressed cell must be, sensitive or not (the sliding protection level).
    """

    cells: Mapping[Key, Cell]
    relations: tuple[Relation, ...]
    width: float

    def __post_init__(self) -> None:
        unknown = {key for relation in self.relations for key in relation} - self.cells.keys()
        if unknown:
            raise ValueError(f"a relation names cells that are not there: {sorted(map(str, unknown))}")

    def components(self) -> list[System]:
        """Return the parts that can be decided by themselves: a cell known exactly links nothing."""
        parent: dict[Key, Key] = {key: key for key, cell in self.cells.items() if not _is_exact(cell)}

        def root(key: Key) -> Key:
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        relations = [
            {key: factor for key, factor in relation.items() if key in parent and factor}
            for relation in self.relations
        ]
        for first, *others in filter(None, relations):
            for other in others:
                parent[root(other)] = root(first)
        cells: dict[Key, dict[Key, Cell]] = {}
        for key in parent:
            cells.setdefault(root(key), {})[key] = self.cells[key]
        linking: dict[Key, list[Relation]] = {key: [] for key in cells}
        for relation in filter(None, relations):
            linking[root(next(iter(relation)))].append(relation)
        return [System(members, tuple(linking[key]), self.width) for key, members in cells.items()]


def _is_exact(cell: Cell) -> bool:
    low, high = cell.published_interval
    return cell.known and low == high
