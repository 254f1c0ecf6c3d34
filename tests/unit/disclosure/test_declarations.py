"""What is declared confidential: refused where it is not said, or says what cannot be."""

from __future__ import annotations

import pytest
from municipality import edit

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.strategy import load_definitions


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[klubandel]",
            "[klubandelen]",
            "unknown indicator 'klubandelen'\n  allowed: did you mean 'klubandel'?",
        ),
        ("[ventetid]\npersons = false\n", "", "nobody has said whether 'ventetid' counts persons"),
        (
            "[klubandel]\npersons = true",
            "[klubandel]\npersons = true\nround = 5",
            "unknown key 'round'\n  allowed: did you mean 'round_to'?",
        ),
        ("[klubandel]\npersons = true", "[klubandel]\npersons = true\nminimum = 4", "3, 5 or 7"),
        (
            "[klubandel]\npersons = true",
            '[klubandel]\npersons = true\nparts_of = "ventetid"',
            "'ventetid' is not declared to count persons",
        ),
        (
            "[klubandel]\npersons = true",
            '[klubandel]\npersons = true\nareas_add_up = ["kommuner"]',
            "unknown kind of area 'kommuner'\n  allowed: did you mean 'kommune'?",
        ),
        (
            "[ventetid]\npersons = false",
            "[ventetid]\npersons = false\nminimum = 5",
            "only with persons = true",
        ),
        (
            "[klubandel]\npersons = true",
            "[folkevaekst]\npersons = true\n\n[klubandel]\npersons = true",
            "'folketal' is computed from the measure, which [folkevaekst] declares a count of persons",
        ),
        (
            "[klubandel]\npersons = true",
            '[klubandel]\npersons = true\nbreakdown = "køn"',
            "a breakdown means something only of parts",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(project: Project, old: str, new: str, message: str) -> None:
    edit(project.strategy / "disclosure.toml", old, new)
    with pytest.raises(Refused) as refused:
        load_definitions(project)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "measure"),
    [
        ('measure = "Elever i klub"', "'Elever i klub'"),
        ('measure = "Elever i klub"\ncomputation = "growth"', "'Elever i klub'"),
        ('measure = "Elever i klub"\ncomputation = "opposite"', "'Elever i klub'"),
        ('measures = ["Elever", "Elever i klub"]\ncomputation = "sum"', "'Elever i klub'"),
        ('measure = "Elever"\ndenominator = "Elever i klub"\ncomputation = "per_1000"', "'Elever i klub'"),
    ],
)
def test_what_is_computed_from_a_count_of_persons_counts_persons_itself(
    project: Project, fields: str, measure: str
) -> None:
    """Declared to count none, or (official statistics) not at all."""
    with (project.strategy / "indicators.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[afledt]\ntitle = "t"\nfocus_area = "skole"\nsource = "proeve-skole"\n'
            f'unit = "u"\nkind = "count"\nbetter = "neutral"\ndefinition = "d"\n{fields}\n'
        )
    with (project.strategy / "disclosure.toml").open("a", encoding="utf-8") as file:
        file.write("\n[afledt]\npersons = false\n")
    with pytest.raises(Refused) as refused:
        load_definitions(project)
    (problem,) = refused.value.problems
    assert problem.what.startswith(
        f"'afledt' is computed from {measure}, which [klubandel] declares a count of persons"
    )
    assert (problem.where, problem.allowed) == (
        "strategy/disclosure.toml:11: [afledt].persons",
        "persons = true",
    )
    assert "[afledt]" in problem.next_step
    edit(project.strategy / "disclosure.toml", "\n[afledt]\npersons = false\n", "")
    edit(project.strategy / "sources.toml", 'origin = "internal"', 'origin = "official"')
    with pytest.raises(Refused, match=r"\[afledt\].persons: 'afledt' is computed from"):
        load_definitions(project)
    with (project.strategy / "disclosure.toml").open("a", encoding="utf-8") as file:
        file.write("\n[afledt]\npersons = true\n")
    assert load_definitions(project).disclosure["afledt"].persons


def test_what_adds_up_with_a_count_of_persons_at_its_source_counts_persons_itself(project: Project) -> None:
    edit(
        project.strategy / "sources.toml",
        "lag_days = 60",
        'lag_days = 60\nsums = [{ total = "Elever", parts = ["Elever i klub", "Fravær (pct.)"] }]',
    )
    with pytest.raises(Refused) as refused:
        load_definitions(project)
    (problem,) = refused.value.problems
    assert problem.what.startswith(
        "'skolefravaer' shows 'Fravær (pct.)', which adds up (strategy/sources.toml: [proeve-skole].sums) "
        "with what [klubandel]"
    )


def test_official_figures_need_no_declaration_and_are_left_as_they_are(project: Project) -> None:
    assert "ledighed" not in load_definitions(project).disclosure


def test_without_demo_data_its_declarations_go_too(project: Project) -> None:
    assert "ventetid" not in load_definitions(project).without_demo().disclosure
