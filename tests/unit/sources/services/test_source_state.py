"""Late, not updated as planned and withdrawn are three states of a table."""

from __future__ import annotations

import datetime as dt

import pytest
from publishers.declared import source

from sigtepunkt.sources.services.source_state import Publication, SourceState, due_on, state_of

QUARTERS = ("2026K1", "2026K2")
DUE = dt.date(2026, 11, 11)  # 42 days after 30 September


def test_the_period_after_the_newest_is_due_so_many_days_after_its_end() -> None:
    assert due_on(source(), QUARTERS) == DUE
    assert due_on(source(counted="start"), QUARTERS) == dt.date(2026, 8, 12)


@pytest.mark.parametrize(
    ("codes", "due"),
    [
        (("2024", "2025"), dt.date(2027, 2, 11)),
        (("2026M07", "2026M09", "2026M08"), dt.date(2026, 12, 12)),
        (("2026M09",), None),
        (("2024M08", "2025M08"), dt.date(2026, 10, 12)),
        (("2015K3-2016K2", "2016K3-2017K2"), dt.date(2018, 8, 11)),
        (("2024K1", "2024K2", "2024K3", "2025K3"), dt.date(2026, 2, 11)),
        (("2020-2024", "2021-2025"), dt.date(2027, 2, 11)),
        (("2026U01", "2026H1"), None),
        ((), None),
    ],
)
def test_the_next_period_follows_in_the_usual_rhythm(codes: tuple[str, ...], due: dt.date | None) -> None:
    assert due_on(source(), codes) == due


def test_a_table_is_late_the_day_after_it_was_due() -> None:
    publication = Publication(QUARTERS)
    assert state_of(source(), publication, DUE) is SourceState.CURRENT
    assert state_of(source(), publication, DUE + dt.timedelta(days=1)) is SourceState.LATE


def test_a_projection_is_never_late() -> None:
    assert state_of(source(projection=True), Publication(("1990",)), DUE) is SourceState.CURRENT


def test_a_day_announced_that_passed_without_an_update_is_another_state() -> None:
    planned = source(service={"next_update": dt.date(2026, 11, 10)})
    before, after = dt.date(2026, 8, 11), dt.date(2026, 11, 10)
    assert state_of(planned, Publication(QUARTERS, before), dt.date(2026, 11, 10)) is SourceState.CURRENT
    assert state_of(planned, Publication(QUARTERS, before), DUE) is SourceState.NOT_UPDATED
    assert state_of(planned, Publication(QUARTERS), DUE) is SourceState.NOT_UPDATED
    assert state_of(planned, Publication(QUARTERS, after), DUE) is SourceState.CURRENT


def test_withdrawn_goes_before_the_others() -> None:
    planned = source(service={"next_update": dt.date(2020, 1, 1)})
    assert state_of(planned, Publication(("2019",), None, active=False), DUE) is SourceState.WITHDRAWN
