"""A masked text has no CPR number left, and is otherwise unchanged."""

from __future__ import annotations

from example_cpr_numbers import GAPS, example_numbers
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.raw.personal_data import cpr_numbers, masking


@given(
    st.text(max_size=60), st.sampled_from(example_numbers(50)), st.sampled_from(GAPS), st.text(max_size=60)
)
def test_a_masked_text_has_no_number_left(before: str, digits: str, gap: str, after: str) -> None:
    text = f"{before} {digits[:6]}{gap}{digits[6:]} {after}"
    assert cpr_numbers.find(masking.masked(text)) == ()


def test_a_mask_leaves_the_rest_of_the_text() -> None:
    assert masking.masked("row 3: '010190-1234' is not a number") == "row 3: '0101••-••••' is not a number"
    assert masking.masked("æ\u00adøå") == "æ\u00adøå"
