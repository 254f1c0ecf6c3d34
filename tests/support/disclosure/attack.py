"""An attacker: recover suppressed counts from everything that was published. Shares no code with the package.

The attacker knows every published count (or the interval of a rounded one), every relation, that no count is
negative, that a zero is always shown, so that a suppressed count is at least 1, and that persons are whole
numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components


def attack(
    published: Mapping[Hashable, tuple[float, float]],
    relations: Iterable[Mapping[Hashable, float]],
    suppressed: Iterable[Hashable],
    *,
    targets: Iterable[Hashable] | None = None,
    whole: bool = False,
    least: float = 1.0,
) -> dict[Hashable, tuple[float, float]]:
    """Return the lowest and highest count of each suppressed cell (or each of the `targets`).

    Every relation adds up to 0. `least` is the lowest a suppressed count can be; a cell of a relation that is
    neither published nor suppressed is free. With `whole`, in whole numbers.
    """
    suppressed = set(suppressed)
    exact = {key: low for key, (low, high) in published.items() if low == high}
    unknown = sorted(
        {key for relation in relations for key in relation if key not in exact} | suppressed, key=repr
    )
    column = {key: number for number, key in enumerate(unknown)}
    rows, columns, factors, right = [], [], [], []
    for relation in relations:
        inside = {key: factor for key, factor in relation.items() if key not in exact}
        if inside:
            rows += [len(right)] * len(inside)
            columns += [column[key] for key in inside]
            factors += [*inside.values()]
            right.append(-sum(factor * exact[key] for key, factor in relation.items() if key in exact))
    matrix = csr_matrix((factors, (rows, columns)), shape=(len(right), len(unknown)))
    links = coo_matrix(
        (np.ones(len(rows)), (rows, np.array(columns, dtype=int) + len(right))),
        shape=(len(right) + len(unknown),) * 2,
    )
    _, member = connected_components(links, directed=False)
    bounds = np.array(
        [published.get(key, (least if key in suppressed else 0.0, np.inf)) for key in unknown], dtype=float
    ).reshape(-1, 2)
    ends = _whole_ends if whole else _ends
    wanted = {column[key] for key in (suppressed if targets is None else targets)}
    intervals: dict[Hashable, tuple[float, float]] = {}
    for group in np.unique(member[len(right) :]):
        cells = np.flatnonzero(member[len(right) :] == group)
        lines = np.flatnonzero(member[: len(right)] == group)
        inside = [cell for cell in cells if cell in wanted]
        if inside:
            intervals |= {
                unknown[cell]: both
                for cell, both in zip(
                    inside,
                    ends(
                        matrix[lines][:, cells],
                        np.array(right)[lines],
                        bounds[cells],
                        [int(np.searchsorted(cells, cell)) for cell in inside],
                    ),
                    strict=True,
                )
            }
    return intervals


def _ends(
    matrix: csr_matrix, right: np.ndarray, bounds: np.ndarray, targets: list[int]
) -> list[tuple[float, float]]:
    """Return each target's least and greatest value; all programs of a group are solved side by side."""
    ceiling = 1e6  # stands for "any number": a program without an upper end has no solution to show
    limits = np.minimum(bounds, ceiling)
    copies = 2 * len(targets)
    cost = np.zeros((copies, matrix.shape[1]))
    for number, target in enumerate(targets):
        cost[2 * number, target], cost[2 * number + 1, target] = 1.0, -1.0
    equal = (
        {"A_eq": block_diag([matrix] * copies, format="csr"), "b_eq": np.tile(right, copies)}
        if matrix.shape[0]
        else {}
    )
    solved = linprog(cost.ravel(), bounds=np.tile(limits, (copies, 1)), method="highs", **equal)
    assert solved.status == 0, f"the publication contradicts itself: {solved.message}"
    values = solved.x.reshape(copies, -1)
    return [
        (float(values[2 * number, target]), float(values[2 * number + 1, target]))
        for number, target in enumerate(targets)
    ]


def _whole_ends(
    matrix: csr_matrix, right: np.ndarray, bounds: np.ndarray, targets: list[int]
) -> list[tuple[float, float]]:
    """Return each target's least and greatest whole number."""
    intervals = []
    equal = [LinearConstraint(matrix, right, right)] if matrix.shape[0] else []
    for target in targets:
        ends = []
        for direction in (1.0, -1.0):
            cost = np.zeros(matrix.shape[1])
            cost[target] = direction
            solved = milp(
                cost,
                integrality=np.ones(len(cost)),
                bounds=Bounds(bounds[:, 0], np.minimum(bounds[:, 1], 1e6)),
                constraints=equal,
            )
            assert solved.x is not None, f"the publication contradicts itself: {solved.message}"
            ends.append(float(round(solved.x[target])))
        intervals.append((ends[0], ends[1]))
    return intervals
