"""Every claim of a quarter's comments is held against the states; what is wrong is told with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from claimed_states import STATES, around, indicator
from example_actions import action

from sigtepunkt.followup import ActionState
from sigtepunkt.followup.comment import read_comment
from sigtepunkt.followup.decisions import Decision, Matter, Reply
from sigtepunkt.signals import Point
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording.claims import comment_check
from sigtepunkt.wording.claims.comment_check import Known

CLOSED = dt.date(2026, 8, 31)
Check = Callable[..., list[str]]
LONG = {"ventetid": replace(STATES["rose for sure"], points=(Point("2025Q4", 12.4, 0),))}


def matter(**answered: Any) -> Matter:
    """Return a decision, answered or not."""
    reply = Reply(**answered) if answered else None
    decision = Decision(
        focus_area="x", decision="x", owner="x", due=dt.date(2026, 8, 15), indicators=(), answer=reply
    )
    return Matter("stier", "mødet", dt.date(2026, 6, 9), "teknik", demo=True, decision=decision, place="x:1")


@pytest.fixture
def known(definitions: Definitions) -> Known:
    """The indicator `ventetid`, which rose for sure to 12.0 %, and an open decision."""
    states = {"ventetid": STATES["rose for sure"]}
    return Known(around(definitions), states, CLOSED, [matter()])


@pytest.fixture
def check(known: Known) -> Check:
    """Return the problems of comments, by page; `changes` are of what is known."""

    def problems(*texts: str, **changes: Any) -> list[str]:
        names = ("teknik", "boern")
        comments = {
            page: read_comment(text.encode(), f"commentary/2026Q2/{page}.md")
            for page, text in zip(names, texts, strict=False)
        }
        return list(map(str, comment_check.problems(comments, replace(known, **changes))))

    return problems


def noticed(text: str, known: Known) -> list[str]:
    """Return what is told of a comment without refusing it."""
    return comment_check.notices({"teknik": read_comment(text.encode(), "teknik.md")}, known)


def test_what_is_true_is_not_told(check: Check) -> None:
    assert check("Ventetiden er [steget](indikator:ventetid) til [12,0 %](indikator:ventetid#nu).") == []


def test_a_refusal_has_the_place_what_the_data_say_and_the_words_that_would_be_true(check: Check) -> None:
    (problem,) = check("Hej.\n\nVentetiden er [faldet](indikator:ventetid#siden).")
    assert problem.startswith("commentary/2026Q2/teknik.md:3: »faldet« of »Ventetid«: the data contradict it")
    assert "er tallet steget fra 10,0 til 12,0" in problem.replace("\u00a0", " ")
    assert "words that would be true: »steget«" in problem
    assert "write [steget](indikator:ventetid#siden)" in problem


def test_every_problem_of_every_page_is_told(check: Check) -> None:
    text = "[faldet](indikator:ventetid)\n\n[13,0](indikator:ventetid#nu)"
    assert [problem.split(": ")[0] for problem in check(text, text)] == [
        f"commentary/2026Q2/{page}.md:{line}" for page in ("teknik", "boern") for line in (1, 3)
    ]


def test_an_unknown_indicator_has_the_nearest(check: Check) -> None:
    (problem,) = check("[faldet](indikator:ventetidd)")
    assert "unknown indicator 'ventetidd'" in problem
    assert "did you mean 'ventetid'" in problem


def test_an_unknown_question_has_the_nearest(check: Check) -> None:
    assert "did you mean 'landet'" in check("[faldet](indikator:ventetid#lande)")[0]


def test_nothing_is_claimed_of_demo_data(check: Check, known: Known) -> None:
    sources = dict(known.definitions.sources)
    sources["x"] = sources["x"].model_copy(update={"origin": "demo"})
    (problem,) = check(
        "[steget](indikator:ventetid)", definitions=replace(known.definitions, sources=sources)
    )
    assert "its figures are demo data" in problem


def test_nothing_is_claimed_of_a_withheld_figure(check: Check) -> None:
    (problem,) = check(
        "[steget](indikator:ventetid)", states={}, not_shown={"ventetid": "Filen mangler en kolonne"}
    )
    assert "nothing may be claimed of it: Filen mangler en kolonne" in problem


@pytest.mark.parametrize("status", ["withheld", "suppressed"])
def test_nothing_is_claimed_where_the_newest_figure_is_not_shown(check: Check, status: str) -> None:
    held = replace(STATES["rose for sure"], held=status, held_period="2026Q1")
    assert (
        "nothing may be claimed of it" in check("[steget](indikator:ventetid)", states={"ventetid": held})[0]
    )


def test_nothing_is_claimed_of_a_projection(check: Check) -> None:
    projected = replace(STATES["rose for sure"], reason="projection")
    assert "a projection" in check("[12,0](indikator:ventetid#nu)", states={"ventetid": projected})[0]


def test_the_same_figure_may_not_differ_between_pages(check: Check) -> None:
    (problem,) = check("[12,4](indikator:ventetid#nu)", "[ca. 12](indikator:ventetid#nu)", states=LONG)
    assert "'ventetid' is 12 here and 12,4 in commentary/2026Q2/teknik.md:1" in problem
    assert check("[12,0](indikator:ventetid#nu)", "[12,0 %](indikator:ventetid)") == []


def test_the_same_figure_may_not_differ_within_a_sentence_or_a_movement(check: Check) -> None:
    moved = "[steget til ca. 12](indikator:ventetid#siden)"
    (problem,) = check(f"[12,4](indikator:ventetid#nu), {moved}", states=LONG)
    assert "'ventetid' is 12 here and 12,4 in commentary/2026Q2/teknik.md:1" in problem


def test_a_difference_in_its_unit_and_in_per_cent_are_two_figures(check: Check, known: Known) -> None:
    counted = indicator().model_copy(update={"unit": "dage", "kind": "amount"})
    definitions = replace(known.definitions, indicators={**known.definitions.indicators, "ventetid": counted})
    texts = ("[2,0 dage](indikator:ventetid#forskel)", "[20 %](indikator:ventetid#forskel)")
    assert check(*texts, definitions=definitions) == []


def test_a_rounding_is_told_and_not_refused(check: Check, known: Known) -> None:
    text = "[ca. 12 %](indikator:ventetid#nu)"
    assert check(text, states=LONG) == []
    (notice,) = noticed(text, replace(known, states=LONG))
    assert notice == "teknik.md:1: »ca. 12 %« is rounded: the page says 12,4\u00a0%"


@pytest.mark.parametrize("word", ["faldet", "Steget", "forbedret", "bedre", "stabil", "rekordlav"])
def test_a_judging_word_near_an_indicators_name_is_pointed_out(known: Known, word: str) -> None:
    (notice,) = noticed(f"Hej.\n\nVentetiden\ner {word} i år.", known)
    assert notice.startswith(f"teknik.md:4: »{word}« near »Ventetid« is held against nothing")


def test_a_judging_word_beside_a_claim_is_pointed_out(known: Known) -> None:
    (notice,) = noticed("Den er [steget](indikator:ventetid), og det er forværret.", known)
    assert "»forværret« near »Ventetid«" in notice


def test_a_number_near_an_indicators_name_is_pointed_out_and_a_date_is_not(known: Known) -> None:
    assert "the number 14,5 near »Ventetid«" in noticed("Ventetiden er 14,5 dage.", known)[0]
    assert noticed("Ventetiden drøftes den 3. juni 2026 og i 2. kvartal 2026, se § 12.", known) == []


def test_words_far_from_any_indicator_are_free(known: Known) -> None:
    assert noticed("Stemningen er bedre, og 40 borgere kom.", known) == []


def test_an_open_decision_can_be_named(check: Check) -> None:
    assert check("[Stierne](beslutning:stier) [venter](beslutning:stier)") == []
    assert "still open" in check("[besvaret](beslutning:stier)")[0]
    assert "did you mean 'stier'" in check("[x](beslutning:stie)")[0]


def test_an_answered_decision_is_not_called_open(check: Check) -> None:
    answered = [matter(text="x", date=dt.date(2026, 8, 1), by="x")]
    assert "has been answered" in check("[venter](beslutning:stier)", matters=answered)[0]
    assert check("[besvaret](beslutning:stier)", matters=answered) == []


def test_a_decision_of_after_the_figures_is_not_named(check: Check) -> None:
    assert "was taken after" in check("[venter](beslutning:stier)", closed=dt.date(2026, 6, 1))[0]


@pytest.fixture
def acting(known: Known) -> Callable[..., dict[str, Any]]:
    """Return what is known of the action `ny-vej` and of its state."""

    def of(*, demo: bool = False, **state: Any) -> dict[str, Any]:
        definitions = replace(known.definitions, actions={"ny-vej": action(None, demo=demo)})
        return {"definitions": definitions, "actions": {"ny-vej": ActionState("ny-vej", **state)}}

    return of


CONSISTENT = "Tallene er [forenelige med, at handlingen har virket](handling:ny-vej#virkning)."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"reason": "", "verdict": "worked"}, "forenelig med, at handlingen har virket"),
        (
            {"reason": "", "verdict": "worked", "as_agreed": True},
            "forenelig med, at handlingen har virket mindst så meget som aftalt",
        ),
        ({"reason": "", "verdict": "opposite"}, "tallet har bevæget sig den modsatte vej"),
        ({"reason": "", "verdict": "none"}, "intet tegn på en virkning af betydning"),
        ({"reason": "", "verdict": "undecided"}, "kan ikke afgøres"),
        ({"reason": "too early"}, "for tidligt at sige"),
        ({"reason": "too few"}, "kan ikke afgøres"),
        ({"reason": "full count"}, "kan ikke afgøres"),
        ({"reason": "not published"}, "kan ikke afgøres"),
        ({"reason": "no effect"}, "intet mål fastsat på forhånd"),
    ],
)
def test_an_actions_effect_is_said_in_the_words_of_its_verdict(
    check: Check, acting: Callable[..., dict[str, Any]], state: dict[str, Any], words: str
) -> None:
    assert check(f"[{words}](handling:ny-vej#virkning)", **acting(**state)) == []
    others = {"opposite": "intet tegn på en virkning af betydning"}
    false = others.get(state.get("verdict", ""), "tallet har bevæget sig den modsatte vej")
    (problem,) = check(f"[{false}](handling:ny-vej#virkning)", **acting(**state))
    assert "the data do not carry it" in problem


def test_a_refused_effect_is_told_with_the_words_that_would_be_true(
    check: Check, acting: Callable[..., dict[str, Any]]
) -> None:
    assert check(CONSISTENT, **acting(reason="", verdict="worked")) == []
    (problem,) = check(CONSISTENT, **acting(reason="too early"))
    assert "words that would be true: »for tidligt at sige«" in problem


def test_nothing_is_claimed_of_a_demo_action(check: Check, acting: Callable[..., dict[str, Any]]) -> None:
    (problem,) = check(CONSISTENT, **acting(demo=True, reason="", verdict="worked"))
    assert "demo action" in problem


@pytest.mark.parametrize("verdict", ["worked", "opposite", "none", "undecided"])
def test_no_action_is_said_to_have_caused_anything(
    check: Check, acting: Callable[..., dict[str, Any]], verdict: str
) -> None:
    text = "[handlingen har virket](handling:ny-vej#virkning)"
    (problem,) = check(text, **acting(reason="", verdict=verdict))
    assert "figures show what happened, and never why" in problem


def test_an_effect_that_reached_less_than_agreed_is_not_called_as_agreed(
    check: Check, acting: Callable[..., dict[str, Any]]
) -> None:
    text = "[forenelig med, at handlingen har virket mindst så meget som aftalt](handling:ny-vej#virkning)"
    assert check(text, **acting(reason="", verdict="worked", as_agreed=True)) == []
    (problem,) = check(text, **acting(reason="", verdict="worked"))
    assert "words that would be true: »forenelig med, at handlingen har virket«" in problem


@pytest.mark.parametrize("question", ["", "#siden", "#nu"])
def test_of_an_action_nothing_but_its_effect_is_claimed(
    check: Check, acting: Callable[..., dict[str, Any]], question: str
) -> None:
    (problem,) = check(f"[for tidligt at sige](handling:ny-vej{question})", **acting(reason="too early"))
    assert "of an action only its effect can be claimed" in problem


def test_an_unknown_action_is_refused(check: Check) -> None:
    assert "unknown action 'ny-vej'" in check("[virker](handling:ny-vej#virkning)")[0]


def test_a_heading_that_is_nearly_a_focus_area_is_pointed_out(known: Known) -> None:
    area = next(iter(known.definitions.strategies[0].focus_areas.values())).name
    text = f"<!--\n## {area[:-1]}\n-->\n\n## {area}\n\nx\n\n## {area[:-1]}\n\nx\n\n## Noget andet\n\nx\n"
    (notice,) = noticed(text, known)
    assert notice.startswith(f"teknik.md:9: no focus area is called »{area[:-1]}«: did you mean")


@pytest.mark.parametrize("word", ["uacceptabelt", "bedste", "skyldes", "takket være", "laveste"])
def test_words_that_judge_rank_or_name_a_cause_are_pointed_out_wherever_they_stand(
    known: Known, word: str
) -> None:
    (notice,) = noticed(f"Det er {word}.", known)
    assert notice.startswith(f"teknik.md:1: »{word}« ranks, judges or names a cause")


def test_a_unit_with_a_number_in_it_is_no_number_without_a_link(known: Known) -> None:
    text = "Ventetid: [12,0 %](indikator:ventetid#nu) og så videre pr. 1.000 børn, mødet 12.3. og 12/3."
    assert noticed(text, known) == []
    (notice,) = noticed("Ventetid for 4.321 elever", known)
    assert "the number 4.321 near" in notice


def test_a_question_that_an_action_does_not_have_is_answered_with_words_that_are_true(
    check: Check, acting: Callable[..., dict[str, Any]]
) -> None:
    for question in ("", "#status"):
        (problem,) = check(f"[noget](handling:ny-vej{question})", **acting(reason="too early"))
        assert "only its effect can be claimed" in problem
        assert "write [for tidligt at sige](handling:ny-vej#virkning)" in problem
