"""Which figures are sensitive in themselves, and rounding. Pure.

Small counts and complements, then rounding, in the order of OpenSAFELY ("Statistical disclosure control": suppress, round,
recompute); dominance and the p-ratio as in Hundepool et al., Statistical Disclosure Control (Wiley 2012), chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

DOMINANT, DOMINANCE, P_RATIO = 2, 0.90, 0.10


def is_small(count: float, minimum: int) -> bool:
    """Return whether so few persons could be recognised. None at all are not few: a zero says nothing of a person in it."""
    return 0 < count < minimum


def is_dominated(contributions: Sequence[float], *, largest: int = DOMINANT, share: float = DOMINANCE) -> bool:
    """Return whether the `largest` contributors (n) make up more than `share` (k) of an amount: the (n, k) rule."""
    total = sum(contributions)
    return total > 0 and sum(sorted(contributions, reverse=True)[:largest]) > share * total


def is_estimable(contributions: Sequence[float], *, ratio: float = P_RATIO) -> bool:
    """Return whether the second largest contributor can estimate the largest within `ratio` of it: the p % rule.

    The second largest knows its own contribution; what is left beside the largest is the uncertainty it has.
    """
    ordered = sorted(contributions, reverse=True)
    return bool(ordered) and ordered[0] > 0 and sum(ordered[2:]) < ratio * ordered[0]


def rounded(count: float, base: int) -> float:
    """Return the count to the nearest multiple of `base`, halves up."""
    return float(base * math.floor(count / base + 0.5))


def told(count: float, base: int, minimum: int) -> tuple[float, float]:
    """Return the lowest and highest count an attacker who knows the rules holds possible, once it is published rounded.

    A published zero is a zero, and no small count is published: knowing that narrows the lowest multiples.
    """
    if base == 1 or count == 0:
        return count, count
    middle = rounded(count, base)
    return min(count, max(middle - base // 2, float(minimum))), middle + (base - 1) // 2
