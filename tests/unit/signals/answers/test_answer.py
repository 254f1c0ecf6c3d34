"""An answer is a tested estimate with its limits, in the unit or in per cent, or says why there is none."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.signals.answers.answer import (
    ALPHA,
    Answer,
    Reason,
    Scale,
    in_unit,
    of_comparison,
    of_contrast,
)
from sigtepunkt.signals.methods.beside_others import Beside
from sigtepunkt.signals.methods.contrast import Contrast

CLEAR = Contrast(2.0, 1.0, 3.0, 0.001, 0.1)


@pytest.mark.parametrize("scale", get_args(Scale))
def test_a_contrast_beyond_chance_is_sure_where_the_told_difference_has_its_sign(scale: Scale) -> None:
    answer = of_contrast(CLEAR, scale, 0.1, "2012")
    assert (answer.sure, answer.reason, answer.p, answer.since) == (True, "", 0.001, "2012")
    told = [2.0, 1.0, 3.0] if scale == "unit" else [100 * math.expm1(each) for each in (2, 1, 3)]
    assert [answer.estimate, answer.lower, answer.upper] == pytest.approx(told)


@pytest.mark.parametrize("difference", [-0.1, 0.0])
def test_a_contrast_that_does_not_have_the_sign_of_what_is_told_is_not_sure(difference: float) -> None:
    answer = of_contrast(CLEAR, "unit", difference, "2012")
    assert (answer.sure, answer.reason, answer.direction) == (False, "other sign", "")
    assert (answer.p, answer.alpha) == (0.001, ALPHA), "it was tested all the same"


@pytest.mark.parametrize(("p", "sure"), [(0.0099, True), (0.01, False), (0.5, False)])
def test_what_is_sure_is_so_at_one_per_cent(p: float, *, sure: bool) -> None:
    assert of_contrast(Contrast(2.0, 1.0, 3.0, p, 0.1), "unit", 1, "2012").sure == sure
    assert of_comparison(Beside(2.0, 1.0, 3.0, p, 7), "unit", "2021", 8).sure == sure


def test_values_exactly_on_the_design_have_an_estimate_and_no_verdict() -> None:
    answer = of_contrast(Contrast(2.0, None, None, None, None, "exact"), "unit", 2.0, "2012")
    assert answer == Answer(2.0, reason="exact", since="2012")
    assert (answer.alpha, answer.direction) == (0, "")


def test_a_comparison_says_with_how_many() -> None:
    answer = of_comparison(Beside(-2.0, -3.0, -1.0, 0.001, 7), "unit", "2021", 8)
    assert answer == Answer(-2.0, -3.0, -1.0, 0.001, sure=True, since="2021", others=8)
    assert answer.direction == "falling"
    same = of_comparison(Beside(-2.0, None, None, None, 7, 1.0, "no spread"), "unit", "2021", 8)
    assert same == Answer(-2.0, reason="no spread", since="2021", others=8)


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_a_difference_of_logarithms_is_told_in_per_cent(before: float, now: float) -> None:
    told = in_unit(math.log(now) - math.log(before), "log")
    assert told == pytest.approx(100 * (now - before) / before, rel=1e-6, abs=1e-6)
    assert in_unit(now - before, "unit") == now - before


def test_only_what_is_sure_has_a_direction() -> None:
    assert Answer(2.0, 1.0, 3.0, 0.2).direction == ""
    assert Answer(2.0, 1.0, 3.0, 0.001, sure=True).direction == "rising"
    assert all(Answer(reason=reason).direction == "" for reason in get_args(Reason))
