"""The memo says who does what by when, committee for committee, and only of what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from html_pages import Element, read_markup

from sigtepunkt.core.project import Project
from sigtepunkt.followup.decisions import Decision, Matter, Reply
from sigtepunkt.followup.follow_up import FollowUp
from sigtepunkt.publication import build, memo
from sigtepunkt.report import open_report, output
from sigtepunkt.report.page_data import PageData

CLOSED = dt.date(2026, 8, 31)
COUNCIL = "kommunalbestyrelsen"


def matter(
    key: str,
    committee: str = "teknik",
    *,
    date: dt.date = dt.date(2026, 6, 9),
    due: dt.date = dt.date(2026, 9, 1),
    answered: dt.date | None = None,
    demo: bool = False,
) -> Matter:
    """Return a decision."""
    reply = Reply(text="Tre", date=answered, by="x") if answered else None
    decision = Decision(
        focus_area="bosaetning", decision=f"Om {key}", owner=f"Chefen for {key}", due=due, answer=reply
    )
    return Matter(key, "Mødet", date, committee, demo=demo, decision=decision, place="x:1")


@pytest.fixture(scope="module")
def council(processed_once: Project) -> PageData:
    """The council's page of the later quarter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "deliver", lambda _: None)
        return open_report(COUNCIL, "2026Q2", processed_once.root)


def page_of(council: PageData, *matters: Matter) -> Element:
    """Return the memo on these decisions."""
    data = replace(council, follow_up=FollowUp({}, matters))
    files = memo.files(build.site(council.definitions, council.quarter), data)
    assert files.keys() == {"opfoelgning.html"}
    return read_markup(files["opfoelgning.html"])


def rows_of(page: Element) -> list[list[str]]:
    """Return the rows of its tables, without their heads."""
    rows = [
        [cell.text.replace("\u00a0", " ") for cell in (*row.all("th"), *row.all("td"))]
        for row in page.all("tr")
    ]
    return [row for row in rows if row[0] != "Hvem"]


@pytest.mark.parametrize("matters", [(), (matter("x", date=CLOSED + dt.timedelta(1)),)])
def test_before_anything_was_decided_there_is_none(council: PageData, matters: tuple[Matter, ...]) -> None:
    data = replace(council, follow_up=FollowUp({}, matters))
    assert memo.titles(data) == {}
    assert memo.files(build.site(council.definitions, council.quarter), data) == {}


def test_there_is_one_from_the_day_of_the_meeting_on(council: PageData) -> None:
    data = replace(council, follow_up=FollowUp({}, (matter("x", date=CLOSED),)))
    assert memo.titles(data) == {"opfoelgning": "Opfølgning på beslutninger"}


def test_it_has_who_what_and_when_and_marks_what_is_overdue(council: PageData) -> None:
    page = page_of(
        council, matter("stier"), matter("lys", due=dt.date(2026, 8, 30)), matter("bro", due=CLOSED)
    )
    assert [(row[0], row[2]) for row in rows_of(page)] == [
        ("Chefen for stier", "1. september 2026"),
        ("Chefen for lys", "30. august 2026: overskredet"),
        ("Chefen for bro", "31. august 2026"),
    ]
    assert rows_of(page)[0][1].startswith("Om stier. Besluttet 9. juni 2026, for to måneder siden")
    assert "de beslutninger, der ikke var besvaret 31. august 2026" in page.text.replace("\u00a0", " ")


def test_the_council_stands_first_and_committees_without_any_are_left_out(council: PageData) -> None:
    page = page_of(council, matter("klub", "boern"), matter("budget", COUNCIL))
    assert [each.text for each in page.all("h2")] == ["Kommunalbestyrelsen", "Børneudvalget"]
    captions = [each.text.replace("\u00a0", " ") for each in page.all("caption")]
    assert captions == ["1 beslutning, der venter på svar"] * 2


def test_each_leads_to_its_decision_on_its_committees_page(council: PageData) -> None:
    page = page_of(council, matter("klub", "boern"), matter("budget", COUNCIL))
    addresses = [
        link.attributes["href"] for link in page.all("a") if "#beslutning" in link.attributes["href"]
    ]
    assert addresses == [f"{COUNCIL}.html#beslutning-budget", "boern.html#beslutning-klub"]


def test_what_was_answered_stands_there_no_more(council: PageData) -> None:
    page = page_of(council, matter("stier", answered=CLOSED))
    assert rows_of(page) == []
    assert "Alle beslutninger er besvaret." in page.text
    later = page_of(council, matter("stier", answered=CLOSED + dt.timedelta(1)))
    assert [row[0] for row in rows_of(later)] == ["Chefen for stier"]


def test_what_is_made_up_says_so(council: PageData) -> None:
    assert "Demodata" in rows_of(page_of(council, matter("stier", demo=True)))[0][1]
    assert "Demodata" not in rows_of(page_of(council, matter("stier")))[0][1]
