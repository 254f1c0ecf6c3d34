"""The front page links to all there is and nothing else; the statement of accessibility gives counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from html_pages import Element, read_page
from municipality import FIRST, LAST, edit

from sigtepunkt.core.project import Project
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.execution import executor
from sigtepunkt.publication import build, front_page, open_data, page_html
from sigtepunkt.publication.front_page import ACCESSIBILITY
from sigtepunkt.publication.page_html import Site
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.templating import INDEX
from sigtepunkt.strategy import Definitions, load_definitions

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> & æøå'
Place = tuple[str, str, str]  # address, title, what is said beside it


@pytest.fixture(scope="module")
def site(declared: Definitions) -> Site:
    """What every page of the quarter carries."""
    return build.site(declared, LAST)


class Beside:
    """What lies beside some pages, as trees."""

    def __init__(self, files: dict[str, str], folder: Any) -> None:
        self.files = files
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.index, self.statement = read_page(folder / INDEX), read_page(folder / f"{ACCESSIBILITY}.html")


@pytest.fixture
def beside(declared: Definitions, site: Site, vintage: Vintage, done: Processed, tmp_path: Any) -> Any:
    """Make what lies beside pages with this content, by identity."""

    def make(
        contents: dict[str, str],
        *,
        definitions: Definitions = declared,
        site: Site = site,
        vintage: Vintage = vintage,
        done: Processed = done,
    ) -> Beside:
        pages = {identity: page_html.page(site, identity, content) for identity, content in contents.items()}
        return Beside(front_page.files(definitions, site, pages, vintage, done), tmp_path)

    return make


def cards(index: Element) -> dict[str, tuple[str, str]]:
    """Return the pages the front page tells of, by title: where the title leads, and what is said."""
    (listing,) = index.all("ul", class_="cards")
    texts = {}
    for item in [child for child in listing.children if isinstance(child, Element)]:
        (title,), (said,) = item.all("h2"), item.all("p")
        texts[title.text] = (
            next((link.attributes["href"] for link in title.all("a")), ""),
            said.text.replace("\u00a0", " "),
        )
    return texts


def places(index: Element) -> list[Place]:
    """Return what can be searched for, in the order of the page."""
    (section,) = index.all("section", class_="find")
    (listing,) = section.all("ul")
    entries = []
    for item in listing.all("li"):
        (link,) = item.all("a")
        entries.append((link.attributes["href"], link.text, " ".join(span.text for span in item.all("span"))))
    return entries


# --- pages --------------------------------------------------------------------------------------------------


def test_the_front_page_leads_to_every_page_that_is_built_and_says_what_it_holds(
    published_once: Project,
) -> None:
    assert cards(read_page(published_once.report(FIRST) / INDEX)) == {
        "Kommunalbestyrelsen": (
            "kommunalbestyrelsen.html",
            "Alle 4 fokusområder, hvad der er nyt, og hvad der mangler.",
        ),
        "Teknikudvalget": ("teknik.html", "2 fokusområder, 3 officielle indikatorer."),
        "Børneudvalget": ("boern.html", "2 fokusområder, 2 officielle indikatorer."),
        "Datakvalitet": ("datakvalitet.html", "Hvor tallene kommer fra, og hvordan de er kontrolleret."),
        "Metode": (
            "metode.html",
            "Hvad mærker og figurer betyder, og hvornår en ændring er mere end tilfældig.",
        ),
    }


@pytest.mark.parametrize("name", [INDEX, f"{ACCESSIBILITY}.html"])
def test_every_link_leads_somewhere(published_once: Project, name: str) -> None:
    """Also those of the frame: to the figures, to the other quarters, to the field that searches."""
    folder = published_once.report(FIRST)
    links = [link.attributes["href"] for link in read_page(folder / name).all("a")]
    assert "index.html#find" in links
    for link in links:
        file, _, anchor = link.partition("#")
        target = folder / (file or name)
        assert target.is_file(), link
        assert not anchor or [
            element for element in read_page(target).walk() if element.attributes.get("id") == anchor
        ], link


def test_a_page_that_is_not_built_is_told_and_not_linked_to(beside: Any, site: Site) -> None:
    index = beside({"teknik": "<h1>Teknikudvalget</h1>"}).index
    shown = cards(index)
    assert [*shown] == [*site.pages.values()]
    assert shown["Teknikudvalget"][0] == "teknik.html"
    for title in shown.keys() - {"Teknikudvalget"}:
        assert shown[title][0] == ""
        assert shown[title][1].endswith("Siden er ikke dannet endnu.")
    assert "ikke dannet endnu" not in shown["Teknikudvalget"][1]


def test_where_nothing_is_built_the_front_page_is_there(beside: Any) -> None:
    pages = beside({})
    assert places(pages.index) == []
    assert all(href == "" for href, _ in cards(pages.index).values())
    assert pages.statement.all("h1")[0].text == "Tilgængelighed"


def test_one_of_a_thing_is_told_in_the_singular(beside: Any, declared: Definitions, done: Processed) -> None:
    strategy = declared.strategies[0]
    areas = {key: area for key, area in strategy.focus_areas.items() if key in {"skole", "klima"}}
    few = replace(
        declared,
        indicators={"klubandel": declared.indicators["klubandel"]},
        strategies=(strategy.model_copy(update={"focus_areas": areas}),),
        capacities={},
    )
    rows = done.observations[done.observations["indicator"] == "klubandel"]
    states = tuple(state for state in done.states if state.indicator == "klubandel")
    few_figures = replace(done, observations=rows, states=states)
    pages = beside({"boern": "<h1>Børneudvalget</h1>"}, definitions=few, done=few_figures)
    assert cards(pages.index)["Børneudvalget"][1] == "1 fokusområde, 1 officiel indikator."
    assert cards(pages.index)["Teknikudvalget"][1].startswith("1 fokusområde, 0 officielle indikatorer.")
    assert "Hvad der står på 1 side i 2. kvartal 2026" in pages.statement.text


def test_the_front_page_says_of_what_day_and_edition_it_is(
    beside: Any, vintage: Vintage, done: Processed
) -> None:
    plain = beside({}).index.text
    assert "Hvad der var offentliggjort den 31. august 2026." in plain
    assert "Nogle tal er demodata." in plain
    assert "Strategien gjaldt 2022–2025" in plain
    assert "rekonstrueret" not in plain
    assert "Rettet" not in plain
    corrected = replace(done, demo=False, correction=replace(done.correction, number=3))
    other = beside({}, vintage=replace(vintage, reconstructed=True), done=corrected).index
    assert "Tallene er samlet bagefter (rekonstrueret leverance)" in other.text
    assert "demodata" not in other.text
    assert "dette er udgave 3" in other.text
    assert {"udgave-1/index.html", "udgave-2/index.html"} <= {
        link.attributes["href"] for link in other.all("a")
    }


# --- search -------------------------------------------------------------------------------------------------


def test_every_place_that_can_be_found_is_there(published_once: Project) -> None:
    entries = places(read_page(published_once.report(FIRST) / INDEX))
    assert len(entries) > 15
    for href, title, _ in entries:
        name, _, anchor = href.partition("#")
        (target,) = [
            element
            for element in read_page(published_once.report(FIRST) / name).walk()
            if element.attributes.get("id") == anchor
        ]
        assert target.tag in {"h2", "h3"}
        assert target.text == title


def test_every_heading_that_one_page_alone_has_can_be_found_once_but_for_what_is_invented(
    published_once: Project,
) -> None:
    declared = load_definitions(published_once)
    site = build.site(declared, FIRST)
    invented = {key for key in declared.indicators if declared.origin(key) == "demo"} | {
        *filter(declared.demo_parts, declared.capacities)
    }
    assert invented
    known = [
        (f"{name}.html#{heading.attributes['id']}", heading.text)
        for name in site.pages
        for heading in read_page(published_once.report(FIRST) / f"{name}.html").walk()
        if heading.tag in {"h2", "h3"} and "id" in heading.attributes
    ]
    times = Counter(text for _, text in known)
    assert times["Kort fortalt"] > 1
    assert sorted(
        (href, title) for href, title, _ in places(read_page(published_once.report(FIRST) / INDEX))
    ) == sorted(
        (href, text) for href, text in known if times[text] == 1 and href.partition("#")[2] not in invented
    )


def test_headings_that_several_pages_have_and_those_without_an_address_are_left_out(beside: Any) -> None:
    common = (
        '<h2 id="kilder">Kilder</h2><h2>Uden adresse</h2><h4 id="lille">Lille</h4><h1 id="stor">Stor</h1>'
    )
    index = beside(
        {"teknik": f'{common}<h2 id="veje">Veje</h2>', "boern": f'{common}<h3 id="leg">Leg</h3>'}
    ).index
    assert places(index) == [
        ("boern.html#leg", "Leg", "Børneudvalget"),
        ("teknik.html#veje", "Veje", "Teknikudvalget"),
    ]


def test_what_can_be_found_stands_as_in_a_danish_index(beside: Any) -> None:
    titles = [
        "Øl",
        "Aabenraa",
        "zoo",
        "Æbler",
        "Anlæg",
        "børn",
        "Børneudvalg",
        "Ål",
        "Zebra",
        "(bil)",
        "2. plads",
    ]
    index = beside(
        {"teknik": "".join(f'<h2 id="x{place}">{title}</h2>' for place, title in enumerate(titles))}
    ).index
    assert [title for _, title, _ in places(index)] == [
        "2. plads",
        "Anlæg",
        "(bil)",
        "børn",
        "Børneudvalg",
        "Zebra",
        "zoo",
        "Æbler",
        "Øl",
        "Aabenraa",
        "Ål",
    ]


def test_what_is_invented_is_not_on_the_front_page(beside: Any) -> None:
    """An indicator, and a capacity of which a part is invented."""
    content = "".join(
        f'<h3 id="{key}">{title}</h3>'
        for key, title in (
            ("ventetid", "Ventetid"),
            ("folketal", "Folketal"),
            ("nyttehaver", "Nyttehaver"),
            ("klima", "Klima"),
        )
    )
    assert [(title, said) for _, title, said in places(beside({"teknik": content}).index)] == [
        ("Folketal", "Teknikudvalget"),
        ("Klima", "Teknikudvalget"),
    ]


def test_an_indicator_is_found_by_the_words_it_is_defined_with(beside: Any, declared: Definitions) -> None:
    index = beside({"teknik": '<h3 id="ledighed">Ledighed</h3><h3 id="andet">Andet</h3>'}).index
    words = {
        item.all("a")[0].text: item.attributes.get("data-words")
        for item in index.all("section", class_="find")[0].all("li")
    }
    assert words == {"Ledighed": declared.indicators["ledighed"].definition, "Andet": None}


def test_the_field_is_hidden_where_nothing_would_come_of_writing_in_it(beside: Any) -> None:
    (section,) = beside({}).index.all("section", class_="find")
    assert [field for field in section.all("div") if "hidden" in field.attributes and field.all("input")], (
        "the script shows it"
    )
    (label,), (field,) = section.all("label"), section.all("input")
    assert label.attributes["for"] == field.attributes["id"]


# --- escaping -----------------------------------------------------------------------------------------------


def test_hostile_names_are_shown_and_not_run(beside: Any, declared: Definitions, vintage: Vintage) -> None:
    area = declared.municipality.model_copy(update={"name": HOSTILE, "accessibility_contact": HOSTILE})
    strategy = declared.strategies[0].model_copy(update={"title": HOSTILE})
    folketal = declared.indicators["folketal"].model_copy(update={"title": HOSTILE, "definition": HOSTILE})
    hostile = replace(
        declared,
        municipality=area,
        strategies=(strategy,),
        indicators={**declared.indicators, "folketal": folketal},
    )
    site = build.site(hostile, LAST)
    site = replace(site, pages=dict.fromkeys(site.pages, HOSTILE), menu=dict.fromkeys(site.menu, HOSTILE))
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    pages = beside(
        {"teknik": f'<h3 id="folketal">{escaped}</h3>'}, definitions=hostile, site=site, vintage=vintage
    )
    for page in (pages.index, pages.statement):
        assert len(page.all("script")) == 1, "the project's own"
        assert not page.all("img")
        assert not any(name.startswith("on") for element in page.walk() for name in element.attributes)
    assert [title for _, title, _ in places(pages.index)] == [HOSTILE], (
        "as it stands on the page, and neither once more escaped"
    )
    assert f"skriv til {HOSTILE}." in pages.statement.text


def test_a_heading_with_elements_and_entities_is_found_by_its_text(beside: Any) -> None:
    index = beside({"teknik": '<h2 id="x">Veje &amp; <em>stier</em> &lt;2026&gt;</h2>'}).index
    assert places(index) == [("teknik.html#x", "Veje & stier <2026>", "Teknikudvalget")]


# --- the statement ------------------------------------------------------------------------------------------


def counts(statement: Element) -> dict[str, tuple[str, str]]:
    """Return what the statement counts: in all, and in order."""
    (table,) = statement.all("table")
    rows = {}
    for row in table.all("tr")[1:]:
        (what,), (count, good) = row.all("th"), row.all("td")
        rows[what.text] = (count.text, good.text)
    return rows


def test_the_statement_counts_what_stands_on_the_pages(published_once: Project) -> None:
    statement = read_page(published_once.report(FIRST) / f"{ACCESSIBILITY}.html")
    site = build.site(load_definitions(published_once), FIRST)
    pages = [read_page(published_once.report(FIRST) / f"{name}.html") for name in site.pages]
    charts = sum(
        len(wide.all("svg", role="img")) for page in pages for wide in page.all("div", class_="wide")
    )
    tables = sum(len(page.all("table")) for page in pages)
    assert charts > 5
    assert tables > 5
    assert counts(statement) == {
        "Figurer med en tekst, der siger det samme": (str(charts), str(charts)),
        "Tabeller med overskrift": (str(tables), str(tables)),
        "Sider med netop én hovedoverskrift": ("5", "5"),
        "Sider, der siger, at de er på dansk": ("5", "5"),
    }
    assert "Ikke alt er i orden" not in statement.text
    assert "Hvad der står på 5 sider i 1. kvartal 2026" in statement.text


def test_the_statement_says_what_is_lacking(beside: Any) -> None:
    pages = beside(
        {
            "teknik": "<h1>Teknik</h1><table><tr><td>1</td></tr></table>",
            "boern": '<div class="wide"><svg role="img"></svg></div>',
        }
    )
    assert counts(pages.statement) == {
        "Figurer med en tekst, der siger det samme": ("1", "0"),
        "Tabeller med overskrift": ("1", "0"),
        "Sider med netop én hovedoverskrift": ("2", "1"),
        "Sider, der siger, at de er på dansk": ("2", "2"),
    }
    assert "Ikke alt er i orden. Tallene ovenfor siger, hvad der mangler." in pages.statement.text


def test_without_a_contact_it_is_said_that_nobody_is_named(published_once: Project) -> None:
    said = read_page(published_once.report(FIRST) / f"{ACCESSIBILITY}.html").text
    assert (
        "Prøvekommune har ikke angivet, hvem der skal have besked. "
        "Det skal stå her, før erklæringen opfylder loven." in said
    )
    assert "skriv til" not in said


def test_a_declared_contact_is_named_and_may_be_published(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that is declared to be written to is not a contact that slipped through."""
    monkeypatch.setattr(executor, "execute", execute_at_once)
    contact = "webredaktionen, web@proevekommune.dk, tlf. 75 12 34 56"
    edit(
        published.strategy / "municipality.toml",
        "council_members = 9\n",
        f'council_members = 9\naccessibility_contact = "{contact}"\n',
    )
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.err
    said = read_page(published.report(FIRST) / f"{ACCESSIBILITY}.html").text
    assert f"Er der noget, du ikke kan læse eller bruge, så skriv til {contact}." in said
    assert "har ikke angivet" not in said


def test_front_page_and_statement_lie_beside_the_pages(beside: Any, published_once: Project) -> None:
    files = beside({}).files
    assert [*files] == [INDEX, f"{ACCESSIBILITY}.html"]
    assert {*files} <= {path.name for path in published_once.report(FIRST).iterdir()}


def test_the_statement_is_reached_from_every_page_and_knows_its_place(published_once: Project) -> None:
    for page in published_once.report(FIRST).glob("*.html"):
        (footer,) = read_page(page).all("footer")
        assert {link.attributes["href"] for link in footer.all("a")} == {
            f"{ACCESSIBILITY}.html",
            open_data.CSV,
        }
    assert front_page.TITLES == {"index": "Forside", ACCESSIBILITY: "Tilgængelighed"}
