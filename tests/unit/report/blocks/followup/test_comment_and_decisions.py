"""What people wrote stands on its page: what waits, the comment, what was answered; the council counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from html_pages import read_markup

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.followup.comment import read_comment
from sigtepunkt.followup.decisions import Decision, Matter, Reply
from sigtepunkt.followup.follow_up import FollowUp
from sigtepunkt.report import open_report, output
from sigtepunkt.report.blocks.followup.all_actions import actions
from sigtepunkt.report.blocks.followup.comment_and_decisions import (
    answered_decisions,
    comment,
    indicators_of,
    open_decisions,
)
from sigtepunkt.report.dependencies import follow_up_checksums
from sigtepunkt.report.page_data import PageData

CLOSED = dt.date(2026, 8, 31)
COUNCIL = "kommunalbestyrelsen"


def matter(key: str, **changes: Any) -> Matter:
    """Return a decision of June; `answered` is the day of its answer, other changes are of any field."""
    day = changes.pop("answered", None)
    reply = Reply(text="Tre", date=day, by="Vejchefen") if day else None
    fields = {
        "meeting": "Mødet",
        "date": dt.date(2026, 6, 9),
        "committee": "teknik",
        "demo": False,
        "place": "x:1",
        **changes,
    }
    decision = {"focus_area": "bosaetning", "decision": f"Om {key}", "owner": "Vejchefen"}
    decision |= {name: fields.pop(name) for name in ("focus_area", "indicators") if name in fields}
    due = fields.pop("due", dt.date(2026, 9, 1))
    declared = Decision.model_validate({**decision, "due": due, "answer": reply})
    return Matter(key, decision=declared, **fields)


@pytest.fixture(scope="module")
def opened(processed_once: Project) -> Mapping[str, PageData]:
    """The later quarter's pages, without anything written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(output, "deliver", lambda _: None)
        pages = (COUNCIL, "teknik", "boern")
        return {page: open_report(page, "2026Q2", processed_once.root) for page in pages}


def written(data: PageData, *matters: Matter, said: str | None = None) -> PageData:
    """Return a page on which this was written."""
    texts = {} if said is None else {data.page: read_comment(said.encode(), "x.md")}
    return replace(data, follow_up=FollowUp(texts, matters))


def text(markup: str) -> str:
    """Return what a block says."""
    return read_markup(markup).text.replace("\u00a0", " ")


def links(markup: str) -> list[str]:
    """Return where the claims of a block lead."""
    return [link.attributes["href"] for link in read_markup(markup).all("a", class_="claim")]


# --- decisions ----------------------------------------------------------------------------------------------


def test_without_decisions_nothing_stands_there(opened: Mapping[str, PageData]) -> None:
    for data in opened.values():
        assert (open_decisions(data), answered_decisions(data), comment(data)) == ("", "", "")


def test_what_waits_is_told_with_who_what_and_when_and_how_old_it_is(opened: Mapping[str, PageData]) -> None:
    said = text(open_decisions(written(opened["teknik"], matter("stier"), matter("lys", committee="boern"))))
    assert "Om stier. Vejchefen svarer. Frist 1. september 2026." in said
    assert (
        "Mødet, 9. juni 2026: besluttet for to måneder siden, regnet til 31. august 2026. Bosætning" in said
    )
    assert "Om lys" not in said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (dt.date(2026, 8, 31), "Frist 31. august 2026."),
        (dt.date(2026, 8, 30), "Fristen var 30. august 2026; der er ikke svaret."),
    ],
)
def test_what_is_overdue_says_so(opened: Mapping[str, PageData], due: dt.date, said: str) -> None:
    assert said in text(open_decisions(written(opened["teknik"], matter("stier", due=due))))


def test_only_what_was_decided_and_not_answered_on_the_day_of_the_figures_waits(
    opened: Mapping[str, PageData],
) -> None:
    data = written(
        opened["teknik"],
        matter("til-tiden", answered=CLOSED),
        matter("bagefter", answered=CLOSED + dt.timedelta(1)),
        matter("senere", date=CLOSED + dt.timedelta(1)),
    )
    waiting, answered = text(open_decisions(data)), text(answered_decisions(data))
    assert ["Om bagefter" in waiting, "Om bagefter" in answered] == [True, False]
    assert ["Om til-tiden" in waiting, "Om til-tiden" in answered] == [False, True]
    assert "Om senere" not in waiting + answered


def test_what_was_answered_stands_with_its_answer_and_the_figures_since_and_no_cause(
    opened: Mapping[str, PageData],
) -> None:
    answered = matter("stier", answered=dt.date(2026, 8, 10), indicators=("ledighed",))
    block = answered_decisions(written(opened["teknik"], answered))
    said = text(block)
    assert "Svar, 10. august 2026 (Vejchefen): Tre." in said
    assert "Vejchefen skulle svare senest 1. september 2026." in said
    assert "Tallene siden: Ledighed: " in said
    assert "Forskellen siger ikke, om beslutningen er grunden." in said
    assert "#ledighed" in [link.attributes.get("href") for link in read_markup(block).all("a")]


def test_without_figures_nothing_is_said_of_causes(opened: Mapping[str, PageData]) -> None:
    said = text(answered_decisions(written(opened["teknik"], matter("stier", answered=CLOSED))))
    assert "Forskellen" not in said


def test_the_newest_answer_stands_first(opened: Mapping[str, PageData]) -> None:
    days = {"først": dt.date(2026, 7, 1), "sidst": dt.date(2026, 8, 1), "midt": dt.date(2026, 7, 15)}
    block = answered_decisions(
        written(opened["teknik"], *(matter(key, answered=day) for key, day in days.items()))
    )
    addresses = [item.attributes["id"] for item in read_markup(block).all("li")]
    assert addresses == ["beslutning-sidst", "beslutning-midt", "beslutning-først"]


def test_a_figure_that_the_strategy_no_longer_has_is_left_out(opened: Mapping[str, PageData]) -> None:
    gone = matter("stier", answered=CLOSED, indicators=("ledighed", "borte"))
    data = written(opened["teknik"], gone)
    assert indicators_of(data, data.follow_up.matters) == ["ledighed"]
    assert text(answered_decisions(data)).count("Ledighed: ") == 1


def test_a_page_reads_the_figures_of_its_own_decisions_each_once(opened: Mapping[str, PageData]) -> None:
    data = written(
        opened["teknik"],
        matter("a", indicators=("ledighed", "folketal")),
        matter("b", indicators=("ledighed",)),
        matter("c", committee="boern", indicators=("klubandel",)),
    )
    assert indicators_of(data, data.follow_up.matters) == ["ledighed", "folketal"]


def test_made_up_decisions_and_demo_figures_are_marked(opened: Mapping[str, PageData]) -> None:
    made_up = matter("stier", demo=True, answered=CLOSED, indicators=("ventetid",), focus_area="klima")
    assert text(answered_decisions(written(opened["teknik"], made_up))).count("Demodata") >= 2
    assert "Demodata" not in text(open_decisions(written(opened["teknik"], matter("stier"))))


def test_the_council_counts_what_its_committees_wait_for_made_up_ones_apart(
    opened: Mapping[str, PageData],
) -> None:
    matters = (
        matter("a"),
        matter("b", committee="boern"),
        matter("c", demo=True),
        matter("d", answered=CLOSED),
        matter("e", date=CLOSED + dt.timedelta(1)),
        matter("f", committee=COUNCIL),
    )
    data = written(opened[COUNCIL], *matters)
    said = text(actions(data))
    assert "Udvalgene har 2 beslutninger, der venter på svar." in said
    assert "Dertil er der 1 opdigtet beslutning mærket »Demodata«" in said
    assert 'href="opfoelgning.html"' in actions(data)
    assert "Om f." in text(open_decisions(data))
    assert "Om a" not in text(open_decisions(data))


def test_the_councils_own_decisions_are_not_among_the_committees(opened: Mapping[str, PageData]) -> None:
    said = text(open_decisions(written(opened[COUNCIL], matter("f", committee=COUNCIL))))
    assert "Udvalgene" not in said


def test_where_something_waits_the_memo_is_linked_to(opened: Mapping[str, PageData]) -> None:
    block = open_decisions(written(opened["teknik"], matter("stier")))
    assert 'href="opfoelgning.html"' in block


# --- comments -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "claim", "address"),
    [
        ("teknik", "indikator:ledighed#nu", "#ledighed"),
        (COUNCIL, "indikator:ledighed", "teknik.html#ledighed"),
        ("teknik", "handling:cykelsti#virkning", "boern.html#handling-cykelsti"),
        ("boern", "handling:cykelsti#virkning", "#handling-cykelsti"),
        ("teknik", "beslutning:stier", "#beslutning-stier"),
        ("boern", "beslutning:stier", "teknik.html#beslutning-stier"),
        (COUNCIL, "beslutning:stier", "teknik.html#beslutning-stier"),
        ("teknik", "beslutning:lys", "kommunalbestyrelsen.html#beslutning-lys"),
    ],
)
def test_a_claim_leads_to_where_it_can_be_read(
    opened: Mapping[str, PageData], page: str, claim: str, address: str
) -> None:
    matters = (matter("stier"), matter("lys", committee=COUNCIL))
    assert links(comment(written(opened[page], *matters, said=f"[ord]({claim})"))) == [address]


def test_a_comment_says_what_its_marked_words_are(opened: Mapping[str, PageData]) -> None:
    said = text(comment(written(opened["teknik"], said="Hej.")))
    assert said == "Kommentar Hej. Understregede ord fører til det, de er holdt op imod."


@pytest.mark.parametrize("said", ["", "<!-- note -->", "## Overskrift\n"])
def test_a_comment_that_says_nothing_has_no_heading(opened: Mapping[str, PageData], said: str) -> None:
    assert not comment(written(opened["teknik"], said=said))


def test_a_comment_with_faults_is_refused_where_it_would_be_shown(opened: Mapping[str, PageData]) -> None:
    with pytest.raises(Refused, match="raw HTML"):
        comment(written(opened["teknik"], said="<script>x</script>"))


# --- what they rest on --------------------------------------------------------------------------------------


def rests_on(data: PageData, page: str, *matters: Matter) -> str:
    """Return the checksum of what a page says of decisions."""
    return follow_up_checksums(data.definitions, FollowUp({}, matters), [page])[f"decisions {page}"]


@pytest.mark.parametrize(
    ("change", "councils"),
    [
        ({"due": dt.date(2026, 9, 2)}, False),
        ({"meeting": "Et andet møde"}, False),
        ({"indicators": ("ledighed",)}, False),
        ({"demo": True}, True),
        ({"answered": dt.date(2026, 8, 1)}, True),
        ({"date": dt.date(2026, 6, 10)}, True),
    ],
)
def test_a_committees_decision_is_its_own_and_the_councils_only_where_it_is_counted(
    opened: Mapping[str, PageData], change: dict[str, Any], councils: bool
) -> None:
    data, before, after = opened["teknik"], matter("stier"), matter("stier", **change)
    others = {
        page: rests_on(data, page, before) != rests_on(data, page, after)
        for page in ("teknik", COUNCIL, "boern")
    }
    assert others == {"teknik": True, COUNCIL: councils, "boern": False}


def test_a_comment_rests_on_where_its_claims_lead(opened: Mapping[str, PageData]) -> None:
    """A decision of another committee, or an action of another focus area, is read on another page."""
    data = written(opened["teknik"], matter("stier"), said="[a](beslutning:stier) [b](handling:cykelsti)")
    before = follow_up_checksums(data.definitions, data.follow_up, ["teknik"])["comment teknik"]
    moved = replace(data.follow_up, matters=(matter("stier", committee="boern"),))
    assert follow_up_checksums(data.definitions, moved, ["teknik"])["comment teknik"] != before
    action = data.definitions.actions["cykelsti"].model_copy(update={"focus_area": "klima"})
    definitions = replace(data.definitions, actions={"cykelsti": action})
    assert follow_up_checksums(definitions, data.follow_up, ["teknik"])["comment teknik"] != before
