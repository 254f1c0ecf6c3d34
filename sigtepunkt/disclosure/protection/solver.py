"""Linear and integer programs, solved by HiGHS. This folder's only door to scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
_WHOLE = 1e-6  # how far from a whole number a solver may leave one
_COLUMNS = 30_000  # variables in one program; more targets are solved in turns


@dataclass(frozen=True)
class Farthest:
    """How far a cell can move from its value, and the proof: `reduced` are the reduced costs (r in `cut`).

    `whole` says whether every cell moves by a whole number then, so that persons can be counted so.
    """

    distance: float
    reduced: Vector
    whole: bool = True


def farthest(matrix: Vector, down: Vector, up: Vector, targets: Sequence[tuple[int, int]]) -> list[Farthest]:
    """Return how far each target can move where `matrix` @ move = 0 and -down <= move <= up.

    `matrix` is relations x cells; a target is (cell, +1 up or -1 down). The targets' programs are independent; they are
    solved as one, because starting the solver costs more than solving. Raises RuntimeError if the solver gives up.
    """
    from scipy import optimize, sparse

    relations, cells = matrix.shape
    turn = max(1, _COLUMNS // max(1, cells))
    found: list[Farthest] = []
    for start in range(0, len(targets), turn):
        chosen = targets[start : start + turn]
        cost = np.zeros((len(chosen), cells))
        for place, (cell, way) in enumerate(chosen):
            cost[place, cell] = -way
        limits: Any = np.column_stack([np.tile(-down, len(chosen)), np.tile(up, len(chosen))])
        equal = {
            "A_eq": sparse.kron(sparse.eye(len(chosen)), sparse.csr_matrix(matrix), format="csr"),
            "b_eq": np.zeros(relations * len(chosen)),
        }
        result = optimize.linprog(cost.ravel(), bounds=limits, method="highs", **(equal if relations else {}))
        if result.status != 0:
            raise RuntimeError(f"the linear program was not solved: {result.message}")
        moves = result.x.reshape(len(chosen), cells)
        duals = (
            result.eqlin.marginals.reshape(len(chosen), relations)
            if relations
            else np.zeros((len(chosen), 0))
        )
        for place, (cell, way) in enumerate(chosen):
            whole = bool((np.abs(moves[place] - np.round(moves[place])) < _WHOLE).all())
            reduced = -(cost[place] - matrix.T @ duals[place])
            found.append(Farthest(float(way * moves[place, cell]), reduced, whole))
    return found


def farthest_whole(matrix: Vector, down: Vector, up: Vector, target: tuple[int, int], nodes: int) -> float:
    """Return how far the target can move where `matrix` @ move = 0, -down <= move <= up, all moves whole.

    As `farthest`, in whole numbers. 0 where nothing farther is found within `nodes` branches.
    """
    from scipy import optimize, sparse

    cell, way = target
    cost, low, high = np.zeros(matrix.shape[1]), -np.floor(down + _WHOLE), np.floor(up + _WHOLE)
    cost[cell] = -way
    still = np.zeros(len(matrix))
    equal = [optimize.LinearConstraint(sparse.csr_matrix(matrix), still, still)] if len(matrix) else []
    result = optimize.milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=optimize.Bounds(low, high),
        constraints=equal,
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    return 0.0 if result.x is None else float(round(way * result.x[cell]))


def cheapest(
    cost: Vector, rows: Sequence[Vector], least: Sequence[float], lower: Vector, upper: Vector, nodes: int
) -> Vector | None:
    """Return the 0-1 vector of least cost with `rows` @ vector >= least, lower <= vector <= upper.

    None when there is none, or none was found within `nodes` branches: a limit that does not depend on the machine's speed.
    """
    from scipy import optimize

    if not rows:
        return lower
    constraint = optimize.LinearConstraint(np.array(rows), np.array(least), np.full(len(rows), np.inf))
    result = optimize.milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=optimize.Bounds(lower, upper),
        constraints=[constraint],
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    return None if result.x is None else np.round(result.x)
