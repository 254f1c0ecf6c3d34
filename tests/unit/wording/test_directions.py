"""Differences in words that fit the unit, with the unit whole around the word."""

from __future__ import annotations

from typing import Any

import pytest
from every_state import INDICATOR

from sigtepunkt.strategy import Indicator
from sigtepunkt.wording import directions

AMOUNT: dict[str, Any] = {"kind": "amount"}


def declared(unit: str, **changes: Any) -> Indicator:
    """Return an indicator in this unit."""
    return INDICATOR.model_copy(update={"unit": unit, **changes})


@pytest.mark.parametrize(
    ("indicator", "amount", "text"),
    [
        (declared("km", decimals=1), 0.1, "0,1 km længere"),
        (declared("dage", comparative="longer"), -5, "5 dage kortere"),
        (declared("dage", comparative="longer"), -1, "1 dag kortere"),
        (declared("dage"), -5, "5 dage færre"),
        (declared("elever pr. klasse", decimals=1), -0.1, "0,1 elev færre pr. klasse"),
        (declared("elever pr. klasse", decimals=1), -1.1, "1,1 elever færre pr. klasse"),
        (declared("børn pr. voksen", decimals=1), 0.3, "0,3 barn flere pr. voksen"),
        (declared("pr. 1.000 boliger", decimals=1), 0.8, "0,8 flere pr. 1.000 boliger"),
        (declared("virksomheder", kind="count"), 1, "1 virksomhed flere"),
        (declared("besøg", kind="count"), -12, "12 besøg færre"),
        (declared("udlån pr. indbygger", decimals=1, **AMOUNT), 1, "1,0 udlån flere pr. indbygger"),
        (declared("kg pr. indbygger", **AMOUNT), 30, "30 kg mere pr. indbygger"),
        (declared("ton CO2e pr. indbygger", decimals=1, **AMOUNT), -2.5, "2,5 ton CO2e mindre pr. indbygger"),
        (declared("mio. kr.", decimals=1, **AMOUNT), -2.5, "2,5 mio. kr. mindre"),
        (declared("kr. pr. m2", comparative="higher", **AMOUNT), 40, "40 kr. højere pr. m2"),
        (declared("%", kind="share", decimals=1), 2.3, "2,3 procentpoint højere"),
        (declared("point (1-5)", decimals=2), -0.14, "0,14 point lavere"),
        (declared("", decimals=1), 1.5, "1,5 højere"),
        (declared("placering"), 2, "2 pladser længere nede"),
        (declared("placering"), -1, "1 plads længere oppe"),
    ],
    ids=lambda value: value.unit if isinstance(value, Indicator) else None,
)
def test_the_words_fit_the_unit_and_the_unit_is_whole(indicator: Indicator, amount: float, text: str) -> None:
    assert directions.apart(amount, indicator).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("indicator", "later", "earlier", "text"),
    [
        (declared("ton", decimals=1, **AMOUNT), 6.78, 9.31, "27 % lavere"),
        (declared("kg", **AMOUNT), 726, 696, "4,3 % højere"),
        (declared("personer", kind="count"), 451, 362, "25 % højere"),
        (declared("personer", kind="count"), 6, 8, ""),
        (declared("%", kind="share"), 22, 20, ""),
        (declared("dage"), 22, 20, ""),
        (declared("mio. kr.", **AMOUNT), 2, -2, ""),
        (declared("mio. kr.", **AMOUNT), -2, 2, ""),
        (declared("kg", **AMOUNT), 10.2, 9.8, ""),
    ],
)
def test_only_amounts_and_counts_of_many_are_told_in_per_cent(
    indicator: Indicator, later: float, earlier: float, text: str
) -> None:
    assert directions.in_per_cent(later, earlier, indicator).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("limits", "relative", "text"),
    [
        ((0.41, 4.12), False, "mellem 0,4 og 4,1 procentpoint højere"),
        ((-4.12, -0.41), False, "mellem 0,4 og 4,1 procentpoint lavere"),
        ((0.02, 4.12), False, "op til 4,1 procentpoint højere"),
        ((0.01, 0.04), False, "mellem 0,01 og 0,04 procentpoint højere"),
        ((-2.0, -2.0), False, "ca. 2,0 procentpoint lavere"),
        ((-15.3, -0.48), True, "mellem 0,5 og 15,3 % lavere"),
        ((14.3, 104.6), True, "mellem 14 og 105 % højere"),
    ],
)
def test_limits_begin_with_the_smaller_and_never_with_nothing(
    limits: tuple[float, float], relative: bool, text: str
) -> None:
    percent = declared("%", kind="share", decimals=1)
    assert directions.between(*limits, percent, relative=relative).replace("\u00a0", " ") == text


def test_of_a_figure_it_is_said_that_it_is_higher_and_of_a_place_that_it_is_further_down() -> None:
    assert directions.higher_by(2, declared("dage")).replace("\u00a0", " ") == "2 dage højere"
    assert directions.higher_by(-2, declared("placering")).replace("\u00a0", " ") == "2 pladser længere oppe"
    assert directions.slightly(declared("dage"), lower=True) == "lidt lavere"
