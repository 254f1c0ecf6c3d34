"""The shipped quarter, end to end: its pages, the data behind them, and its manifest."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from command_line import CommandLine
from html_pages import Element, read_page
from municipality.acceptance import accept_all
from places import Shipped
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core import checksum, danish
from sigtepunkt.core.project import Project
from sigtepunkt.editions import processed_store
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.report import templating
from sigtepunkt.signals import balances_by_error
from sigtepunkt.strategy import Definitions, load_definitions

COMMITTEES = ("oekonomi", "vtf", "beskaeftigelse", "laering", "social-omsorg")
NAMES = (
    *("index", "kommunalbestyrelsen", *COMMITTEES),
    *("datakvalitet", "metode", "opfoelgning", "tilgaengelighed"),
)
NO_FIGURES = {"metode", "opfoelgning", "tilgaengelighed"}  # none of the quarter's
DATA = ("tal.csv", "tal.csv-metadata.json")


@pytest.fixture(scope="module")
def definitions(shipped: Shipped) -> Definitions:
    """The repository's definitions."""
    return load_definitions(shipped.project)


@pytest.fixture(scope="module")
def done(shipped: Shipped) -> Processed:
    """The shipped quarter's processed data."""
    return processed_store.load(shipped.project, shipped.quarter)


@pytest.fixture(scope="module")
def pages(shipped: Shipped) -> Mapping[str, Element]:
    """Every page of the quarter, parsed."""
    return {path.stem: read_page(path) for path in shipped.pages.glob("*.html")}


@pytest.fixture(scope="module")
def manifest(shipped: Shipped) -> dict[str, object]:
    """The quarter's manifest."""
    read: dict[str, object] = json.loads((shipped.pages / "manifest.json").read_text(encoding="utf-8"))
    return read


def demo_of(definitions: Definitions) -> list[str]:
    """Return the demo indicators."""
    return [key for key in definitions.indicators if definitions.origin(key) == "demo"]


# --- the pages ----------------------------------------------------------------------------------------------


def test_every_page_of_the_contract_exists_and_no_other(shipped: Shipped) -> None:
    assert sorted(path.name for path in shipped.pages.iterdir()) == sorted(
        [*(f"{name}.html" for name in NAMES), *DATA, "manifest.json"]
    )
    assert (shipped.project.reports / "index.html").is_file()
    assert sorted(path.name for path in shipped.project.reports.iterdir()) == sorted(
        [str(shipped.quarter), f"{shipped.quarter}.zip", "index.html", "SHA256SUMS"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_danish_with_one_main_heading_and_no_level_left_out(
    pages: Mapping[str, Element], name: str
) -> None:
    (html,) = pages[name].all("html")
    assert html.attributes["lang"] == "da"
    headings = [element for element in pages[name].walk() if re.fullmatch(r"h[1-6]", element.tag)]
    levels = [int(heading.tag[1]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.text for heading in headings)


@pytest.mark.parametrize("name", [*NAMES, "../index"])
def test_a_page_asks_nobody_for_anything_and_runs_nothing(shipped: Shipped, name: str) -> None:
    text = (shipped.pages / f"{name}.html").read_text(encoding="utf-8")
    text = text.replace(f"<script>{templating.script()}</script>", "", 1)
    assert "<script" not in text, "only the project's own script, which the security policy knows by its hash"
    assert "No description has been provided" not in text
    # There is no icon, and this keeps browsers from looking for one.
    text = text.replace('<link rel="icon" href="data:,">', "", 1)
    assert 'style="' not in text, "the security policy lets no style in but the stylesheet's"
    assert re.findall(r"<(?:link|img|script|iframe|object|embed|source|video|audio)\b", text) == []
    assert re.findall(r'\bsrc(?:set)?="', text) == []
    assert re.findall(r'\bhref="(?:https?:)?//[^"]*"', text) == []
    assert re.findall(r"url\((?!#)[^)]*\)", text) == []
    assert "@import" not in text
    assert re.findall(r"\son[a-z]+=", re.sub(r">[^<]*<", "><", text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_something_that_is_there(
    shipped: Shipped, pages: Mapping[str, Element], name: str
) -> None:
    places = {
        f"{page}.html": {element.attributes["id"] for element in tree.walk() if "id" in element.attributes}
        for page, tree in pages.items()
    }
    links = [
        link.attributes["href"]
        for link in pages[name].all("a")
        if not link.attributes["href"].startswith("data:")
    ]
    assert links
    for link in links:
        page, _, anchor = link.partition("#")
        if page == "../index.html":
            overview = (shipped.project.reports / "index.html").read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in overview, link
        elif page in DATA:
            assert (shipped.pages / page).is_file()
        else:
            assert (page or f"{name}.html") in places, link
            assert not anchor or anchor in places[page or f"{name}.html"], link


@pytest.mark.parametrize("name", NAMES)
def test_every_id_is_on_its_page_once(pages: Mapping[str, Element], name: str) -> None:
    ids = [element.attributes["id"] for element in pages[name].walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", COMMITTEES)
def test_every_figure_is_an_svg_with_title_and_alternative_and_its_numbers_beside_it(
    pages: Mapping[str, Element], name: str
) -> None:
    figures = pages[name].all("figure")
    assert figures
    for figure in figures:
        pictures = figure.all("svg")
        assert len(pictures) == 2, "one for wide and one for narrow screens"
        for picture in pictures:
            (title,), (desc,) = picture.all("title"), picture.all("desc")
            assert title.text
            assert len(desc.text) > 20
            assert (
                picture.attributes["aria-labelledby"] == f"{title.attributes['id']} {desc.attributes['id']}"
            )
    for article in pages[name].all("article"):
        downloads, tables = article.all("p", class_="download"), article.all("table", class_="figures")
        second = {"-indeks-": "Indeks", "-behov-": "Behov"}  # further charts of numbers in the same table
        is_action = "action" in article.attributes["class"].split()  # drawn where it declared an effect
        headings = "".join(table.all("thead")[0].text for table in tables[:1])
        shared = [
            column
            for figure in article.all("figure")
            for part, column in second.items()
            if part in figure.all("svg")[0].attributes["aria-labelledby"]
        ]
        assert all(column in headings for column in shared)
        drawn = len(article.all("figure")) - len(shared)
        assert len(tables) == len(downloads) == max(0 if is_action else 1, drawn)
        for download in downloads:
            assert download.all("a")[0].attributes["href"].startswith("data:text/csv")


@pytest.mark.parametrize("name", COMMITTEES)
def test_every_figure_leads_to_how_it_is_read(pages: Mapping[str, Element], name: str) -> None:
    explained = {
        f"metode.html#{heading.attributes['id']}"
        for heading in pages["metode"].all("h2")
        if "id" in heading.attributes
    }
    for figure in pages[name].all("figure"):
        (caption,) = figure.all("figcaption")
        (link,) = caption.all("a")
        assert link.attributes["href"] in explained


def test_every_page_prints_its_error_budget(pages: Mapping[str, Element]) -> None:
    for name in COMMITTEES:
        assert re.search(
            r"ville en side som denne i gennemsnit få højst 0,\d mærke ved en tilfældighed\.",
            pages[name].text,
        ), name


@pytest.mark.parametrize("name", COMMITTEES)
def test_every_indicator_of_the_committee_is_shown_under_its_own_anchor(
    definitions: Definitions, pages: Mapping[str, Element], name: str
) -> None:
    areas = definitions.strategies[-1].areas_of(committee=name)
    expected = {key for key, indicator in definitions.indicators.items() if indicator.focus_area in areas}
    shown = [
        article.attributes["aria-labelledby"] for article in pages[name].all("article", class_="indicator")
    ]
    assert sorted(shown) == sorted(expected)
    for key in expected:
        assert pages[name].all("h3", id=key)[0].text == definitions.indicators[key].title


@pytest.mark.parametrize("name", COMMITTEES)
def test_every_focus_area_has_its_heading_and_its_full_title(
    definitions: Definitions, pages: Mapping[str, Element], name: str
) -> None:
    areas = definitions.strategies[-1].areas_of(committee=name)
    sections = {
        section.attributes["aria-labelledby"]: section
        for section in pages[name].all("section", class_="focus")
    }
    assert list(sections) == list(areas)
    for key, area in areas.items():
        assert area.title.rstrip(".") in sections[key].text
        assert definitions.strategies[-1].aims[area.aim].title in sections[key].text


def test_the_council_sees_every_focus_area_once_in_the_matrix(
    definitions: Definitions, pages: Mapping[str, Element]
) -> None:
    (matrix,) = pages["kommunalbestyrelsen"].all("table", class_="matrix")
    links = [link.attributes["href"] for link in matrix.all("a")]
    strategy = definitions.strategies[-1]
    assert sorted(links) == sorted(
        [f"{area.committee}.html#{key}" for key, area in strategy.focus_areas.items()]
        + [f"{name}.html" for name in COMMITTEES]
    )


def test_the_quality_page_has_every_source_in_use(
    definitions: Definitions, pages: Mapping[str, Element]
) -> None:
    text = pages["datakvalitet"].text
    assert set(definitions.used_sources) == set(definitions.sources)
    for key in definitions.used_sources:
        assert definitions.sources[key].title in text, key
    assert "rekonstrueret" in text


# The method page and the statement of accessibility show no figure of the vintage.
@pytest.mark.parametrize("name", [name for name in NAMES if name not in NO_FIGURES])
def test_a_page_says_that_the_vintage_is_reconstructed_and_the_strategy_over(
    pages: Mapping[str, Element], name: str
) -> None:
    assert "ekonstrueret" in pages[name].text
    assert "Strategien gjaldt 2022–2025" in pages[name].text


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_on_a_page_ends_with_two_full_stops(pages: Mapping[str, Element], name: str) -> None:
    said = pages[name].text + " ".join(desc.text for desc in pages[name].all("desc"))
    assert re.findall(r".{30}\w\.\.(?!\.).{0,10}", said) == []


# --- demo data ----------------------------------------------------------------------------------------------


def test_every_demo_indicators_block_and_row_carry_the_badge(
    definitions: Definitions, pages: Mapping[str, Element]
) -> None:
    demo = demo_of(definitions)
    assert demo
    blocks = {
        article.attributes["aria-labelledby"]: article
        for name in COMMITTEES
        for article in pages[name].all("article", class_="indicator")
    }
    rows = {
        link.attributes["href"].removeprefix("#"): row
        for name in COMMITTEES
        for table in pages[name].all("table", class_="overview")
        for row in table.all("tr")
        for link in row.all("a")
    }
    for key, block in blocks.items():
        marked = [badge.text for badge in block.all("span", class_="badge-demo")]
        assert ("Demodata" in marked) == (key in demo), key
        assert ("Demodata" in [badge.text for badge in rows[key].all("span", class_="badge-demo")]) == (
            key in demo
        ), key


@pytest.mark.parametrize(("page", "key"), [("laering", "dagtilbud"), ("social-omsorg", "plejebolig")])
def test_a_capacity_carries_the_badge_and_says_that_its_years_are_not_real(
    pages: Mapping[str, Element], page: str, key: str
) -> None:
    (block,) = pages[page].all("article", class_="capacity")
    assert block.attributes["aria-labelledby"] == key
    assert [badge.text for badge in block.all("span", class_="badge-demo")] == ["Demodata"]
    assert "is-demo" not in block.attributes["class"], "the projected people are official, and come first"
    (invented,) = block.all("div", class_="is-demo")
    assert "derfor heller ikke virkelige" in invented.text
    assert "Hvad nu hvis" in invented.text
    assert "regner med" not in invented.text
    assert "Danmarks Statistik regner med" in block.text
    assert "offentliggjort uden usikkerhed" in block.text


def test_every_capacity_is_on_its_committees_page(
    definitions: Definitions, pages: Mapping[str, Element]
) -> None:
    shown = {
        article.attributes["aria-labelledby"]: name
        for name in COMMITTEES
        for article in pages[name].all("article", class_="capacity")
    }
    areas = definitions.strategies[-1].focus_areas
    assert shown == {
        key: areas[capacity.focus_area].committee for key, capacity in definitions.capacities.items()
    }


def first_screen(page: Element) -> str:
    """Return the text and links before the first focus area; on the council's page, before the matrix."""
    after = [*page.all("section", class_="focus")[:1], *page.all("table", class_="matrix")[:1]]
    ends = {id(element) for element in after}
    (main,) = page.all("main")
    seen: list[str] = []

    def walk(element: Element) -> bool:
        for child in element.children:
            if isinstance(child, str):
                seen.append(child)
            elif id(child) in ends:
                return False
            else:
                seen.append(child.attributes.get("href", ""))
                if not walk(child):
                    return False
        return True

    assert not walk(main), "the page has no focus area and no matrix"
    return re.sub(r"\s+", " ", " ".join(seen))


@pytest.mark.parametrize("name", [*COMMITTEES, "kommunalbestyrelsen"])
def test_no_demo_figure_stands_on_the_first_screen(
    definitions: Definitions, done: Processed, pages: Mapping[str, Element], name: str
) -> None:
    seen = first_screen(pages[name])
    assert len(seen) > 100
    demo = demo_of(definitions)
    for key in demo:
        assert f"#{key} " not in seen
        assert definitions.indicators[key].title not in seen
    for state in done.states:
        indicator = definitions.indicators[state.indicator]
        if state.demo and indicator.unit:
            assert (
                danish.quantity(state.latest.value, indicator.unit, indicator.decimals).replace("\u00a0", " ")
                not in seen
            )


@pytest.mark.parametrize("name", ["index", "kommunalbestyrelsen"])
def test_pages_about_the_whole_show_no_demo_indicator_at_all(
    definitions: Definitions, pages: Mapping[str, Element], name: str
) -> None:
    (main,) = pages[name].all("main")
    links = {link.attributes["href"].partition("#")[2] for link in main.all("a")}
    assert links.isdisjoint(demo_of(definitions))


def test_where_the_newest_figure_is_suppressed_every_place_says_so_and_none_shows_an_older_one_for_it(
    definitions: Definitions, done: Processed, pages: Mapping[str, Element]
) -> None:
    now = done.observations[done.observations["area"] == definitions.municipality.code]
    last = now.groupby("indicator").last()
    suppressed = last[last["status"] == "suppressed"]
    assert len(suppressed)
    assert set(last["status"]) == {"shown", "suppressed"}
    strategy = definitions.strategies[-1]
    (matrix,) = pages["kommunalbestyrelsen"].all("table", class_="matrix")
    cells = {item.all("a")[0].attributes["href"].partition("#")[2]: item.text for item in matrix.all("li")}
    for key, period in suppressed["period"].items():
        indicator = definitions.indicators[str(key)]
        page = pages[strategy.focus_areas[indicator.focus_area].committee]
        (row,) = [
            row
            for table in page.all("table", class_="overview")
            for row in table.all("tr")
            if [link for link in row.all("a") if link.attributes["href"] == f"#{key}"]
        ]
        assert row.all("td", class_="num")[0].text.split() == ["skjult", period]
        (block,) = [
            article
            for article in page.all("article", class_="indicator")
            if article.attributes["aria-labelledby"] == key
        ]
        assert block.all("p", class_="finding")[0].text.startswith(
            f"Tallet for {period} er skjult. Det seneste tal, der vises, er fra "
        )
        assert block.all("table", class_="figures")[0].all("tr")[-1].text.split() == [period, "skjult"]
        assert f"{period}." in block.all("figcaption")[0].text
        assert all("Skjult for " in desc.text and f"{period}." in desc.text for desc in block.all("desc"))
        cell = cells[indicator.focus_area]
        assert "skjult" in cell if indicator.lead else indicator.title not in cell


def test_a_focus_area_with_demo_data_alone_is_not_judged(
    definitions: Definitions, pages: Mapping[str, Element]
) -> None:
    (matrix,) = pages["kommunalbestyrelsen"].all("table", class_="matrix")
    verdicts = {
        item.all("a")[0].attributes["href"].partition("#")[2]: item.all("span", class_="small")[0].text
        for item in matrix.all("li")
    }
    for area in definitions.strategies[-1].focus_areas:
        indicators = definitions.indicators_of(area)
        if indicators and all(definitions.origin(key) == "demo" for key in indicators):
            assert verdicts[area] == "Kun demodata"
        if not indicators:
            assert verdicts[area] == "Måles ikke"


# --- what is measured ---------------------------------------------------------------------------------------


def test_all_35_focus_areas_are_covered_or_declared(shipped: Shipped, command: CommandLine) -> None:
    outcome = command("list", "--project", shipped.project.root)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "35 of 35 focus areas covered or declared"


def test_the_annex_has_sixteen_nine_and_ten_focus_areas(definitions: Definitions) -> None:
    strategy = definitions.strategies[-1]
    assert [len(strategy.areas_of(aim=aim)) for aim in strategy.aims] == [16, 9, 10]
    assert list(strategy.committees) == list(COMMITTEES)
    assert len(strategy.aims["vaekst-i-balance"].balances) == 5


def test_enough_official_indicators_have_observations(definitions: Definitions, done: Processed) -> None:
    official = done.observations
    official = official[official["indicator"].map(definitions.origin) == "official"]
    assert official["indicator"].nunique() >= 45
    periods = official.groupby(["indicator", "area"])["period"].nunique().groupby("indicator").max()
    assert (periods >= 5).sum() >= 25


def test_enough_focus_areas_are_measured_directly(definitions: Definitions) -> None:
    direct = {
        indicator.focus_area
        for key, indicator in definitions.indicators.items()
        if definitions.origin(key) == "official" and not indicator.proxy
    }
    assert len(direct) >= 15


@pytest.mark.parametrize(
    ("key", "years"),
    [
        ("dagtilbud", [((2032, 2034),), ((2031, 2034),), ((2031, 2034),), ((2031, 2040),), ((2030, 2040),)]),
        ("plejebolig", [(), (), (), ((2040, 2040),), ((2038, 2040),)]),
    ],
)
def test_an_error_in_the_projection_moves_the_years_with_too_few_places(
    done: Processed, key: str, years: list[tuple[tuple[int, int], ...]]
) -> None:
    rows = done.capacities[done.capacities["capacity"] == key]
    assert list(rows["year"]) == list(range(2026, 2041))
    scenarios = balances_by_error(rows["year"], rows["population"], rows["coverage"], rows["places"])
    assert [scenario.shortages for scenario in scenarios.values()] == years


def test_no_target_is_declared_or_judged(shipped: Shipped, done: Processed) -> None:
    for path in shipped.project.strategy.glob("*.toml"):
        tables = json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str)
        assert re.findall(r'"(?:target|maal|mål)[^"]*":', tables) == [], path.name
    assert "assurance" not in {name for state in done.states for name in vars(state)}


def test_every_observation_leads_back_to_its_raw_file_and_row(shipped: Shipped, done: Processed) -> None:
    folder = shipped.project.raw(done.quarter)
    assert {name for name in done.observations["file"] if not (folder / name).is_file()} == set()
    assert (done.observations["row"] >= 2).all()
    assert (done.observations["value"].isna() == (done.observations["status"] != "shown")).all()


def test_an_overlapping_series_gets_no_limits(definitions: Definitions, done: Processed) -> None:
    overlapping = [
        state
        for state in done.states
        if definitions.indicators[state.indicator].window > 1
        or definitions.indicators[state.indicator].computation == "growth"
    ]
    assert overlapping
    assert {state.method for state in overlapping} <= {"trend", "none"}


def test_no_autocorrelated_series_is_judged_by_control_limits(done: Processed) -> None:
    by_limits = [state for state in done.states if state.method == "xmr"]
    assert [state.indicator for state in by_limits if (state.autocorrelation or 0) > 0.3] == []


# --- the manifest -------------------------------------------------------------------------------------------


def test_the_manifest_has_every_input_with_its_checksum(
    shipped: Shipped, manifest: dict[str, dict[str, dict[str, str]]]
) -> None:
    inputs = manifest["inputs"]
    for kind, folder, pattern in (
        ("raw", shipped.project.raw(shipped.quarter), "*"),
        ("definitions", shipped.project.strategy, "*.toml"),
        ("expectations", shipped.project.expectations, "*.json"),
        ("notebooks", shipped.project.notebooks, "*.ipynb"),
    ):
        there = {shipped.project.relative(path): checksum.of_file(path) for path in folder.glob(pattern)}
        assert there.items() <= inputs[kind].items(), kind
        assert all((shipped.project.root / name).is_file() for name in inputs[kind])


def test_the_manifest_has_every_page_with_its_checksum(
    shipped: Shipped, manifest: dict[str, dict[str, str]]
) -> None:
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shipped.pages.iterdir()
        if path.name != "manifest.json"
    }
    assert manifest["pages"] == there


def test_the_manifest_has_commit_packages_and_checks(
    shipped: Shipped, manifest: dict[str, object], done: Processed
) -> None:
    assert manifest["commit"] == shipped.commit
    assert (manifest["quarter"], manifest["closed"]) == (
        str(shipped.quarter),
        open_vintage(shipped.project, shipped.quarter).closed.isoformat(),
    )
    inputs = manifest["inputs"]
    assert isinstance(inputs, dict)
    assert {
        "python",
        "pandas",
        "numpy",
        "scipy",
        "great-expectations",
        "papermill",
        "nbconvert",
        "matplotlib",
        "seaborn",
        "sigtepunkt",
    } <= set(inputs["libraries"])
    checks = manifest["checks"]
    assert isinstance(checks, dict)
    assert checks["evaluated"] == len(done.findings)
    assert len(checks["failed"]) == sum(not finding.met for finding in done.findings)
    assert all(failed["severity"] != "critical" for failed in checks["failed"])


def test_every_source_has_a_suite_that_was_evaluated(definitions: Definitions, done: Processed) -> None:
    assert {finding.suite for finding in done.findings} == {*definitions.sources, "observations", "facts"}


# --- other ways to the same ---------------------------------------------------------------------------------


def test_a_page_made_again_leaves_the_others_byte_for_byte_and_is_the_same(
    shipped: Shipped, tmp_path: Path
) -> None:
    again = Project(shutil.copytree(shipped.project.root, tmp_path / "igen"))
    before = tree_bytes(again.reports)
    (again.report(shipped.quarter) / "vtf.html").unlink()
    progress: list[tuple[str, str]] = []
    pipeline.run(again, shipped.quarter, progress=lambda *stage: progress.append(stage))
    assert [detail for stage, detail in progress if stage == "notebook"] == ["notebooks/vtf.ipynb"]
    after = tree_bytes(again.reports)
    assert set(after) == set(before)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {f"{shipped.quarter}/manifest.json"}, "the same data gives the same page"


def test_a_notebook_runs_alone_with_papermill(shipped: Shipped, tmp_path: Path) -> None:
    notebooks, quarter = ("notebooks/vtf.ipynb", str(tmp_path / "out.ipynb")), str(shipped.quarter)
    words = (sys.executable, "-m", "papermill", *notebooks, "-p", "quarter", quarter)
    ended = subprocess.run(words, cwd=shipped.project.root, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    shown = "".join(line for output in outputs for line in output.get("data", {}).get("text/html", ""))
    assert '<h3 id="boligpris">' in shown
    assert [output for output in outputs if output["output_type"] in {"error", "stream"}] == []


def test_the_demo_files_are_those_the_seeded_generator_makes(shipped: Shipped, tmp_path: Path) -> None:
    inputs_only = shutil.ignore_patterns(".git", "reports", "processed")
    copy = Project(shutil.copytree(shipped.project.root, tmp_path / "frisk", ignore=inputs_only))
    before = tree_bytes(copy.root)
    demo = [path for path in copy.root.glob("data/raw/*/demo-*") if path.is_file()]
    assert len(demo) >= 2 * 6
    for path in demo:
        path.write_bytes(b"")
    ended = subprocess.run(
        (sys.executable, "-B", "make_demo.py"),
        cwd=copy.root / "data",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    after = tree_bytes(copy.root)
    assert {name for name in before | after if before.get(name) != after.get(name)} == set()


def test_the_earlier_vintage_holds_only_what_had_been_published_by_then(
    shipped: Shipped, definitions: Definitions
) -> None:
    for accepted in accept_all(shipped.project, definitions, shipped.project.quarters()):
        closed = pd.Timestamp(accepted.vintage.closed)
        rows = accepted.observations[~accepted.observations["projection"]]
        lag = rows["source"].map(lambda key: definitions.sources[key].lag_days)
        assert not rows.empty
        assert (rows["date"] + pd.to_timedelta(lag, unit="D") <= closed).all()
