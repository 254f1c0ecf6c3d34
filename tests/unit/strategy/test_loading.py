"""Definitions are read whole or refused whole, with every fault told so that it can be found and mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from municipality import edit
from municipality.strategy_files import GAPS, STRATEGY

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import Definitions, load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]


@pytest.fixture
def refused_after(project: Project) -> Change:
    """Return what loading says once `old` reads `new` in a file under strategy/."""

    def change(file: str, old: str, new: str) -> tuple[Problem, ...]:
        edit(project.strategy / file, old, new)
        with pytest.raises(Refused) as refusal:
            load_definitions(project)
        return refusal.value.problems

    return change


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


def test_a_source_is_public_unless_it_is_declared_confidential(project: Project) -> None:
    assert not any(source.confidential for source in load_definitions(project).sources.values())
    edit(project.strategy / "sources.toml", 'file = "skole.csv"', 'file = "skole.csv"\nconfidential = true')
    assert [key for key, source in load_definitions(project).sources.items() if source.confidential] == [
        "proeve-skole"
    ]


def test_an_indicators_origin_is_its_sources(definitions: Definitions) -> None:
    assert [definitions.origin(key) for key in ("folketal", "klubandel", "ventetid")] == [
        "official",
        "internal",
        "demo",
    ]


def test_a_focus_areas_indicators_and_gaps_are_found_in_the_order_declared(definitions: Definitions) -> None:
    assert list(definitions.indicators_of("bosaetning")) == ["folketal", "folkevaekst", "ledighed"]
    assert definitions.indicators_of("trivsel") == {}
    assert [gap.title for gap in definitions.gaps_of("trivsel")] == ["Trivsel blandt de mindste"]
    assert definitions.gaps_of("bosaetning") == ()


def test_without_demo_every_demo_indicator_is_the_gap_it_declares(definitions: Definitions) -> None:
    official = definitions.without_demo()
    assert "ventetid" not in official.indicators
    assert set(definitions.indicators) - set(official.indicators) == {"ventetid"}
    (gap,) = official.gaps_of("klima")
    assert (gap.title, gap.why, gap.owner) == (
        "Ventetid på en tilladelse",
        "Ventetiden ligger i sagssystemet.",
        "Byggesagsområdet",
    )
    assert "ventetid" in definitions.indicators, "the definitions themselves are not changed"


def test_without_demo_a_capacity_that_rests_on_it_is_the_gap_it_declares(definitions: Definitions) -> None:
    assert definitions.invented("nyttehaver") == ("coverage", "places")
    official = definitions.without_demo()
    assert official.capacities == {}
    (gap,) = official.gaps_of("bosaetning")
    assert (gap.title, gap.why, gap.owner) == (
        "Ældre og nyttehaver",
        "Ingen har en plan for haverne.",
        "Parkområdet",
    )
    assert "nyttehaver" in definitions.capacities, "the definitions themselves are not changed"


def test_a_source_is_used_that_feeds_an_indicator_or_a_capacity(definitions: Definitions) -> None:
    assert definitions.used == tuple(definitions.sources)
    assert definitions.without_demo().used == ("proeve-folketal", "proeve-ledige", "proeve-skole")


def test_the_strategy_in_force_is_the_last_that_has_begun(project: Project) -> None:
    later = STRATEGY.replace("2022", "2026").replace("2025", "2029")
    (project.strategy / "strategy-2026-2029.toml").write_text(later, encoding="utf-8")
    definitions = load_definitions(project)
    assert definitions.strategy(Quarter(2025, 4)).first_year == 2022
    assert definitions.strategy(Quarter(2026, 1)).first_year == 2026
    assert definitions.strategy(Quarter(2031, 1)).first_year == 2026
    assert definitions.strategy(Quarter(2020, 1)).first_year == 2022


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
        "strategy/sources.toml: [proeve-skole].lag_days",
        "strategy/indicators.toml: [folketal].totall",
        "strategy/indicators.toml: [ledighed].title",
        "strategy/indicators.toml: [ledighed].titel",
    ]
    assert "999" in refusal.value.problems[0].what


def test_several_unknown_names_are_told_together(project: Project) -> None:
    edit(project.strategy / "indicators.toml", 'focus_area = "klima"', 'focus_area = "klimaet"')
    edit(project.strategy / "indicators.toml", 'source = "proeve-ledige"', 'source = "proeve-ledig"')
    edit(project.strategy / "gaps.toml", '"trivsel"', '"trivsl"')
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    told = [(problem.where, problem.what) for problem in refusal.value.problems]
    assert ("strategy/indicators.toml: [ventetid].focus_area", "unknown focus area 'klimaet'") in told
    assert ("strategy/indicators.toml: [ledighed].source", "unknown source 'proeve-ledig'") in told
    assert (
        "strategy/gaps.toml: 'Trivsel blandt de mindste'.focus_area",
        "unknown focus area 'trivsl'",
    ) in told
    allowed = [problem.allowed for problem in refusal.value.problems]
    assert any("did you mean 'klima'" in text for text in allowed)
    assert any("did you mean 'proeve-ledige'" in text for text in allowed)
    assert any("did you mean 'trivsel'" in text for text in allowed)


@pytest.mark.parametrize(
    ("old", "new", "what", "nearest"),
    [
        (
            'short = "Bosætning"\naim = "vaekst"',
            'short = "Bosætning"\naim = "vakst"',
            "unknown aim 'vakst'",
            "vaekst",
        ),
        (
            'committee = "teknik"\nbalance = "bosaetning"',
            'committee = "tekink"\nbalance = "bosaetning"',
            "unknown committee 'tekink'",
            "teknik",
        ),
        ('balance = "klima"', 'balance = "klime"', "unknown balance 'klime'", "klima"),
    ],
)
def test_a_focus_area_names_an_aim_a_committee_and_a_balance_that_exist(
    refused_after: Change, old: str, new: str, what: str, nearest: str
) -> None:
    (problem,) = refused_after("strategy-2022-2025.toml", old, new)
    assert problem.what == what
    assert f"did you mean {nearest!r}" in problem.allowed
    assert problem.where.startswith("strategy/strategy-2022-2025.toml: [focus_areas.")


def test_a_fault_in_one_of_several_strategies_names_the_file_it_is_in(project: Project) -> None:
    """File names need not sort as their years do."""
    later = (
        STRATEGY.replace("2022", "2026")
        .replace("2025", "2029")
        .replace('balance = "klima"', 'balance = "klime"')
    )
    (project.strategy / "strategy-0-ny.toml").write_text(later, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [problem.where for problem in refusal.value.problems] == [
        "strategy/strategy-0-ny.toml: [focus_areas.klima].balance"
    ]


def test_a_focus_area_with_neither_indicator_nor_gap_is_refused(refused_after: Change) -> None:
    (problem,) = refused_after("gaps.toml", GAPS, "gaps = []\n")
    assert "neither an indicator nor a declared gap" in problem.what
    assert problem.where == "strategy/strategy-2022-2025.toml: [focus_areas.trivsel]"
    assert "strategy/gaps.toml" in problem.next_step


def test_a_gap_under_a_misspelt_table_is_not_passed_over(refused_after: Change) -> None:
    """A gap nobody reads would be a gap nobody sees."""
    problems = refused_after(
        "gaps.toml",
        "[[gaps]]",
        '[[gaps]]\nfocus_area = "trivsel"\ntitle = "x"\nwhy = "x"\nowner = "x"\nneeded = "x"\nsince = 2025-01-01\n[[gap]]',
    )
    assert any(
        "'gap'" in problem.what and problem.where.startswith("strategy/gaps.toml") for problem in problems
    )


def test_an_indicator_without_a_focus_area_is_refused(refused_after: Change) -> None:
    (problem,) = refused_after("indicators.toml", 'focus_area = "klima"\n', "")
    assert (problem.where, problem.what) == ("strategy/indicators.toml: [ventetid].focus_area", "is missing")


def test_a_demo_indicator_must_say_what_gap_it_stands_for(refused_after: Change) -> None:
    gap = 'gap = { why = "Ventetiden ligger i sagssystemet.", owner = "Byggesagsområdet", needed = "Et udtræk hvert kvartal.", since = 2026-01-15 }\n'
    (problem,) = refused_after("indicators.toml", gap, "")
    assert problem.where == "strategy/indicators.toml: [ventetid].gap"
    assert problem.what == "a demo indicator must declare its gap"


def test_only_a_demo_indicator_may_have_a_gap(refused_after: Change) -> None:
    (problem,) = refused_after(
        "indicators.toml", "core = true", 'gap = { why = "x", owner = "x", needed = "x", since = 2026-01-15 }'
    )
    assert (problem.where, problem.what) == (
        "strategy/indicators.toml: [ledighed].gap",
        "only a demo indicator has a gap",
    )


@pytest.mark.parametrize(
    ("budget", "what"),
    [
        ("fravær", "unknown budget 'fravær'"),
        ("ventetid", "'ventetid' has another focus area or another unit"),
    ],
)
def test_a_budget_is_an_indicator_of_the_same_focus_area_in_the_same_unit(
    refused_after: Change, budget: str, what: str
) -> None:
    problem, *_ = refused_after("indicators.toml", "core = true", f'core = true\nbudget = "{budget}"')
    assert (problem.where, problem.what) == ("strategy/indicators.toml: [ledighed].budget", what)


def test_demo_data_is_no_budget_for_what_was_measured(refused_after: Change) -> None:
    *_, problem = refused_after("indicators.toml", "core = true", 'core = true\nbudget = "ventetid"')
    assert (problem.where, problem.what) == (
        "strategy/indicators.toml: [ledighed].budget",
        "only one of 'ventetid' and the indicator is demo data",
    )


def test_a_capacitys_names_have_to_exist_and_are_told_together(project: Project) -> None:
    edit(project.strategy / "capacity.toml", 'focus_area = "bosaetning"', 'focus_area = "bosaetnig"')
    edit(
        project.strategy / "capacity.toml",
        'source = "proeve-fremskrivning"',
        'source = "proeve-fremskriving"',
    )
    edit(
        project.strategy / "capacity.toml",
        'coverage = { source = "proeve-nyttehaver"',
        'coverage = { source = "proeve-nyttehave"',
    )
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [(problem.where, problem.what) for problem in refusal.value.problems] == [
        ("strategy/capacity.toml: [nyttehaver].focus_area", "unknown focus area 'bosaetnig'"),
        ("strategy/capacity.toml: [nyttehaver].demand.source", "unknown source 'proeve-fremskriving'"),
        ("strategy/capacity.toml: [nyttehaver].coverage.source", "unknown source 'proeve-nyttehave'"),
    ]
    assert [problem.allowed.split("?")[0] for problem in refusal.value.problems] == [
        "did you mean 'bosaetning'",
        "did you mean 'proeve-fremskrivning'",
        "did you mean 'proeve-nyttehaver'",
    ]


def test_demand_has_to_be_projected(refused_after: Change) -> None:
    (problem,) = refused_after(
        "capacity.toml", 'demand = { source = "proeve-fremskrivning"', 'demand = { source = "proeve-folketal"'
    )
    assert (problem.where, problem.what) == (
        "strategy/capacity.toml: [nyttehaver].demand.source",
        "proeve-folketal is no projection",
    )
    assert "proeve-fremskrivning" in problem.allowed
    assert "proeve-skole" not in problem.allowed


def test_a_demo_capacity_must_say_what_gap_it_stands_for(refused_after: Change) -> None:
    gap = 'gap = { why = "Ingen har en plan for haverne.", owner = "Parkområdet", needed = "En plan.", since = 2026-01-15 }\n'
    (problem,) = refused_after("capacity.toml", gap, "")
    assert (problem.where, problem.what) == (
        "strategy/capacity.toml: [nyttehaver].gap",
        "a demo capacity must declare its gap",
    )


def test_only_a_demo_capacity_may_have_a_gap(project: Project) -> None:
    edit(
        project.strategy / "sources.toml",
        'licence = "MIT"\norigin = "demo"\nowner = "Parkområdet"',
        'licence = "MIT"\norigin = "internal"\nowner = "Parkområdet"',
    )
    with pytest.raises(Refused, match="only a demo capacity has a gap") as refusal:
        load_definitions(project)
    assert [problem.where for problem in refusal.value.problems] == [
        "strategy/capacity.toml: [nyttehaver].gap"
    ]


@pytest.mark.parametrize("name", ["ledighed", "bosaetning"])
def test_a_capacity_has_a_name_of_its_own(refused_after: Change, name: str) -> None:
    (problem,) = refused_after("capacity.toml", "[nyttehaver]", f"[{name}]")
    assert problem.where == f"strategy/capacity.toml: [{name}]"
    assert "same name" in problem.what


@pytest.mark.parametrize("unit", ['["have"]', '["have", "haver", "haverne"]', '["have", ""]', '"haver"'])
def test_a_place_has_a_singular_and_a_plural(refused_after: Change, unit: str) -> None:
    problems = refused_after("capacity.toml", 'unit = ["have", "haver"]', f"unit = {unit}")
    assert problems
    assert all(problem.where.startswith("strategy/capacity.toml: [nyttehaver].unit") for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('denominator = "Elever"\n', "", "'share' needs a denominator"),
        (
            'computation = "growth"',
            'computation = "growth"\ndenominator = "Folketal"',
            "'growth' takes no denominator",
        ),
        (
            'measure = "Ledige i pct."',
            'measure = "Ledige i pct."\ncounted = "proportion"',
            "'proportion' needs a denominator",
        ),
        (
            'better = "neutral"',
            'better = "neutral"\ntargets = [{ year = 2025, value = 1, decision = "x", decided = 2025-01-01 }]',
            "a target needs better",
        ),
        (
            "total = true",
            'total = true\ntargets = [{ year = 2026, value = 1, decision = "x", decided = 2025-01-01 }, { year = 2025, value = 1, decision = "x", decided = 2025-01-01 }]',
            "in the order of their years",
        ),
        (
            'computation = "share"\nmeasure = "Elever i klub"',
            'computation = "share_of_sum"\nmeasure = "Elever i klub"',
            "'share_of_sum' takes measures = […]",
        ),
        ('measure = "Nybyggeri"', 'measures = ["Nybyggeri"]', "'value' takes measure"),
        ('computation = "growth"', 'computation = "groth"', "found 'groth'"),
        ('decimals = 1\nbetter = "neutral"', 'decimals = 1.5\nbetter = "neutral"', "[folkevaekst].decimals"),
        ('at = "2021/2022"', 'at = "2021/2023"', "is not a period"),
        ('better = "neutral"', 'better = "upwards"', "'higher', 'lower' or 'neutral' (found 'upwards')"),
    ],
)
def test_an_indicator_declares_what_its_computation_needs(
    refused_after: Change, old: str, new: str, what: str
) -> None:
    problems = refused_after("indicators.toml", old, new)
    assert any(what in str(problem) for problem in problems)
    assert all(problem.where.startswith("strategy/indicators.toml: [") for problem in problems)


def test_a_key_given_twice_is_told_with_its_line(refused_after: Change) -> None:
    (problem,) = refused_after("indicators.toml", "total = true", "total = true\ntotal = true")
    assert problem.where == "strategy/indicators.toml"
    assert "not valid TOML" in problem.what
    assert "line 8" in problem.what


def test_a_file_that_is_not_utf_8_is_told_with_the_byte(project: Project) -> None:
    path = project.strategy / "gaps.toml"
    path.write_bytes("# æ".encode("cp1252"))
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [(one.where, one.what, one.allowed) for one in refusal.value.problems] == [
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
        (one.where, one.what) for one in refusal.value.problems
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


def test_two_sources_cannot_read_one_file(refused_after: Change) -> None:
    (problem,) = refused_after("sources.toml", 'file = "skole.csv"', 'file = "folketal.csv"')
    assert problem.where == "strategy/sources.toml: [proeve-skole].file"
    assert "[proeve-folketal]" in problem.what
