"""Random linked tables of persons over quarters, and their publication quarter after quarter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sigtepunkt.disclosure.protection.cells import Cell, System
from sigtepunkt.disclosure.protection.suppression import Protection, protect

Relation = Mapping[Hashable, float]
ALL = "alle"


@dataclass
class Quarters:
    """Counts and relations, quarter by quarter; a relation may reach back to earlier quarters."""

    values: list[dict[Hashable, float]] = field(default_factory=list)
    relations: list[list[Relation]] = field(default_factory=list)


def total(whole: Hashable, parts: list[Hashable]) -> Relation:
    return {whole: -1.0, **dict.fromkeys(parts, 1.0)}


def linked(seed: int, *, areas: int = 4, types: int = 3, quarters: int = 4, typical: float = 9.0) -> Quarters:
    """Return areas x types with totals, and tables linked to them.

    Subtotals of two districts, a table by sex, and the year to date of each area. Some counts stay the same
    from one quarter to the next, and are then the same cell.
    """
    random = np.random.default_rng([2026, seed])
    tables = Quarters()
    inner = random.negative_binomial(1.3, 1.3 / (1.3 + typical), size=(areas, types))
    for quarter in range(quarters):
        moved = random.random((areas, types)) < 0.5
        inner = np.where(
            moved, random.negative_binomial(1.3, 1.3 / (1.3 + typical), size=(areas, types)), inner
        )
        split = random.binomial(inner.sum(axis=1), 0.5)
        values: dict[Hashable, float] = {}
        relations: list[Relation] = []
        districts = {"nord": range(areas // 2), "syd": range(areas // 2, areas)}
        for kind in range(types):
            for area in range(areas):
                values[quarter, area, kind] = float(inner[area, kind])
            for name, inside in districts.items():
                values[quarter, name, kind] = float(inner[list(inside), kind].sum())
                relations.append(total((quarter, name, kind), [(quarter, area, kind) for area in inside]))
            values[quarter, ALL, kind] = float(inner[:, kind].sum())
            relations.append(total((quarter, ALL, kind), [(quarter, name, kind) for name in districts]))
        for row in (*range(areas), *districts, ALL):
            values[quarter, row, ALL] = sum(values[quarter, row, kind] for kind in range(types))
            relations.append(total((quarter, row, ALL), [(quarter, row, kind) for kind in range(types)]))
        for area in range(areas):
            values[quarter, area, "kvinder"], values[quarter, area, "mænd"] = (
                float(split[area]),
                float(inner[area].sum() - split[area]),
            )
            relations.append(
                total((quarter, area, ALL), [(quarter, area, "kvinder"), (quarter, area, "mænd")])
            )
            if quarter:  # a linked table of the year to date; its first is the first quarter itself
                before: Hashable = (quarter - 1, area, "år til dato") if quarter > 1 else (0, area, ALL)
                earlier = tables.values[quarter - 1][before]
                values[quarter, area, "år til dato"] = earlier + values[quarter, area, ALL]
                relations.append(total((quarter, area, "år til dato"), [before, (quarter, area, ALL)]))
        tables.values.append(values)
        tables.relations.append(relations)
    return tables


def square(seed: int, *, size: int = 6, quarters: int = 4, typical: float = 14.0) -> Quarters:
    """Return size x size counts with totals, over quarters, and in the last each area's total of the year."""
    random = np.random.default_rng([6, seed])
    tables = Quarters()
    for quarter in range(quarters):
        inner = random.negative_binomial(1.3, 1.3 / (1.3 + typical), size=(size, size))
        values: dict[Hashable, float] = {
            (quarter, row, column): float(inner[row, column]) for row in range(size) for column in range(size)
        }
        values |= {(quarter, row, ALL): float(inner[row].sum()) for row in range(size)} | {
            (quarter, ALL, column): float(inner[:, column].sum()) for column in range(size)
        }
        values[quarter, ALL, ALL] = float(inner.sum())
        lines = (*range(size), ALL)
        relations = [
            total((quarter, row, ALL), [(quarter, row, column) for column in range(size)]) for row in lines
        ]
        relations += [
            total((quarter, ALL, column), [(quarter, row, column) for row in range(size)]) for column in lines
        ]
        if quarter == quarters - 1:
            for row in range(size):
                parts: list[Hashable] = [(each, row, ALL) for each in range(quarters)]
                values[quarter, row, "år"] = sum(
                    [*tables.values, values][each][each, row, ALL] for each in range(quarters)
                )
                relations.append(total((quarter, row, "år"), parts))
        tables.values.append(values)
        tables.relations.append(relations)
    return tables


def publish(
    tables: Quarters, minimum: int = 5
) -> tuple[dict[Hashable, tuple[float, float]], set[Hashable], list[Protection]]:
    """Publish quarter after quarter as the package does; return what is public, suppressed, and decided."""
    public: dict[Hashable, tuple[float, float]] = {}
    suppressed: set[Hashable] = set()
    values: dict[Hashable, float] = {}
    relations: list[Relation] = []
    decisions = []
    for now, links in zip(tables.values, tables.relations, strict=True):
        values |= now
        relations += links
        cells = {
            key: Cell(
                value,
                known=key in public or value == 0,
                suppressed=key in suppressed,
                floor=min(1.0, value),
                required=(1.0, 2.0 * minimum) if 0 < value < minimum and key not in public else None,
            )
            for key, value in values.items()
        }
        decision = protect(System(cells, tuple(relations), 2.0 * minimum))
        decisions.append(decision)
        suppressed |= decision.suppressed
        public |= {key: (value, value) for key, value in now.items() if key not in suppressed}
    return public, suppressed, decisions
