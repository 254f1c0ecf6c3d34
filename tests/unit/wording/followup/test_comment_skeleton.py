"""A comment is begun from what the figures say, and everything that is there to help stands in notes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from claimed_states import STATES, around
from municipality import LAST

from sigtepunkt.followup import ActionState
from sigtepunkt.followup.comment import read_comment
from sigtepunkt.followup.decisions import Decision, Matter
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording.claims import comment_check
from sigtepunkt.wording.claims.comment_check import Known
from sigtepunkt.wording.followup.comment_skeleton import skeleton

CLOSED = dt.date(2026, 8, 31)
MATTER = Matter(
    *("stier", "mødet", dt.date(2026, 6, 9), "teknik"),
    demo=True,
    decision=Decision(focus_area="klima", decision="Find stier", owner="Vejchefen", due=dt.date(2026, 8, 15)),
    place="x:1",
)


@pytest.fixture(scope="session")
def here(definitions: Definitions) -> Definitions:
    """Prøvekommune's definitions, with an indicator that stands in its focus area `bosaetning`."""
    known = around(definitions)
    moved = known.indicators["ventetid"].model_copy(update={"focus_area": "bosaetning"})
    return replace(known, indicators={**known.indicators, "ventetid": moved})


def begun(here: Definitions, before: str = "") -> str:
    """Return the text that the comment on a page is begun from."""
    states = {"ventetid": STATES["rose for sure"]}
    return skeleton("teknik", LAST, here, states, matters=[MATTER], closed=CLOSED, before=before)


def test_nothing_of_it_reaches_a_page_before_somebody_writes(here: Definitions) -> None:
    comment = read_comment(begun(here).encode(), "x.md")
    assert comment.faults == ()
    assert comment.is_empty


def test_an_action_stands_there_with_what_is_true_of_its_effect(here: Definitions) -> None:
    states = {"cykelsti": ActionState("cykelsti")}
    text = skeleton("boern", LAST, here, {}, actions=states, closed=CLOSED)
    assert "- Cykelsti til skolen: I gang (maj 2024)." in text.replace("\u00a0", " ")
    assert "[intet mål fastsat på forhånd](handling:cykelsti#virkning)" in text
    assert "Fokusområdets navn i filer: skole" in text
    assert read_comment(text.encode(), "x.md").faults == ()
    early = skeleton("boern", LAST, here, {}, actions=states, closed=dt.date(2024, 1, 1))
    assert "Cykelsti" not in early


def test_text_that_is_written_among_the_help_is_found(here: Definitions) -> None:
    text = begun(here, "## Bosætning\n\nDer flytter flere til.\n")
    (line,) = (number for number, each in enumerate(text.split("\n"), 1) if "Sidste kvartals" in each)
    written = text.replace("Sidste kvartals", "Flere flytter til.\n\nSidste kvartals")
    (fault,) = read_comment(written.encode(), "x.md").faults
    assert (fault.where, fault.what) == (f"x.md:{line}", "text within a note, which no page shows")


def test_every_focus_area_of_the_committee_has_its_heading_and_its_answers(here: Definitions) -> None:
    text = begun(here)
    assert "## Bosætning\n" in text
    assert "## Kortere vej til en tilladelse\n" in text
    assert "Alle børn er med" not in text
    assert "er tallet steget fra 10,0 til 12,0 %" in text


def test_the_decisions_that_wait_stand_first(here: Definitions) -> None:
    text = begun(here)
    assert text.index("Find stier. Vejchefen. Fristen var 15. august 2026") < text.index("## Bosætning")


def test_last_quarters_comment_stands_beside_its_focus_area(here: Definitions) -> None:
    before = "Indledning.\n\n## Bosætning\n\n<!-- note -->\n\nDer flytter flere til.\n\n## Gammelt\n\nSlut.\n"
    text = begun(here, before)
    area = text.index("## Bosætning")
    assert text.index("Indledning.") < area < text.index("Der flytter flere til.")
    assert "Sidste kvartals afsnit »Gammelt«" in text
    assert read_comment(text.encode(), "x.md").is_empty


def test_what_it_suggests_is_true(here: Definitions) -> None:
    """Every claim it suggests is accepted, once it is written into the comment."""
    suggested = begun(here).replace("<!--", "").replace("-->", "")
    comment = read_comment(suggested.partition("## Bosætning")[2].encode(), "x.md")
    known = Known(here, {"ventetid": STATES["rose for sure"]}, CLOSED)
    assert len(comment.claims) >= 3
    assert comment_check.problems({"teknik": comment}, known) == []
