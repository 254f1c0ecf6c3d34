"""Names that declarations refer to exist and fit; all that do not are reported together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from municipality import edit
from municipality.strategy_files import GAPS, STRATEGY

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions

Change = Callable[[str, str, str], tuple[Problem, ...]]


def test_several_unknown_names_are_told_together(project: Project) -> None:
    edit(project.strategy / "indicators.toml", 'focus_area = "klima"', 'focus_area = "klimaet"')
    edit(project.strategy / "indicators.toml", 'source = "proeve-ledige"', 'source = "proeve-ledig"')
    edit(project.strategy / "gaps.toml", '"trivsel"', '"trivsl"')
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    faults = [(problem.where, problem.what) for problem in refusal.value.problems]
    assert ("strategy/indicators.toml:64: [ventetid].focus_area", "unknown focus area 'klimaet'") in faults
    assert ("strategy/indicators.toml:26: [ledighed].source", "unknown source 'proeve-ledig'") in faults
    where = "strategy/gaps.toml: 'Trivsel blandt de mindste'.focus_area"
    assert (where, "unknown focus area 'trivsl'") in faults
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
        "strategy/strategy-0-ny.toml:39: [focus_areas.klima].balance"
    ]


def test_a_focus_area_with_neither_indicator_nor_gap_is_refused(refused_after: Change) -> None:
    (problem,) = refused_after("gaps.toml", GAPS, "gaps = []\n")
    assert "neither an indicator that measures it nor a declared gap" in problem.what
    assert problem.where == "strategy/strategy-2022-2025.toml: [focus_areas.trivsel]"
    assert "strategy/gaps.toml" in problem.next_step


def test_a_focus_area_that_only_context_stands_under_needs_a_gap(refused_after: Change) -> None:
    context = 'source = "proeve-ventetid"\ncontext = "Rammen for det."'
    (problem,) = refused_after("indicators.toml", 'source = "proeve-ventetid"', context)
    assert problem.what == "the focus area has neither an indicator that measures it nor a declared gap"
    assert problem.where == "strategy/strategy-2022-2025.toml: [focus_areas.klima]"


def test_a_focus_area_that_only_a_proxy_stands_under_is_covered(project: Project) -> None:
    proxy = 'source = "proeve-ventetid"\nproxy = "Det ligner."'
    edit(project.strategy / "indicators.toml", 'source = "proeve-ventetid"', proxy)
    assert load_definitions(project).indicators["ventetid"].proxy == "Det ligner."


def test_one_indicator_of_a_focus_area_may_lead(project: Project) -> None:
    edit(
        project.strategy / "indicators.toml", 'denominator = "Elever"', 'denominator = "Elever"\nlead = true'
    )
    leads = [key for key, each in load_definitions(project).indicators.items() if each.lead]
    assert leads == ["folketal", "klubandel"], "of a focus area each"


def test_two_leads_of_a_focus_area_are_named(project: Project) -> None:
    for line in ("core = true", 'computation = "growth"'):
        edit(project.strategy / "indicators.toml", line, f"{line}\nlead = true")
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [(problem.where, problem.what, problem.allowed) for problem in refusal.value.problems] == [
        (
            f"strategy/indicators.toml:{line}: [{key}].lead",
            f"bosaetning has two lead indicators: [folketal] and [{key}]",
            "one for each focus area at most",
        )
        for line, key in ((17, "folkevaekst"), (34, "ledighed"))
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "what"),
    [
        (
            "indicators.toml",
            'measure = "Nybyggeri"',
            'measure = "Nybyggeri"\nlead = true',
            "67: [ventetid]",
            "a lead indicator cannot be demo data",
        ),
        (
            "sources.toml",
            'values = ["Ledige", "Ledige i pct."]',
            'values = ["Ledige", "Ledige i pct."]\nprojection = true',
            "32: [ledighed]",
            "a lead indicator cannot be a projection",
        ),
    ],
)
def test_what_is_not_measured_cannot_lead(
    project: Project, file: str, old: str, new: str, key: str, what: str
) -> None:
    edit(project.strategy / "indicators.toml", "lead = true\n", "")
    edit(project.strategy / "indicators.toml", "core = true", "core = true\nlead = true")
    load_definitions(project)
    edit(project.strategy / file, old, new)
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [(problem.where, problem.what, problem.allowed) for problem in refusal.value.problems] == [
        (f"strategy/indicators.toml:{key}.lead", what, "an indicator that is measured")
    ]


def test_a_demo_indicator_must_say_what_gap_it_stands_for(refused_after: Change) -> None:
    gap = (
        'gap = { why = "Ventetiden ligger i sagssystemet.", owner = "Byggesagsområdet", '
        'needed = "Et udtræk hvert kvartal.", since = 2026-01-15 }\n'
    )
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
        ("strategy/capacity.toml:3: [nyttehaver].focus_area", "unknown focus area 'bosaetnig'"),
        ("strategy/capacity.toml:6: [nyttehaver].demand.source", "unknown source 'proeve-fremskriving'"),
        ("strategy/capacity.toml:7: [nyttehaver].coverage.source", "unknown source 'proeve-nyttehave'"),
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
    gap = (
        'gap = { why = "Ingen har en plan for haverne.", owner = "Parkområdet", '
        'needed = "En plan.", since = 2026-01-15 }\n'
    )
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
        "strategy/capacity.toml:11: [nyttehaver].gap"
    ]


@pytest.mark.parametrize("name", ["ledighed", "bosaetning"])
def test_a_capacity_has_a_name_of_its_own(refused_after: Change, name: str) -> None:
    (problem,) = refused_after("capacity.toml", "[nyttehaver]", f"[{name}]")
    assert problem.where == f"strategy/capacity.toml: [{name}]"
    assert "same name" in problem.what


def test_two_sources_cannot_read_one_file(refused_after: Change) -> None:
    (problem,) = refused_after("sources.toml", 'file = "skole.csv"', 'file = "folketal.csv"')
    assert problem.where == "strategy/sources.toml: [proeve-skole].file"
    assert "[proeve-folketal]" in problem.what


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("proeve-folketall", "unknown denominator source 'proeve-folketall'"),
        ("proeve-ledige", "the denominator is of its own source"),
        ("proeve-nyttehaver", "a measured figure cannot be divided by demo data"),
    ],
)
def test_a_denominator_is_of_another_source_that_is_measured(
    refused_after: Change, source: str, words: str
) -> None:
    declared = f'measure = "Ledige"\ncomputation = "per_1000"\ndenominator_source = "{source}"'
    (problem,) = refused_after("indicators.toml", 'measure = "Ledige i pct."', declared)
    assert problem.what == words
    assert problem.where == "strategy/indicators.toml: [ledighed].denominator_source"


def test_what_is_still_to_be_filled_in_is_told_key_by_key(refused_after: Change) -> None:
    (problem,) = refused_after("sources.toml", 'table = "FOLK9"', 'table = "FILL IN: its name"')
    assert problem.where == "strategy/sources.toml: [proeve-folketal].table"
    assert (problem.what, problem.allowed) == ("is still to be filled in", "its name")
