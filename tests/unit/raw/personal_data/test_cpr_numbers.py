"""CPR numbers are recognised, whatever joins their digits; what looks like them is not."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from example_cpr_numbers import CENTURIES, GAPS, example_numbers, look_alikes, modulus
from personal_data import recognised
from stdnum.dk import cpr

from sigtepunkt.raw.personal_data import cpr_numbers

CPR = [("cpr", "0101••-••••")]


@pytest.mark.parametrize(("sevenths", "years", "century"), CENTURIES)
def test_the_seventh_digit_and_the_year_tell_the_century(sevenths: str, years: range, century: int) -> None:
    """By the CPR office's table, which the library knows too."""
    for seventh in sevenths:
        for year in years:
            assert cpr.get_birth_date(f"0702{year:02d}{seventh}000") == dt.date(century + year, 2, 7)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("2902000000", False),
        ("2902004000", True),
        ("2902040123", True),
        ("3104901234", False),
        ("0013901234", False),
        ("0001901234", False),
        ("3112991234", True),
    ],
)
def test_a_number_begins_with_a_day_that_was(digits: str, valid: bool) -> None:
    """1900 was no leap year; 2000 was."""
    assert cpr_numbers.is_cpr(digits) is valid


def test_modulus_11_makes_it_certain_and_is_not_required() -> None:
    """The number the CPR office shows in its own description meets it."""
    assert [finding.certainty for finding in cpr_numbers.find("070761-4285 og 070761-4286")] == [
        "sikker",
        "mulig",
    ]


@pytest.mark.parametrize("gap", GAPS)
def test_whatever_joins_the_digits(gap: str) -> None:
    assert recognised(f"Født 010190{gap}1234.") == CPR


@pytest.mark.parametrize(
    "text",
    [
        "cpr0101901234",
        "CPR-nr.:0101901234",
        "borger_0101901234.csv",
        "borger_010190-1234_v2",
        "(010190-1234)",
        '"0101901234"',
        "x=0101901234&y",
        "0101\u00ad90-\u200b1234",
        "\u0660\u0661\u0660\u0661\u0669\u0660-\u0661\u0662\u0663\u0664",
    ],
)
def test_whatever_is_around_it(text: str) -> None:
    assert recognised(text) == CPR


@pytest.mark.parametrize(
    "text",
    [
        "01.01.90-1234",
        "01/01/90-1234",
        "01-01-90-1234",
        "Født 01.01.90 - 1234.",
        "cpr: 01.01.90–1234",
        "01 0190-1234",
        "0101 90-1234",
    ],
)
def test_a_date_may_be_written_as_one(text: str) -> None:
    assert recognised(text) == CPR


@pytest.mark.parametrize("last", ["1234", "A123", "1AB2", "AB12", "ab12", "1ab2"])
def test_no_way_to_write_one_is_passed_over_by_the_quick_test(last: str) -> None:
    between = ("", " ", "\u00a0", ".", "-", "\u2013", "/", "+", " - ")
    written = [f"01{first}01{second}90{third}{last}" for first, second, third in product(between, repeat=3)]
    numbers = [text for text in written if [*cpr_numbers._numbers(text)]]
    assert numbers
    assert not [text for text in numbers if not cpr_numbers.find(text) or not cpr_numbers.may_hold(text)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("610190-1007", ["6101••-••••"]),
        ("61.01.90-1007", ["6101••-••••"]),
        ("6101901007", []),
        ("610190-1008", []),
        ("920190-1234", []),
    ],
)
def test_a_number_that_replaces_one_has_a_day_60_too_high(text: str, masked: list[str]) -> None:
    """Ten bare digits are then an ordinary figure, and so is what does not meet modulus 11."""
    assert [mask for _, mask in recognised(text)] == masked


def test_a_list_of_them() -> None:
    assert recognised("0101901234,0202901234;030390-1234/040490 1234") == [
        ("cpr", f"{day}••-••••") for day in ("0101", "0202", "0303", "0404")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "27.36.04-G01-12-17",
        "00.00.00-P35-34-24",
        "2026-05-31T10:00:00.120390-0200",
        "CVR 29189897",
        "1201901234,56",
        "0.1201901234",
        "31.12.2025",
        "a0101901234b",
        "p0101901234",
        "10101901234",
        "01019012345",
        "320190-1234",
        "011390-1234",
        "100 120390 1234 20",
        "120390  1234",
        "120390\t1234",
        "12039\n01234",
        "M10.120390-1234.5",
        "01.01.90 12:34",
        "01.01.1990-1234",
        "2026-05-31-1234",
        "27.12.04-G01-12",
        "01.01.90-12345",
        "1.01.01.90-1234",
        "31.02.90-1234",
    ],
)
def test_what_looks_like_one(text: str) -> None:
    assert recognised(text) == []


def test_of_10_000_look_alikes_hardly_any_is_taken_for_one() -> None:
    false = [text for text in look_alikes(10_000) if cpr_numbers.find(text)]
    assert len(false) <= 10, false[:20]


def test_of_1_000_all_are_found_and_half_are_certain() -> None:
    in_each = [cpr_numbers.find(digits) for digits in example_numbers(1_000)]
    assert all(len(in_number) == 1 for in_number in in_each)
    assert sum(in_number[0].certainty == "sikker" for in_number in in_each) == 500


def test_a_number_that_lost_its_zero_is_found_among_its_like() -> None:
    digits = example_numbers(60)
    assert set(cpr_numbers.find_in_numbers({key: float(number) for key, number in enumerate(digits)})) == set(
        range(60)
    )


def test_amounts_of_nine_digits_are_not_taken_for_numbers_without_their_zero() -> None:
    """105 million kroner reads as the first of May."""
    assert cpr_numbers.find_in_numbers({index: 105_100_001.0 + 331_007 * index for index in range(40)}) == {}


def test_ten_digits_count_wherever_they_stand_and_fractions_never() -> None:
    findings = cpr_numbers.find_in_numbers(
        {0: 1201901234.0, 1: 1201901234.5, 2: 3_900_000_000.0, 3: 12.0, 4: float("nan")}
    )
    assert [(key, finding.masked, finding.bare) for key, finding in findings.items()] == [
        (0, "1201••-••••", True)
    ]


def test_the_generator_is_half_and_half() -> None:
    assert sum(modulus(digits) == 0 for digits in example_numbers(1_000)) == 500
