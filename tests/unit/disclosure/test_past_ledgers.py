"""A measure that has another name at the source today: what was told and suppressed of it is remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from municipality import FIRST, LAST, damage, edit, lay_out, reseal
from places import quietly
from young_people import ALL, HOME, SOURCE, WITH, WITHOUT, by_year, measured, shown_values, suppressed

from sigtepunkt import pipeline
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import suppress
from sigtepunkt.disclosure.warnings.analyst_warnings import disclosure_warnings
from sigtepunkt.editions import edition, processed_store
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.strategy import Definitions, Disclosure, load_definitions

BY_PLAN = {"uden": {"measure": "Ingen plan"}, "sum": {"measures": ("Ingen plan", WITH), "computation": "sum"}}
THEN = {
    "indicators.toml": f'[uden]\nsource = "{SOURCE}"\nmeasure = "{WITHOUT}"\n'
    f'[sum]\nsource = "{SOURCE}"\nmeasures = ["{WITHOUT}", "{WITH}"]\n'
    f'[andel]\nsource = "{SOURCE}"\nmeasure = "{WITH}"\ndenominator = "{ALL}"\n',
    "disclosure.toml": "[uden]\npersons = true\n[sum]\npersons = true\n[andel]\npersons = true\n",
}


def key(measure: str, period: str) -> tuple[str, str, str]:
    return f"{SOURCE}/{measure}", HOME, period


def renaming(definitions: Definitions, names: dict[str, tuple[str, ...]]) -> Definitions:
    return replace(
        definitions,
        sources={
            **definitions.sources,
            SOURCE: definitions.sources[SOURCE].model_copy(update={"renamed": names}),
        },
    )


def before(ledger: Ledger, texts: dict[str, str] | None = None) -> Edition:
    return Edition(Quarter(2025, 4), Correction(), True, {}, {}, ledger, definitions=texts or {})


def test_a_declared_name_reaches_what_earlier_editions_told(definitions: Definitions) -> None:
    strategy = renaming(measured(definitions, BY_PLAN), {"Ingen plan": (WITHOUT,)})
    earlier = Ledger(
        {key(WITHOUT, "2024"): 9.0, key(f"{WITH} + {WITHOUT}", "2024"): 20.0},
        frozenset({key(WITHOUT, "2025")}),
    )
    (ledger,) = ledgers_under_current_names(strategy, [before(earlier)])["2025Q4"]
    assert ledger.published == {key("Ingen plan", "2024"): 9.0, key(f"Ingen plan + {WITH}", "2024"): 20.0}
    assert ledger.suppressed == {key("Ingen plan", "2025")}


def test_what_was_suppressed_under_the_old_name_stays_suppressed(definitions: Definitions) -> None:
    """3 then, 9 now: whether that is a revision nobody can tell. Undeclared, the indicator leads to it."""
    counts = by_year(y2025={"Ingen plan": 9.0, WITH: 40.0})
    earlier = before(Ledger({}, frozenset({key(WITHOUT, "2025")})))
    strategy = measured(definitions, {"uden": {"measure": "Ingen plan"}})
    assert shown_values(suppressed(strategy, counts), "uden") == {"2025": 9.0}
    for names, texts in (({"Ingen plan": (WITHOUT,)}, {}), ({}, THEN)):
        today = renaming(strategy, names)
        shown = suppress(
            today,
            suppressed(today, counts).vintages,
            {"2026Q1": ledgers_under_current_names(today, [replace(earlier, definitions=texts)])["2025Q4"]},
        )
        assert shown_values(shown, "uden") == {}, names
        assert key("Ingen plan", "2025") in shown.ever_suppressed


def test_a_whole_of_another_name_is_remembered_too(definitions: Definitions) -> None:
    strategy = measured(
        definitions, {"andel": {"measure": WITH, "denominator": "Alle unge", "computation": "share"}}
    )
    (ledger,) = ledgers_under_current_names(
        strategy, [before(Ledger({}, frozenset({key(ALL, "2025")})), THEN)]
    )["2025Q4"]
    assert key("Alle unge", "2025") in ledger.suppressed
    counts = by_year(y2025={WITH: 40.0, "Alle unge": 60.0})
    assert shown_values(suppressed(strategy, counts, ledgers={"2026Q1": [ledger]}), "andel") == {}


@pytest.mark.parametrize(
    ("indicator", "former", "today", "hidden"),
    [("med", WITH, "Har plan", "Alle unge"), ("alle", ALL, "Alle unge", "Har plan")],
)
def test_what_was_told_under_the_old_name_counts_as_known_where_it_is_the_same(
    definitions: Definitions, indicator: str, former: str, today: str, hidden: str
) -> None:
    """Of 2 + 30 = 32 one was published under its indicator's former measure: hiding it would hide nothing."""
    indicators = {
        "alle": {"measure": "Alle unge"},
        "uden": {"measure": WITHOUT},
        "med": {"measure": "Har plan"},
    }
    part = Disclosure(persons=True, parts_of="alle")
    strategy = measured(definitions, indicators, uden=part, med=part)
    texts = {
        "indicators.toml": f'[{indicator}]\nsource = "{SOURCE}"\nmeasure = "{former}"\n',
        "disclosure.toml": f"[{indicator}]\npersons = true\n",
    }
    counts = by_year(y2025={WITHOUT: 2.0, "Har plan": 30.0, "Alle unge": 32.0})
    earlier = Ledger({key(former, "2025"): counts[today, HOME, "2025"]})
    shown = suppressed(
        strategy,
        counts,
        ledgers={"2026Q1": ledgers_under_current_names(strategy, [before(earlier, texts)])["2025Q4"]},
    )
    assert shown.ledger.suppressed == {key(WITHOUT, "2025"), key(hidden, "2025")}


def test_what_nothing_counts_today_is_told_once(definitions: Definitions) -> None:
    strategy = measured(definitions, {"uden": {"measure": "Ingen plan"}})
    editions = [before(Ledger({key(WITH, "2024"): 9.0}, frozenset({key(WITHOUT, "2025")})))] * 2
    shown = suppressed(strategy, by_year(y2025={"Ingen plan": 9.0}))
    warnings = [
        text
        for text in disclosure_warnings(strategy, shown.vintages[0], shown, editions)
        if "nothing declared" in text
    ]
    assert len(warnings) == 1
    assert f"{SOURCE}/{WITHOUT}" in warnings[0]
    declared = renaming(
        measured(definitions, {"uden": {"measure": "Ingen plan"}, "med": {"measure": WITH}}),
        {"Ingen plan": (WITHOUT,)},
    )
    assert not [
        text
        for text in disclosure_warnings(declared, shown.vintages[0], shown, editions)
        if "nothing declared" in text
    ]


# --- from the file on ---------------------------------------------------------------------------------------

RENAMED = 'lag_days = 60\nrenamed = { "Klubelever" = ["Elever i klub"] }'


@pytest.fixture
def renamed(tmp_path: Path) -> Project:
    """Prøvekommune, first published with three pupils in a club; then the source renames the column."""
    home = lay_out(tmp_path / "prøvekommune")
    for quarter in (FIRST, LAST):
        damage(home, quarter, "skole.csv", lambda content: content.replace(b";1.000;261;", b";1.000;3;"))
    pipeline.process(home, FIRST, progress=quietly)
    home.published.mkdir(exist_ok=True)
    home.edition(FIRST, 1).write_text(
        edition.as_json(processed_store.load_edition(home, FIRST)), encoding="utf-8"
    )
    damage(
        home,
        LAST,
        "skole.csv",
        lambda content: content.replace(b"Elever i klub", b"Klubelever").replace(
            b";1.000;3;", b";1.000;261;"
        ),
    )
    for name in ("indicators.toml", "sources.toml"):
        path = home.strategy / name
        path.write_text(
            path.read_text(encoding="utf-8")
            .replace('"Elever i klub"', '"Klubelever"')
            .replace('title = "Klubelever"', 'title = "Elever i klub"'),
            encoding="utf-8",
        )
    suite = home.suite("proeve-skole")
    suite.write_text(
        suite.read_text(encoding="utf-8").replace("Elever i klub", "Klubelever"), encoding="utf-8"
    )
    return home


def test_older_files_are_read_under_todays_name_and_what_was_suppressed_stays_so(renamed: Project) -> None:
    edit(renamed.strategy / "sources.toml", "lag_days = 60", RENAMED)
    done = pipeline.process(renamed, LAST, progress=quietly)
    held = done.suppressed[(done.suppressed["indicator"] == "klubandel") & (done.suppressed["area"] == "990")]
    assert set(zip(held["period"], held["vintage"], strict=True)) == {
        ("2019/2020", "2026Q1"),
        ("2019/2020", "2026Q2"),
    }
    assert processed_store.load_edition(renamed, LAST).ledger.suppressed == {
        ("proeve-skole/Klubelever", "990", "2019/2020")
    }


def test_an_older_file_with_another_name_says_which_key_names_it(project: Project) -> None:
    edit(project.strategy / "indicators.toml", 'measure = "Nybyggeri"', 'measure = "Nye huse"')
    rename_in_the_newest_workbook(project)
    with pytest.raises(Refused) as refused:
        pipeline.process(project, LAST, progress=quietly)
    (problem,) = refused.value.problems
    assert problem.next_step == (
        "if the file of 2026Q1 has it under another name, say so in strategy/sources.toml: "
        '[proeve-ventetid].renamed = { "Nye huse" = ["the name it had"] }'
    )
    edit(
        project.strategy / "sources.toml",
        'dimensions = ["Sagstype"]',
        'dimensions = ["Sagstype"]\nrenamed = { "Nye huse" = ["Nybyggeri"] }',
    )
    for quarter in (FIRST, LAST):
        done = pipeline.process(project, quarter, progress=quietly)
        assert "ventetid" in {*done.observations["indicator"]}


def rename_in_the_newest_workbook(project: Project) -> None:
    """Give the measure its new name in the newest file."""
    path = project.raw(LAST) / "ventetid.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["Data"].iter_rows(min_row=2):
        row[1].value = "Nye huse"
    book.save(path)
    reseal(path.parent)


@pytest.mark.parametrize("names", ['{ "a" = ["b"], "c" = ["b"] }', '{ "a" = ["b"], "b" = ["c"] }'])
def test_a_name_that_leads_to_two_is_refused(project: Project, names: str) -> None:
    edit(project.strategy / "sources.toml", "lag_days = 60", f"lag_days = 60\nrenamed = {names}")
    with pytest.raises(Refused, match="more than one name of today"):
        load_definitions(project)
