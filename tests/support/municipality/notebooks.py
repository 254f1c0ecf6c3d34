"""Prøvekommune's notebooks: one for each page, as short as possible."""

from __future__ import annotations

from typing import Any

Notebook = dict[str, Any]


def notebook(*cells: str, parameters: str = 'quarter: str = "2026Q2"') -> Notebook:
    """Return a notebook; text that begins with `#` and a space is prose, other text is code."""
    first = [_cell(cells[0])] if cells and cells[0].startswith("# ") else []
    declared = [_cell(parameters, "parameters")] if parameters else []
    return {
        "cells": [*first, *declared, *(_cell(text) for text in cells[len(first) :])],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def _cell(text: str, *tags: str) -> dict[str, Any]:
    if text.startswith(("# ", "## ")):
        return {"cell_type": "markdown", "metadata": {}, "source": text}
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)} if tags else {},
        "execution_count": None,
        "outputs": [],
        "source": text,
    }


def _opened(page: str) -> str:
    opening = "from sigtepunkt.report import open_report"
    return f'{opening}\n\nreport = open_report("{page}", quarter)\nreport.heading()'


NOTEBOOKS: dict[str, Notebook] = {
    "kommunalbestyrelsen": notebook(
        "# Kommunalbestyrelsen\n\nAlt på én side.",
        _opened("kommunalbestyrelsen"),
        "report.on_track()\nreport.aims()\nreport.key_figures()\nreport.matrix()\nreport.actions()\nreport.news()",
        "report.targets()\nreport.changes()\nreport.missing()",
        "report.provenance()",
    ),
    "teknik": notebook(
        "# Teknikudvalget\n\nBor der flere?",
        _opened("teknik"),
        "report.summary()",
        'report.focus_area("bosaetning")',
        'report.indicator("folketal", "folkevaekst", "ledighed")\nreport.capacity("nyttehaver")',
        'report.focus_area("klima")',
        'report.indicator("ventetid")',
        "report.provenance()",
    ),
    "boern": notebook(
        "# Børneudvalget\n\nEr alle med?",
        _opened("boern"),
        "report.summary()",
        'report.focus_area("skole")',
        'report.indicator("klubandel", "skolefravaer")',
        'report.focus_area("trivsel")',
        "report.provenance()",
    ),
    "datakvalitet": notebook(
        "# Datakvalitet\n\nHvor kommer tallene fra?", _opened("datakvalitet"), "report.quality()"
    ),
    "metode": notebook(
        "# Metode\n\nHvad betyder mærkerne?",
        _opened("metode"),
        'report.icons()\nreport.example("skift")\nreport.error_rates()',
        *(
            f"## {heading}\n\nOpdigtet."
            for heading in (
                "Mere end tilfældigt",
                "Måneder og kvartaler",
                "Årstid",
                "År",
                "Kan ikke afgøres",
                "Sammenligning",
                "Områder",
                "Fremskrivninger",
                "Ændret",
                "Hvor tit",
                "Stedfortræder",
                "Ramme",
                "Tæller alle",
                "Ord",
            )
        ),
    ),
}
