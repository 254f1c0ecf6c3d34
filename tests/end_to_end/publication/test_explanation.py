"""Each kind of change of a quarter's figures gets its own reason, by replacing one thing after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from municipality import FIRST, LAST, damage, edit, lay_out
from places import quietly

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import edition, processed_store
from sigtepunkt.editions.differences import Difference

Changed = dict[tuple[str, str, str, str], Difference]
REVISED = ("folketal", "figure", "990", "2026Q1")


@pytest.fixture(scope="module")
def first_published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with what its first quarter published; not to be changed."""
    home = lay_out(tmp_path_factory.mktemp("first") / "prøvekommune")
    home.published.mkdir()
    pipeline.process(home, FIRST, progress=quietly)
    home.edition(FIRST, 1).write_text(
        edition.as_json(processed_store.load_edition(home, FIRST)), encoding="utf-8"
    )
    return home


@pytest.fixture
def home(first_published: Project, tmp_path: Path) -> Project:
    return Project(shutil.copytree(first_published.root, tmp_path / "prøvekommune"))


def changed(home: Project) -> Changed:
    """Return the differences from the first quarter to the last."""
    return {
        (difference.indicator, difference.aspect, difference.area, difference.period): difference
        for difference in pipeline.process(home, LAST, progress=quietly).changed
    }


def rewrite(home: Project, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the first quarter published, as if it had been so."""
    path = home.edition(FIRST, 1)
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def by_other_code(content: dict[str, Any]) -> None:
    """An earlier program rounded ledighed in January 2024 to whole per cent."""
    content["made_from"]["code"] = "another"
    (series,) = [figure for figure in content["figures"] if figure[:2] == ["ledighed", "990"]]
    series[2]["2024M01"] = 3.0


def test_the_quarter_after_has_revisions_and_new_periods_and_nothing_else(home: Project) -> None:
    differences = changed(home)
    assert differences[REVISED] == Difference(*REVISED, 5384.0, 5391.0, ("revision",))
    assert differences["ledighed", "figure", "990", "2026M07"].reasons == ("new period",)
    assert differences["ledighed", "verdict", "", ""].reasons == ("new period",)
    assert {reason for difference in differences.values() for reason in difference.reasons} == {
        "revision",
        "new period",
    }
    assert not any(difference.area == "991" for difference in differences.values()), (
        "another municipality's figures are on no page of their own"
    )


def test_without_a_record_of_then_it_is_held_against_what_then_would_be_today(home: Project) -> None:
    recorded = changed(home)
    home.edition(FIRST, 1).unlink()
    assert changed(home) == recorded


def test_a_figure_another_program_gave_has_changed_by_the_code(home: Project) -> None:
    rewrite(home, by_other_code)
    differences = changed(home)
    assert differences["ledighed", "figure", "990", "2024M01"].reasons == ("code",)
    assert differences[REVISED].reasons == ("revision",)


def test_a_figure_defined_otherwise_has_changed_by_its_definition(home: Project) -> None:
    edit(home.strategy / "indicators.toml", 'measure = "Fravær (pct.)"', 'measure = "Elever"')
    differences = changed(home)
    reasons = {difference.reasons for key, difference in differences.items() if key[0] == "skolefravaer"}
    assert reasons == {("definition",)}
    assert differences[REVISED].reasons == ("revision",)


def test_code_and_definition_are_told_apart_by_the_definitions_of_then(home: Project) -> None:
    rewrite(home, by_other_code)
    edit(home.strategy / "indicators.toml", 'measure = "Fravær (pct.)"', 'measure = "Elever"')
    differences = changed(home)
    assert differences["ledighed", "figure", "990", "2024M01"].reasons == ("code",)
    assert differences["skolefravaer", "figure", "990", "2018/2019"].reasons == ("definition",)


def test_where_todays_program_cannot_read_the_definitions_of_then_both_are_named(home: Project) -> None:
    def older(content: dict[str, Any]) -> None:
        by_other_code(content)
        content["definitions"].append(["sources.toml", "[unknown_to_this_program]"])

    rewrite(home, older)
    edit(home.strategy / "indicators.toml", 'measure = "Fravær (pct.)"', 'measure = "Elever"')
    differences = changed(home)
    assert differences["ledighed", "figure", "990", "2024M01"].reasons == ("code or definition",)
    assert differences["skolefravaer", "figure", "990", "2018/2019"].reasons == ("code or definition",)


def test_a_break_alone_is_told_as_a_break(home: Project) -> None:
    text = (home.strategy / "indicators.toml").read_text(encoding="utf-8")
    before, own = text.split("[ledighed]\n", 1)
    broken = (
        '[ledighed]\nbreaks = [{ at = "2026M01", cause = "Ny opgørelse", '
        'decided_by = "Prøvestyrelsen", decided = 2026-01-01 }]\n'
    )
    (home.strategy / "indicators.toml").write_text(before + broken + own, encoding="utf-8")
    differences = changed(home)
    assert "break" in differences["ledighed", "verdict", "", ""].reasons
    assert not any("definition" in difference.reasons for difference in differences.values())


def test_a_figure_that_may_not_be_shown_any_more_has_gone_by_suppression_and_what_it_was_is_not_told_again(
    home: Project,
) -> None:
    for quarter in (FIRST, LAST):
        damage(home, quarter, "skole.csv", lambda content: content.replace(b";1.000;261;", b";1.000;3;"))
    declared = home.strategy / "disclosure.toml"
    edit(declared, "[klubandel]\npersons = true", "[klubandel]\npersons = false")
    pipeline.process(home, FIRST, progress=quietly)
    home.edition(FIRST, 1).write_text(
        edition.as_json(processed_store.load_edition(home, FIRST)), encoding="utf-8"
    )
    edit(declared, "[klubandel]\npersons = false", "[klubandel]\npersons = true")
    differences = changed(home)
    assert differences["klubandel", "figure", "990", "2019/2020"] == Difference(
        "klubandel", "figure", "990", "2019/2020", None, None, ("suppression",)
    )
    assert {
        reason
        for key, difference in differences.items()
        if key[0] == "klubandel"
        for reason in difference.reasons
    } == {"suppression"}


def test_a_figure_that_fails_its_check_has_gone_by_the_check(home: Project) -> None:
    damage(home, LAST, "skole.csv", lambda content: content.replace(b";1.000;261;", b";1.000;-261;"))
    difference = changed(home)["klubandel", "figure", "990", "2019/2020"]
    assert (difference.before, difference.now, difference.reasons) == (26.1, None, ("check",))


def test_all_figures_of_a_file_that_cannot_be_trusted_have_gone_by_the_check(home: Project) -> None:
    """No row is left of them in the new quarter, as if the source had taken them away."""
    damage(
        home, LAST, "folketal.csv", lambda content: content.replace(b"990;2018K2;5012", b"992;2018K2;5012")
    )
    gone = {
        key: difference
        for key, difference in changed(home).items()
        if key[:3] == ("folketal", "figure", "990")
    }
    assert len(gone) > 8
    assert {(difference.now, difference.reasons) for difference in gone.values()} == {(None, ("check",))}


def test_a_figure_the_source_took_away_has_gone_by_revision(home: Project) -> None:
    damage(
        home,
        LAST,
        "folketal.csv",
        lambda content: b"\r\n".join(
            line for line in content.split(b"\r\n") if not line.startswith(b"990;2018K1")
        ),
    )
    difference = changed(home)["folketal", "figure", "990", "2018Q1"]
    assert (difference.now, difference.reasons) == (None, ("revision",))


def test_raw_data_of_then_that_was_changed_since_cannot_be_told_from_the_rest(
    home: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(
        home, FIRST, "folketal.csv", lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;5001")
    )
    damage(
        home, LAST, "folketal.csv", lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;5001")
    )
    assert changed(home)["folketal", "figure", "990", "2018Q1"].reasons == ("revision",)
    monkeypatch.setattr(software, "package", lambda: "another")
    assert changed(home)["folketal", "figure", "990", "2018Q1"].reasons == ("revision, definition or code",)


def test_a_corrected_file_is_the_reason_also_where_another_indicators_definition_was_changed_with_it(
    home: Project,
) -> None:
    damage(
        home, FIRST, "folketal.csv", lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;5001")
    )
    damage(
        home, LAST, "folketal.csv", lambda content: content.replace(b"990;2018K1;5000", b"990;2018K1;5001")
    )
    edit(home.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent")
    assert changed(home)["folketal", "figure", "990", "2018Q1"].reasons == ("revision",)
    edit(home.strategy / "indicators.toml", "[folketal]\ntitle =", '[folketal]\nnation_note = "Ny."\ntitle =')
    assert changed(home)["folketal", "figure", "990", "2018Q1"].reasons == ("revision or definition",)


def test_an_indicator_that_is_new_or_gone_is_so_by_definition(home: Project) -> None:
    for name in ("indicators.toml", "disclosure.toml"):
        edit(home.strategy / name, "[skolefravaer]", "[fravaer]")
    differences = changed(home)
    assert differences["skolefravaer", "verdict", "", ""].now is None
    assert differences["fravaer", "verdict", "", ""].before is None
    assert {
        difference.reasons for key, difference in differences.items() if key[0] in {"skolefravaer", "fravaer"}
    } == {("definition",)}
