"""Of a file nobody has declared, a suggestion reads the right figures; what it does not say is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from example_sources import source
from municipality.file_forms import BASE, FORMS, ROWS, expected, in_codes, in_value
from municipality.written_files import Manner, written

from sigtepunkt.receiving import incoming
from sigtepunkt.receiving.detection.file_grid import draft_source
from sigtepunkt.receiving.detection.suggestion import suggest
from sigtepunkt.receiving.questions import Ask, Question
from sigtepunkt.strategy import Definitions, Source

UNKNOWABLE = {"text: aliases", "workbook: aliases"}  # that Test is Prøve


def answering(truth: Source) -> Ask:
    """Return a person who knows how the file was written."""

    def answer(question: Question) -> str:
        if sign := re.search("missing or zero for '(.+)'", question.key):
            return "zero" if sign[1] in truth.zero else "missing"
        known: Mapping[str, Any] = {
            "decimal": truth.decimal,
            "dates": "quarter",
            "other_areas": "dropped",
            "sheet": truth.sheet,
            "encoding": truth.encoding,
        }
        return str(known[question.key])

    return answer


@pytest.mark.parametrize(
    ("declared", "manner"),
    [form[1:] for form in FORMS if form[0] not in UNKNOWABLE],
    ids=[form[0] for form in FORMS if form[0] not in UNKNOWABLE],
)
def test_every_form_is_understood(
    tmp_path: Path, definitions: Definitions, declared: dict[str, Any], manner: Manner
) -> None:
    truth = source(**BASE | declared)
    path = tmp_path / ("fil.xlsx" if truth.format == "excel" else "fil.csv")
    path.write_bytes(written(truth, in_codes(in_value(ROWS, truth), truth), manner))
    suggestion = suggest(path, "fil", definitions.municipality, answering(truth))
    read = incoming.read(draft_source(**suggestion.keys), path, "fil", definitions.municipality)
    figures = read.figures.astype(object).where(read.figures.notna(), None)
    keys = zip(figures["measure"], figures["area"], figures["period"], strict=True)
    assert dict(zip(keys, figures["value"], strict=True)) == expected(ROWS)
