"""Differences in words that fit the unit: `0,1 elev færre pr. klasse`, `2,3 procentpoint højere`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sigtepunkt.core import danish
from sigtepunkt.strategy import Comparative, Indicator
from sigtepunkt.wording.units_and_periods import RANK, difference, difference_unit, shown_difference

_PER = "pr. "
_LENGTHS = frozenset({"km", "m", "meter", "kilometer"})
_COUNTED = frozenset({"dage", "timer", "uger", "måneder"})
_RELATIVE = 10  # per cent: smaller changes are told with a decimal
_FINEST = 6  # decimals: a change that is lost in so many is lost
_FEW = 50  # of fewer persons or things no change is told in per cent


class Words(NamedTuple):
    """What is said of more and of less."""

    more: str
    less: str


WORDS: Mapping[Comparative, Words] = {
    "longer": Words("længere", "kortere"),
    "more": Words("flere", "færre"),
    "greater": Words("mere", "mindre"),
    "higher": Words("højere", "lavere"),
}
_PLACES = Words("længere nede", "længere oppe")


def words(indicator: Indicator) -> Words:
    """Return the words for more and less: those declared, or those that fit its unit and kind."""
    if indicator.unit == RANK:
        return _PLACES
    return WORDS[indicator.comparative or _default(indicator)]


def _default(indicator: Indicator) -> Comparative:
    first = indicator.unit.partition(" ")[0]
    if first in _LENGTHS:
        return "longer"
    is_counted = danish.singular(first) != first or first in _COUNTED
    if indicator.kind == "count" or indicator.unit.startswith(_PER) or is_counted:
        return "more"
    if first == "udlån":  # one form in the singular and the plural
        return "more"
    return "greater" if indicator.kind == "amount" else "higher"


def apart(amount: float, indicator: Indicator) -> str:
    """Return a difference with its unit around its word: `30 kg mere pr. indbygger`."""
    way = words(indicator).more if amount > 0 else words(indicator).less
    head, tail = _parts(indicator)
    return _spaced(danish.quantity(abs(amount), head, indicator.decimals), way, tail)


def in_per_cent(later: float, earlier: float, indicator: Indicator) -> str:
    """Return the difference of two shown amounts in per cent, as `27 % lavere`.

    Empty for shares, grades and rates, for amounts that were zero or less, and of few persons or things.
    """
    before = float(danish.rounded(earlier, indicator.decimals))
    off = shown_difference(later, earlier, indicator)
    least = _FEW if indicator.kind == "count" else 0
    if indicator.kind not in {"amount", "count"} or not off or before <= least or later < 0:
        return ""
    return per_cent(100 * off / before)


def per_cent(change: float) -> str:
    """Return a change in per cent, as `27 % lavere`."""
    decimals = 0 if abs(change) >= _RELATIVE else 1
    return f"{danish.quantity(abs(change), '%', decimals)} {WORDS['higher'][change < 0]}"


def higher_by(amount: float, indicator: Indicator) -> str:
    """Return how far `tallet` lies from another figure: `2 dage højere`, `1 plads længere oppe`."""
    return _spaced(difference(amount, indicator), _of_figures(indicator)[amount < 0])


def between(lower: float, upper: float, indicator: Indicator, *, relative: bool) -> str:
    """Return limits said of `tallet`: `mellem 0,4 og 4,1 procentpoint højere`, `op til 5 km lavere`.

    Both are above zero or both below. They are in per cent with `relative`, else in the indicator's unit.
    """
    if relative:
        return _spaced(span(lower, upper, "%", 0), WORDS["higher"][upper < 0])
    size = span(lower, upper, difference_unit(indicator), indicator.decimals)
    return _spaced(size, _of_figures(indicator)[upper < 0])


def slightly(indicator: Indicator, *, lower: bool) -> str:
    """Return a difference that is lost in the decimals shown, as `lidt højere`."""
    return f"lidt {_of_figures(indicator)[lower]}"


def _of_figures(indicator: Indicator) -> Words:
    """Return what is said of `tallet`, which is neither long nor many."""
    return _PLACES if indicator.unit == RANK else WORDS["higher"]


def span(lower: float, upper: float, unit: str, decimals: int) -> str:
    """Return the sizes between two limits on one side of zero, the smaller first, in whole units.

    Per cent are told with a decimal where the smaller limit is below ten. More decimals are told than of the
    figures where the larger limit would be lost without it: nothing is called a change of 0,0.
    """
    least, most = sorted((abs(lower), abs(upper)))
    if unit == "%" and least < _RELATIVE:
        decimals = max(decimals, 1)
    while most and decimals < _FINEST and not danish.rounded(most, decimals):
        decimals += 1
    low, high = (danish.number(limit, decimals) for limit in (least, most))
    whole = danish.quantity(most, unit, decimals)
    if low == high:
        return f"ca.{danish.NO_BREAK}{whole}"
    return f"op til {whole}" if low == danish.number(0, decimals) else f"mellem {low} og {whole}"


def _parts(indicator: Indicator) -> tuple[str, str]:
    """Return the unit's part before the word and its part after it."""
    unit = difference_unit(indicator)
    if unit.startswith(_PER):
        return "", unit
    head, per, tail = unit.partition(f" {_PER}")
    return head, f"{_PER}{tail}" if per else ""


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))
