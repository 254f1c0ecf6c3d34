"""Which cells to suppress besides the sensitive ones, so that no suppressed cell can be worked out. Pure.

The cell suppression problem as in Fischetti and Salazar-González (2001, Management Science 47:1008-1027): the fewest cells
such that a linear program over what is published, with no negative persons, still allows every suppressed cell its
interval. Solved by their cutting planes: an integer program proposes, the attacker's linear program objects, and its dual
solution is the next constraint. What the attacker cannot object to is the answer, and the fewest there is; where the
integer program grows too large, the cells an objection names are suppressed instead, which is safe and may be too many.

Persons are whole numbers, and an attacker who counts in them holds less possible. Where a linear program
reaches an interval's end with fractions only, an integer program says what whole numbers reach; where that is
not enough, more is suppressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sigtepunkt.disclosure.protection.cells import Key, System
from sigtepunkt.disclosure.protection.solver import Farthest, Vector, cheapest, farthest, farthest_whole

_ROUNDS = 60  # proposals and objections, before safe is preferred to few
_NODES = 2_000  # branches in one proposal
_LARGE = 400  # cells in one component: beyond, no integer program is tried
_NEAR = 1e-6  # what a solver's rounding may be taken for
_DOUBT = 0.02  # a published cell counts as so much suppressed while a cut is sought: cuts then name few cells


@dataclass(frozen=True)
class Protection:
    """What was decided.

    `primary` are the sensitive cells, `secondary` those suppressed for their sake or because they were
    suppressed before. `limited` are suppressed cells whose interval is narrower than asked for or does not
    end as high, and cannot whatever is suppressed now, because of what is known already. `fewest` says
    whether the number is proven to be the smallest.
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
    chosen: set[Key] = set()
    limited: set[Key] = set()
    fewest = True
    for component in system.components():
        if any(cell.withheld and not cell.free for cell in component.cells.values()):
            search = _Search(component)
            chosen |= search.wholly()
            limited |= search.limited()
            fewest = fewest and search.fewest
    primary = frozenset(key for key, cell in system.cells.items() if cell.reach is not None)
    chosen -= {key for key, cell in system.cells.items() if cell.free}
    return Protection(primary, frozenset(chosen) - primary, frozenset(limited), fewest)


def intervals(system: System, suppressed: Iterable[Key]) -> dict[Key, tuple[float, float]]:
    """Return the feasible interval of each suppressed cell, given that all others are published."""
    hidden = set(suppressed)
    found: dict[Key, tuple[float, float]] = {}
    for component in system.components():
        keys = [key for key in component.cells if key in hidden]
        if keys:
            search = _Search(component)
            vector = np.array([float(key in hidden or component.cells[key].free) for key in search.keys])
            reached = search.reached(vector, [search.keys.index(key) for key in keys])
            for key, (below, above) in zip(keys, reached, strict=True):
                value = component.cells[key].value
                found[key] = (value - below.distance, value + above.distance)
    return found


class _Search:
    """The search for one component: its relations as a matrix, how far cells can move, and the cuts found so far."""

    def __init__(self, system: System) -> None:
        cells = [*system.cells.values()]
        self.keys = [*system.cells]
        place = {key: number for number, key in enumerate(self.keys)}
        self.matrix = np.zeros((len(system.relations), len(cells)))
        for row, relation in enumerate(system.relations):
            for key, factor in relation.items():
                self.matrix[row, place[key]] += factor
        self.cells, self.width = cells, system.width
        value = np.array([cell.value for cell in cells])
        # Far enough to stand for "any number": nothing that is asked for is farther away.
        far = 10 * (
            float(value.max(initial=0.0))
            + system.width
            + max((cell.reach[1] for cell in cells if cell.reach), default=0.0)
        )
        self.tight_down = value - np.array([max(cell.floor, cell.shown[0]) for cell in cells])
        self.tight_up = np.array([cell.shown[1] for cell in cells]) - value
        self.wide_down = value - np.array([cell.floor for cell in cells])
        self.wide_up = np.full(len(cells), far)
        self.open = np.array([not cell.known for cell in cells])
        self.forced = np.array([float(cell.withheld) for cell in cells])
        self.rows: list[Vector] = []
        self.least: list[float] = []
        self.best: dict[int, tuple[float, float]] = {}
        self.pinned: set[int] = set()
        self.fewest = True

    def wholly(self) -> set[Key]:
        """Return the cells to suppress, so many that every interval is also reached in whole numbers."""
        self._begin()
        suppressed = self.run()
        while (narrow := self._narrow_in_whole_numbers(suppressed)) is not None:
            more = self._one_more(suppressed, narrow)
            if more is None:
                self.pinned.add(narrow)
                continue
            self.fewest = False
            self.forced = suppressed.copy()
            self.forced[more] = 1.0
            suppressed = self.run()
        return self._named(suppressed)

    def run(self) -> Vector:
        """Propose and object until there is no objection."""
        cost, most = np.array([cell.cost for cell in self.cells]), np.where(self.open, 1.0, 0.0)
        suppressed = self.forced
        for _ in range(_ROUNDS if len(self.cells) <= _LARGE else 0):
            proposal = cheapest(cost, self.rows, self.least, self.forced, most, _NODES)
            if proposal is None:
                break
            suppressed = proposal
            if not self._object(suppressed):
                return suppressed
        return self._safely(suppressed)

    def limited(self) -> set[Key]:
        """Return the cells that could not get what they need, after `wholly`: so wide and high an interval.

        That it begins above 1 is no lack by itself: a total of two suppressed cells is at least 2.
        """
        lacking = {
            place
            for place, (down, up) in self.best.items()
            if not self._enough(place, (np.inf, up)) or not self._wide(place, down + up)
        }
        return {self.keys[place] for place in lacking | self.pinned}

    def _wide(self, place: int, width: float) -> bool:
        return self.cells[place].free or width >= self.width - _NEAR

    def _narrow_in_whole_numbers(self, suppressed: Vector) -> int | None:
        """Return a suppressed cell that moves far enough in fractions only; None without one."""
        hidden = (int(place) for place in np.flatnonzero(suppressed))
        places = [place for place in hidden if not self.cells[place].free and place not in self.pinned]
        for place, both in zip(places, self.reached(suppressed, places), strict=True):
            if not all(one.whole for one in both) and not self._enough_in_whole_numbers(suppressed, place):
                return place
        return None

    def _enough_in_whole_numbers(self, suppressed: Vector, place: int) -> bool:
        needs = self._needs(place, self.best.get(place, (np.inf, np.inf)))
        down, up, width = (np.floor(need + _NEAR) for need in needs)
        bounds = self._bounds(suppressed)
        below, above = (farthest_whole(self.matrix, *bounds, (place, way), _NODES) for way in (-1, 1))
        return bool(below >= down and above >= up and below + above >= width)

    def _one_more(self, suppressed: Vector, narrow: int) -> int | None:
        """Return what to suppress for a narrow cell's sake: the first near it that is enough, or any."""
        among = (self.matrix[:, suppressed > 0] != 0).any(axis=1)
        near = (self.matrix[among] != 0).any(axis=0)
        open_ = [int(place) for place in np.flatnonzero(self.open & (suppressed == 0))]
        cells = self.cells
        ordered = sorted(open_, key=lambda place: (not near[place], cells[place].cost, cells[place].value))
        for place in ordered:
            trial = suppressed.copy()
            trial[place] = 1.0
            if self._enough_in_whole_numbers(trial, narrow):
                return place
        return ordered[0] if ordered else None

    def reached(self, suppressed: Vector, places: Sequence[int]) -> list[tuple[Farthest, Farthest]]:
        """Return how far down and up each cell can move when these are suppressed, wholly (1), not (0) or in part."""
        ways = [(place, way) for place in places for way in (-1, 1)]
        found = farthest(self.matrix, *self._bounds(suppressed), ways)
        return [*zip(found[::2], found[1::2], strict=True)]

    def _bounds(self, suppressed: Vector) -> tuple[Vector, Vector]:
        down = self.tight_down + suppressed * (self.wide_down - self.tight_down)
        return down, self.tight_up + suppressed * (self.wide_up - self.tight_up)

    def _named(self, suppressed: Vector) -> set[Key]:
        return {key for key, chosen in zip(self.keys, suppressed, strict=True) if chosen}

    def _begin(self) -> None:
        """Begin with what is plain: in a relation that is told exactly, a suppressed cell is never alone."""
        exact = self.tight_down + self.tight_up == 0
        for row in self.matrix:
            inside = np.flatnonzero(row)
            if not exact[inside[self.open[inside]]].all() or not self.open[inside].all():
                continue
            for place in inside:
                if len(inside) > 1 and not self.cells[place].free:
                    cut = np.zeros(len(self.cells))
                    cut[inside] = 1.0
                    cut[place] = -1.0
                    self._add(cut, 0.0)

    def _object(self, suppressed: Vector) -> bool:
        """Add a cut for every suppressed cell that has too narrow an interval; return whether there is one."""
        short = self._short(suppressed)
        if not short:
            return False
        doubted = np.where(self.open, np.maximum(suppressed, _DOUBT), 0.0)
        for (place, plain), doubt in zip(short.items(), self.reached(doubted, [*short]), strict=True):
            for proof in (doubt, plain):
                for cut, least in self._cuts(place, proof):
                    if float(cut @ suppressed) < least - _NEAR:
                        self._add(cut, least)
        return True

    def _short(self, suppressed: Vector) -> dict[int, tuple[Farthest, Farthest]]:
        """Return the suppressed cells that cannot move as far as they need and could, and how far they can."""
        places = [int(place) for place in np.flatnonzero(suppressed)]
        reached = self.reached(suppressed, places)
        narrow = [
            place
            for place, both in zip(places, reached, strict=True)
            if not self._enough(place, _distances(both))
        ]
        new = [place for place in narrow if place not in self.best]
        if new:  # what is the most they could have?
            everything = np.where(self.open, 1.0, 0.0)
            self.best |= {
                place: _distances(both)
                for place, both in zip(new, self.reached(everything, new), strict=True)
            }
        found = dict(zip(places, reached, strict=True))
        return {
            place: found[place]
            for place in narrow
            if not self._enough(place, _distances(found[place]), self.best[place])
        }

    def _needs(self, place: int, best: tuple[float, float]) -> tuple[float, float, float]:
        """Return how far down, up and in all a cell must be able to move: what is asked for, or the most it can have."""
        cell, (down, up) = self.cells[place], best
        low, high = cell.reach or (cell.value, cell.value)
        return (
            min(cell.value - low, down),
            min(high - cell.value, up),
            0.0 if cell.free else min(self.width, down + up),
        )

    def _enough(
        self, place: int, reached: tuple[float, float], best: tuple[float, float] = (np.inf, np.inf)
    ) -> bool:
        down, up, width = self._needs(place, best)
        return reached[0] >= down - _NEAR and reached[1] >= up - _NEAR and sum(reached) >= width - _NEAR

    def _cuts(self, place: int, proof: tuple[Farthest, Farthest]) -> Iterable[tuple[Vector, float]]:
        """Yield the constraints a dual solution proves: down, up and in all, each as row @ suppressed >= least."""
        ends = [self._bound(one.reduced) for one in proof]
        needs = self._needs(place, self.best[place])
        if self.cells[place].reach is not None:
            for (gain, constant), need in zip(ends, needs[:2], strict=True):
                yield np.minimum(gain, max(need - constant, 0.0)), need - constant
        constant, need = ends[0][1] + ends[1][1], needs[2]
        gain = np.minimum(ends[0][0] + ends[1][0], max(need - constant, 0.0))
        gain[place] -= need  # asked for only when the cell is suppressed
        yield gain, -constant

    def _bound(self, reduced: Vector) -> tuple[Vector, float]:
        """Return what suppressing each cell adds to the farthest move, and the move when none is."""
        rising, falling = np.maximum(reduced, 0.0), np.maximum(-reduced, 0.0)
        gain = rising * (self.wide_up - self.tight_up) + falling * (self.wide_down - self.tight_down)
        return np.where(gain < _NEAR, 0.0, gain), float(rising @ self.tight_up + falling @ self.tight_down)

    def _add(self, row: Vector, least: float) -> None:
        scale = float(np.abs(row).max(initial=0.0))
        if scale > 0:
            self.rows.append(row / scale)
            self.least.append(least / scale)

    def _safely(self, suppressed: Vector) -> Vector:
        """Suppress what the objections name until there is none, then publish again what is not needed."""
        self.fewest = False
        suppressed = suppressed.copy()
        while short := self._short(suppressed):
            doubted = np.where(self.open, np.maximum(suppressed, _DOUBT), 0.0)
            gain = np.zeros(len(self.cells))
            for down, up in self.reached(doubted, [*short]):
                gain += np.minimum(self._bound(down.reduced)[0], self.width) + np.minimum(
                    self._bound(up.reduced)[0], self.width
                )
            gain[(suppressed > 0) | ~self.open] = 0.0
            if not gain.any():
                return np.where(self.open, 1.0, 0.0)
            suppressed[int(np.argmax(gain))] = 1.0
        for place in [int(place) for place in np.flatnonzero(suppressed - self.forced)]:
            fewer = suppressed.copy()
            fewer[place] = 0.0
            if not self._short(fewer):
                suppressed = fewer
        return suppressed


def _distances(both: tuple[Farthest, Farthest]) -> tuple[float, float]:
    return both[0].distance, both[1].distance
