"""Numbers, dates and lists as a Danish reader expects them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.core import danish

AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False)


def read_back(text: str) -> Decimal:
    """Return the number a Danish text stands for, by the plain rules of the language."""
    return Decimal(text.replace(danish.MINUS, "-").replace(".", "").replace(",", "."))


@given(AMOUNTS, st.integers(0, 4))
def test_a_number_says_the_value_rounded_half_away_from_zero(value: float, decimals: int) -> None:
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert read_back(danish.number(value, decimals)) == expected


@given(AMOUNTS, st.integers(0, 4))
def test_thousands_are_set_off_with_points_and_decimals_with_one_comma(value: float, decimals: int) -> None:
    tail = rf",\d{{{decimals}}}" if decimals else ""
    assert re.fullmatch(rf"{danish.MINUS}?\d{{1,3}}(\.\d{{3}})*{tail}", danish.number(value, decimals))


@given(AMOUNTS, st.integers(0, 4))
def test_a_number_and_its_opposite_differ_only_in_sign(value: float, decimals: int) -> None:
    assert danish.number(value, decimals).lstrip(danish.MINUS) == danish.number(-value, decimals).lstrip(
        danish.MINUS
    )


@given(AMOUNTS, st.integers(0, 4))
def test_a_number_is_written_as_the_unicode_consortium_has_it(value: float, decimals: int) -> None:
    pattern = f"#,##0.{'0' * decimals}".rstrip(".")
    expected = format_decimal(abs(danish.rounded(value, decimals)), format=pattern, locale=danish.LOCALE)
    assert danish.number(value, decimals).lstrip(danish.MINUS) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (48578, 0, "48.578"),
        (1234567.891, 2, "1.234.567,89"),
        (999, 0, "999"),
        (1000, 0, "1.000"),
        (0, 0, "0"),
        (0, 2, "0,00"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "−1"),
        (0.25, 1, "0,3"),
        (2.675, 2, "2,68"),
        (1.005, 2, "1,01"),
        (-1234.5, 1, "−1.234,5"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0,0"),
    ],
)
def test_numbers_are_written_as_danes_write_them(value: float, decimals: int, text: str) -> None:
    assert danish.number(value, decimals) == text


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_a_missing_number_is_a_dash_and_carries_no_unit(value: float | None) -> None:
    assert danish.number(value, 1) == "–"
    assert danish.quantity(value, "%", 1) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(1.2, "+1,2"), (-1.2, "−1,2"), (0.0, "0,0"), (0.04, "0,0"), (-0.04, "0,0")]
)
def test_a_signed_number_carries_a_plus_only_when_it_is_more_than_nothing(value: float, text: str) -> None:
    assert danish.number(value, 1, signed=True) == text


def test_an_amount_and_its_unit_stay_on_one_line() -> None:
    assert danish.quantity(1.9, "%", 1) == "1,9\u00a0%"
    assert danish.quantity(48578, "personer") == "48.578\u00a0personer"
    assert danish.quantity(-3, "mio. kr.", signed=True) == "−3\u00a0mio. kr."
    assert danish.quantity(3, "") == "3"


def test_dates_and_months_have_danish_names() -> None:
    assert danish.date(dt.date(2026, 5, 31)) == "31. maj 2026"
    assert [danish.month_name(month, short=True) for month in range(1, 13)] == [
        "jan",
        "feb",
        "mar",
        "apr",
        "maj",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "nov",
        "dec",
    ]
    assert danish.month_name(10) == "oktober"


def test_lists_are_joined_with_og() -> None:
    assert danish.listed([]) == ""
    assert danish.listed(["a"]) == "a"
    assert danish.listed(["a", "b"]) == "a og b"
    assert danish.listed(["a", "b", "c"]) == "a, b og c"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0\u00a0indikatorer"),
        (1, "1\u00a0indikator"),
        (2, "2\u00a0indikatorer"),
        (1041, "1.041\u00a0indikatorer"),
    ],
)
def test_only_one_is_counted_in_the_singular(count: int, text: str) -> None:
    assert danish.counted(count, "indikator", "indikatorer") == text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1"), (2, "to"), (7, "syv"), (10, "ti"), (11, "11"), (1000, "1.000")]
)
def test_small_counts_stand_in_words_in_prose(count: int, text: str) -> None:
    assert danish.in_words(count) == text


def test_only_the_first_letter_is_raised() -> None:
    assert danish.capitalised("året til 2. kvartal i VTF") == "Året til 2. kvartal i VTF"
    assert danish.capitalised("") == ""


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (1, "personer", 0, "1 person"),
        (-1, "dage", 0, "−1 dag"),
        (1, "dage pr. år", 0, "1 dag pr. år"),
        (1, "dage", 1, "1,0 dag"),
        (0.1, "elever pr. klasse", 1, "0,1 elev pr. klasse"),
        (1.1, "elever pr. klasse", 1, "1,1 elever pr. klasse"),
        (0.04, "elever pr. klasse", 1, "0,0 elever pr. klasse"),
        (1, "virksomheder", 0, "1 virksomhed"),
        (2, "personer", 0, "2 personer"),
        (21, "boliger", 0, "21 boliger"),
        (1, "besøg", 0, "1 besøg"),
        (1, "%", 0, "1 %"),
        (0.6, "timer", 0, "1 time"),
        (0, "boliger", 0, "0 boliger"),
    ],
)
def test_one_of_a_thing_is_told_in_the_singular(value: float, unit: str, decimals: int, text: str) -> None:
    assert danish.quantity(value, unit, decimals).replace(danish.NO_BREAK, " ") == text


LETTERS = st.text("abcdeéfghijklmnopqrstuüvwxyzæøåäö ABCÆØÅ0123456789.,-–()/", max_size=12)


@pytest.mark.parametrize(
    "texts",
    [
        ("Zebra", "Ærø", "Østbirk", "Ål"),
        ("aften", "bil", "zone", "æble", "øl", "å", "ål"),
        ("Anlæg", "Børn", "Zoo", "Aabenraa"),
        ("2. kvartal", "A", "Æ"),
        ("by", "byer", "bytte"),
        ("børn, der er med", "børn på 7 år", "Børneudvalget"),
        ("idé", "Ideer"),
        ("allé", "aller"),
        ("Café", "Ål"),
        ("bil til salg", "bilag"),
    ],
)
def test_an_index_has_ae_oe_and_aa_last_and_passes_over_case_accents_and_punctuation(
    texts: tuple[str, ...],
) -> None:
    assert sorted({*texts}, key=danish.alphabetical) == list(texts)


def test_double_a_and_foreign_letters_stand_with_their_danish_ones() -> None:
    for text, other in (
        ("aa", "å"),
        ("Aarhus", "århus"),
        ("Ä", "æ"),
        ("ö", "Ø"),
        ("a\u030a", "å"),
        ("(bil)", "bil"),
        ("idé", "IDE"),
    ):
        assert danish.alphabetical(text)[0] == danish.alphabetical(other)[0]


@given(st.lists(LETTERS, max_size=8))
def test_an_index_stands_in_the_same_order_in_small_letters_and_large(texts: list[str]) -> None:
    orders = [
        sorted(
            range(len(texts)), key=lambda place, change=change: danish.alphabetical(change(texts[place]))[0]
        )
        for change in (str, str.upper, str.lower)
    ]
    assert orders[0] == orders[1] == orders[2]


@given(st.lists(st.text(max_size=8), max_size=8), st.data())
def test_an_index_does_not_depend_on_the_order_its_texts_come_in(
    texts: list[str], data: st.DataObject
) -> None:
    assert sorted(texts, key=danish.alphabetical) == sorted(
        data.draw(st.permutations(texts)), key=danish.alphabetical
    )


@pytest.mark.parametrize(
    ("name", "whose"), [("Hedensted", "Hedensteds"), ("Horsens", "Horsens'"), ("Fanø", "Fanøs")]
)
def test_whose_something_is(name: str, whose: str) -> None:
    assert danish.genitive(name) == whose
