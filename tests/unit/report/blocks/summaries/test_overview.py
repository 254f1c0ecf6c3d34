"""What gives an overview of a page: the summary, what is new, and what is missing, in few words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from composed_pages import Compose, Figure
from example_states import HIGHER
from html_pages import Element, read_markup

from sigtepunkt.report.blocks import quality
from sigtepunkt.report.blocks.elements import item
from sigtepunkt.report.blocks.summaries import overview
from sigtepunkt.signals.comparison import Comparison

PROXY = {"proxy": "Siger kun noget om det."}
CONTEXT = {"context": "Kun en ramme."}
FAR = Comparison(nation=5.0, lowest=1.0, highest=5.0, group_size=6)


def text(element: Element) -> str:
    """Return the text as a reader sees it, with ordinary spaces."""
    return element.text.replace("\u00a0", " ").replace(" :", ":")


def said(markup: str) -> list[str]:
    """Return the items of a block's first list."""
    lists = read_markup(markup).all("ul", class_="findings")
    return [text(each) for each in lists[0].all("li")] if lists else []


def keys(markup: str) -> list[str]:
    """Return the indicators of a block's first list."""
    return [each.removeprefix("Tal ").split(":")[0].split()[0] for each in said(markup)]


def test_a_summary_has_eight_sentences_at_most_the_most_important_first(compose: Compose) -> None:
    figures = [
        *(Figure(f"other{number}", "t1") for number in range(6)),
        Figure("far", "t1", compared=FAR),
        Figure("new", "t1", new=True),
        Figure("level", "t1", answers={"level": HIGHER}),
        Figure("change", "t1", answers={"change": HIGHER}),
        Figure("council", "b1", answers={"change": HIGHER}),
    ]
    summary = overview.summary(compose(*figures, on="teknik"))
    assert keys(summary) == ["change", "level", "new", "far", "other0", "other1", "other2", "other3"]
    assert [a.attributes["href"] for a in read_markup(summary).all("a")][:2] == ["#change", "#level"]


@pytest.mark.parametrize(
    "figures",
    [
        [],
        [Figure("x", "t1", demo=True)],
        [Figure("x", "t1", declared=PROXY)],
        [Figure("x", "t1", declared=CONTEXT)],
        [Figure("x", "t1", status="suppressed")],
        [Figure("x", "t1", status="withheld", values=())],
    ],
    ids=["nothing", "demo", "proxy", "context", "suppressed", "withheld"],
)
def test_a_summary_without_a_figure_that_measures_something_says_so(
    compose: Compose, figures: Sequence[Figure]
) -> None:
    summary = overview.summary(compose(*figures, on="teknik"))
    assert said(summary) == []
    assert "Siden har ingen officielle tal at vise, der måler sagen." in summary


def test_a_summary_says_what_is_hidden_and_how_many_marks_are_chance(compose: Compose) -> None:
    figures = [Figure("x", "t1", status="suppressed"), Figure("y", "t1", answers={"change": HIGHER})]
    footing = text(read_markup(overview.summary(compose(*figures, on="teknik"))).all("p", class_="small")[0])
    assert footing.startswith(
        "Selv uden nogen ændring ville en side som denne i gennemsnit få højst 0,1 mærke"
    )
    assert "For 1 indikator er det nyeste tal skjult" in footing


def test_only_new_figures_are_news_leads_and_marked_ones_in_full(compose: Compose) -> None:
    figures = [
        Figure("old", "t1", lead=True, answers={"change": HIGHER}),
        Figure("plain", "t1", new=True),
        Figure("marked", "t1", new=True, answers={"level": HIGHER}, declared=PROXY),
        Figure("lead", "t2", new=True, lead=True),
        Figure("demo", "t2", new=True, demo=True, answers={"level": HIGHER}),
        Figure("added", "t2", new=None, answers={"level": HIGHER}),
    ]
    news = overview.news(compose(*figures))
    block = read_markup(news)
    assert keys(news) == ["marked", "lead"]
    assert "Nye tal siden 1. kvartal 2026 Der er 3 nye officielle tal." in text(block)
    assert text(block.all("summary")[0]) == "Ét nyt tal mere"
    assert [text(link) for link in block.all("details")[0].all("a")] == ["Tal plain"]


def test_new_figures_without_a_lead_or_a_mark_are_counted_and_folded_away(compose: Compose) -> None:
    block = read_markup(overview.news(compose(Figure("a", "t1", new=True), Figure("b", "t1", new=True))))
    assert "Ingen af de nye tal er nøgletal eller har et mærke." in text(block)
    assert text(block.all("summary")[0]) == "De andre 2 nye tal"


def test_the_first_quarter_has_no_news_and_says_why(compose: Compose) -> None:
    block = read_markup(overview.news(compose(Figure("x", "t1", new=True), first_quarter=True)))
    assert text(block) == (
        "Nye tal Det er det første kvartal på siderne, så der er intet kvartal før at sammenligne med."
    )


def test_a_quarter_without_new_figures_says_so(compose: Compose) -> None:
    block = read_markup(overview.news(compose(Figure("x", "t1"))))
    assert text(block) == "Nye tal siden 1. kvartal 2026 Der er ingen nye officielle tal."


def test_a_mark_stands_only_where_something_is_sure(compose: Compose) -> None:
    news = overview.news(compose(Figure("x", "t1", new=True, lead=True)))
    assert "<svg" not in news
    marked = overview.news(compose(Figure("x", "t1", new=True, answers={"change": HIGHER})))
    assert marked.count('class="mark mark-concern"') == 1


def committees(markup: str) -> dict[str, tuple[str, list[str]]]:
    """Return what is said of each committee, and what unfolds below."""
    lines = {}
    for fold in read_markup(markup).all("details"):
        name, _, words = text(fold.all("summary")[0]).partition(": ")
        lines[name] = words, [text(each) for each in fold.all("li")]
    return lines


def test_what_is_missing_is_a_line_for_each_committee_that_unfolds(compose: Compose) -> None:
    gap = {"why": "Derfor.", "owner": "Nogen", "needed": "Alt.", "since": "2026-01-15"}
    page = compose(
        Figure("x", "t1"),
        Figure("demo", "t2", demo=True, declared={"gap": gap}),
        Figure("proxy", "t3", declared=PROXY),
        gaps=[("t1", "Trivsel"), ("t1", "Tryghed"), ("t2", "Ro"), ("t4", "Alt")],
    )
    assert committees(overview.missing(page)) == {
        "Teknik": (
            "3 af 4 fokusområder har ikke et officielt tal, der måler sagen.",
            [
                "Område t1: Trivsel; Tryghed.",
                "Område t2: Ro; Tal demo.",
                "Område t3: kun stedfortrædere.",
                "Område t4: Alt.",
            ],
        ),
        "Børn": (
            "Ingen af de 4 fokusområder har et officielt tal, der måler sagen.",
            [f"Område {area}: måles ikke." for area in ("b1", "b2", "b3", "b4")],
        ),
    }


def test_a_committee_that_lacks_nothing_has_no_line(compose: Compose) -> None:
    areas = ("t1", "t2", "t3", "t4", "b1", "b2", "b3", "b4")
    figures = [Figure(area, area) for area in areas]
    assert committees(overview.missing(compose(*figures, gaps=[("b1", "Ro")]))) == {
        "Børn": ("Alle 4 fokusområder har et officielt tal, der måler sagen.", ["Område b1: Ro."])
    }
    whole = text(read_markup(overview.missing(compose(*figures))))
    assert whole == "Hvad der mangler Intet mangler, og intet er forsinket."


def test_a_figure_that_is_not_shown_is_not_missing(compose: Compose) -> None:
    areas = ("t1", "t2", "t3", "t4", "b1", "b2", "b3", "b4")
    hidden = [Figure(area, area, values=(), status="suppressed") for area in areas]
    assert committees(overview.missing(compose(*hidden))) == {}


def test_what_is_late_stands_first_and_nothing_says_that_nothing_is(
    compose: Compose, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [item("undecided", "En kilde", "skulle have været der i maj.", "datakvalitet.html#kilde")]
    monkeypatch.setattr(quality, "late", lambda *_: late)
    areas = ("t1", "t2", "t3", "t4", "b1", "b2", "b3", "b4")
    block = read_markup(overview.missing(compose(*(Figure(area, area) for area in areas))))
    assert text(block) == (
        "Hvad der mangler eller er forsinket En kilde skulle have været der i maj. Intet mangler."
    )


@pytest.mark.parametrize(("measured", "words"), [(True, "har et"), (False, "har ikke et")])
def test_the_only_focus_area_is_said_in_the_singular(*, measured: bool, words: str) -> None:
    assert overview._without(not measured, 1) == (
        f"Det ene fokusområde {words} officielt tal, der måler sagen."
    )
