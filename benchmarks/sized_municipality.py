"""A demo municipality of any size: pages, indicators and areas as asked for. Its figures are random."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from cold import QUARTER, REPOSITORY

GENERAL_PAGES = 3  # pages that belong to no committee: the council's, data quality, method
SHOWN = 6  # indicators on each committee's page
PERIODS = [f"{year}K{number}" for year in range(2020, 2026) for number in range(1, 5)]
CODES = ["000", "990"]
SEED = 20_261_122

_MUNICIPALITY = """\
name = "Målekommune"
code = "990"
council = "Kommunalbestyrelsen"
council_members = 9
country = "000"
comparison = ["991"]
comparison_name = "en kommune i nærheden"

[areas]
"000" = { name = "Hele landet", kind = "land" }
"990" = { name = "Måle" }
"""
_STRATEGY = """\
title = "Målestrategi"
first_year = 2022
last_year = 2026
adopted_by = "Kommunalbestyrelsen"
source = "Opdigtet"
[aims.a]
title = "Vækst"
summary = "Mere."
"""
_FOCUS_AREA = """\
[committees.{key}]
title = "Udvalget {key}"
short = "{key}"
[focus_areas.{key}]
title = "Mere {key}"
aim = "a"
committee = "{key}"
"""
_SOURCES = """\
[tal]
title = "Opdigtede tal"
publisher = "Ingen"
table = "T"
licence = "ukendt"
origin = "official"
owner = "Ingen"
format = "statbank"
file = "tal.csv"
area = "OMRÅDE"
period = "TID"
dimensions = ["EMNE"]
values = ["INDHOLD"]
lag_days = 30
"""
_INDICATOR = """\
[i{number}]
title = "Indikator {number}"
focus_area = "{committee}"
source = "tal"
measure = "E{number}"
unit = "%"
kind = "share"
decimals = 1
better = "higher"
definition = "Opdigtet."
"""


def lay_out(project: Path, *, pages: int, indicators: int = 0, areas: int = 3) -> None:
    """Write a project with `pages` pages that show six indicators each.

    There are at least `indicators` indicators, shown or not, and each has a series in every one of `areas`
    areas.
    """
    committees = [f"udvalg-{number}" for number in range(1, pages - GENERAL_PAGES + 1)]
    count = max(indicators, SHOWN * len(committees))
    codes = [*CODES, *(str(991 + number) for number in range(areas - len(CODES)))]
    for folder in ("strategy", "expectations", "notebooks", f"data/raw/{QUARTER}"):
        (project / folder).mkdir(parents=True)
    for name, text in _strategy(committees, count, codes).items():
        (project / "strategy" / name).write_text(text, encoding="utf-8")
    for name in ("facts.json", "observations.json"):
        shutil.copy(REPOSITORY / "expectations" / name, project / "expectations")
    (project / "expectations/tal.json").write_text(json.dumps(_suite()), encoding="utf-8")
    for page in [*committees, "kommunalbestyrelsen", "datakvalitet", "metode"]:
        (project / f"notebooks/{page}.ipynb").write_text(json.dumps(_notebook(page)), encoding="utf-8")
    _raw(project / f"data/raw/{QUARTER}", count, codes)


def _strategy(committees: list[str], count: int, codes: list[str]) -> dict[str, str]:
    neighbours = "".join(f'"{code}" = {{ name = "Nabo {code}" }}\n' for code in codes[2:])
    areas = "".join(_FOCUS_AREA.format(key=key) for key in committees)
    indicators = "".join(
        _INDICATOR.format(number=number, committee=committees[min(number // SHOWN, len(committees) - 1)])
        for number in range(count)
    )
    return {
        "municipality.toml": _MUNICIPALITY + neighbours,
        "strategy-2022-2026.toml": _STRATEGY + areas,
        "sources.toml": _SOURCES,
        "indicators.toml": indicators,
        "gaps.toml": "",
        "capacity.toml": "",
        "disclosure.toml": "",
    }


def _suite() -> dict[str, object]:
    expected = (
        ("column_values_to_not_be_null", {"column": "TID"}, "Hver række har en periode."),
        ("column_values_to_be_between", {"column": "INDHOLD", "min_value": 0}, "Intet er under 0."),
        (
            "compound_columns_to_be_unique",
            {"column_list": ["OMRÅDE", "EMNE", "TID"]},
            "Hver række står kun én gang.",
        ),
    )
    return {
        "name": "tal",
        "expectations": [
            {"type": f"expect_{kind}", "kwargs": words, "severity": "critical", "meta": {"sentence": text}}
            for kind, words, text in expected
        ],
    }


def _notebook(page: str) -> dict[str, object]:
    number = int(page.removeprefix("udvalg-")) - 1 if page.startswith("udvalg-") else -1
    shown = ", ".join(f'"i{index}"' for index in range(number * SHOWN, (number + 1) * SHOWN))
    blocks = {
        "kommunalbestyrelsen": "report.on_track()\nreport.key_figures()\nreport.missing()",
        "datakvalitet": "report.quality()",
        "metode": "report.icons()",
    }
    opening = "from sigtepunkt.report import open_report\n\n"
    committee = f'report.summary()\nreport.focus_area("{page}")\nreport.indicator({shown})'
    cells = [
        ("markdown", f"# {page}\n\nHvad siger tallene?", []),
        ("code", f'quarter: str = "{QUARTER}"', ["parameters"]),
        ("code", f'{opening}report = open_report("{page}", quarter)\nreport.heading()', []),
        ("code", blocks.get(page, committee), []),
        *_linked(page),
        ("code", "report.provenance()", []),
    ]
    return {
        "cells": [
            {
                "cell_type": kind,
                "id": f"cell-{number}",
                "metadata": {"tags": tags} if tags else {},
                "source": text,
                **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            }
            for number, (kind, text, tags) in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _linked(page: str) -> list[tuple[str, str, list[str]]]:
    """Return the shipped prose of the method page, whose headings blocks of other pages link to."""
    if page != "metode":
        return []
    cells = json.loads((REPOSITORY / "notebooks/metode.ipynb").read_text(encoding="utf-8"))["cells"]
    prose = ("".join(cell["source"]) for cell in cells[1:] if cell["cell_type"] == "markdown")
    return [("markdown", text, []) for text in prose]


def _raw(folder: Path, count: int, codes: list[str]) -> None:
    (folder / "tal.csv").write_text(
        "OMRÅDE;EMNE;TID;INDHOLD\r\n" + "".join(_lines(count, codes)), encoding="utf-8"
    )
    (folder / "vintage.toml").write_text(
        f'quarter = "{QUARTER}"\nclosed = 2026-05-31\nreconstructed = false\nnote = "Opdigtet."\n',
        encoding="utf-8",
    )
    (folder / "provenance.toml").write_text(
        '["tal.csv"]\nsource = "tal"\nvia = "ingen"\nretrieved = "2026-05-31"\nhow = "Opdigtet."\n',
        encoding="utf-8",
    )
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def _lines(count: int, codes: list[str]) -> Iterator[str]:
    chance = np.random.default_rng(SEED)
    for number in range(count):
        for code, level in zip(codes, chance.uniform(20, 80, len(codes)), strict=True):
            for period, off in zip(PERIODS, chance.normal(0, 2, len(PERIODS)), strict=True):
                yield f"{code};E{number};{period};{level + off:.1f}\r\n".replace(".", ",")
