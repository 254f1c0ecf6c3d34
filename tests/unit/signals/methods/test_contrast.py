"""A planned contrast agrees with worked vectors, holds its limits, and depends on no unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals import contrast

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "contrast_vectors.json").read_text(encoding="utf-8")
)["contrasts"]
OPTIONS = ("kind", "start", "season", "confidence", "outliers")
YEARS = list(range(2010, 2026))
RESTLESS = [20.8, 20.7, 19.2, 20.4, 20.6, 19.8, 20.4, 20.5, 21.9, 21.3, 22.0, 21.7, 22.4, 21.8, 22.1, 22.3]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_a_contrast_is_that_of_two_independent_programs(vector: dict[str, Any]) -> None:
    result = contrast(
        vector["times"], vector["values"], **{name: vector[name] for name in OPTIONS if name in vector}
    )
    assert {name: getattr(result, name) for name in vector["want"]} == pytest.approx(vector["want"], abs=1e-6)


def test_a_step_is_estimated_between_its_limits() -> None:
    step = contrast(YEARS, RESTLESS, kind="level", start=2018, confidence=0.99)
    assert step.lower is not None
    assert step.upper is not None
    assert step.lower < step.estimate < step.upper
    assert step.estimate == pytest.approx(np.mean(RESTLESS[8:]) - np.mean(RESTLESS[:8]), abs=0.2)


@given(st.floats(0.01, 1e6), st.floats(-1e4, 1e4))
def test_another_unit_gives_the_same_estimate_in_that_unit_and_the_same_p(
    factor: float, shift: float
) -> None:
    here = contrast(YEARS, RESTLESS, kind="level", start=2018)
    there = contrast(YEARS, factor * np.array(RESTLESS) + shift, kind="level", start=2018)
    assert there.estimate == pytest.approx(factor * here.estimate, rel=1e-6)
    assert there.p == pytest.approx(here.p, abs=1e-6)


def test_a_wider_confidence_has_wider_limits() -> None:
    at_95, at_99 = (contrast(YEARS, RESTLESS, kind="trend", confidence=share) for share in (0.95, 0.99))
    assert at_95.lower is not None
    assert at_99.lower is not None
    assert at_99.lower < at_95.lower


def test_years_apart_count_as_years_apart() -> None:
    close = contrast([2005, 2006, 2007, 2008, 2009], [5.0, 5.4, 5.1, 6.6, 6.9], kind="trend")
    apart = contrast([2005, 2006, 2007, 2024, 2025], [5.0, 5.4, 5.1, 6.6, 6.9], kind="trend")
    assert abs(apart.estimate) < abs(close.estimate) / 4


def test_an_outlier_is_taken_out_by_its_own_column() -> None:
    spoilt = [*RESTLESS[:4], 60.0, *RESTLESS[5:]]
    without = contrast([*YEARS[:4], *YEARS[5:]], [*RESTLESS[:4], *RESTLESS[5:]], kind="level", start=2018)
    declared = contrast(YEARS, spoilt, kind="level", start=2018, outliers=[(2014, 2014)])
    assert declared.estimate == pytest.approx(without.estimate, abs=1e-9)


@pytest.mark.parametrize("kind", ["trend", "level"])
def test_values_exactly_on_the_design_have_an_estimate_and_no_verdict(kind: Any) -> None:
    values = [3.0 + 0.5 * year for year in range(16)] if kind == "trend" else [7.0] * 8 + [9.5] * 8
    exact = contrast(YEARS, values, kind=kind, start=2018)
    assert exact.estimate == pytest.approx(0.5 if kind == "trend" else 2.5)
    assert (exact.lower, exact.upper, exact.p, exact.memory, exact.reason) == (
        None,
        None,
        None,
        None,
        "exact",
    )


@pytest.mark.parametrize(
    ("argument", "times", "values", "options"),
    [
        ("times", [1, 1, 2, 3], [1, 2, 3, 5], {"kind": "trend"}),
        ("times", [3, 2, 1, 0], [1, 2, 3, 5], {"kind": "trend"}),
        ("values", [1, 2, 3, 4], [1, 2, float("nan"), 5], {"kind": "trend"}),
        ("values", [1, 2, 3], [1, 2], {"kind": "trend"}),
        ("values", [1, 2], [1, 2], {"kind": "trend"}),
        ("start", [1, 2, 3, 4], [1, 2, 3, 5], {"kind": "level", "start": 1}),
        ("start", [1, 2, 3, 4], [1, 2, 3, 5], {"kind": "level", "start": 5}),
        ("start", [1, 2, 3, 4], [1, 2, 3, 5], {"kind": "level"}),
        ("outliers", [1, 2, 3, 4], [1, 2, 3, 5], {"kind": "trend", "outliers": [(7, 8)]}),
        ("outliers", [1, 2, 3, 4, 5], [1, 2, 3, 5, 1], {"kind": "level", "start": 4, "outliers": [(4, 5)]}),
        ("kind", [1, 2, 3, 4], [1, 2, 3, 5], {"kind": "slope"}),
    ],
)
def test_what_cannot_be_answered_names_the_argument(
    argument: str, times: list[float], values: list[float], options: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=f"^{argument}:"):
        contrast(times, values, **options)
