"""A claim with a number in it, held against the figure it names. Pure.

A number is right if it is the figure as pages show it. One with fewer decimals, or with `ca.`, is right if
the figure rounds to it, and is told; one that the figure does not round to is refused with what does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from sigtepunkt.core import danish
from sigtepunkt.signals import State
from sigtepunkt.strategy import Indicator
from sigtepunkt.wording.directions import in_per_cent
from sigtepunkt.wording.since_start import RELATIVE
from sigtepunkt.wording.units_and_periods import RANK, difference_unit, shown_difference

Name = Literal["nu", "start", "forskel", "landet", "naboerne", "landets forskel", "naboernes forskel"]
NUMBER = r"[-+−]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
ENGLISH = re.compile(r"\d+\.\d{1,2}(?!\d)")
_HEDGES = r"(?P<hedge>ca\.|cirka|omkring|godt|knap|næsten|nr\.)?\s*"
WRITTEN = rf"{_HEDGES}(?P<number>{NUMBER})\s*(?P<unit>[^\d,;]*?)"
_ABOUT = frozenset({"ca.", "cirka", "omkring"})
_ABOUT_SHARE = Decimal("0.05")  # of the figure: so far off is `ca.` still said of it
_BESIDE = frozenset({"godt", "knap", "næsten"})
_DIFFERENCES = frozenset({"forskel", "landets forskel", "naboernes forskel"})


@dataclass(frozen=True)
class Written:
    """A number as somebody wrote it: the word before it, its digits, and the unit after it."""

    hedge: str
    number: str
    unit: str

    @property
    def amount(self) -> Decimal:
        """The number."""
        return Decimal(self.number.replace("−", "-").replace(".", "").replace(",", "."))

    @property
    def is_signed(self) -> bool:
        """Whether it stands with a plus or a minus."""
        return self.number[0] in "+-−"

    @property
    def decimals(self) -> int:
        """How many decimals were written."""
        return len(self.number.partition(",")[2])


@dataclass(frozen=True)
class Figure:
    """A figure a claim may name: its exact value, its unit, and how many decimals pages show."""

    value: float
    unit: str
    decimals: int

    @property
    def shown(self) -> str:
        """The figure as pages show it; of a rank `nr. 3`."""
        if self.unit == RANK:
            return f"nr.{danish.NO_BREAK}{danish.number(self.value)}"
        return danish.quantity(self.value, self.unit, self.decimals)


def figure(name: Name, state: State, indicator: Indicator) -> Figure | None:
    """Return the figure of this name; None where there is none."""
    fact, compared, latest = state.since.fact, state.comparison, state.latest.value
    values: dict[Name, float | None] = {
        "nu": latest,
        "start": fact.start if fact else None,
        "forskel": shown_difference(fact.newest, fact.start, indicator) if fact else None,
        "landet": compared.nation,
        "naboerne": compared.group,
        "landets forskel": _off(latest, compared.nation, indicator),
        "naboernes forskel": _off(latest, compared.group, indicator),
    }
    value = values[name]
    unit = difference_unit(indicator) if name in _DIFFERENCES else indicator.unit.partition(" (")[0]
    return None if value is None else Figure(value, unit, indicator.decimals)


def relative_difference(state: State, indicator: Indicator) -> Figure | None:
    """Return the difference since the start in per cent, as pages tell it of amounts and counts."""
    fact = state.since.fact
    if fact is None or indicator.kind not in RELATIVE:
        return None
    text = in_per_cent(fact.newest, fact.start, indicator)
    if not text:
        return None
    change = shown_difference(fact.newest, fact.start, indicator) / fact.start * 100
    return Figure(change, "%", len(text.partition("\u00a0")[0].partition(",")[2]))


def fault(written: Written, figure: Figure, *, unsigned: bool) -> tuple[str, str]:
    """Return what is wrong with a written number, and what is to be told of it; "" where nothing is.

    With `unsigned` only its size is compared: a word beside it says the way.
    """
    if reason := _unit_fault(written.unit, figure):
        return reason, ""
    value = Decimal(repr(figure.value))
    if unsigned and not written.is_signed:
        value = abs(value)
    if written.hedge in _BESIDE:
        return _nearly(written, float(value))
    return _rounding_fault(written, value, figure)


def _rounding_fault(written: Written, value: Decimal, figure: Figure) -> tuple[str, str]:
    amount, shown = written.amount, danish.rounded(float(value), figure.decimals)
    if amount == shown:
        return "", ""
    step = _step(written)
    rounded = shown.quantize(step, rounding=ROUND_HALF_UP) if step < 1 else _to(shown, step)
    if amount == rounded:
        if step > 1 and abs(amount - shown) > _ABOUT_SHARE * abs(shown):
            return "it is too far from the figure to be called that", ""
        if step <= 1 or written.hedge in _ABOUT:
            return "", f"rounded: the page says {figure.shown}"
        return f"it is rounded to {danish.number(float(step))}s without saying so: write ca.", ""
    if abs(amount - value) < step:
        return "it is not the figure rounded, but cut off or raised", ""
    return "it is another number", ""


def _nearly(written: Written, value: float) -> tuple[str, str]:
    """Hold `knap 7` and `godt 6`: the figure is on that side, within a tenth or half of the last place."""
    amount, step = float(written.amount), float(_step(written))
    off = value - amount
    side = off >= 0 if written.hedge == "godt" else off <= 0
    if side and abs(off) < max(step / 2, abs(amount) / 10):
        return "", f"rounded: {written.hedge} {written.number}"
    return f"it is not {written.hedge} {written.number}", ""


def _step(written: Written) -> Decimal:
    """Return the worth of the last place that was written; of `48.600` a hundred."""
    if written.decimals:
        return Decimal(1).scaleb(-written.decimals)
    digits = written.number.replace(".", "").lstrip("+-−")
    zeros = len(digits) - len(digits.rstrip("0")) if written.hedge in _ABOUT or len(digits) > 1 else 0
    return Decimal(10) ** zeros if digits.strip("0") else Decimal(1)


def _to(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def _unit_fault(unit: str, figure: Figure) -> str:
    written = unit.strip().rstrip(".").replace("procentpoints", "procentpoint")
    whole = figure.unit.replace("%", "procent").replace("pr. 1.000", "pr. tusind")  # as claims are read
    given = {"%": "procent", "pct": "procent", "pct.-point": "procentpoint"}.get(written, written)
    given = {"pct-point": "procentpoint"}.get(given, given)
    if not given or whole == given or whole.startswith((f"{given} ", f"{given}. ")):
        return ""
    if given in {danish.singular(whole), danish.singular(whole).partition(" ")[0]}:
        return ""
    if whole.startswith("pr. ") and given.endswith(f" {whole}"):  # what is counted, before it
        return ""
    return f"its unit is {figure.unit or 'none'}, not {unit.strip().replace('pr. tusind', 'pr. 1.000')}"


def _off(value: float, other: float | None, indicator: Indicator) -> float | None:
    return None if other is None else shown_difference(value, other, indicator)
