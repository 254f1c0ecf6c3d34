"""Which counts are sensitive in themselves, and rounding. Pure.

The order is OpenSAFELY's ("Statistical disclosure control"): suppress, round, recompute.
"""

from __future__ import annotations

import math

# The rule a count is suppressed by, as suppressed.parquet names it.
SMALL, COMPLEMENT, BEFORE, SECONDARY, UNKNOWN = "small", "complement", "before", "secondary", "unknown"


def is_small(count: float, minimum: int) -> bool:
    """Return whether so few persons could be recognised. Zero is not small: nobody is in it."""
    return 0 < count < minimum


def rounded(count: float, base: int) -> float:
    """Return the count to the nearest multiple of `base`, halves up."""
    return float(base * math.floor(count / base + 0.5))


def attacker_interval(count: float, base: int, minimum: int) -> tuple[float, float]:
    """Return the lowest and highest count possible to an attacker who sees it rounded and knows the rules.

    A published zero is exact, and no small count is published: that narrows the lowest multiples.
    """
    if base == 1 or count == 0:
        return count, count
    published = rounded(count, base)
    return min(count, max(published - base // 2, float(minimum))), published + (base - 1) // 2
