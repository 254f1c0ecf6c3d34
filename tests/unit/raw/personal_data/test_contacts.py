"""E-mail addresses and telephone numbers are recognised; the numbers of firms and places are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from personal_data import recognised

from sigtepunkt.raw.personal_data import contacts


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("skriv til jens.hansen@example.dk nu", [("email", "j•••@example.dk")]),
        ("Tlf. 75123456", [("phone", "75 •• •• ••")]),
        ("telefon: 75 12 34 56", [("phone", "75 •• •• ••")]),
        ("+45 75123456", [("phone", "75 •• •• ••")]),
        ("0045 75 12 34 56", [("phone", "75 •• •• ••")]),
        ("75 12 34 56", [("phone", "75 •• •• ••")]),
        ("29189897", []),
        ("12 34 56 78 90", []),
        ("10 20 30", []),
        ("10 20 30 40", []),
        ("75 20 30 40,5", []),
        ("a@b", []),
        ("@", []),
        ("1,12 34 56 78", []),
    ],
)
def test_contacts_are_recognised(text: str, masked: list[tuple[str, str]]) -> None:
    assert recognised(text) == masked


BITS = ("75", "12", "34", "5", " ", "\u00a0", "+45", "0045", "tlf. ", "mobilnr: ", "a@b.dk", "-", "x")


@given(st.lists(st.sampled_from(BITS), min_size=4, max_size=9).map("".join))
@example("tlf. 75123456")
@example("+4575\u00a0123456")
@example("75 12 34 56")
def test_the_quick_test_lets_no_contact_pass(text: str) -> None:
    assert contacts.may_hold(text) or not contacts.find(text)


@pytest.mark.parametrize(
    "text",
    [
        "CVR 29 18 95 87",
        "CVR-nr. 29 18 95 87",
        "cvr: 29 18 95 87",
        "CVR-nummer 29 18 95 87",
        "CVR nr. 29 18 95 87",
        "CVR-nummeret er 29 18 95 87",
        "CVR/SE-nr. 29 18 95 87",
        "CVR-nr.: 29\u00a018\u00a095\u00a087",
        "P-nr. 29 18 95 87",
        "SE-nr. 29 18 95 87",
        "EAN 57 98 00 41",
        "EAN-nr.: 57 98 00 41",
        "DK 29 18 95 87",
    ],
)
def test_the_number_of_a_firm_or_a_place_is_no_telephone_number(text: str) -> None:
    assert recognised(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "CVR 29 18 95 87, tlf. 29 18 95 87",
        "CVR 12345678. Ring 29 18 95 87",
        "stop 29 18 95 87",
        "hos SE: tlf. 29 18 95 87",
    ],
)
def test_a_telephone_number_beside_one_is_still_found(text: str) -> None:
    assert recognised(text) == [("phone", "29 •• •• ••")]


def test_what_was_cleared_is_let_pass_however_it_is_written() -> None:
    cleared = {contacts.comparable("+45 75 12 34 56"), contacts.comparable("Info@Example.dk")}
    assert [
        finding.masked
        for finding in contacts.find("75 12 34 56, tlf. 75123456, info@example.dk, tlf. 11223344", cleared)
    ] == ["11 •• •• ••"]
