"""Cells of a value column → numbers, written as the source declares. Pure.

A point before three digits separates thousands in one office's file and decimals in another's: misread, the
figure is a thousand times too large and nobody notices. Where the source does not declare its `decimal`, the
file itself has to show it; what could be read in two ways is not read at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigtepunkt.strategy import Source

# Outside these no figure of a municipality lies, and calculations could overflow.
LARGEST, SMALLEST = 1e15, 1e-50
ALLOWED = f"numbers up to {LARGEST:,.0f}".replace(",", ".")
_WRITTEN = {
    ",": re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
    ".": re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
}
_OTHER = {",": ".", ".": ","}
_SPACES = re.compile("[ \u00a0\u2009\u202f]")  # of a kind that separates thousands
_PER_CENT = re.compile("[ \u00a0\u202f]?%")
_DIGITS = 12  # significant ones of a figure in per cent
_NAMES = {".": "point", ",": "comma"}
_GROUP = 3  # digits between thousands separators
_HUNDRED = 100  # smaller whole numbers show nothing about the others: 2 fits both 1.729 and 1,729


@dataclass(frozen=True)
class Style:
    """How a source writes decimals, zero and nothing. `declared`: whether its decimal sign is declared.

    `thousands` is a sign of its own that separates them, `percent` what a text with a per cent sign means.
    """

    decimal: str
    declared: bool
    signs: Mapping[str, float]
    thousands: str = ""
    percent: str = ""

    @classmethod
    def of(cls, source: Source) -> Style:
        """Return a source's style; the decimal sign is a comma unless declared."""
        nothing = dict.fromkeys(("", *source.missing_signs), math.nan)
        return cls(
            source.decimal or ",",
            bool(source.decimal),
            {**nothing, **dict.fromkeys(source.zero, 0.0)},
            source.dialect.thousands,
            source.percent,
        )

    def number(self, cell: object) -> float | None:
        """Return the cell as a float, NaN where nothing was published, None where it is not a number.

        Zero is never negative. A number with too many digits is infinite.
        """
        if cell is None:
            return math.nan
        if isinstance(cell, bool):
            return None
        if isinstance(cell, int | float):
            return float(cell) + 0.0 if math.isfinite(cell) else None
        return self._written(cell.strip() if isinstance(cell, str) else str(cell))

    def _written(self, text: str) -> float | None:
        if text in self.signs:
            return self.signs[text]
        if self.percent and (sign := _PER_CENT.search(text)) and sign.end() == len(text):
            figure = self._written(text[: sign.start()])
            return figure if figure is None or self.percent == "shown" else in_hundredths(figure)
        if self.thousands:
            text = self._without_thousands(text)
        if not _WRITTEN[self.decimal].fullmatch(text):
            return None
        return float(text.replace("−", "-").replace(_OTHER[self.decimal], "").replace(",", ".")) + 0.0

    def _without_thousands(self, text: str) -> str:
        """Return a number without the sign of its own between thousands; "" where it stands elsewhere."""
        text = _SPACES.sub(" ", text) if self.thousands == " " else text.replace("\u2019", "'")
        whole, decimal, rest = text.partition(self.decimal)
        if _OTHER[self.decimal] in text or not re.fullmatch(
            rf"[-−]?(?:[1-9]\d{{0,2}}(?:{self.thousands}\d{{3}})+|\d+)", whole
        ):
            return ""
        return whole.replace(self.thousands, "") + decimal + rest

    def numbers(self, cells: Sequence[Any]) -> list[float | None]:
        """Return `number` of every cell."""
        texts = {cell: self.number(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
        return [texts[cell] if isinstance(cell, str) else self.number(cell) for cell in cells]

    def shows_decimals(self, cells: Sequence[Any]) -> bool:
        """Return whether a cell has decimals after this style's sign, which then separates no thousands."""
        return any(
            isinstance(cell, str) and self.decimal in cell and _WRITTEN[self.decimal].fullmatch(cell.strip())
            for cell in cells
        )

    def doubt(self, cells: Sequence[Any], *, decimals_shown: bool) -> tuple[int, str] | None:
        """Return the index of a cell that could be two numbers and the reason; None if every cell is clear.

        `cells` are a column of which each cell is a number or nothing; `decimals_shown` says whether any cell
        of the file `shows_decimals`.
        """
        thousands = _OTHER[self.decimal]
        texts = {
            index: cell.strip().lstrip("-−")
            for index, cell in enumerate(() if self.declared else cells)
            if isinstance(cell, str) and cell.strip() not in self.signs
        }
        separated = next((index for index, text in texts.items() if thousands in text), None)
        if separated is None:
            return None
        integers = {index: text.partition(self.decimal)[0] for index, text in texts.items()}
        for index, text in integers.items():
            if thousands not in text and len(text.lstrip("0")) > _GROUP:
                reason = "stands in the same column without a thousands"
                return separated, f"{texts[index]!r} {reason} {_NAMES[thousands]}"
        if (
            decimals_shown
            or any(text.count(thousands) > 1 or self.decimal in text for text in texts.values())
            or any(thousands not in text and int(text) >= _HUNDRED for text in integers.values())
        ):
            return None
        reason = f"nothing in the file says whether the {_NAMES[thousands]} parts thousands or decimals"
        return separated, reason


def in_hundredths(figure: float) -> float:
    """Return a figure in per cent as a share of one, without the noise of binary arithmetic."""
    return float(f"{figure / _HUNDRED:.{_DIGITS}g}") if math.isfinite(figure) else figure


def is_too_large(number: float) -> bool:
    """Return whether a number is so large, or so near zero, that calculations with it could fail."""
    return abs(number) > LARGEST or 0 < abs(number) < SMALLEST
