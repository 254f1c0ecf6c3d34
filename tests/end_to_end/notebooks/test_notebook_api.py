"""What a notebook's calls show: every block from one state, with demo data marked and gaps explained."""

from __future__ import annotations

import base64
import html
import inspect
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from municipality import LAST

from sigtepunkt import pipeline
from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.report import Report, open_report
from sigtepunkt.report.output import MIME_TYPE

Opened = Callable[..., Report]
Shown = Callable[..., str]


@pytest.fixture
def opened(processed_once: Project) -> Opened:
    """Open a page of Prøvekommune's last quarter, or of another."""
    return lambda page, quarter="2026Q2": open_report(page, quarter, processed_once.root)


@pytest.fixture
def shown(displayed: list[dict[str, Any]]) -> Shown:
    """Return the HTML that calling `block` shows."""

    def take(block: Callable[..., None], *arguments: Any, **named: Any) -> str:
        displayed.clear()
        block(*arguments, **named)
        assert all(set(bundle) == {"text/html", MIME_TYPE} for bundle in displayed)
        return "\n".join(bundle["text/html"] for bundle in displayed)

    return take


@pytest.fixture(scope="module")
def without_demo(processed_once: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune processed with --no-demo."""
    home = Project(shutil.copytree(processed_once.root, tmp_path_factory.mktemp("no-demo") / "prøvekommune"))
    pipeline.process(home, LAST, demo=False, progress=lambda _stage, _detail: None)
    return home


def plain(markup: str) -> str:
    """Return the text a reader sees, with every space alike."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup)))


# --- heading and summary ------------------------------------------------------------------------------------


def test_the_heading_says_quarter_closing_day_and_that_the_strategy_is_over(
    opened: Opened, shown: Shown
) -> None:
    text = plain(shown(opened("teknik").heading))
    for part in ("2. kvartal 2026", "31. august 2026", "Strategien gjaldt 2022–2025", "Demodata"):
        assert part in text


def test_only_a_page_with_demo_data_warns_of_it_in_its_heading(opened: Opened, shown: Shown) -> None:
    assert "Demodata" not in shown(opened("boern").heading)


def test_the_summary_tells_the_most_telling_official_figures(opened: Opened, shown: Shown) -> None:
    markup = shown(opened("teknik").summary)
    text = plain(markup)
    assert re.findall(r'<a href="([^"]+)">', markup) == ["#folkevaekst", "#ledighed", "#folketal"]
    assert "Ledighed : 0,4 % i juli 2026; hele landet 2,8 %. Nyt skift nedad." in text
    assert "Folketal : 5.408 personer den 1. juli 2026, 216 personer flere end den 1. januar 2022." in text
    assert "Selv uden nogen ændring ville en side som denne i gennemsnit få højst 0,1 mærke ved" in text


def test_the_summary_never_counts_demo_data(opened: Opened, shown: Shown) -> None:
    text = shown(opened("teknik").summary)
    assert "entetid" not in text
    assert "ventetid" not in text


# --- focus areas and indicators -----------------------------------------------------------------------------


def test_a_focus_area_shows_its_indicators_with_value_period_change_and_marks(
    opened: Opened, shown: Shown
) -> None:
    text = plain(shown(opened("teknik").focus_area, "bosaetning"))
    for part in (
        "Bosætning",
        "Flere skal bo i Prøvekommune",
        "Sigtepunkt: Vækst. Alle 3 officielle tal kan vurderes.",
        "Folketal : 5.408 personer den 1. juli 2026, 216 personer flere end den 1. januar 2022.",
        "Ledighed 0,4 % juli 2026 – Nyt skift nedad",
        "Folketal 5.408 personer 1. juli 2026 +216",
    ):
        assert part in text


def test_a_focus_area_with_demo_data_alone_says_so_and_marks_it(opened: Opened, shown: Shown) -> None:
    markup = shown(opened("teknik").focus_area, "klima")
    assert "Kun demodata" in plain(markup)
    assert re.search(r'href="#ventetid">[^<]*</a> <span class="badge badge-demo">', markup)


def test_a_gap_says_why_who_has_the_data_what_it_takes_and_since_when(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("boern").focus_area, "trivsel"))
    for part in (
        "Måles ikke: Trivsel blandt de mindste.",
        "Ingen spørger dem.",
        "Dagtilbudsområdet",
        "En måling hvert år.",
        "1. marts 2025",
    ):
        assert part in text


def test_an_indicator_is_shown_with_figure_table_download_definition_and_source(
    opened: Opened, shown: Shown
) -> None:
    markup = shown(opened("teknik").indicator, "ledighed")
    text = plain(markup)
    assert '<h3 id="ledighed">Ledighed</h3>' in markup
    assert markup.count("<svg") >= 2
    assert "Juli 2026 0,4 2,8" in text
    assert 'download="ledighed.csv" href="data:text/csv' in markup
    for part in (
        "Ledige i procent af arbejdsstyrken.",
        "Prøvestyrelsen, Y99",
        "licens: ukendt",
        "Forbehold: Opdigtede tal.",
    ):
        assert part in text


def test_a_chart_an_icon_a_table_and_a_sentence_tell_one_state(opened: Opened, shown: Shown) -> None:
    report = opened("teknik")
    block, row, summary = (
        shown(report.indicator, "ledighed"),
        shown(report.focus_area, "bosaetning"),
        shown(report.summary),
    )
    assert "badge-improvement" in block
    assert "Det er en forbedring." in plain(block)
    assert "Det er en forbedring." in re.sub(r"\s+", " ", re.findall(r"<desc[^>]*>([^<]*)</desc>", block)[0])
    assert re.search(r'href="#ledighed">.*?mark-improvement', row, re.DOTALL)
    assert re.search(r'mark-improvement.*?href="#ledighed"', summary, re.DOTALL)


def test_a_demo_indicator_carries_its_badge_and_its_warning(opened: Opened, shown: Shown) -> None:
    markup = shown(opened("teknik").indicator, "ventetid")
    assert 'class="indicator is-demo"' in markup
    assert "badge-demo" in markup
    assert "opdigtet" in markup
    assert "is-demo" not in shown(opened("teknik").indicator, "folketal")


def test_the_warning_of_demo_data_names_the_municipality_it_is_shown_for(
    opened: Opened, shown: Shown
) -> None:
    text = plain(shown(opened("teknik").indicator, "ventetid"))
    assert "Hedensted" not in text
    assert "Prøvekommune" in text


def test_a_break_and_a_proxy_are_explained(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("boern").indicator, "skolefravaer"))
    assert "Ny opgørelse fra skoleåret 2021/22 (databrud): Fravær registreres på en ny måde." in text
    assert "Fravær viser, hvem der mangler" in text
    assert "databrud" in text


def test_several_indicators_are_several_blocks(opened: Opened, displayed: list[dict[str, Any]]) -> None:
    opened("teknik").indicator("folketal", "ledighed")
    assert [bundle[MIME_TYPE]["id"] for bundle in displayed] == ["folketal", "ledighed"]


def test_an_indicator_with_figures_for_other_areas_only_is_shown_side_by_side(
    published: Project, shown: Shown
) -> None:
    path = published.processed(LAST) / "observations.parquet"
    pipeline.process(published, LAST, progress=lambda _stage, _detail: None)
    observations = pd.read_parquet(path)
    observations[(observations["indicator"] != "klubandel") | (observations["area"] != "990")].to_parquet(
        path
    )
    signals = published.processed(LAST) / "signals.parquet"
    states = pd.read_parquet(signals)
    states[states["indicator"] != "klubandel"].to_parquet(signals)
    report = open_report("boern", "2026Q2", published.root)
    text = plain(shown(report.indicator, "klubandel"))
    assert "Opgjort for 1 område i skoleåret 2024/25." in text
    assert "forskellene er ikke testet" in text
    assert "Vises for områder" in plain(shown(report.focus_area, "skole"))


def test_what_is_not_on_the_page_is_wrong_use_and_the_nearest_is_named(opened: Opened) -> None:
    report = opened("teknik")
    with pytest.raises(WrongUse, match="indicator 'folketl' is not on the page 'teknik'") as refusal:
        report.indicator("folketl")
    assert "did you mean 'folketal'" in str(refusal.value)
    assert "notebooks/teknik.ipynb" in str(refusal.value)
    with pytest.raises(WrongUse, match="indicator 'klubandel' is not on the page"):
        report.indicator("klubandel")
    with pytest.raises(WrongUse, match="focus area 'skole' is not on the page"):
        report.focus_area("skole")


# --- capacities ---------------------------------------------------------------------------------------------


def test_a_capacity_is_shown_from_what_was_processed(
    opened: Opened, shown: Shown, displayed: list[dict[str, Any]]
) -> None:
    markup = shown(opened("teknik").capacity, "nyttehaver")
    assert '<h3 id="nyttehaver">Ældre og nyttehaver</h3>' in markup
    assert "Behovet er større end de planlagte haver fra 2029 til og med 2030." in plain(markup)
    assert "badge-demo" in markup
    assert "Hedensted" not in markup
    assert [(bundle[MIME_TYPE]["block"], bundle[MIME_TYPE]["id"]) for bundle in displayed] == [
        ("capacity", "nyttehaver")
    ]


def test_the_sources_of_a_capacity_are_told_though_no_indicator_rests_on_them(
    opened: Opened, shown: Shown
) -> None:
    for block in (opened("teknik").provenance, opened("datakvalitet").quality):
        text = plain(shown(block))
        assert "Prøvestatistik, FREM9" in text
        assert "Demodata (opdigtet), Haveplan" in text
    assert "Haveplan" not in plain(shown(opened("boern").provenance))


def test_a_capacity_alone_lets_the_heading_warn_of_demo_data(opened: Opened, shown: Shown) -> None:
    report = opened("boern")
    capacity = report.definitions.capacities["nyttehaver"].model_copy(update={"focus_area": "skole"})
    assert "Demodata" in shown(
        replace(report, definitions=replace(report.definitions, capacities={"nyttehaver": capacity})).heading
    )


def test_a_capacity_of_another_page_is_wrong_use(opened: Opened) -> None:
    with pytest.raises(WrongUse, match="capacity 'nyttehaver' is not on the page 'boern'"):
        opened("boern").capacity("nyttehaver")
    with pytest.raises(WrongUse, match="capacity 'nyttehave' is not on the page 'teknik'") as refusal:
        opened("teknik").capacity("nyttehave")
    assert "did you mean 'nyttehaver'" in str(refusal.value)


# --- own figures and tables ---------------------------------------------------------------------------------


def _draw(axes: Axes) -> None:
    axes.plot([1, 2, 3], [1, 4, 9])


def test_an_own_figure_has_title_subtitle_alternative_table_download_and_note(
    opened: Opened, shown: Shown
) -> None:
    data = pd.DataFrame({"Område": ["Prøve", "Nabo"], "Vækst, %": [1.25, -0.5]})
    markup = shown(
        opened("teknik").figure,
        _draw,
        title="Prøve vokser mest",
        subtitle="Vækst i procent",
        alt="Prøve 1,3 %; Nabo −0,5 %",
        data=data,
        note="Opdigtet.",
    )
    assert '<h3 id="proeve-vokser-mest">Prøve vokser mest</h3>' in markup
    assert "Prøve 1,3 %; Nabo −0,5 %" in markup
    text = plain(markup)
    for part in ("Vækst i procent", "Prøve 1,3", "Nabo −0,5", "Opdigtet."):
        assert part in text
    assert 'download="proeve-vokser-mest.csv"' in markup


def test_an_own_table_has_a_caption_row_headings_and_danish_numbers(opened: Opened, shown: Shown) -> None:
    markup = shown(
        opened("teknik").table,
        pd.DataFrame({"Udvalg": ["A & B"], "Antal": [1234], "Andel": [0.5]}),
        caption="Dækning",
    )
    assert "<caption>Dækning</caption>" in markup
    assert '<th scope="row">A &amp; B</th><td class="num">1.234</td><td class="num">0,5</td>' in markup


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        '=HYPERLINK("http://x";"klik")',
        "{{ 7 * 7 }}{% raw %}",
        "$(reboot) og $x^2$",
        "$\\frac{$",
        "**fed** [x](javascript:alert(1))",
        "\u00e6 & <b>",
    ],
)
def test_hostile_text_is_text_in_figures_tables_and_downloads(
    opened: Opened, shown: Shown, hostile: str
) -> None:
    def draw(axes: Axes) -> None:
        axes.plot([1, 2], [1, 2], label=hostile)
        axes.set_title(hostile)
        axes.set_xticks([1, 2], [hostile, "b"])
        axes.annotate(hostile, (1, 1))
        axes.legend()

    data = pd.DataFrame({hostile: [hostile, "b"], "Tal": [1, 2]})
    report = opened("teknik")
    markup = shown(
        report.figure, draw, title=hostile, subtitle=hostile, alt=hostile, data=data, note=hostile
    ) + shown(report.table, data, caption=hostile)
    tags = set(re.findall(r"<([a-zA-Z][\w-]*)", markup))
    assert tags.isdisjoint({"script", "img", "iframe", "style", "b"})
    assert 'style="' not in markup
    assert not re.search(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*\bon\w+=', markup)
    assert plain(re.sub(r"<text", " <text", markup)).count(" ".join(hostile.split())) >= 12
    (download,) = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)
    assert all(
        not cell.strip('"').startswith("=")
        for line in base64.b64decode(download).decode("utf-8-sig").splitlines()
        for cell in line.split(";")
    )


# --- the council's page -------------------------------------------------------------------------------------


def test_the_matrix_has_every_focus_area_once_with_its_lead_figure_and_its_page(
    opened: Opened, shown: Shown
) -> None:
    markup = shown(opened("kommunalbestyrelsen").matrix)
    text = plain(markup)
    for href, said in (
        ("teknik.html#bosaetning", "Bosætning 5.408 personer Folketal, 216 personer flere end den 1. januar"),
        ("teknik.html#klima", "Kortere vej til en tilladelse Kun demodata"),
        ("boern.html#skole", "Alle børn er med 1 tal, intet nøgletal"),
        ("boern.html#trivsel", "Børn trives Måles ikke"),
    ):
        assert markup.count(f'href="{href}"') == 1
        assert said in text


def test_the_matrix_counts_its_own_focus_areas(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("kommunalbestyrelsen").matrix))
    assert "35" not in text
    assert "De 4 fokusområder" in text


def test_new_figures_lead_to_where_they_are_read_those_with_a_mark_first(
    opened: Opened, shown: Shown
) -> None:
    markup = shown(opened("kommunalbestyrelsen").news)
    assert re.findall(r'<a href="([^"]+)">', markup) == [
        "teknik.html#folkevaekst",
        "teknik.html#ledighed",
        "teknik.html#folketal",
    ]
    assert "Nye tal siden 1. kvartal 2026" in markup
    assert "entetid" not in markup, "demo data is no news"


def test_the_councils_tiles_aims_and_key_figures_tell_of_one_state(opened: Opened, shown: Shown) -> None:
    report = opened("kommunalbestyrelsen")
    said = [plain(shown(block)) for block in (report.on_track, report.aims, report.key_figures)]
    assert "Folketal 5.408 personer 1. juli 2026 216 personer flere end den 1. januar 2022" in said[0]
    assert "5.408 personer den 1. juli 2026, 216 personer flere end den 1. januar 2022." in said[1]
    assert "5.408 personer 1. juli 2026 +216 siden 1. januar 2022" in said[2]


def test_no_target_is_invented(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("kommunalbestyrelsen").targets))
    assert "ingen indikator er vurderet mod et mål" in text
    assert "Klimamålet" not in text, "that is another municipality's decision"


def test_what_changed_since_the_quarter_before_is_told_with_its_reason(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("kommunalbestyrelsen").changes))
    assert "Sammenlignet med 1. kvartal 2026." in text
    assert (
        "Ledighed : Vurderingen er gået fra »ingen sikker ændring« til »forbedring«: der er kommet nye tal."
        in text
    )
    assert "Folketal : 1 tidligere tal er ændret: kilden har ændret sine tal." in text
    assert "Folketal 1. januar 2026 5.384 personer 5.391 personer Kilden har ændret sine tal" in text
    assert "Ledighed (april 2026 til juli 2026)" in text
    assert "Folketal (1. juli 2026)" in text
    assert "Elever i klub (" not in text
    assert "Ventetid" not in text, "demo data is no news"


def test_a_committee_is_told_of_its_own_indicators_only(opened: Opened, shown: Shown) -> None:
    assert "Ledighed" in plain(shown(opened("teknik").changes))
    text = plain(shown(opened("boern").changes))
    assert "Ledighed" not in text
    assert "Ingen tidligere tal eller vurderinger er ændret." in text


def test_the_first_quarter_has_nothing_to_differ_from(opened: Opened, shown: Shown) -> None:
    text = plain(shown(opened("kommunalbestyrelsen", "2026Q1").changes))
    assert "intet kvartal før dette" in text


def test_what_is_missing_is_listed_and_leads_to_why_and_who_has_the_data(
    opened: Opened, shown: Shown
) -> None:
    markup = shown(opened("kommunalbestyrelsen").missing)
    assert "Børn trives : Trivsel blandt de mindste." in plain(markup)
    (area,) = re.findall(r'href="boern.html#([^"]+)">Børn trives<', markup)
    assert "Ingen spørger dem. Data hos: Dagtilbudsområdet." in plain(shown(opened("boern").focus_area, area))


# --- sources and quality ------------------------------------------------------------------------------------


def test_every_source_of_the_page_is_named_with_licence_and_checksum(opened: Opened, shown: Shown) -> None:
    report = opened("teknik")
    text = plain(shown(report.provenance))
    for part in (
        "Prøvestatistik, FOLK9",
        "Licens: CC BY 4.0",
        "Prøvestyrelsen, Y99",
        "Licens: ukendt",
        "Demodata.",
        report.vintage.hashes["ledige.json"][:12],
    ):
        assert part in text
    assert "Elevudtræk" not in text, "no indicator of the page is from it"


def test_the_quality_page_tells_what_failed_in_plain_words_and_what_was_revised(
    opened: Opened, shown: Shown
) -> None:
    text = plain(shown(opened("datakvalitet").quality))
    for part in (
        "Prøvestatistik, FOLK9",
        "Kravet »Fraværet er højst 6 procent« er ikke opfyldt",
        "demodata",
        "som modtaget",
    ):
        assert part in text
    counted = {(int(met), int(all_of_them)) for met, all_of_them in re.findall(r"(\d+) af (\d+)", text)}
    assert any(met < all_of_them for met, all_of_them in counted), "a source with a deviation"
    assert any(met == all_of_them for met, all_of_them in counted)
    assert "Prøve 1. januar 2026 5.384 personer 5.391 personer" in text
    assert "siden 1. kvartal 2026" in text


def test_the_first_quarter_has_no_delivery_to_compare_with(opened: Opened, shown: Shown) -> None:
    assert "ikke et tidligere kvartal" in plain(shown(opened("datakvalitet", "2026Q1").quality))


# --- the analyst's frame ------------------------------------------------------------------------------------


def test_observations_are_a_frame_with_danish_names_and_the_demo_mark(opened: Opened) -> None:
    frame = opened("teknik").observations("ledighed", "ventetid")
    assert list(frame.columns) == ["indicator", "area", "code", "kind", "period", "date", "value", "demo"]
    assert set(frame["area"]) == {"Hele landet", "Prøve", "Nabo"}
    assert set(frame.loc[frame["demo"], "indicator"]) == {"ventetid"}
    assert set(frame.loc[frame["code"] == "000", "kind"]) == {"land"}
    home = frame[(frame["indicator"] == "ledighed") & (frame["area"] == "Prøve")]
    assert list(home["period"])[-1] == "2026M07"
    assert list(home["value"])[-1] == 0.4
    assert home["date"].is_monotonic_increasing


def test_home_is_the_municipality_as_its_observations_spell_it(opened: Opened) -> None:
    report = opened("teknik")
    home = report.observations("ledighed").query("area == @report.home")
    assert set(home["code"]) == {"990"}
    assert report.home == "Prøve"


def test_what_a_notebook_may_use_of_a_report_is_offered_when_tab_is_pressed(opened: Opened) -> None:
    offered = set(dir(opened("teknik")))
    assert {"home", "observations", "figure", "indicator", "table"} <= offered
    assert not offered & {"cache", "processed", "states", "_rows"}


def test_observations_are_of_the_quarters_own_vintage(opened: Opened) -> None:
    def january(quarter: str) -> list[float]:
        frame = opened("teknik", quarter).observations("folketal")
        return list(frame.loc[(frame["code"] == "990") & (frame["period"] == "2026Q1"), "value"])

    assert (january("2026Q1"), january("2026Q2")) == ([5384], [5391])


def test_observations_without_names_are_those_of_the_page(opened: Opened) -> None:
    assert set(opened("teknik").observations()["indicator"]) == {
        "folketal",
        "folkevaekst",
        "ledighed",
        "ventetid",
    }
    assert set(opened("boern").observations("ledighed")["indicator"]) == {"ledighed"}, (
        "any indicator may be asked for by name"
    )
    with pytest.raises(WrongUse, match="'ledihed'"):
        opened("teknik").observations("ledihed")


# --- without demo data --------------------------------------------------------------------------------------


def test_without_demo_the_gap_is_shown_and_the_figure_is_not(without_demo: Project, shown: Shown) -> None:
    report = open_report("teknik", "2026Q2", without_demo.root)
    area = plain(shown(report.focus_area, "klima"))
    assert "Måles ikke: Ventetid på en tilladelse. Ventetiden ligger i sagssystemet." in area
    assert "15. januar 2026" in area
    assert shown(report.indicator, "ventetid") == ""
    assert "<svg" in shown(report.indicator, "ventetid", "folketal"), (
        "the rest of a call is shown all the same"
    )
    everything = " ".join(
        shown(block) for block in (report.heading, report.summary, report.provenance, report.quality)
    )
    assert "demodata" not in everything.lower()
    assert "ventetid" not in set(report.observations()["indicator"])


def test_without_demo_a_capacity_is_a_gap(without_demo: Project, shown: Shown) -> None:
    report = open_report("teknik", "2026Q2", without_demo.root)
    assert "Måles ikke: Ældre og nyttehaver. Ingen har en plan for haverne." in plain(
        shown(report.focus_area, "bosaetning")
    )
    assert shown(report.capacity, "nyttehaver") == ""
    with pytest.raises(WrongUse, match="'nyttehave'"):
        report.capacity("nyttehave")
    assert report.processed.capacities.empty
    assert "Haveplan" not in shown(report.provenance)


def test_without_demo_the_council_sees_a_gap(without_demo: Project, shown: Shown) -> None:
    report = open_report("kommunalbestyrelsen", "2026Q2", without_demo.root)
    assert re.search(
        r'href="teknik.html#klima">[^<]*</a> <span class="small">Måles ikke<', shown(report.matrix)
    )
    assert "Ventetid på en tilladelse" in shown(report.missing)


def test_without_demo_an_unknown_indicator_is_still_refused(without_demo: Project) -> None:
    with pytest.raises(WrongUse, match="'ventetd'"):
        open_report("teknik", "2026Q2", without_demo.root).indicator("ventetd")


def test_no_page_of_this_municipality_speaks_of_another(published_once: Project) -> None:
    pages: list[Path] = sorted(published_once.reports.rglob("*.html"))
    assert len(pages) == 8
    for page in pages:
        assert "Hedensted" not in page.read_text(encoding="utf-8"), page.name


def test_what_an_analyst_can_call_is_what_completion_shows(opened: Opened) -> None:
    shown = dir(opened("teknik"))
    assert {"indicator", "focus_area", "observations", "figure", "table", "provenance"} <= {*shown}
    assert not [
        name
        for name in shown
        if name.startswith("_") or name in {"cache", "processed", "definitions", "states"}
    ]


def test_what_notebooks_call_keeps_its_names_and_parameters() -> None:
    """Notebooks in other municipalities rest on them."""
    calls = {name: member for name, member in vars(Report).items() if callable(member) and name[0] != "_"}
    parameters = {name: " ".join([*inspect.signature(call).parameters][1:]) for name, call in calls.items()}
    assert " ".join(inspect.signature(open_report).parameters) == "page quarter project"
    assert parameters == {
        **dict.fromkeys(("heading", "summary", "missing", "provenance", "matrix", "news"), ""),
        **dict.fromkeys(("on_track", "aims", "key_figures"), ""),
        **dict.fromkeys(("targets", "changes", "quality", "icons", "error_rates"), ""),
        **dict.fromkeys(("actions", "wording"), ""),
        "focus_area": "focus_area",
        "indicator": "indicators",
        "capacity": "capacities",
        "figure": "draw title subtitle alt data decimals note height",
        "table": "data caption decimals",
        "example": "name",
        "since": "indicator start",
        "beside": "indicator",
        "contrast": "indicator kind start outliers confidence",
        "observations": "indicators everywhere",
    }
