"""Which cells to suppress besides the sensitive ones, so that no suppressed cell can be worked out. Pure.

The cell suppression problem as in Fischetti and Salazar-González (2001, Management Science 47:1008-1027): the
fewest cells such that the attacker's linear program over what is published, without negative counts, still
allows every suppressed cell its interval. Solved by their cutting planes: an integer program proposes, the
attacker's linear program objects, and its dual solution is the next constraint. A proposal without objection
is the answer, and the fewest there is. Where the integer program grows too large, the cells an objection
names are suppressed instead: safe, and perhaps too many. Where the linear program reaches an interval's end
in fractions only, an integer program says how far whole persons reach, and more is suppressed if too short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from sigtepunkt.disclosure.protection.attacker import NEAR, NODES, Attacker, Distances
from sigtepunkt.disclosure.protection.cells import Key, System
from sigtepunkt.disclosure.protection.solver import Move, Vector, cheapest

_ROUNDS = 60  # proposals and objections, before safe is preferred to few
_LARGE = 400  # cells in one component: beyond, no integer program is tried
_DOUBT = 0.02  # a published cell counts as so much suppressed while a cut is sought: cuts then name few cells
_ANY = (np.inf, np.inf)


@dataclass(frozen=True)
class Protection:
    """What was decided.

    `primary` are the sensitive cells, `secondary` those suppressed for their sake or suppressed before.
    `limited` are suppressed cells that cannot have an interval as wide or as high as required, whatever is
    suppressed now, because of what is known already. `fewest` says whether the number is proven to be the
    smallest.
    """

    primary: frozenset[Key]
    secondary: frozenset[Key]
    limited: frozenset[Key] = field(default_factory=frozenset)
    fewest: bool = True

    @property
    def suppressed(self) -> frozenset[Key]:
        """Every cell that is not published."""
        return self.primary | self.secondary


def protect(system: System) -> Protection:
    """Return the cells to suppress so that every suppressed cell keeps its interval; see Protection."""
    searches = [
        Search(component)
        for component in system.components()
        if any(cell.unpublished and not cell.free for cell in component.cells.values())
    ]
    chosen = frozenset(key for search in searches for key in search.decide() if not system.cells[key].free)
    limited = frozenset(key for search in searches for key in search.limited())
    primary = frozenset(key for key, cell in system.cells.items() if cell.required is not None)
    return Protection(primary, chosen - primary, limited, all(search.fewest for search in searches))


class Search:
    """The search in one component: the attacker, the cuts collected so far, and what cannot be reached.

    Cells are columns of the attacker's matrix; a vector is 1 for a suppressed cell and 0 for a published one.
    """

    def __init__(self, system: System) -> None:
        self.attacker = Attacker(system)
        self.cells, self.width = [*system.cells.values()], system.width
        self.open = np.array([not cell.known for cell in self.cells])
        self.forced = np.array([float(cell.unpublished) for cell in self.cells])
        self.cuts: list[Vector] = []
        self.least: list[float] = []  # what each cut times the suppressed cells must be
        self.widest: dict[int, Distances] = {}  # with all suppressed, of cells that need more
        self.unreachable: set[int] = set()  # cells without their interval in whole numbers
        self.fewest = True

    def decide(self) -> set[Key]:
        """Return the cells to suppress, so many that every interval is also reached in whole numbers."""
        self._add_pairing_cuts()
        suppressed = self._proposed()
        while (narrow := self._narrow_in_whole_numbers(suppressed)) is not None:
            further = self._one_more(suppressed, narrow)
            if further is None:
                self.unreachable.add(narrow)
                continue
            self.fewest = False
            self.forced = suppressed.copy()
            self.forced[further] = 1.0
            suppressed = self._proposed()
        return self.named(suppressed)

    def limited(self) -> set[Key]:
        """Return the cells that could not get the width and the upper end they need, after `decide`.

        That an interval begins above 1 is no lack by itself: a total of two suppressed cells is at least 2.
        """
        lacking = {
            column
            for column, (down, up) in self.widest.items()
            if not self._is_enough(column, (np.inf, up)) or down + up < self._needs(column)[2] - NEAR
        }
        return {self.attacker.keys[column] for column in lacking | self.unreachable}

    def named(self, suppressed: Vector) -> set[Key]:
        """Return the keys of the suppressed cells."""
        return {key for key, chosen in zip(self.attacker.keys, suppressed, strict=True) if chosen}

    def greedy(self, suppressed: Vector) -> Vector:
        """Suppress what the objections name until there is none, then publish again what is not needed."""
        self.fewest = False
        suppressed = suppressed.copy()
        while narrow := self._narrow(suppressed):
            gain = np.zeros(len(self.cells))
            for moves in self._moves_in_doubt(suppressed, narrow):
                down, up = (np.minimum(self.attacker.gains(move)[0], self.width) for move in moves)
                gain += down + up
            gain[(suppressed > 0) | ~self.open] = 0.0
            if not gain.any():
                return np.where(self.open, 1.0, 0.0)
            suppressed[int(np.argmax(gain))] = 1.0
        for column in np.flatnonzero(suppressed - self.forced):
            fewer = suppressed.copy()
            fewer[column] = 0.0
            if not self._narrow(fewer):
                suppressed = fewer
        return suppressed

    def _proposed(self) -> Vector:
        """Return what to suppress: propose and object until there is no objection."""
        cost, most = np.array([cell.cost for cell in self.cells]), np.where(self.open, 1.0, 0.0)
        suppressed = self.forced
        for _ in range(_ROUNDS if len(self.cells) <= _LARGE else 0):
            proposal = cheapest(cost, self.cuts, self.least, self.forced, most, NODES)
            if proposal is None:
                break
            suppressed = proposal
            if not self._object(suppressed):
                return suppressed
        return self.greedy(suppressed)

    def _narrow_in_whole_numbers(self, suppressed: Vector) -> int | None:
        """Return the first suppressed cell that moves far enough in fractions only; None without one."""
        candidates = {*map(int, np.flatnonzero(suppressed))} - self.unreachable
        columns = [column for column in sorted(candidates) if not self.cells[column].free]
        for column, moves in zip(columns, self.attacker.moves(suppressed, columns), strict=True):
            whole = all(move.whole for move in moves)
            if not whole and not self._is_enough_in_whole_numbers(suppressed, column):
                return column
        return None

    def _is_enough_in_whole_numbers(self, suppressed: Vector, column: int) -> bool:
        needs = self._needs(column, self.widest.get(column, _ANY))
        least_down, least_up, width = (np.floor(need + NEAR) for need in needs)
        down, up = self.attacker.whole_moves(suppressed, column)
        return bool(down >= least_down and up >= least_up and down + up >= width)

    def _one_more(self, suppressed: Vector, narrow: int) -> int | None:
        """Return what to suppress for a narrow cell's sake: the first near it that is enough, or any."""
        matrix, cells = self.attacker.matrix, self.cells
        among = (matrix[:, suppressed > 0] != 0).any(axis=1)
        near = (matrix[among] != 0).any(axis=0)
        open_ = map(int, np.flatnonzero(self.open & (suppressed == 0)))
        ordered = sorted(
            open_, key=lambda column: (not near[column], cells[column].cost, cells[column].value)
        )
        for column in ordered:
            trial = suppressed.copy()
            trial[column] = 1.0
            if self._is_enough_in_whole_numbers(trial, narrow):
                return column
        return ordered[0] if ordered else None

    def _add_pairing_cuts(self) -> None:
        """Begin with what is plain: in a relation published exactly, a suppressed cell is never alone."""
        attacker = self.attacker
        exact = attacker.published_down + attacker.published_up == 0
        for row in attacker.matrix:
            inside = np.flatnonzero(row)
            if len(inside) > 1 and (exact & self.open)[inside].all():
                for column in inside:
                    if not self.cells[column].free:
                        cut = np.zeros(len(self.cells))
                        cut[inside] = 1.0
                        cut[column] = -1.0
                        self._add(cut, 0.0)

    def _object(self, suppressed: Vector) -> bool:
        """Add the cuts of every suppressed cell whose interval is too narrow; return whether there is one."""
        narrow = self._narrow(suppressed)
        doubted = self._moves_in_doubt(suppressed, narrow)
        for (column, plain), in_doubt in zip(narrow.items(), doubted, strict=True):
            for proof in (in_doubt, plain):
                for cut, least in self._cuts(column, proof):
                    if float(cut @ suppressed) < least - NEAR:
                        self._add(cut, least)
        return bool(narrow)

    def _moves_in_doubt(self, suppressed: Vector, columns: Iterable[int]) -> list[tuple[Move, Move]]:
        doubted = np.where(self.open, np.maximum(suppressed, _DOUBT), 0.0)
        return self.attacker.moves(doubted, [*columns])

    def _narrow(self, suppressed: Vector) -> dict[int, tuple[Move, Move]]:
        """Return the suppressed cells that cannot move as far as they need and could, with their moves."""
        columns = [*map(int, np.flatnonzero(suppressed))]
        moves = dict(zip(columns, self.attacker.moves(suppressed, columns), strict=True))
        short = [column for column in columns if not self._is_enough(column, _distances(moves[column]))]
        new = [column for column in short if column not in self.widest]
        if new:
            everything = self.attacker.moves(np.where(self.open, 1.0, 0.0), new)
            self.widest |= dict(zip(new, map(_distances, everything), strict=True))
        return {
            column: moves[column]
            for column in short
            if not self._is_enough(column, _distances(moves[column]), self.widest[column])
        }

    def _needs(self, column: int, widest: Distances = _ANY) -> tuple[float, float, float]:
        """Return how far down, up and in all a cell must be able to move, at most as far as it ever can."""
        cell, (down, up) = self.cells[column], widest
        low, high = cell.required or (cell.value, cell.value)
        width = 0.0 if cell.free else min(self.width, down + up)
        return min(cell.value - low, down), min(high - cell.value, up), width

    def _is_enough(self, column: int, distances: Distances, widest: Distances = _ANY) -> bool:
        down, up, width = self._needs(column, widest)
        return distances[0] >= down - NEAR and distances[1] >= up - NEAR and sum(distances) >= width - NEAR

    def _cuts(self, column: int, proof: tuple[Move, Move]) -> Iterator[tuple[Vector, float]]:
        """Yield the constraints a dual solution proves: down, up and in all, as cut @ suppressed >= least."""
        (gain_down, down), (gain_up, up) = map(self.attacker.gains, proof)
        need_down, need_up, width = self._needs(column, self.widest[column])
        if self.cells[column].required is not None:
            for gain, constant, need in ((gain_down, down, need_down), (gain_up, up, need_up)):
                yield np.minimum(gain, max(need - constant, 0.0)), need - constant
        gain = np.minimum(gain_down + gain_up, max(width - (down + up), 0.0))
        gain[column] -= width  # asked for only when the cell is suppressed
        yield gain, -(down + up)

    def _add(self, cut: Vector, least: float) -> None:
        scale = float(np.abs(cut).max(initial=0.0))
        if scale > 0:
            self.cuts.append(cut / scale)
            self.least.append(least / scale)


def _distances(moves: tuple[Move, Move]) -> Distances:
    return moves[0].distance, moves[1].distance
