"""Definitions are read completely or refused, with every fault reported with its file and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from municipality import edit

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]


def test_everything_declared_is_loaded(definitions: Definitions) -> None:
    assert definitions.municipality.name == "Prøvekommune"
    assert list(definitions.indicators) == [
        "folketal",
        "folkevaekst",
        "ledighed",
        "klubandel",
        "skolefravaer",
        "ventetid",
    ]
    assert list(definitions.sources) == [
        "proeve-folketal",
        "proeve-ledige",
        "proeve-skole",
        "proeve-ventetid",
        "proeve-fremskrivning",
        "proeve-nyttehaver",
    ]
    assert list(definitions.capacities) == ["nyttehaver"]
    assert [gap.title for gap in definitions.gaps] == ["Trivsel blandt de mindste"]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "name"),
    [
        ("indicators.toml", "total = true", "totall = true", "[folketal].totall", "did you mean 'total'"),
        (
            "sources.toml",
            'table = "FOLK9"',
            'tabel = "FOLK9"',
            "[proeve-folketal].tabel",
            "did you mean 'table'",
        ),
        (
            "sources.toml",
            'file = "skole.csv"',
            'file = "skole.csv"\nconfidental = true',
            "[proeve-skole].confidental",
            "did you mean 'confidential'",
        ),
        (
            "municipality.toml",
            "council_members = 9",
            "council_member = 9",
            "council_member",
            "did you mean 'council_members'",
        ),
        ("strategy-2022-2025.toml", "adopted_by", "adopted", "adopted", "did you mean 'adopted_by'"),
        ("gaps.toml", "needed =", "need =", "[gaps no. 1].need", "did you mean 'needed'"),
        ("capacity.toml", "who =", "whom =", "[nyttehaver].whom", "did you mean 'who'"),
    ],
)
def test_an_unknown_key_is_told_with_its_place_and_the_nearest_valid_name(
    refused_after: Change, file: str, old: str, new: str, where: str, name: str
) -> None:
    unknown = [problem for problem in refused_after(file, old, new) if "unknown key" in problem.what]
    assert [problem.where for problem in unknown] == [f"strategy/{file}: {where}"]
    assert name in unknown[0].allowed


@pytest.mark.parametrize(
    ("file", "old", "new", "nearest"),
    [
        ("strategy-2022-2025.toml", 'title = "Alle børn er med"', 'titel = "Alle børn er med"', "title"),
        ("indicators.toml", 'decided_by = "Skoleafdelingen"', 'decidedby = "Skoleafdelingen"', "decided_by"),
        ("indicators.toml", 'owner = "Byggesagsområdet"', 'ower = "Byggesagsområdet"', "owner"),
        ("capacity.toml", 'measure = "65+"', 'messure = "65+"', "measure"),
        ("capacity.toml", 'owner = "Parkområdet"', 'ower = "Parkområdet"', "owner"),
    ],
)
def test_an_unknown_key_within_a_table_is_told_with_the_nearest_valid_name(
    refused_after: Change, file: str, old: str, new: str, nearest: str
) -> None:
    (unknown,) = (problem for problem in refused_after(file, old, new) if "unknown key" in problem.what)
    assert f"did you mean {nearest!r}" in unknown.allowed


def test_a_table_under_a_misspelt_name_is_told_once_with_the_nearest(refused_after: Change) -> None:
    stray = '[proeve-skolle.dialect]\ndelimiter = ";"\n\n[proeve-skole]\n'
    (problem,) = refused_after("sources.toml", "[proeve-skole]\n", stray)
    assert problem.what == "no source 'proeve-skolle' for its dialect"
    assert "did you mean 'proeve-skole'" in problem.allowed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('percent = "yes"', "unknown value 'yes'\n  allowed: one of: shown, stored"),
        ('decimal = ";"', "Input should be '', ',' or '.' (found ';')"),  # signs are no words to look through
    ],
)
def test_an_unknown_value_is_told_with_those_there_are(refused_after: Change, line: str, said: str) -> None:
    (problem,) = refused_after("sources.toml", 'file = "skole.csv"', f'file = "skole.csv"\n{line}')
    assert said in str(problem)


def test_several_faults_in_several_files_are_told_together(project: Project) -> None:
    edit(project.strategy / "indicators.toml", "total = true", "totall = true")
    edit(project.strategy / "indicators.toml", 'title = "Ledighed"', 'titel = "Ledighed"')
    edit(project.strategy / "sources.toml", "lag_days = 60", "lag_days = -1")
    edit(project.strategy / "municipality.toml", 'comparison = ["991"]', 'comparison = ["999"]')
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    places = [problem.where for problem in refusal.value.problems]
    assert places == [
        "strategy/municipality.toml",
        "strategy/sources.toml:43: [proeve-skole].lag_days",
        "strategy/indicators.toml:8: [folketal].totall",
        "strategy/indicators.toml:23: [ledighed].title",
        "strategy/indicators.toml:24: [ledighed].titel",
    ]
    assert "999" in refusal.value.problems[0].what


def test_a_gap_under_a_misspelt_table_is_not_passed_over(refused_after: Change) -> None:
    """A gap nobody reads would be a gap nobody sees."""
    gap = 'focus_area = "trivsel"\ntitle = "x"\nwhy = "x"\nowner = "x"\nneeded = "x"\nsince = 2025-01-01'
    problems = refused_after("gaps.toml", "[[gaps]]", f"[[gaps]]\n{gap}\n[[gap]]")
    assert any(
        "'gap'" in problem.what and problem.where.startswith("strategy/gaps.toml") for problem in problems
    )


def test_an_indicator_without_a_focus_area_is_refused(refused_after: Change) -> None:
    (problem,) = refused_after("indicators.toml", 'focus_area = "klima"\n', "")
    assert (problem.where, problem.what) == ("strategy/indicators.toml: [ventetid].focus_area", "is missing")


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("municipality.toml", "council_members = 9", 'council_members = "x"', ":4: council_members"),
        ("strategy-2022-2025.toml", "adopted_by =", "adopted =", ":4: adopted"),
        ("sources.toml", "lag_days = 60", "lag_days = -1", ":43: [proeve-skole].lag_days"),
        ("indicators.toml", "total = true", "total = 7", ":8: [folketal].total"),
        ("gaps.toml", "needed =", "need =", ":6: [gaps no. 1].need"),
        ("capacity.toml", "who =", "whom =", ":4: [nyttehaver].whom"),
        ("disclosure.toml", "persons = true", "person = true", ":2: "),
    ],
)
def test_a_fault_of_any_file_is_told_with_its_line(
    project: Project, file: str, old: str, new: str, where: str
) -> None:
    path = project.strategy / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert any(problem.where.startswith(f"strategy/{file}{where}") for problem in refusal.value.problems), (
        refusal.value
    )


def test_a_key_given_twice_is_told_with_its_line(refused_after: Change) -> None:
    (problem,) = refused_after("indicators.toml", "total = true", "total = true\ntotal = true")
    assert problem.where == "strategy/indicators.toml:9"
    assert "not valid TOML" in problem.what
    assert "line 9" in problem.what


def test_a_file_that_is_not_utf_8_is_told_with_the_byte(project: Project) -> None:
    path = project.strategy / "gaps.toml"
    path.write_bytes("# æ".encode("cp1252"))
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [(problem.where, problem.what, problem.allowed) for problem in refusal.value.problems] == [
        ("strategy/gaps.toml", "not UTF-8 at byte 2", "UTF-8 text")
    ]


@pytest.mark.parametrize(
    "file", ["municipality.toml", "sources.toml", "indicators.toml", "gaps.toml", "capacity.toml"]
)
def test_a_missing_file_is_named(project: Project, file: str) -> None:
    (project.strategy / file).unlink()
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert (f"strategy/{file}", "the file is missing") in [
        (problem.where, problem.what) for problem in refusal.value.problems
    ]


@pytest.mark.parametrize("file", ["municipality.toml", "strategy-2022-2025.toml"])
def test_an_empty_file_is_refused_by_name(project: Project, file: str) -> None:
    (project.strategy / file).write_text("", encoding="utf-8")
    with pytest.raises(Refused, match=file):
        load_definitions(project)


def test_without_any_strategy_it_is_said_what_a_file_of_one_is_called(project: Project) -> None:
    (project.strategy / "strategy-2022-2025.toml").unlink()
    with pytest.raises(Refused, match="there is no strategy") as refusal:
        load_definitions(project)
    assert "strategy-2022-2025.toml" in str(refusal.value)
