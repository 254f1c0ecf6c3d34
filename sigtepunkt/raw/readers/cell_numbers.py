"""Cells of a value column → numbers, as the source declares that it writes them. Pure.

A point followed by three digits parts thousands in one office's file and decimals in another's: read wrongly,
the figure is a thousand times too large and nobody sees it. Where the source does not declare its `decimal`,
the file itself has to show it; what could be read in two ways is read in none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigtepunkt.strategy import Source

LARGEST, SMALLEST = (
    1e15,
    1e-50,
)  # beyond them no figure of a municipality lies, and what is computed could be no number
ALLOWED = f"numbers up to {LARGEST:,.0f}".replace(",", ".")
_WRITTEN = {
    ",": re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?"),
    ".": re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"),
}
_OTHER = {",": ".", ".": ","}
_NAMES = {".": "point", ",": "comma"}
_HUNDRED = 100  # whole numbers below show nothing about the others: 2 stands beside 1.729 and beside 1,729


@dataclass(frozen=True)
class Style:
    """How a source writes numbers, zero and nothing.

    `declared` says that it has declared its decimal sign.
    """

    decimal: str
    declared: bool
    signs: Mapping[str, float]

    @classmethod
    def of(cls, source: Source) -> Style:
        """Return that of a source: a comma before decimals where none is declared."""
        signs = {
            "": math.nan,
            **dict.fromkeys(source.missing_signs, math.nan),
            **dict.fromkeys(source.zero, 0.0),
        }
        return cls(source.decimal or ",", bool(source.decimal), signs)

    def number(self, cell: object) -> float | None:
        """Return the cell as a float, NaN where nothing was published, None where it is no number.

        Zero has no sign. What a number's digits are too many for is infinite.
        """
        if cell is None:
            return math.nan
        if isinstance(cell, bool):
            return None
        if isinstance(cell, int | float):
            return float(cell) + 0.0 if math.isfinite(cell) else None
        text = cell.strip() if isinstance(cell, str) else str(cell)
        if text in self.signs:
            return self.signs[text]
        if not _WRITTEN[self.decimal].fullmatch(text):
            return None
        plain = text.replace("−", "-").replace(_OTHER[self.decimal], "")
        return float(plain.replace(",", ".")) + 0.0

    def numbers(self, cells: Sequence[Any]) -> list[float | None]:
        """Return `number` of every cell."""
        read = {cell: self.number(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
        return [read[cell] if isinstance(cell, str) else self.number(cell) for cell in cells]

    def shows_decimals(self, cells: Sequence[Any]) -> bool:
        """Return whether one of the cells has decimals after this style's sign, which is then no other's."""
        return any(
            isinstance(cell, str) and self.decimal in cell and _WRITTEN[self.decimal].fullmatch(cell.strip())
            for cell in cells
        )

    def doubt(self, cells: Sequence[Any], *, shown: bool) -> tuple[int, str] | None:
        """Return the place of a cell of a column that could be two numbers, and why; None where each is one.

        `cells` have all been read as numbers or nothing; `shown` says that decimals stand elsewhere in the
        file as the style
        has them.
        """
        thousands = _OTHER[self.decimal]
        if self.declared:
            return None
        if not any(isinstance(cell, str) and thousands in cell for cell in cells):
            return None
        texts = {
            place: cell.strip().lstrip("-−")
            for place, cell in enumerate(cells)
            if isinstance(cell, str) and cell.strip() not in self.signs
        }
        parted = next((place for place, text in texts.items() if thousands in text), None)
        if parted is None:
            return None
        whole = {place: text.partition(self.decimal)[0] for place, text in texts.items()}
        bare = next(
            (
                place
                for place, text in whole.items()
                if thousands not in text and len(text.lstrip("0")) > len("999")
            ),
            None,
        )
        if bare is not None:
            return (
                parted,
                f"{texts[bare]!r} stands in the same column without a thousands {_NAMES[thousands]}",
            )
        clear = (
            shown
            or any(text.count(thousands) > 1 or self.decimal in text for text in texts.values())
            or any(thousands not in text and int(text) >= _HUNDRED for text in whole.values())
        )
        return (
            None
            if clear
            else (
                parted,
                f"nothing in the file says whether the {_NAMES[thousands]} parts thousands or decimals",
            )
        )


def is_too_large(number: float) -> bool:
    """Return whether a number is so large, or so near zero, that what rests on it need not be one."""
    return abs(number) > LARGEST or 0 < abs(number) < SMALLEST
