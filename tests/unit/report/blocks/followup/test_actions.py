"""An action stands below its focus area, with its story, its aim, and what the figures say of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from example_actions import EFFECT
from html_pages import read_markup

from sigtepunkt.core.project import Project
from sigtepunkt.followup import ActionState
from sigtepunkt.report import open_report, output
from sigtepunkt.report.blocks.followup import all_actions
from sigtepunkt.report.blocks.followup.actions import actions_of
from sigtepunkt.report.blocks.summaries.focus_areas import focus_area
from sigtepunkt.report.notebook_api import Report
from sigtepunkt.strategy import Action

COURSE = tuple(
    (f"{year}Q{number}", 3.0 + number / 10, 3.2, year > 2023)
    for year in (2022, 2023, 2024)
    for number in (1, 2, 3, 4)
)
STATE = ActionState(
    "jobmesse",
    "",
    "none",
    published="2023Q3",
    half_width=0.9,
    can_show=False,
    estimate=0.1,
    lower=-0.4,
    upper=0.2,
    look="2024Q4",
    says_in="2024Q4",
    others=8,
    course=COURSE,
)


@pytest.fixture
def report(processed_once: Project, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Return the page of the committee of children, without showing anything."""
    monkeypatch.setattr(output, "deliver", lambda _: None)
    return open_report("boern", "2026Q2", processed_once.root)


def with_action(report: Report, state: ActionState = STATE, **declared: object) -> Report:
    """Return the report with an action that declared an effect."""
    action = Action.model_validate(
        {
            "title": "Jobmesse",
            "focus_area": "skole",
            "committee": "boern",
            "owner": "Skolechefen",
            "source": "Referat",
            "story": "En messe.",
            "history": [{"status": "i gang", "on": "2023-12-01"}],
            "effect": {
                "declared": "2023-09-01",
                "indicator": "ledighed",
                "direction": "lower",
                "earliest": "2024Q1",
                "smallest": 0.3,
                "evaluate": "2024Q4",
                "achieved": "Lavere.",
            },
            **declared,
        }
    )
    definitions = replace(report.definitions, actions={**report.definitions.actions, "jobmesse": action})
    return replace(report, definitions=definitions, processed=replace(report.processed, actions=(state,)))


def text(markup: str) -> str:
    return " ".join(read_markup(markup).text.replace("\u00a0", " ").split())


def test_an_action_without_an_aim_shows_its_story_alone(report: Report) -> None:
    (action,) = actions_of(report, "skole")
    assert action["aim"] == "Intet mål fastsat på forhånd."
    assert (action["finding"], action["expectation"], action["published"], action["chart"]) == (
        "",
        "",
        "",
        None,
    )
    shown = text(focus_area(report, "skole"))
    assert "Cykelsti til skolen" in shown
    assert "En sti langs vejen." in shown
    assert "Kommunalbestyrelsen, 6. februar 2024" in shown


def test_an_action_with_an_effect_shows_aim_verdict_and_what_cannot_be_shown(report: Report) -> None:
    shown = text(focus_area(with_action(report), "skole"))
    assert "Mål fastsat på forhånd: Lavere." in shown
    assert "Målet stod første gang i rapporten for 3. kvartal 2023." in shown
    assert "Intet tegn på en virkning af betydning." in shown
    assert "Kan ikke vise en virkning af den størrelse" in shown


def test_the_drawing_has_a_table_of_all_its_figures(report: Report) -> None:
    action = actions_of(with_action(report), "skole")[1]
    assert action["chart"]["columns"] == ["Periode", "Før eller efter", "Ledighed", "De andres forløb"]
    assert len(action["chart"]["table"]) == len(COURSE)
    assert [row[1] for row in action["chart"]["table"]] == ["før"] * 8 + ["efter"] * 4
    assert "Jobmesse" in action["chart"]["picture"].wide
    assert "De andres" in action["chart"]["picture"].narrow


def test_what_became_of_an_action_later_stands_on_a_later_page(report: Report) -> None:
    vintage = replace(report.vintage, closed=dt.date(2024, 3, 1))
    (action,) = actions_of(replace(report, vintage=vintage), "skole")
    assert len(action["history"]) == 1
    vintage = replace(report.vintage, closed=dt.date(2024, 2, 5))
    assert actions_of(replace(report, vintage=vintage), "skole") == []


def test_a_demo_action_says_that_it_is_made_up(report: Report) -> None:
    shown = text(focus_area(with_action(report, demo=True, demo_published="2023Q3"), "skole"))
    assert "Handlingen, målet og tallene er opdigtede" in shown


def test_the_council_sees_how_many_are_under_way_evaluated_and_without_an_aim(report: Report) -> None:
    council = replace(with_action(report), page="kommunalbestyrelsen")
    shown = text(all_actions.actions(council))
    assert (
        "Der er kendskab til 2 handlinger. 1 af dem har intet mål, der er fastsat på forhånd; 1 er vurderet."
        in shown
    )
    table = read_markup(all_actions.actions(council))
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tr")]
    assert rows[-1] == ["2", "0", "0", "2", "0", "0", "1", "1"]


def test_demo_actions_are_in_no_count(report: Report) -> None:
    council = replace(with_action(report, demo=True), page="kommunalbestyrelsen")
    shown = text(all_actions.actions(council))
    assert "Der er kendskab til 1 handling." in shown
    assert "Dertil er der 1 opdigtet handling" in shown
    assert "Den har ikke et mål, der er fastsat på forhånd" in shown


def test_an_effect_that_was_looked_at_early_is_not_evaluated(report: Report) -> None:
    council = with_action(report, replace(STATE, look="2024Q3"))
    action = council.definitions.actions["jobmesse"]
    assert all_actions.is_evaluated(with_action(report), "jobmesse", action)
    assert not all_actions.is_evaluated(council, "jobmesse", action)


def test_before_the_effect_can_begin_the_drawing_says_that_all_figures_are_from_before(
    report: Report,
) -> None:
    early = replace(STATE, course=tuple((*point, False) for *point, _ in COURSE))
    (shown,) = actions_of(with_action(report, early), "skole")[-1:]
    assert "Alle tal er fra før 1. kvartal 2024" in shown["chart"]["caption"]
    assert "Fyldte punkter" not in shown["chart"]["caption"]
    (shown,) = actions_of(with_action(report), "skole")[-1:]
    assert "Fyldte punkter: efter." in shown["chart"]["caption"]


def test_a_figure_across_the_start_is_said_to_be_left_out(report: Report) -> None:
    """A school year lies on both sides of an effect that begins within it."""
    rows = report.rows_of("skolefravaer")
    periods = sorted(set(rows[rows["area"] == report.definitions.municipality.code]["period"]))
    first, across, last = periods[0], periods[-2], periods[-1]
    effect = {
        **EFFECT,
        "indicator": "skolefravaer",
        "earliest": f"{across[:4]}Q4",
        "evaluate": "2028Q4",
        "declared": f"{across[:4]}-09-01",
    }
    course = ((first, 3.0, None, False), (last, 3.1, None, True))
    data = with_action(report, replace(STATE, course=course), effect=effect)
    caption = actions_of(data, "skole")[-1]["chart"]["caption"]
    assert caption.endswith(
        f"Skoleåret {across[:4]}/{across[7:]} ligger på begge sider af stregen og er ikke med."
    )
    whole = {**effect, "earliest": f"{across[:4]}Q3"}  # its figures begin no earlier than August
    data = with_action(report, replace(STATE, course=((across, 3.0, None, True), *course[1:])), effect=whole)
    assert "ligger på begge sider" not in actions_of(data, "skole")[-1]["chart"]["caption"]


def test_an_effect_declared_after_the_figures_closed_waits_for_the_next_page(report: Report) -> None:
    late = {
        **EFFECT,
        "indicator": "ledighed",
        "declared": "2026-09-15",
        "earliest": "2027Q1",
        "evaluate": "2028Q4",
    }
    (shown,) = actions_of(with_action(report, effect=late), "skole")[-1:]
    assert shown["aim"].startswith("Et mål er fastsat 15. september 2026, efter at siden blev gjort op")


@pytest.mark.parametrize(("published", "label"), [("2023Q3", "Mål fastsat på forhånd"), ("2024Q2", "Mål")])
def test_an_aim_is_called_set_in_advance_only_where_it_was(
    report: Report, published: str, label: str
) -> None:
    (shown,) = actions_of(with_action(report, replace(STATE, published=published)), "skole")[-1:]
    assert shown["aim_label"] == label


def test_too_few_figures_by_the_evaluation_are_said_when_the_aim_is_set(report: Report) -> None:
    few = replace(STATE, reason="too early", planned=(7, 1), half_width=None, can_show=None)
    (shown,) = actions_of(with_action(report, few), "skole")[-1:]
    assert (shown["finding"], shown["cannot"]) == ("", True)
    assert "vil der være 7 tal fra før og 1 tal fra efter" in shown["expectation"].replace("\u00a0", " ")
