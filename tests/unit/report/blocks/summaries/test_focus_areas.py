"""A focus area has no single word: its lead figure, how much can be judged, and what is not measured."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from composed_pages import Compose, Figure
from example_states import HIGHER, USUAL
from html_pages import Element, read_markup

from sigtepunkt.report.blocks.summaries import focus_areas

PROXY = {"proxy": "Siger kun noget om det."}
CONTEXT = {"context": "Kun en ramme."}
PLAN = {"source": "plan"}


def text(element: Element) -> str:
    """Return the text as a reader sees it, with ordinary spaces."""
    return element.text.replace("\u00a0", " ").replace(" :", ":")


def cell(compose: Compose, *figures: Figure, area: str = "t1") -> str:
    """Return what the table of focus areas has of one area, after its name."""
    table = read_markup(focus_areas.matrix(compose(*figures)))
    (item,) = (item for item in table.all("li") if text(item).startswith(f"Område {area}"))
    return text(item).removeprefix(f"Område {area} ")


def test_a_cell_has_the_lead_figure_and_its_difference_since_the_start(compose: Compose) -> None:
    assert (
        cell(compose, Figure("other", "t1", start=2.0), Figure("lead", "t1", start=1.0, lead=True))
        == "3,0 % Tal lead, 2,0 procentpoint højere end i 2021"
    )
    assert cell(compose, Figure("lead", "t1", lead=True)) == "3,0 % Tal lead"


def test_a_cell_has_the_first_mark_of_its_lead_figure_and_none_of_others(compose: Compose) -> None:
    lead = Figure("lead", "t1", lead=True, answers={"change": HIGHER, "level": HIGHER})
    other = Figure("other", "t1", answers={"change": HIGHER})
    assert focus_areas.matrix(compose(lead)).count('class="mark mark-concern"') == 1
    assert 'class="mark' not in focus_areas.matrix(compose(Figure("lead", "t1", lead=True), other))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ([], "Måles ikke"),
        ([Figure("x", "t1", declared=CONTEXT)], "Måles ikke"),
        ([Figure("x", "t1", demo=True, declared=CONTEXT)], "Måles ikke"),
        ([Figure("x", "t1", declared=PLAN)], "Måles ikke"),
        ([Figure("x", "t1", demo=True)], "Kun demodata"),
        ([Figure("x", "t1", demo=True, lead=True)], "Kun demodata"),
        ([Figure("x", "t1", demo=True, declared=PROXY)], "Kun demodata"),
        ([Figure("x", "t1", declared=PROXY)], "Kun stedfortrædere"),
        ([Figure("x", "t1", declared=PROXY), Figure("y", "t1", demo=True)], "Kun stedfortrædere"),
        ([Figure("x", "t1")], "1 tal, intet nøgletal"),
        ([Figure("x", "t1"), Figure("y", "t1"), Figure("z", "t1", demo=True)], "2 tal, intet nøgletal"),
        ([Figure("x", "t1", lead=True, status="suppressed")], "Tal x: skjult"),
        ([Figure("x", "t1", lead=True, status="withheld", values=())], "Tal x: tilbageholdt"),
        ([Figure("x", "t1", status="suppressed", values=())], "1 tal, skjult"),
        ([Figure("x", "t1"), Figure("y", "t1", status="withheld")],
         "2 tal, intet nøgletal; 1 af 2 nyeste tal tilbageholdt"),
    ],
    ids=[
        "nothing", "context", "invented context", "projection", "demo", "demo lead", "demo proxy", "proxy",
        "proxy and demo", "no lead", "two without lead", "suppressed lead", "withheld lead",
        "suppressed, no lead", "withheld, no lead",
    ],
)  # fmt: skip
def test_a_cell_without_a_lead_figure_says_what_there_is(
    compose: Compose, figures: Sequence[Figure], words: str
) -> None:
    assert cell(compose, *figures) == words


def test_every_focus_area_stands_in_the_table_once_under_its_committee_and_aim(compose: Compose) -> None:
    table = read_markup(focus_areas.matrix(compose()))
    assert "De 8 fokusområder på én side" in text(table)
    rows = table.all("tr")
    assert [text(head) for head in rows[0].all("th")] == ["Udvalg", "Vækst", "Fællesskab"]
    assert [[text(item).split()[1] for item in row.all("li")] for row in rows[1:]] == [
        ["t1", "t2", "t3", "t4"],
        ["b1", "b2", "b3", "b4"],
    ]
    assert next(item.all("a")[0].attributes["href"] for item in rows[1].all("li")) == "teknik.html#t1"


def area(compose: Compose, *figures: Figure, gaps: Sequence[tuple[str, str]] = ()) -> Element:
    """Return the block of the focus area t1 on its committee's page."""
    return read_markup(focus_areas.focus_area(compose(*figures, on="teknik", gaps=gaps), "t1"))


def judged(key: str, **declared: object) -> Figure:
    """Return a figure that was tested, without a sure answer."""
    return Figure(key, "t1", answers={"change": USUAL}, **declared)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ([judged("a"), Figure("b", "t1"), Figure("c", "t1", demo=True)],
         "1 af 2 officielle tal kan vurderes."),
        ([judged("a"), judged("b")], "Alle 2 officielle tal kan vurderes."),
        ([Figure("a", "t1"), Figure("b", "t1")], "Ingen af de 2 officielle tal kan vurderes."),
        ([judged("a")], "Det officielle tal kan vurderes."),
        ([Figure("a", "t1", values=(), status="withheld")], "Det officielle tal kan ikke vurderes."),
        ([Figure("a", "t1", state={"method": "shift"})], "Det officielle tal kan vurderes."),
        ([Figure("a", "t1", state={"areas": 24})], "Det officielle tal kan ikke vurderes."),
        (
            [judged("a", declared=PROXY), Figure("b", "t1", declared=PROXY)],
            ("Kun stedfortrædere: Tallene siger noget om sagen uden at måle den. "
            "1 af 2 officielle tal kan vurderes."),
        ),
        ([judged("a", demo=True), judged("b", declared=CONTEXT)], "Kun demodata."),
        ([judged("b", declared=CONTEXT)], "Måles ikke."),
        ([], "Måles ikke."),
    ],
    ids=[
        "some", "all", "none", "the only", "withheld", "shift", "areas within alone", "proxies", "demo",
        "context", "nothing",
    ],
)  # fmt: skip
def test_how_many_official_figures_can_be_judged_is_said(
    compose: Compose, figures: Sequence[Figure], words: str
) -> None:
    (line,) = area(compose, *figures).all("p", class_="aim")
    assert text(line) == f"Sigtepunkt: Vækst. {words}"


def sentences(element: Element) -> list[str]:
    """Return what is said of a lead figure."""
    return [text(each) for each in element.all("p", class_="finding")]


def test_a_focus_area_begins_with_its_lead_figure_in_a_sentence(compose: Compose) -> None:
    lead = Figure("lead", "t1", start=1.0, lead=True, answers={"change": HIGHER})
    block = area(compose, Figure("other", "t1"), lead)
    assert sentences(block) == [
        (
            "Tal lead: 3,0 % i 2025, 2,0 procentpoint højere end i 2021. "
            "Sikker stigning siden strategien: mellem 1,0 og 3,0 procentpoint."
        )
    ]
    assert block.all("p", class_="finding")[0].all("a")[0].attributes["href"] == "#lead"


@pytest.mark.parametrize(
    "figures",
    [[], [Figure("x", "t1")], [Figure("x", "t1", lead=True, demo=True)],
     [Figure("x", "t1", lead=True, status="withheld", values=())]],
    ids=["nothing", "no lead", "demo", "never shown"],
)  # fmt: skip
def test_a_focus_area_without_a_lead_figure_has_no_such_sentence(
    compose: Compose, figures: Sequence[Figure]
) -> None:
    assert sentences(area(compose, *figures)) == []


@pytest.mark.parametrize(("status", "word"), [("suppressed", "skjult"), ("withheld", "tilbageholdt")])
def test_a_lead_whose_newest_figure_is_not_shown_says_so_and_tells_no_change(
    compose: Compose, status: str, word: str
) -> None:
    block = area(compose, Figure("x", "t1", lead=True, start=1.0, status=status))
    assert sentences(block) == [
        f"Tal x: Tallet for 2026 er {word}. Det seneste tal, der vises, er fra 2025: 3,0 %."
    ]


def rows(block: Element) -> list[list[str]]:
    """Return the cells of a focus area's table, without its headings."""
    return [
        [text(each) for each in (*row.all("th"), *row.all("td"))] for row in block.all("tr") if row.all("td")
    ]


def test_an_indicator_at_a_glance_has_figure_period_change_and_marks(compose: Compose) -> None:
    assert rows(area(compose, Figure("x", "t1", start=1.0, answers={"change": HIGHER}))) == [
        ["Tal x", "", "3,0 % 2025", "+2,0 procentpoint", "Sikker stigning siden strategien"]
    ]


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (Figure("x", "t1", start=1.0, status="suppressed"), ["Tal x", "", "skjult 2026", "–", ""]),
        (Figure("x", "t1", values=(), status="suppressed"), ["Tal x", "", "skjult 2024", "–", "Vises ikke"]),
        (Figure("x", "t1", declared=PROXY), ["Tal x stedfortræder", "", "3,0 % 2025", "–", ""]),
        (Figure("x", "t1", declared=CONTEXT), ["Tal x ramme", "", "3,0 % 2025", "–", ""]),
        (Figure("x", "t1", demo=True), ["Tal x Demodata", "", "3,0 % 2025", "–", ""]),
    ],
    ids=["suppressed", "never shown", "proxy", "context", "demo"],
)
def test_an_indicator_at_a_glance_says_what_it_is_and_never_shows_an_older_figure_for_a_newer(
    compose: Compose, figure: Figure, cells: list[str]
) -> None:
    assert rows(area(compose, figure)) == [cells]


def test_a_gap_says_what_is_not_measured_and_since_when(compose: Compose) -> None:
    (gap,) = area(compose, gaps=[("t1", "Trivsel"), ("t2", "Andet")]).all("div", class_="gap")
    assert text(gap) == (
        "Måles ikke: Trivsel. Ingen spørger. Data hos: Nogen. Det kræver: En måling. Erklæret 1. marts 2025."
    )
