"""Linear and integer programs, solved by HiGHS. This folder's only door to scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
Target = tuple[int, int]  # a cell's column, and +1 for up or -1 for down
_WHOLE = 1e-6  # how far from a whole number a solver may leave one
_COLUMNS = 30_000  # variables in one program; more targets are solved in turns


@dataclass(frozen=True)
class Move:
    """How far a cell can move from its value, with the dual proof: the reduced cost of each cell.

    `whole` says whether every cell moves by a whole number then, as counts of persons do.
    """

    distance: float
    reduced_costs: Vector
    whole: bool = True


def farthest_moves(matrix: Vector, down: Vector, up: Vector, targets: Sequence[Target]) -> list[Move]:
    """Return how far each target can move where `matrix` @ move = 0 and -down <= move <= up.

    `matrix` is relations x cells. The targets' programs are independent; they are solved as one, because
    starting the solver costs more than solving. Raises RuntimeError if the solver gives up.
    """
    from scipy import optimize, sparse

    relations, cells = matrix.shape
    turn = max(1, _COLUMNS // max(1, cells))
    moves: list[Move] = []
    for start in range(0, len(targets), turn):
        chosen = targets[start : start + turn]
        cost = np.zeros((len(chosen), cells))
        for row, (cell, direction) in enumerate(chosen):
            cost[row, cell] = -direction
        limits: Any = np.column_stack([np.tile(-down, len(chosen)), np.tile(up, len(chosen))])
        equal = {
            "A_eq": sparse.kron(sparse.eye(len(chosen)), sparse.csr_matrix(matrix), format="csr"),
            "b_eq": np.zeros(relations * len(chosen)),
        }
        result = optimize.linprog(cost.ravel(), bounds=limits, method="highs", **(equal if relations else {}))
        if result.status != 0:
            raise RuntimeError(f"the linear program was not solved: {result.message}")
        solutions = result.x.reshape(len(chosen), cells)
        marginals = result.eqlin.marginals if relations else np.zeros(0)
        duals = marginals.reshape(len(chosen), relations)
        for row, (cell, direction) in enumerate(chosen):
            whole = bool((np.abs(solutions[row] - np.round(solutions[row])) < _WHOLE).all())
            reduced_costs = -(cost[row] - matrix.T @ duals[row])
            moves.append(Move(float(direction * solutions[row, cell]), reduced_costs, whole))
    return moves


def farthest_whole_move(matrix: Vector, down: Vector, up: Vector, target: Target, nodes: int) -> float:
    """Return how far the target can move as in `farthest_moves`, all moves by whole numbers.

    0 where nothing farther is found within `nodes` branches.
    """
    from scipy import sparse

    cell, direction = target
    cost, low, high = np.zeros(matrix.shape[1]), -np.floor(down + _WHOLE), np.floor(up + _WHOLE)
    cost[cell] = -direction
    still = np.zeros(len(matrix))
    equal = (sparse.csr_matrix(matrix), still, still) if len(matrix) else None
    solution = _integer_program(cost, (low, high), equal, nodes)
    return 0.0 if solution is None else float(round(direction * solution[cell]))


def cheapest(
    cost: Vector, rows: Sequence[Vector], least: Sequence[float], lower: Vector, upper: Vector, nodes: int
) -> Vector | None:
    """Return the 0-1 vector of least cost with `rows` @ vector >= least and lower <= vector <= upper.

    None when there is none, or none was found within `nodes` branches: unlike a limit of time, that does not
    depend on the machine.
    """
    if not rows:
        return lower
    cuts = np.array(rows), np.array(least), np.full(len(rows), np.inf)
    solution = _integer_program(cost, (lower, upper), cuts, nodes)
    return None if solution is None else np.round(solution)


def _integer_program(
    cost: Vector, limits: tuple[Vector, Vector], constraint: tuple[Any, Vector, Vector] | None, nodes: int
) -> Vector | None:
    from scipy import optimize

    options, whole = {"node_limit": nodes, "mip_rel_gap": 0.0}, np.ones(len(cost))
    constraints = [optimize.LinearConstraint(*constraint)] if constraint else []
    bounds = optimize.Bounds(*limits)
    result = optimize.milp(cost, integrality=whole, bounds=bounds, constraints=constraints, options=options)
    return None if result.x is None else np.asarray(result.x)
