"""Withheld figures stay in the table without their value."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sigtepunkt.checks.gate import Withheld
from sigtepunkt.observations.computations import observe
from sigtepunkt.observations.table import withhold
from sigtepunkt.strategy import Definitions


@pytest.mark.parametrize(("counted", "day"), [("start", "2020-01-01"), ("end", "2020-03-31")])
def test_a_withheld_figure_that_no_row_is_left_of_is_dated_as_its_source_counts(
    definitions: Definitions, counted: str, day: str
) -> None:
    key = "folketal"
    source = definitions.sources["proeve-folketal"].model_copy(update={"counted": counted})
    single = replace(
        definitions,
        indicators={key: definitions.indicators[key]},
        sources={**definitions.sources, "proeve-folketal": source},
    )
    measure = single.indicators[key].measure
    rows = pd.DataFrame(
        {"measure": [measure], "area": ["990"], "period": ["2021Q1"], "value": [5000.0], "row": [2]}
    )
    lost = Withheld(key, "990", "2020Q1", "Det er galt.", "folketal.csv: row 3")
    table = withhold(observe(single, {"proeve-folketal": rows}, "2026Q2"), [lost], {key: source}, "2026Q2")
    assert table.loc[table["status"] == "withheld", "date"].tolist() == [pd.Timestamp(day)]
    assert table.loc[table["status"] == "withheld", "file"].tolist() == ["folketal.csv"]
