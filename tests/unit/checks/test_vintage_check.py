"""A vintage's files are checked one by one; what is wrong with a file is a result."""

from __future__ import annotations

import pandas as pd
import pytest
from municipality import LAST, damage

from sigtepunkt.checks.facts import COLUMNS, KEYS
from sigtepunkt.checks.vintage_check import VintageCheck, parameters
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.strategy import Definitions


def opened(project: Project, definitions: Definitions) -> VintageCheck:
    """Return the checks of the last vintage."""
    return VintageCheck(project, definitions, open_vintage(project, LAST, definitions.sources.values()))


def test_a_sound_file_has_figures_and_findings(project: Project, definitions: Definitions) -> None:
    file = opened(project, definitions).check_file("proeve-folketal")
    assert file.figures is not None
    assert {finding.suite for finding in file.findings} == {"proeve-folketal"}
    assert file.problems == ()


def test_a_file_that_cannot_be_read_has_problems_and_nothing_else(
    project: Project, definitions: Definitions
) -> None:
    damage(project, LAST, "folketal.csv", lambda _: b"")
    file = opened(project, definitions).check_file("proeve-folketal")
    assert (file.findings, file.figures) == ((), None)
    assert "the file is empty" in str(file.problems[0])


@pytest.mark.parametrize("late", [0.0, 400.0])
def test_a_failed_fact_is_a_finding_of_the_source_it_is_about(
    project: Project, definitions: Definitions, late: float
) -> None:
    row = dict.fromkeys(KEYS, "") | dict.fromkeys(COLUMNS, 0.0) | {"row": 0, "days_late": late}
    table = pd.DataFrame([row | {"source": "proeve-skole"}])
    findings = opened(project, definitions).check_facts(table)
    failed = [(finding.suite, finding.examples) for finding in findings if not finding.met]
    assert failed == ([("proeve-skole", ((None, "400"),))] if late else [])


def test_suites_may_use_areas_and_the_closing_day(project: Project, definitions: Definitions) -> None:
    filled_in = parameters(definitions, opened(project, definitions).vintage)
    assert set(filled_in) == {"areas", "closed"}
    assert definitions.municipality.code in filled_in["areas"]
