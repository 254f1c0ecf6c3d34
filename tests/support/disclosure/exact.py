"""The fewest cells that protect a table: one integer program, with a witness table for each interval's end.

The problem as Fischetti and Salazar-González state it before they decompose it; shares no code with the
package. Cells that are not sensitive get their two witnesses only when an answer needs them, which leaves the
optimum the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from attack import attack
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix, identity, lil_matrix, vstack
from scipy.sparse import hstack as side_by_side


def fewest(
    values: Mapping[Hashable, float],
    relations: Sequence[Mapping[Hashable, float]],
    sensitive: set[Hashable],
    fixed: set[Hashable],
    reach: float,
    seconds: float,
) -> tuple[int, bool]:
    """Return a lower bound of the number of suppressed cells, and whether it is proven to be reached in time.

    `fixed` cells are public, and so is every zero. Every sensitive cell must be able to be 1 and `reach`;
    every suppressed one, which is at least 1, to move `reach`.
    """
    keys = [key for key in values if key not in fixed and values[key] > 0]
    witnessed = [key for key in keys if key in sensitive]
    while True:
        bound, chosen, proven = _solve(
            values, relations, keys, sensitive, witnessed, reach=reach, seconds=seconds
        )
        if chosen is None:
            return bound, False
        published = {key: (value, value) for key, value in values.items() if key not in chosen}
        ends = attack(published, relations, chosen)
        narrow = [
            key for key, (low, high) in ends.items() if key not in witnessed and high - low < reach - 1e-4
        ]
        if not narrow:
            return bound, proven
        witnessed += narrow


def _solve(
    values: Mapping[Hashable, float],
    relations: Sequence[Mapping[Hashable, float]],
    keys: list[Hashable],
    sensitive: set[Hashable],
    witnessed: list[Hashable],
    *,
    reach: float,
    seconds: float,
) -> tuple[int, set[Hashable] | None, bool]:
    size, tables = len(keys), 2 * len(witnessed)
    column = {key: number for number, key in enumerate(keys)}
    true = np.array([values[key] for key in keys])
    entries = [
        (row, column[key], factor)
        for row, relation in enumerate(relations)
        for key, factor in relation.items()
        if key in column
    ]
    matrix = coo_matrix(
        ([entry[2] for entry in entries], ([entry[0] for entry in entries], [entry[1] for entry in entries])),
        shape=(len(relations), size),
    )
    far = 4 * reach + 0 * true  # no circuit of these tables needs a cell to move farther
    blocks, low, high = [], [], []
    for table in range(tables):  # each witness adds up, and moves only what is suppressed
        ahead, behind = csr_matrix((size, size * table)), csr_matrix((size, size * (tables - 1 - table)))
        blocks.append(
            side_by_side(
                [
                    csr_matrix((len(relations), size)),
                    csr_matrix((len(relations), size * table)),
                    matrix,
                    csr_matrix((len(relations), size * (tables - 1 - table))),
                ]
            )
        )
        low.append(np.zeros(len(relations)))
        high.append(np.zeros(len(relations)))
        blocks.append(
            side_by_side([csr_matrix(np.diag(np.minimum(true - 1, far))), ahead, identity(size), behind])
        )
        low.append(np.zeros(size))
        high.append(np.full(size, np.inf))
        blocks.append(side_by_side([csr_matrix(np.diag(-far)), ahead, identity(size), behind]))
        low.append(np.full(size, -np.inf))
        high.append(np.zeros(size))
    ends = lil_matrix((len(witnessed), size * (1 + tables)))
    lower, upper = (
        np.concatenate([np.zeros(size), np.full(size * tables, -np.inf)]),
        np.concatenate([np.ones(size), np.full(size * tables, np.inf)]),
    )
    for number, key in enumerate(witnessed):
        down, up = size * (1 + 2 * number) + column[key], size * (2 + 2 * number) + column[key]
        if key in sensitive:
            lower[column[key]] = 1.0
            lower[down] = upper[down] = 1 - values[key]
            lower[up] = upper[up] = reach - values[key]
        else:
            ends[number, up], ends[number, down], ends[number, column[key]] = 1.0, -1.0, -reach
    blocks.append(ends.tocsr())
    low.append(np.where([key in sensitive for key in witnessed], -np.inf, 0.0))
    high.append(np.full(len(witnessed), np.inf))
    result = milp(
        np.concatenate([np.ones(size), np.zeros(size * tables)]),
        integrality=np.concatenate([np.ones(size), np.zeros(size * tables)]),
        bounds=Bounds(lower, upper),
        constraints=[LinearConstraint(vstack(blocks).tocsr(), np.concatenate(low), np.concatenate(high))],
        options={"time_limit": seconds},
    )
    bound = int(np.ceil((result.mip_dual_bound or 0.0) - 1e-6))
    if result.x is None:
        return bound, None, False
    chosen = {key for key, level in zip(keys, result.x[:size], strict=True) if level > 0.5}
    return bound, chosen, result.status == 0
