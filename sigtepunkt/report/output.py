"""How blocks reach a notebook's output, and what they carry besides their look."""

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

# Marks an output as made by the report. Publishing refuses pictures and tables without it: they have no text alternative
# and no Danish numbers.
MARK = "application/vnd.sigtepunkt.block+json"
FRAME = "sigtepunkt"  # the class around a block in a person's notebook

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def show(html: str, *, reads: Iterable[str] = (), **facts: Any) -> None:
    """Display a block in the notebook: its HTML, and for whoever publishes it what it `reads` (`dependencies`) and `facts` (JSON)."""
    deliver({"text/html": html, MARK: {**facts, "reads": [*reads]}})


def deliver(bundle: Mapping[str, Any]) -> None:
    """Hand a block to the kernel: as it is to who publishes it, framed and styled to a person's own JupyterLab; nowhere without a kernel."""
    from IPython import get_ipython
    from IPython.display import display

    shell = get_ipython()
    if not hasattr(shell, "kernel"):
        return
    if SETTING in os.environ:
        display(dict(bundle), raw=True)  # type: ignore[no-untyped-call]
    elif bundle["text/html"]:
        display({**bundle, "text/html": f'<div class="{FRAME}">{bundle["text/html"]}</div>'}, raw=True)  # type: ignore[no-untyped-call]


def bring_style() -> None:
    """Give a person's notebook the style its blocks need, once: it holds for every block framed by `deliver`."""
    from IPython import get_ipython
    from IPython.display import display

    if SETTING not in os.environ and hasattr(get_ipython(), "kernel"):
        display({"text/html": f"<style>{templating.notebook_stylesheet()}</style>"}, raw=True)  # type: ignore[no-untyped-call]


def csv_address(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the table as an address that downloads it."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv_text(columns, rows).encode()).decode()


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table as CSV: semicolons, decimal comma and BOM, as Danish Excel opens it."""
    lines = [";".join(_csv_cell(cell) for cell in row) for row in (columns, *rows)]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


@lru_cache(maxsize=10_000)  # names of areas, indicators and sources stand in thousands of rows
def _csv_cell(cell: str) -> str:
    plain = cell.replace(danish.NO_BREAK, " ").replace(danish.MINUS, "-")
    # A spreadsheet runs a cell that begins like a formula, some of them after spaces or in wide letters; an apostrophe makes it
    # text. Numbers may be negative.
    if (plain.startswith(("\t", "\r")) or plain.lstrip().startswith(_FORMULA)) and not re.fullmatch(
        r"-?[\d.,]+", plain
    ):
        plain = "'" + plain
    return f'"{plain.replace(chr(34), chr(34) * 2)}"' if re.search(r'[;"\r\n]', plain) else plain


def slug(text: str) -> str:
    """Return an id of lower-case ASCII words joined by hyphens; it begins with a letter, as names within a picture have to."""
    spelled = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(letter)
    )
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"nr-{name}" if name[:1].isdigit() else name


def cells(data: pd.DataFrame, decimals: int) -> list[list[str]]:
    """Return a frame's cells as Danish text; whole-number columns without decimals, missing as a dash."""
    columns = []
    for name in data.columns:
        column = data[name]
        if pd.api.types.is_bool_dtype(column):
            columns.append(["ja" if cell else "nej" for cell in column])
        elif pd.api.types.is_integer_dtype(column):
            columns.append(
                [danish.MISSING if pd.isna(cell) else danish.number(float(cell)) for cell in column]
            )
        elif pd.api.types.is_float_dtype(column):
            columns.append([danish.number(float(cell), decimals) for cell in column])
        else:
            columns.append([danish.MISSING if pd.isna(cell) else str(cell) for cell in column])
    return [list(row) for row in zip(*columns, strict=True)]


def table_block(data: pd.DataFrame, caption: str, decimals: int) -> str:
    """Return a table with Danish numbers; the first column heads each row."""
    numeric = [str(name) for name in data.columns if pd.api.types.is_numeric_dtype(data[name])]
    columns = [str(column) for column in data.columns]
    return templating.render(
        "table", caption=caption, columns=columns, numeric=numeric, rows=cells(data, decimals)
    )
