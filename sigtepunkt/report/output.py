"""How blocks reach a notebook's output, and what they carry: downloads, ids, Danish cells."""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.report import templating
from sigtepunkt.report.block_cache import SETTING

# Marks an output as made by the report. Publishing refuses pictures and tables without it: they have no text
# alternative and no Danish numbers.
MIME_TYPE = "application/vnd.sigtepunkt.block+json"
FRAME = "sigtepunkt"  # the class around a block in a person's notebook

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def show(html: str, *, reads: Iterable[str] = (), **facts: Any) -> None:
    """Display a block's HTML, with what publishing needs: what it `reads` (`dependencies`), JSON `facts`."""
    deliver({"text/html": html, MIME_TYPE: {**facts, "reads": [*reads]}})


def deliver(bundle: Mapping[str, Any]) -> None:
    """Hand a block to the kernel: as it is while publishing, framed and styled in a person's own JupyterLab.

    Without a kernel nothing is displayed.
    """
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if not hasattr(shell, "kernel"):
        return
    if SETTING in os.environ:
        display(dict(bundle), raw=True)  # type: ignore[no-untyped-call]
    elif bundle["text/html"]:
        framed = f'<div class="{FRAME}">{bundle["text/html"]}</div>'
        display({**bundle, "text/html": framed}, raw=True)  # type: ignore[no-untyped-call]


def bring_style() -> None:
    """Give a person's notebook the stylesheet once; it applies to every block framed by `deliver`."""
    from IPython import get_ipython
    from IPython.display import display

    if SETTING not in os.environ and hasattr(get_ipython(), "kernel"):
        style = f"<style>{templating.notebook_stylesheet()}</style>"
        display({"text/html": style}, raw=True)  # type: ignore[no-untyped-call]


def csv_address(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table as a data URL, which downloads it as CSV."""
    encoded = base64.b64encode(csv_text(columns, rows).encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table as CSV: semicolons, decimal comma and BOM, as Danish Excel opens it."""
    lines = [";".join(_csv_cell(cell) for cell in row) for row in (columns, *rows)]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


@lru_cache(maxsize=10_000)  # names of areas, indicators and sources are repeated in thousands of rows
def _csv_cell(cell: str) -> str:
    plain = cell.replace(danish.NO_BREAK, " ").replace(danish.MINUS, "-")
    # A spreadsheet runs a cell that begins like a formula, some also after spaces or in wide letters; an
    # apostrophe makes it text. Numbers may be negative.
    like_formula = plain.startswith(("\t", "\r")) or plain.lstrip().startswith(_FORMULA)
    if like_formula and not re.fullmatch(r"-?[\d.,]+", plain):
        plain = "'" + plain
    return f'"{plain.replace(chr(34), chr(34) * 2)}"' if re.search(r'[;"\r\n]', plain) else plain


def slug(text: str) -> str:
    """Return an id of lower-case ASCII words joined by hyphens, with a letter first, as SVG requires."""
    spelled = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    letters = unicodedata.normalize("NFKD", spelled)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"nr-{name}" if name[:1].isdigit() else name


def cells(data: pd.DataFrame, decimals: int) -> list[list[str]]:
    """Return a frame's cells as Danish text; whole-number columns without decimals, missing as a dash."""
    return [list(row) for row in zip(*(_column(data[name], decimals) for name in data.columns), strict=True)]


def _column(column: pd.Series[Any], decimals: int) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        return ["ja" if cell else "nej" for cell in column]
    if pd.api.types.is_integer_dtype(column):
        return [danish.MISSING if pd.isna(cell) else danish.number(float(cell)) for cell in column]
    if pd.api.types.is_float_dtype(column):
        return [danish.number(float(cell), decimals) for cell in column]
    return [danish.MISSING if pd.isna(cell) else str(cell) for cell in column]
