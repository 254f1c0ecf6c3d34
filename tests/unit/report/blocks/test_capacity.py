"""A capacity's block: too few places from the start, later, for a while or never, and what an error means."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import replace

import pandas as pd
import pytest

from sigtepunkt.report.blocks.capacity import capacity_block, finding, projected, sensitivity
from sigtepunkt.signals import Balance, balances_by_error
from sigtepunkt.strategy import Definitions

PEOPLE = (1000.0, 1100, 1200, 1300, 1400)


def plain(markup: str) -> str:
    """Return the text a reader sees, with every space alike."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def rows(places: tuple[float, ...] = (120,) * 5, coverage: float = 0.1) -> pd.DataFrame:
    """Return five years of the demo gardens."""
    return pd.DataFrame(
        {"year": range(2026, 2031), "population": PEOPLE, "coverage": coverage, "places": places}
    )


def block(definitions: Definitions, frame: pd.DataFrame | None = None) -> str:
    """Return the block of the demo gardens."""
    return capacity_block(
        "nyttehaver", definitions.capacities["nyttehaver"], definitions, rows() if frame is None else frame
    )


def official(definitions: Definitions) -> Definitions:
    """Return the definitions as if the plan were real."""
    sources = {
        key: source.model_copy(update={"origin": "internal"}) if key == "proeve-nyttehaver" else source
        for key, source in definitions.sources.items()
    }
    return replace(definitions, sources=sources)


def balance_of(*shortfall: float) -> Balance:
    """Return a balance of the years from 2026 with 100 places and the shortfall given."""
    return Balance(
        tuple(range(2026, 2026 + len(shortfall))),
        tuple(100 + missing for missing in shortfall),
        (100.0,) * len(shortfall),
    )


@pytest.mark.parametrize(
    ("balance", "text"),
    [
        (
            balance_of(-5, -3, -4),
            (
                "Behovet er ikke større end de planlagte haver i noget af årene 2026–2028. Der er færrest "
                "til overs i 2027: 3 haver."
            ),
        ),
        (
            balance_of(-5, -1, -4),
            (
                "Behovet er ikke større end de planlagte haver i noget af årene 2026–2028. Der er færrest "
                "til overs i 2027: 1 have."
            ),
        ),
        (
            balance_of(-5, 0, -4),
            (
                "Behovet er ikke større end de planlagte haver i noget af årene 2026–2028. Der er færrest "
                "til overs i 2027: 0 haver."
            ),
        ),
        (
            balance_of(-5, -0.3),
            (
                "Behovet er ikke større end de planlagte haver i noget af årene 2026–2027. Der er færrest "
                "til overs i 2027: under 1 have."
            ),
        ),
        (
            balance_of(-5, 2, 7),
            (
                "Behovet er større end de planlagte haver fra 2027 til og med 2028. Fremskrivningen "
                "slutter i 2028, så det kan ikke ses, hvor længe det varer. Der mangler flest i 2028: 7 "
                "haver."
            ),
        ),
        (
            balance_of(-5, -2, 0.3),
            (
                "Behovet er større end de planlagte haver i 2028. Fremskrivningen slutter i 2028, så det "
                "kan ikke ses, hvor længe det varer. Der mangler flest i 2028: under 1 have."
            ),
        ),
        (
            balance_of(-5, 2, 7, 0, -1),
            (
                "Behovet er større end de planlagte haver fra 2027 til og med 2028. Derefter er der haver "
                "nok til og med 2030. Der mangler flest i 2028: 7 haver."
            ),
        ),
        (
            balance_of(-5, 1, -1, 9, 9),
            (
                "Behovet er større end de planlagte haver i 2027 og igen fra 2029 til og med 2030. "
                "Fremskrivningen slutter i 2030, så det kan ikke ses, hvor længe det varer. Der mangler "
                "flest i 2029: 9 haver."
            ),
        ),
        (
            balance_of(5, 4, -1),
            (
                "Behovet er større end de planlagte haver allerede i fremskrivningens første år (fra 2026 "
                "til og med 2027). Derefter er der haver nok til og med 2028. Der mangler flest i 2026: 5 "
                "haver."
            ),
        ),
        (
            balance_of(1234),
            (
                "Behovet er større end de planlagte haver allerede i fremskrivningens første år (i 2026). "
                "Fremskrivningen slutter i 2026, så det kan ikke ses, hvor længe det varer. Der mangler "
                "flest i 2026: 1.234 haver."
            ),
        ),
    ],
)
def test_the_finding_says_when_it_begins_whether_it_ends_and_where_it_is_tightest(
    definitions: Definitions, balance: Balance, text: str
) -> None:
    assert finding(definitions.capacities["nyttehaver"], balance).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("places", "text"),
    [
        (
            120.0,
            (
                "Kommer der 2 % flere borgere på 65 år og derover end fremskrevet, er behovet større end "
                "de planlagte haver fra 2028 til og med 2030. Kommer der 2 % færre, er det tilfældet fra "
                "2029 til og med 2030."
            ),
        ),
        (
            141.0,
            (
                "Kommer der 2 % flere borgere på 65 år og derover end fremskrevet, er behovet større end "
                "de planlagte haver i 2030. Kommer der 2 % færre, er det ikke tilfældet i noget af årene "
                "2026–2030."
            ),
        ),
        (
            200.0,
            (
                "Kommer der 2 % flere borgere på 65 år og derover end fremskrevet, er behovet ikke større "
                "end de planlagte haver i noget af årene 2026–2030. Kommer der 2 % færre, er det ikke "
                "tilfældet i noget af årene 2026–2030."
            ),
        ),
        (
            101.0,
            (
                "Kommer der 2 % flere borgere på 65 år og derover end fremskrevet, er behovet større end "
                "de planlagte haver allerede i fremskrivningens første år (fra 2026 til og med 2030). "
                "Kommer der 2 % færre, er det tilfældet fra 2027 til og med 2030."
            ),
        ),
    ],
)
def test_an_error_either_way_is_told_in_years(definitions: Definitions, places: float, text: str) -> None:
    balances = balances_by_error(range(2026, 2031), PEOPLE, [0.1] * 5, [places] * 5)
    sentences = sensitivity(definitions.capacities["nyttehaver"], balances, 0.1).replace("\u00a0", " ")
    assert sentences == (
        f"{text} En dækningsgrad, der er 2 % højere end antaget (i 2030 10,2 % i stedet for 10,0 %), "
        "betyder det samme som 2 % flere borgere på 65 år og derover."
    )


def test_nobody_is_told_of_a_coverage_above_everybody(definitions: Definitions) -> None:
    balances = balances_by_error(range(2026, 2031), PEOPLE, [1.0] * 5, [120] * 5)
    assert "dækningsgrad" not in sensitivity(definitions.capacities["nyttehaver"], balances, 1.0)


def test_the_block_says_that_the_projection_has_no_interval_and_the_band_is_none(
    definitions: Definitions,
) -> None:
    text = plain(block(definitions))
    assert (
        "Fremskrivningen er offentliggjort uden usikkerhed, så ingen kan sige, hvor sikre årene er." in text
    )
    assert "Det lyse bånd er et regnestykke" in text
    assert "Båndet er ikke et usikkerhedsinterval." in text


def test_the_projected_people_are_told_before_any_place(definitions: Definitions) -> None:
    """Their number is official; the places may not be, and stand after it, behind their mark."""
    people, places = block(definitions).split('<div class="is-demo">')
    told = plain(people)
    assert (
        "Prøvestatistik regner med 1.400 borgere på 65 år og derover den 1. januar 2030 "
        "mod 1.000 den 1. januar 2026: 400 flere (+40,0 %)."
    ) in told
    assert people.count("<figure>") == 1
    assert "Borgere på 65 år og derover, den 1. januar 2026–2030. Stiplet: fremskrivningen." in told
    assert "have" not in re.sub(r"nyttehave\w*|havde", "", told.split("Fremskrivning ")[1])
    assert "Behovet er større" in plain(places)


def test_demo_parts_are_named_and_stand_apart_from_what_is_real(definitions: Definitions) -> None:
    real, demo = block(definitions).split('<div class="is-demo">')
    assert (
        "Demodata: dækningsgraden og antallet af haver er opdigtet af et program "
        "og siger intet om Prøvekommune. Årene og antallene nedenfor er derfor heller ikke virkelige."
    ) in plain(demo)
    assert "badge-demo" in demo
    assert "badge-demo" not in real
    for invented in ("Hvad nu hvis", "Behovet er større", "<figure>"):
        assert invented in demo.split("</div>\n<details>")[0]


def test_where_the_projection_is_invented_too_all_of_it_is_marked(definitions: Definitions) -> None:
    sources = {
        key: source.model_copy(update={"origin": "demo"}) for key, source in definitions.sources.items()
    }
    markup = block(replace(definitions, sources=sources))
    assert 'class="capacity is-demo"' in markup
    assert markup.index("badge-demo") < markup.index("regner med 1.400 borgere")
    assert markup.count("opdigtet af et program") == 1


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ((1000.0, 1400.0), "1.400 {} den 1. januar 2027 mod 1.000 den 1. januar 2026: 400 flere (+40,0 %)."),
        ((1400.0, 1050.0), "1.050 {} den 1. januar 2027 mod 1.400 den 1. januar 2026: 350 færre (−25,0 %)."),
        ((700.0, 700.0), "700 {} den 1. januar 2027, lige så mange som den 1. januar 2026."),
        ((0.0, 3.0), "3 {} den 1. januar 2027 mod 0 den 1. januar 2026: 3 flere."),
        ((700.0,), "700 {} den 1. januar 2026."),
    ],
)
def test_the_change_is_told_in_people_and_in_per_cent(
    definitions: Definitions, people: tuple[float, ...], text: str
) -> None:
    years = range(2026, 2026 + len(people))
    said = projected(definitions.capacities["nyttehaver"], "Prøvestatistik", years, people)
    assert plain(said) == f"Prøvestatistik regner med {text.format('borgere på 65 år og derover')}"


def test_a_real_plan_is_not_called_demo(definitions: Definitions) -> None:
    markup = block(official(definitions))
    assert "is-demo" not in markup
    assert "opdigtet af et program" not in markup
    assert "(demodata)" not in markup
    assert "Ældre og nyttehaver" in markup


def test_every_error_has_its_years_and_what_is_missing(definitions: Definitions) -> None:
    (table,) = re.findall(r'<table class="what-if">.*?</table>', block(definitions), re.DOTALL)
    assert [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ] == [
        ["Der kommer", "År med for få haver", "Der mangler højst"],
        ["2 % færre", "2029–2030", "17 i 2030"],
        ["1 % færre", "2029–2030", "19 i 2030"],
        ["Som fremskrevet", "2029–2030", "20 i 2030"],
        ["1 % flere", "2028–2030", "21 i 2030"],
        ["2 % flere", "2028–2030", "23 i 2030"],
    ]
    assert '<td class="years">Ingen</td><td>–</td>' in block(definitions, rows((200.0,) * 5))


def test_the_numbers_are_in_the_table_and_in_the_download(definitions: Definitions) -> None:
    markup = block(definitions)
    (table,) = re.findall(r'<table class="figures">.*?</table>', markup, re.DOTALL)
    shown = [
        [plain(cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)]
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]
    assert shown[0] == [
        "1. januar",
        "Borgere på 65 år og derover",
        "Dækning, % (demodata)",
        "Behov (demodata)",
        "Behov ved 2 % færre (demodata)",
        "Behov ved 2 % flere (demodata)",
        "Planlagte haver (demodata)",
        "Haver minus behov (demodata)",
    ], "the table stands outside the mark, and a file has none"
    assert shown[1] == ["2026", "1.000", "10,0", "100", "98", "102", "120", "20"]
    assert shown[5] == ["2030", "1.400", "10,0", "140", "137", "143", "120", "−20"]
    data = re.findall(r'download="nyttehaver.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)[
        0
    ]
    lines = base64.b64decode(data).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("1. januar;Borgere på 65 år og derover;")
    assert lines[5] == "2030;1.400;10,0;140;137;143;120;-20"


def test_chart_and_sentence_tell_one_finding(definitions: Definitions) -> None:
    markup = block(definitions)
    finding_text = "Behovet er større end de planlagte haver fra 2029 til og med 2030."
    descriptions = [plain(description) for description in re.findall(r"<desc[^>]*>(.*?)</desc>", markup)]
    people, narrow, *capacity = descriptions
    assert people == narrow
    assert people.startswith("Borgere på 65 år og derover, fremskrevet, 2026–2030. Prøvestatistik regner ")
    assert people.endswith("den 1. januar 2030 mod 1.000 den 1. januar 2026: 400 flere (+40,0 %).")
    assert len(capacity) == 2
    for text in (plain(markup), *capacity):
        assert finding_text in text
    assert capacity[0].endswith("Behovet går fra 100 til 140 haver, de planlagte fra 120 til 120 haver.")


def test_years_with_too_few_are_marked_and_explained_only_where_there_are_any(
    definitions: Definitions,
) -> None:
    assert "Rude: år, hvor behovet er større end antallet af haver." in plain(block(definitions))
    assert "Rude" not in plain(block(definitions, rows((200.0,) * 5)))


def test_definition_caveat_and_every_source_are_told(definitions: Definitions) -> None:
    text = plain(block(definitions))
    for part in (
        "De fremskrevne ældre gange den andel, der vil have en have.",
        "Forbehold: Ingen har spurgt dem.",
        "Kilde: Prøvestatistik, FREM9 (Fremskrevet folketal efter alder), licens: CC BY 4.0.",
        "Kilde: Demodata (opdigtet), Haveplan (Demodata: nyttehaver), licens: MIT. En opdigtet plan.",
    ):
        assert part in text
    assert ".." not in text


def test_what_was_declared_is_shown_as_text_and_not_run(definitions: Definitions) -> None:
    hostile = "<script>alert(1)</script>"
    capacity = definitions.capacities["nyttehaver"].model_copy(
        update=dict.fromkeys(("title", "who", "definition", "caveat"), hostile) | {"unit": (hostile, hostile)}
    )
    assert "<script" not in capacity_block(
        "x", capacity, replace(definitions, capacities={"x": capacity}), rows()
    )
