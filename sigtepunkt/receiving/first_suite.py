"""A file's first figures → the first expectations of the files that follow it. Pure.

They say what holds of this file and should of every other: its columns, what a row is about, the range of its
figures. A person who knows the figures narrows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sigtepunkt.core import danish
from sigtepunkt.receiving.incoming import Incoming
from sigtepunkt.strategy import Municipality, Source

_PERIODS = {
    r"^\d{4}$": "et årstal med fire cifre, fx 2025",
    r"^\d{4}[KQ][1-4]$": "årstal og kvartal, fx 2025K2",
    r"^\d{4}M\d{2}$": "årstal og måned, fx 2025M07",
    r"^\d{4}/\d{4}$": "skoleår, fx 2024/2025",
}
_MOST_CODES = 60  # different codes of a dimension that are listed
_LONG = 8  # figures that show a range
_WHOLE = 100.0
_PER_CENT = re.compile(r"pct|procent|%|andel", re.IGNORECASE)
_ANEW = "Hent filen igen, eller spørg kildens ejer."


def suite(key: str, incoming: Incoming, municipality: Municipality) -> dict[str, Any]:
    """Return a suite in Great Expectations' JSON that the file itself meets."""
    expectations = [*_of_table(incoming), *_of_keys(incoming, municipality), *_of_figures(incoming)]
    owner = incoming.source.owner
    for expectation in expectations:
        expectation["meta"]["owner"] = owner
    return {"name": key, "expectations": expectations, "meta": {}}


def _expectation(kind: str, sentence: str, *, severity: str = "critical", **arguments: Any) -> dict[str, Any]:
    return {
        "type": f"expect_{kind}",
        "kwargs": arguments,
        "severity": severity,
        "meta": {"sentence": sentence, "remedy": _ANEW},
    }


def _of_table(incoming: Incoming) -> Iterator[dict[str, Any]]:
    columns, rows = [str(name) for name in incoming.frame.columns], len(incoming.frame)
    yield _expectation(
        "table_columns_to_match_set",
        f"Filen har netop kolonnerne {danish.listed(columns)}.",
        column_set=columns,
        exact_match=True,
    )
    sentence = (
        f"Filen har mindst {danish.counted(rows, 'række', 'rækker')}, som da den blev modtaget første gang."
    )
    yield _expectation("table_row_count_to_be_between", sentence, min_value=rows)


def _of_keys(incoming: Incoming, municipality: Municipality) -> Iterator[dict[str, Any]]:
    source, frame = incoming.source, incoming.frame
    for name in source.keys:
        sentence = f"I hver række står der noget under »{name}«."
        yield _expectation("column_values_to_not_be_null", sentence, column=name)
    yield from _of_periods(source, frame)
    if source.area:
        areas = {"$PARAMETER": "areas"}
        sentence = "Hvert område er et, projektet kender."
        yield _expectation("column_values_to_be_in_set", sentence, column=source.area, value_set=areas)
        codes = municipality.codes()
        home = next((text for text in frame[source.area] if codes.get(text) == municipality.code), None)
        if home is not None:
            yield _expectation(
                "column_distinct_values_to_contain_set",
                f"{municipality.name} er med i filen.",
                column=source.area,
                value_set=[home],
            )
    for name in source.dimensions:
        codes_of = sorted(frame[name].dropna().unique())
        if len(codes_of) <= _MOST_CODES:
            sentence = f"{name} er en af dem, filen havde, da den blev modtaget første gang."
            yield _expectation("column_values_to_be_in_set", sentence, column=name, value_set=codes_of)
    keys, once = list(source.keys), "Hver række står kun én gang."
    if len(keys) > 1:
        yield _expectation("compound_columns_to_be_unique", once, column_list=keys)
    else:
        yield _expectation("column_values_to_be_unique", once, column=keys[0])


def _of_periods(source: Source, frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    texts = [str(text) for text in frame[source.period].dropna().unique()]
    for pattern, words in _PERIODS.items():
        if all(re.match(pattern, text) for text in texts):
            sentence = f"Perioden er skrevet som {words}."
            yield _expectation("column_values_to_match_regex", sentence, column=source.period, regex=pattern)
            return


def _of_figures(incoming: Incoming) -> Iterator[dict[str, Any]]:
    for name in incoming.source.values:
        values = incoming.frame[name].dropna().to_numpy(dtype=np.float64)
        if not len(values):
            continue
        lowest, highest = float(values.min()), float(values.max())
        limits: dict[str, Any] = {"min_value": 0} if lowest >= 0 else {}
        sentence = f"{name} er ikke negativ."
        if limits and highest <= _WHOLE and _PER_CENT.search(name):
            limits, sentence = {**limits, "max_value": 100}, f"{name} er fra 0 til 100 procent."
        if limits:
            yield _expectation("column_values_to_be_between", sentence, column=name, **limits)
        span = highest - lowest
        if len(values) >= _LONG and span > 0:
            low, high = (round(each, 6) for each in (lowest - span, highest + span))
            yield _expectation(
                "column_values_to_be_between",
                f"{name} ligger ikke længere fra de hidtidige tal, end de ligger fra hinanden.",
                severity="warning",
                column=name,
                min_value=max(low, 0) if lowest >= 0 else low,
                max_value=high,
            )
