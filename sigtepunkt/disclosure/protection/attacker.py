"""The attacker's linear program: how far a suppressed cell can move, given what is published. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sigtepunkt.disclosure.protection.cells import System
from sigtepunkt.disclosure.protection.solver import Move, Vector, farthest_moves, farthest_whole_move

Distances = tuple[float, float]  # how far down and up
NEAR = 1e-6  # what a solver's rounding may be taken for
NODES = 2_000  # branches in one integer program


class Attacker:
    """One component's relations as a matrix (relations x cells), and the bounds on each cell's move.

    A vector of cells is 1 for a suppressed cell, 0 for a published one, or in between for one in doubt.
    """

    def __init__(self, system: System) -> None:
        self.keys, cells = [*system.cells], [*system.cells.values()]
        column = {key: number for number, key in enumerate(self.keys)}
        self.matrix = np.zeros((len(system.relations), len(cells)))
        for row, relation in enumerate(system.relations):
            for key, factor in relation.items():
                self.matrix[row, column[key]] += factor
        value = np.array([cell.value for cell in cells])
        highest = max((cell.required[1] for cell in cells if cell.required), default=0.0)
        # Far enough to stand for "any number": nothing that is asked for is farther away.
        far = 10 * (float(value.max(initial=0.0)) + system.width + highest)
        lowest = [max(cell.floor, cell.published_interval[0]) for cell in cells]
        self.published_down = value - np.array(lowest)
        self.published_up = np.array([cell.published_interval[1] for cell in cells]) - value
        self.further_down = (value - np.array([cell.floor for cell in cells])) - self.published_down
        self.further_up = np.full(len(cells), far) - self.published_up

    def moves(self, suppressed: Vector, columns: Sequence[int]) -> list[tuple[Move, Move]]:
        """Return how far down and up each cell can move."""
        targets = [(column, direction) for column in columns for direction in (-1, 1)]
        moves = farthest_moves(self.matrix, *self._bounds(suppressed), targets)
        return [*zip(moves[::2], moves[1::2], strict=True)]

    def whole_moves(self, suppressed: Vector, column: int) -> Distances:
        """Return how far down and up a cell can move where every cell moves by whole numbers."""
        bounds = self._bounds(suppressed)
        down = farthest_whole_move(self.matrix, *bounds, (column, -1), NODES)
        return down, farthest_whole_move(self.matrix, *bounds, (column, 1), NODES)

    def gains(self, move: Move) -> tuple[Vector, float]:
        """Return what suppressing each cell adds at most to a move, and the move when none is suppressed."""
        rising, falling = np.maximum(move.reduced_costs, 0.0), np.maximum(-move.reduced_costs, 0.0)
        gain = rising * self.further_up + falling * self.further_down
        constant = float(rising @ self.published_up + falling @ self.published_down)
        return np.where(gain < NEAR, 0.0, gain), constant

    def _bounds(self, suppressed: Vector) -> tuple[Vector, Vector]:
        down = self.published_down + suppressed * self.further_down
        return down, self.published_up + suppressed * self.further_up
