"""Is the municipality on the right track? Tiles, each aim in sentences, and the table of lead figures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from composed_pages import AREAS, Compose, Figure
from example_states import HIGHER, LOWER
from html_pages import Element, read_markup

from sigtepunkt.report.blocks.summaries import on_track
from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.comparison import Comparison

NATION = Comparison(nation=4.0, lowest=1.0, highest=5.0, group_size=6)
NO_NATION = Comparison(lowest=1.0, highest=5.0, group_size=6)
PROXY = {"proxy": "Siger kun noget om det."}
CONTEXT = {"context": "Kun en ramme."}


def text(element: Element) -> str:
    """Return the text as a reader sees it, with ordinary spaces."""
    return element.text.replace("\u00a0", " ").replace(" :", ":")


def titles(markup: str) -> list[str]:
    """Return the titles of a page's tiles."""
    return [tile.all("a")[0].text.removeprefix("Tal ") for tile in tiles(markup)]


def tiles(markup: str) -> list[Element]:
    """Return the tiles."""
    return [tile for each in read_markup(markup).all("ul", class_="tiles") for tile in each.all("li")]


def leads(*areas: str, **declared: object) -> list[Figure]:
    """Return a lead figure for each area, named like it."""
    return [Figure(area, area, lead=True, **declared) for area in areas]


def test_the_most_telling_lead_of_each_committee_is_first_and_others_follow_if_they_have_a_start(
    compose: Compose,
) -> None:
    figures = [
        *leads("t1", "t2", "b1"),
        Figure("t3", "t3", lead=True, start=1.0),
        Figure("t4", "t4", lead=True, answers={"change": HIGHER}),
        Figure("b2", "b2", lead=True, new=True),
    ]
    assert titles(on_track.tiles(compose(*figures))) == ["t3", "t4", "b2"]


def test_tiles_are_at_most_six_in_the_order_of_the_strategy(compose: Compose) -> None:
    figures = [
        *leads("t1", "t2", "t3", "t4", "b1", "b2", "b3", start=1.0),
        Figure("b4", "b4", lead=True, answers={"change": LOWER}),
    ]
    shown = titles(on_track.tiles(compose(*reversed(figures))))
    assert shown == ["t1", "t2", "t3", "t4", "b1", "b4"], "the most telling of b is not pushed out"


@pytest.mark.parametrize(
    "figures",
    [
        [],
        [Figure("x", "t1")],
        leads("t1", status="suppressed"),
        leads("t1", status="withheld", values=()),
        leads("t1", demo=True),
    ],
    ids=["no figure", "no lead", "suppressed", "never shown", "demo"],
)
def test_a_page_without_a_lead_figure_to_show_says_so(compose: Compose, figures: Sequence[Figure]) -> None:
    markup = on_track.tiles(compose(*figures))
    assert text(read_markup(markup)).endswith("Der er ikke udpeget nøgletal med et tal, der kan vises.")
    assert tiles(markup) == []


def tile(compose: Compose, **declared: object) -> str:
    """Return the text of one tile."""
    (only,) = tiles(on_track.tiles(compose(*leads("t1", **declared))))
    return text(only)


def test_a_tile_says_figure_period_change_nation_and_mark(compose: Compose) -> None:
    assert tile(compose, start=1.0, compared=NATION, answers={"change": HIGHER}) == (
        "Tal t1 3,0 % 2025 2,0 procentpoint højere end i 2021 Hele landet 4,0 % "
        "Sikker stigning siden strategien"
    )


def test_a_tile_is_silent_on_what_there_is_not(compose: Compose) -> None:
    assert tile(compose) == "Tal t1 3,0 % 2025"


def test_a_tile_has_the_neighbours_range_where_no_nation_is_published(compose: Compose) -> None:
    assert tile(compose, compared=NO_NATION).endswith("De seks kommuner i nærheden 1,0–5,0 %")


def test_a_tile_does_not_repeat_a_long_unit_beside_the_figure(compose: Compose) -> None:
    declared = {"unit": "ton CO2e pr. indbygger", "kind": "amount"}
    assert tile(compose, compared=NO_NATION, declared=declared) == (
        "Tal t1 3,0 ton CO2e pr. indbygger 2025 De seks kommuner i nærheden 1,0–5,0"
    )


def test_a_rank_in_a_tile_is_whole(compose: Compose) -> None:
    declared = {"unit": "placering", "kind": "rank", "decimals": 0}
    assert tile(compose, declared=declared) == "Tal t1 nr. 3 2025"


@pytest.mark.parametrize(
    ("marked", "plain", "words"),
    [
        (1, 2, ("1 af 3 nøgletal har et mærke: en ændring eller en forskel, der er større end almindelige "
         "udsving. Om de andre kan vi ikke sige det. Alle nøgletal")),
        (2, 0, ("Alle 2 nøgletal har et mærke: en ændring eller en forskel, der er større end almindelige "
         "udsving. Alle nøgletal")),
        (1, 0, "Nøgletallet har et mærke: en ændring"),
        (0, 2, "Ingen af de 2 nøgletal har et mærke: Vi kan ikke sige, om en ændring eller"),
        (0, 1, "Nøgletallet har intet mærke: Vi kan ikke sige, om en ændring eller en forskel er større"),
    ],
)  # fmt: skip
def test_how_many_lead_figures_have_a_mark_is_said_with_what_that_means(
    compose: Compose, marked: int, plain: int, words: str
) -> None:
    figures = leads(*AREAS[:marked], answers={"level": HIGHER})
    figures += leads(*AREAS[marked : marked + plain])
    assert words in text(read_markup(on_track.tiles(compose(*figures))))


def test_tiles_lead_to_the_table_on_the_councils_page_and_to_each_figure(compose: Compose) -> None:
    on_council, on_committee = (
        on_track.tiles(compose(*leads("t1"), on=page)) for page in ("kommunalbestyrelsen", "teknik")
    )
    assert ('href="#noegletal"' in on_council, 'href="teknik.html#t1"' in on_council) == (True, True)
    assert 'href="kommunalbestyrelsen.html#noegletal"' in on_committee


def aim(compose: Compose, *figures: Figure, second: bool = False) -> tuple[list[str], str]:
    """Return the figures said of the first aim (areas t1, t2, b1, b2), and the sentence after them."""
    section = read_markup(on_track.aims(compose(*figures)))
    parts: list[tuple[list[str], str]] = []
    for child in section.children[0].children:
        if isinstance(child, str):
            continue
        if child.tag == "h3":
            parts.append(([], ""))
        elif child.tag == "ul":
            parts[-1][0].extend(text(each) for each in child.all("li"))
        elif child.tag == "p":
            parts[-1] = (parts[-1][0], text(child))
    assert len(parts) == 2
    return parts[second]


def test_an_aim_has_three_figures_at_most_each_focus_area_once_before_any_twice(compose: Compose) -> None:
    figures = [
        Figure("a", "t1", answers={"change": HIGHER}),
        Figure("b", "t1", answers={"trend": HIGHER}, state={"method": "trend"}),
        Figure("c", "t2", new=True),
        Figure("d", "b2"),
        Figure("e", "b1", compared=NATION),
    ]
    said, _ = aim(compose, *figures)
    assert [each.partition(":")[0] for each in said] == ["Tal a", "Tal c", "Tal e"]
    said, _ = aim(compose, *figures[:3])
    assert [each.partition(":")[0] for each in said] == ["Tal a", "Tal c", "Tal b"]


def test_an_aim_says_what_is_sure_with_its_limits(compose: Compose) -> None:
    said, _ = aim(compose, Figure("a", "t1", start=1.0, compared=NATION, answers={"change": HIGHER}))
    assert said == [
        (
            "Tal a: 3,0 % i 2025, 2,0 procentpoint højere end i 2021; hele landet 4,0 %. "
            "Sikker stigning siden strategien: mellem 1,0 og 3,0 procentpoint."
        )
    ]


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        ("", "Ingen af sigtepunktets 4 fokusområder har et officielt tal, der måler sagen."),
        ("t1", "3 af sigtepunktets 4 fokusområder har ikke et officielt tal, der måler sagen."),
        ("t1 t2 b1 b2", ""),
    ],
)
def test_an_aim_says_how_many_of_its_focus_areas_are_not_measured(
    compose: Compose, measured: str, words: str
) -> None:
    assert aim(compose, *(Figure(area, area) for area in measured.split()))[1] == words


@pytest.mark.parametrize(
    "figure",
    [
        Figure("x", "t1", demo=True),
        Figure("x", "t1", declared=PROXY),
        Figure("x", "t1", declared=CONTEXT),
        Figure("x", "t1", declared={"source": "plan"}, state={"reason": "projection"}),
    ],
    ids=["demo", "proxy", "context", "projection"],
)
def test_what_does_not_measure_an_aim_is_neither_told_nor_counted(compose: Compose, figure: Figure) -> None:
    assert aim(compose, figure) == (
        [],
        "Ingen af sigtepunktets 4 fokusområder har et officielt tal, der måler sagen.",
    )


def test_an_area_whose_newest_figure_is_not_shown_is_measured_and_not_told(compose: Compose) -> None:
    assert aim(compose, Figure("x", "t1", status="suppressed")) == (
        [],
        "3 af sigtepunktets 4 fokusområder har ikke et officielt tal, der måler sagen.",
    )


def test_the_only_aim_and_the_only_focus_area_are_said_in_the_singular(compose: Compose) -> None:
    page = compose()
    strategy = page.strategy.model_copy(
        update={
            "aims": {"vaekst": page.strategy.aims["vaekst"]},
            "focus_areas": {"t1": page.strategy.focus_areas["t1"]},
        }
    )
    said = text(read_markup(on_track.aims(_under(page, strategy))))
    assert said.startswith("Hvad tallene viser om sigtepunktet ")
    assert said.endswith("Sigtepunktets ene fokusområde har ikke et officielt tal, der måler sagen.")
    assert "Hvad tallene viser om de to sigtepunkter" in text(read_markup(on_track.aims(page)))


def _under(page: PageData, strategy: object) -> PageData:
    return PageData(page.page, page.quarter, page.definitions, strategy, page.vintage, page.processed)


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({"change": LOWER}, {}, "Sikkert fald siden strategien: mellem 1,0 og 3,0 procentpoint."),
        ({"trend": LOWER}, {"method": "trend"},
         "Sikker udvikling nedad: mellem 1,0 og 3,0 procentpoint om året."),
        ({"development": HIGHER}, {},
         "Anden udvikling end de andre: mellem 1,0 og 3,0 procentpoint højere."),
        ({"level": LOWER}, {}, "Lavere end de andre kommuner: mellem 1,0 og 3,0 procentpoint."),
        ({}, {"method": "shift", "cause": "higher"}, "Nyt skift opad."),
        ({}, {"method": "shift", "cause": "lower", "trial": True}, "Nyt skift nedad (vejledende)."),
        ({"trend": LOWER}, {}, ""),
    ],
    ids=["change", "trend", "development", "level", "shift", "trial", "trend that does not decide"],
)  # fmt: skip
def test_each_mark_has_its_sentence_and_its_own_limits(
    compose: Compose, answers: dict[str, Answer], state: dict[str, object], words: str
) -> None:
    page = compose(Figure("x", "t1", answers=answers, state=state))
    said = on_track.sure_in_words(page.states["x"], page.definitions.indicators["x"])
    assert said.replace("\u00a0", " ") == words


def test_several_marks_keep_their_own_limits(compose: Compose) -> None:
    shift = {"method": "shift", "cause": "lower"}
    page = compose(Figure("x", "t1", answers={"change": LOWER, "level": HIGHER}, state=shift))
    said = on_track.sure_in_words(page.states["x"], page.definitions.indicators["x"])
    assert said.replace("\u00a0", " ") == (
        "Sikkert fald siden strategien: mellem 1,0 og 3,0 procentpoint. Nyt skift nedad. "
        "Højere end de andre kommuner: mellem 1,0 og 3,0 procentpoint."
    )


def row(compose: Compose, *, rows: pd.DataFrame | None = None, **declared: object) -> dict[str, str]:
    """Return the cells of the table's only row, by heading."""
    markup = on_track.table(compose(*leads("t1", **declared), rows=rows))
    (only,) = read_markup(markup).all("table")
    heads, cells = only.all("tr")
    names = [text(head) for head in heads.all("th")]
    return dict(zip(names, [text(each) for each in (*cells.all("th"), *cells.all("td"))], strict=True))


def test_a_row_has_every_number_of_a_lead_figure(compose: Compose) -> None:
    assert row(compose, start=1.0, compared=NATION, answers={"change": HIGHER, "level": LOWER}) == {
        "Nøgletal": "Tal t1 Teknik",
        "Nu": "3,0 % 2025",
        "Siden strategien begyndte": "+2,0 procentpoint siden 2021",
        "Hele landet": "4,0",
        "Naboerne": "1,0–5,0",
        "Forløb": "",
        "Sikkert": "Sikker stigning siden strategien Lavere end de andre kommuner",
    }


def test_a_row_says_what_is_missing(compose: Compose) -> None:
    cells = row(compose)
    assert cells["Siden strategien begyndte"] == "– intet tal fra før"
    assert (cells["Hele landet"], cells["Naboerne"]) == ("–", "–")
    assert cells["Sikkert"] == "Intet mærke"


def test_a_row_says_that_a_break_lies_between(compose: Compose) -> None:
    cells = row(compose, answers={"change": Answer(reason="break")})
    assert cells["Siden strategien begyndte"] == "– opgjort på en ny måde"


@pytest.mark.parametrize(("status", "word"), [("suppressed", "skjult"), ("withheld", "tilbageholdt")])
@pytest.mark.parametrize("values", [(2.0, 3.0), ()])
def test_an_older_figure_never_stands_for_a_newest_one_that_is_not_shown(
    compose: Compose, status: str, word: str, values: tuple[float, ...]
) -> None:
    cells = row(compose, status=status, values=values, start=1.0, compared=NATION)
    newest = "2026" if values else "2024"
    assert cells == {
        "Nøgletal": "Tal t1 Teknik",
        "Nu": f"{word} {newest}",
        "Siden strategien begyndte": "–",
        "Hele landet": "–",
        "Naboerne": "–",
        "Forløb": "",
        "Sikkert": "Intet mærke",
    }


def _nation(*values: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": "t1",
            "area": "000",
            "period": [str(2025 - len(values) + 1 + step) for step in range(len(values))],
            "value": values,
            "vintage": "2026Q2",
            "status": "shown",
        }
    )


def lines(compose: Compose, **declared: object) -> int:
    """Return how many lines a course has, that begins in 2016, with the nation's figures at hand."""
    figure = leads("t1", values=tuple(range(1, 11)), first="2016", **declared)
    markup = on_track.table(compose(*figure, rows=_nation(*(float(each) for each in range(3, 13)))))
    (course,) = read_markup(markup).all("td", class_="course")
    return len(
        [path for path in course.all("polyline") + course.all("path") if "M" in path.attributes.get("d", "M")]
    )


def test_a_course_has_the_nations_line_but_for_totals_that_share_no_scale(compose: Compose) -> None:
    assert lines(compose) == lines(compose, declared={"total": True}) + 1


def test_a_table_without_lead_figures_says_so(compose: Compose) -> None:
    markup = on_track.table(compose(Figure("x", "t1")))
    assert "Der er ikke udpeget nøgletal med et tal, der kan vises." in markup
    assert "<table" not in markup


def test_the_table_counts_the_marks_to_be_expected_by_chance_of_all_that_is_not_invented(
    compose: Compose,
) -> None:
    official = [Figure(f"x{number}", "t1", answers={"change": HIGHER}) for number in range(20)]
    invented = [Figure(f"y{number}", "t1", answers={"change": HIGHER}, demo=True) for number in range(20)]
    assert "højst 0,2 mærke" in on_track.table(compose(*official, *invented))
