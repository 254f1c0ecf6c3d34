"""Which figures are sensitive in themselves, and rounding. Pure.

Small counts and complements, then rounding, in the order of OpenSAFELY ("Statistical disclosure control": suppress, round,
recompute).
"""

from __future__ import annotations

import math


def is_small(count: float, minimum: int) -> bool:
    """Return whether so few persons could be recognised. None at all are not few: a zero says nothing of a person in it."""
    return 0 < count < minimum


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
