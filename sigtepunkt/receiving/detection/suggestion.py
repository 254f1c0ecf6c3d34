"""A file nobody has declared → the declaration under which it can be read, as far as the file itself says it.

What could be read in two ways, and what a sign for nothing stands for, is asked, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Refused, abridged
from sigtepunkt.core.period import YEAR
from sigtepunkt.raw.readers import period_spelling
from sigtepunkt.raw.readers.cell_numbers import Style
from sigtepunkt.raw.readers.raw_table import is_empty
from sigtepunkt.receiving.detection import cells, layout_guess
from sigtepunkt.receiving.detection.file_grid import Grid, draft_source, grid_of
from sigtepunkt.receiving.detection.layout_guess import PERIOD, Layout
from sigtepunkt.receiving.questions import Ask, Question
from sigtepunkt.strategy import Municipality

_LENGTHS = {1: "month", 3: "quarter", YEAR: "year"}
_GROUP = 3  # digits after a sign that may part thousands, or be decimals
_SPACES = "\u00a0\u2009\u202f"


@dataclass(frozen=True)
class Suggestion:
    """Keys of a source, and of its dialect, under which a file can be read."""

    declared: Mapping[str, Any]
    dialect: Mapping[str, Any]

    @property
    def keys(self) -> dict[str, Any]:
        """All keys, with the dialect as a table where there is one."""
        return {**self.declared, **({"dialect": dict(self.dialect)} if self.dialect else {})}


def suggest(
    path: Path, where: str, municipality: Municipality, ask: Ask, known: Mapping[str, Any] | None = None
) -> Suggestion:
    """Return the declaration that a file's bytes, layout and cells show; `ask` is asked what they do not.

    `known` are the names of columns that are declared already. Raises Refused for a file that is no table.
    """
    grid = grid_of(path, where, ask)
    codes = municipality.codes()
    layout = layout_guess.guess(grid.rows, codes, where)
    keys = _columns(layout, known or {})
    of_statbank = grid.declared["format"] == "semicolon" and "INDHOLD" in layout.values
    form = {**grid.declared, "format": "statbank"} if of_statbank else grid.declared
    declared, dialect = {**form, **keys}, {**grid.dialect, **_of_layout(grid, layout, keys)}
    dialect |= _of_periods(layout, where, ask)
    of_areas = _of_areas(layout, codes, where, ask)
    if known and "areas" in of_areas:
        what = f"areas are called {abridged(of_areas['areas'])}: was it fetched in another language?"
        raise Refused.of(what, where, "the areas' names as before", "get it again in Danish")
    dialect |= of_areas
    documented = draft_source(format=declared["format"]).missing_signs
    declared |= _of_signs(layout, documented, where, ask)
    if grid.per_cent or any(text.endswith("%") for text in _figures(layout)):
        declared["percent"] = ask(_per_cent(where)) if grid.per_cent else "shown"
    decimal, thousands = _of_numbers(layout, declared, where, ask)
    declared |= {"decimal": decimal} if decimal else {}
    dialect |= {"thousands": thousands} if thousands else {}
    suggestion = Suggestion(declared, dialect)
    try:
        draft_source(**suggestion.keys)
    except ValueError as error:
        step = "declare the source by hand: see CONTRIBUTING, 'A new source'"
        raise Refused.of("what it seems to be cannot be declared", where, next_step=step) from error
    return suggestion


def _columns(layout: Layout, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return area, period, dimensions and values: those declared already, else as the file has them."""
    keys = known or {
        "area": layout.area,
        "period": layout.period or PERIOD,
        "dimensions": layout.dimensions,
        "values": layout.values,
    }
    return {name: value if isinstance(value, str) else list(value) for name, value in keys.items() if value}


def _of_layout(grid: Grid, layout: Layout, keys: Mapping[str, Any]) -> dict[str, Any]:
    names = {layout.area: keys.get("area", ""), (layout.period or PERIOD): keys["period"]}
    names |= dict(zip(layout.dimensions, keys.get("dimensions", ()), strict=False))
    dialect: dict[str, Any] = {}
    if layout.header_row != grid.rows[0][0]:
        dialect["header_row"] = layout.header_row
    if layout.stub:
        dialect["stub"] = [names.get(name, name) for name in layout.stub]
    if layout.fill_down:
        dialect["fill_down"] = [names.get(name, name) for name in layout.fill_down]
    if layout.across:
        dialect["across"] = names.get(layout.across, layout.across)
    if layout.ignored:
        dialect["ignored"] = list(layout.ignored)
    if layout.notes:
        dialect["notes_below"] = True
    return dialect


def _of_periods(layout: Layout, where: str, ask: Ask) -> dict[str, Any]:
    if not layout.period:
        text = "no column is of periods: of which period are all the figures?"
        period = ask(Question("constant", text, where, {}))
        return {"constant": {PERIOD: period}}
    across = layout.across == PERIOD
    written = (
        [name for name in layout.names if cells.is_period(name)] if across else layout.column(layout.period)
    )
    written = [cell for cell in written if cells.is_period(cell)]
    fitting = cells.spells_periods(written)
    if not fitting or fitting[0].periods == "codes":
        return {}
    if fitting[0].periods == "words":
        return {"periods": "words"}
    return {"periods": "dates", "dates": _length(sorted(set(map(cells.text, written))), where, ask)}


def _length(dates: list[str], where: str, ask: Ask) -> str:
    """Return the length of periods that dates stand for, by how far apart they are; of one it is asked."""
    days = filter(None, map(period_spelling.day, dates))
    months = sorted({day.year * YEAR + day.month for day in days})
    apart = reduce(math.gcd, (later - earlier for earlier, later in pairwise(months)), 0)
    if apart in _LENGTHS:
        return _LENGTHS[apart]
    text = f"periods are written as days ({abridged(dates[:3])}): which period does a day stand for?"
    answers = {length: f"the {length} that the day lies in" for length in _LENGTHS.values()}
    return ask(Question("dates", text, where, answers))


def _of_areas(layout: Layout, codes: Mapping[str, str], where: str, ask: Ask) -> dict[str, Any]:
    if not layout.area:
        return {}
    if layout.across == layout_guess.AREA:
        own = {layout.period, *layout.dimensions, *layout.ignored}
        names: Collection[str] = [name for name in layout.names if name and name not in own]
    else:
        names = list(
            dict.fromkeys(cells.text(cell) for cell in layout.column(layout.area) if not is_empty(cell))
        )
    form, aliases, unknown = cells.area_form(names, codes)
    dialect: dict[str, Any] = {} if form == "{name}" else {"area_form": form}
    dialect |= {"areas": aliases} if aliases else {}
    if not unknown or len(unknown) == len(names):
        return dialect
    listing = abridged(map(plain_text.excerpt, unknown))
    text = f"no such area is declared: {listing}; are rows about other areas to be passed over?"
    answers = {"dropped": "pass them over, in every file", "refused": "no: refuse the file"}
    return dialect | {"other_areas": ask(Question("other_areas", text, where, answers))}


def _value_cells(layout: Layout) -> Iterator[Any]:
    """Yield every cell of a column of figures."""
    own = {layout.area, layout.period, *layout.dimensions, *layout.ignored}
    columns = [name for name in layout.names if name and name not in own] if layout.across else layout.values
    for name in columns:
        yield from layout.column(name)


def _figures(layout: Layout) -> Iterator[str]:
    """Yield every figure that is written as a text."""
    for cell in _value_cells(layout):
        if isinstance(cell, str) and cells.is_number(cell):
            yield cell.strip()


def _of_signs(layout: Layout, documented: Collection[str], where: str, ask: Ask) -> dict[str, Any]:
    """Return what each sign among the figures stands for, as answered; of those not `documented` already."""
    texts = (cell.strip() for cell in _value_cells(layout) if isinstance(cell, str) and cells.is_sign(cell))
    signs: dict[str, list[str]] = {}
    for sign in (sign for sign in dict.fromkeys(texts) if sign not in documented):
        question = Question(
            f"missing or zero for {sign!r}",
            f"{sign!r} stands among the figures: what does it mean?",
            where,
            {"missing": "not published, or not known", "zero": "nil: there is none"},
        )
        signs.setdefault(ask(question), []).append(sign)
    if "missing" in signs:
        signs["missing"] += [sign for sign in documented if sign not in signs.get("zero", ())]
    return dict(signs)


def _per_cent(where: str) -> Question:
    text = "figures are shown as per cent: is 12 % the figure 12, or 0.12?"
    answers = {"shown": "12, as it is shown", "stored": "0.12, as it is stored"}
    return Question("percent", text, where, answers)


def _of_numbers(layout: Layout, declared: Mapping[str, Any], where: str, ask: Ask) -> tuple[str, str]:
    """Return the decimal sign to declare ("" where the file shows it), and a thousands sign of its own."""
    written = [text.rstrip("%").rstrip(f" {_SPACES}") for text in dict.fromkeys(_figures(layout))]
    spaced = any(space in text for text in written for space in f" {_SPACES}")
    thousands = " " if spaced else "'" if any("'" in text or "\u2019" in text for text in written) else ""
    separated = [text for text in written if "." in text or "," in text]
    if not separated:
        return "", thousands
    styles = {sign: _style(sign, thousands, declared) for sign in (",", ".")}
    reads = {sign: all(style.number(text) is not None for text in written) for sign, style in styles.items()}
    unclear = not any(_is_clear(text) for text in separated)
    if unclear or all(reads.values()):
        return ask(_decimal(separated, styles, where)), thousands
    undeclared = _style("", thousands, declared)
    readable = all(undeclared.number(text) is not None for text in written)
    if readable and undeclared.doubt(written, decimals_shown=undeclared.shows_decimals(written)) is None:
        return "", thousands
    return next((sign for sign, fits in reads.items() if fits), ""), thousands


def _style(decimal: str, thousands: str, declared: Mapping[str, Any]) -> Style:
    signs = {name: declared[name] for name in ("missing", "zero") if name in declared}
    return Style.of(draft_source(format="csv", decimal=decimal, dialect={"thousands": thousands}, **signs))


def _is_clear(text: str) -> bool:
    """Return whether a number shows which of its signs stands before decimals."""
    signs = [sign for sign in text if sign in ".,"]
    return len(signs) != 1 or len(text.rpartition(signs[0])[2]) != _GROUP


def _decimal(separated: list[str], styles: Mapping[str, Style], where: str) -> Question:
    first = separated[0]
    answers = {}
    for sign, style in styles.items():
        number = style.number(first)
        meaning = "is not written so" if number is None else f"is {number:g}".replace(".", ",")
        answers[sign] = (
            f"{first} {meaning}, for {'a comma' if sign == ',' else 'a point'} stands before decimals"
        )
    shown = abridged(separated[:3])
    text = f"figures such as {shown} can be read in two ways: which sign stands before decimals?"
    return Question("decimal", text, where, answers)
