"""Processed data is written whole, and read as it was written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from municipality import FIRST, LAST, lay_out
from tree_bytes import tree_bytes

from sigtepunkt.checks.finding import Finding
from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.editions import processed_store
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations.capacity_inputs import by_year
from sigtepunkt.observations.computations import observe
from sigtepunkt.observations.table import revised
from sigtepunkt.raw.long_table import measures, published
from sigtepunkt.raw.source_reader import read_raw
from sigtepunkt.signals import Judge
from sigtepunkt.strategy import load_definitions

MADE = Edition(
    LAST,
    Correction(2, "Fejl i et tal.", "2026-10-01"),
    demo=True,
    figures={("ledighed", "990", "2026M03"): 2.5},
    statuses={},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Processed:
    """Prøvekommune's last quarter, processed without checks; not to be changed."""
    project = lay_out(tmp_path_factory.mktemp("found") / "prøvekommune")
    definitions = load_definitions(project)
    observations = []
    for quarter in (LAST, FIRST):
        tables = {
            key: published(
                measures(
                    source,
                    read_raw(source, project.raw(quarter) / source.file, source.file),
                    name=source.file,
                    codes=definitions.municipality.codes(),
                    home="990",
                )
            )
            for key, source in definitions.sources.items()
        }
        observations.append(observe(definitions, tables, str(quarter)))
    findings = (
        Finding(
            "proeve-skole",
            "expect_x",
            "Fravær",
            "warning",
            "Fraværet er højst 6.",
            met=False,
            unexpected=2,
            examples=((4, "7,2"), (None, "7,5")),
        ),
        Finding("proeve-skole", "expect_y", "", "critical", "Alt er der.", met=True),
    )
    return Processed(
        quarter=LAST,
        demo=True,
        switched_off=("x",),
        observations=observations[0],
        revised=revised(observations[1], observations[0]),
        states=Judge()(definitions, observations[0], str(LAST)),
        earlier=Judge()(definitions, observations[1], str(FIRST)),
        findings=findings,
        capacities=by_year(definitions, tables),
        correction=MADE.correction,
    )


def test_what_is_saved_is_what_is_loaded(project: Project, found: Processed) -> None:
    processed_store.save(project, found, MADE)
    again = processed_store.load(project, LAST)
    pd.testing.assert_frame_equal(again.observations, found.observations)
    pd.testing.assert_frame_equal(again.revised, found.revised)
    assert len(again.revised)
    assert (again.quarter, again.demo, again.switched_off) == (found.quarter, found.demo, found.switched_off)
    assert again.states == found.states
    assert again.earlier == found.earlier
    assert again.findings == found.findings
    assert again.correction == found.correction
    assert processed_store.load_edition(project, LAST) == MADE
    pd.testing.assert_frame_equal(again.capacities, found.capacities)


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (
            "observations.parquet",
            lambda found: {"observations": found.observations.assign(file="borger 070761-4285.csv")},
        ),
        (
            "signals.parquet",
            lambda found: {
                "states": tuple(replace(state, indicator="070761-4285") for state in found.states)
            },
        ),
        (
            "checks.json",
            lambda found: {
                "findings": tuple(replace(one, examples=((2, "070761-4285"),)) for one in found.findings)
            },
        ),
    ],
)
def test_a_cpr_number_in_any_of_it_is_refused_and_the_folder_is_as_it_was(
    project: Project, found: Processed, where: str, change: Callable[[Processed], dict[str, Any]]
) -> None:
    processed_store.save(project, found, MADE)
    before = tree_bytes(project.processed(LAST))
    with pytest.raises(Refused, match="CPR number") as refusal:
        processed_store.save(project, replace(found, **change(found)), MADE)
    assert {problem.where for problem in refusal.value.problems} == {f"data/processed/2026Q2/{where}"}
    assert "070761" not in str(refusal.value)
    assert tree_bytes(project.processed(LAST)) == before


def test_a_cpr_number_in_the_edition_is_refused_too(project: Project, found: Processed) -> None:
    with pytest.raises(Refused, match="CPR number") as refusal:
        processed_store.save(project, found, replace(MADE, figures={("070761-4285", "990", "2026M03"): 2.5}))
    assert {problem.where for problem in refusal.value.problems} == {"data/processed/2026Q2/edition.json"}
    assert not project.processed(LAST).exists()


def test_saving_replaces_the_whole_folder(project: Project, found: Processed) -> None:
    folder = project.processed(LAST)
    folder.mkdir(parents=True)
    (folder / "rest.parquet").write_bytes(b"from an earlier version")
    processed_store.save(project, found, MADE)
    assert sorted(path.name for path in folder.iterdir()) == [
        "capacities.parquet",
        "checks.json",
        "edition.json",
        "observations.parquet",
        "revised.parquet",
        "signals.parquet",
        "suppressed.parquet",
    ]


def test_a_disk_that_fills_up_leaves_the_earlier_data_and_nothing_half_written(
    project: Project, found: Processed, monkeypatch: pytest.MonkeyPatch
) -> None:
    processed_store.save(project, found, MADE)
    before = tree_bytes(project.processed(LAST).parent)

    def full(self: Path, *_text: Any, **_how: Any) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        processed_store.save(project, found, MADE)
    assert tree_bytes(project.processed(LAST).parent) == before


def test_data_not_processed_is_wrong_use_and_names_the_command(project: Project) -> None:
    with pytest.raises(WrongUse, match="sigtepunkt process 2026Q2") as refusal:
        processed_store.load(project, LAST)
    assert refusal.value.problems[0].where == "data/processed/2026Q2"


@pytest.mark.parametrize(
    "damage",
    [lambda text: text.replace('"correction"', '"number"'), lambda _: "{", lambda _: "[]"],
    ids=["another version", "no JSON", "no papers"],
)
def test_data_another_version_wrote_is_wrong_use_and_names_the_command(
    project: Project, found: Processed, damage: Callable[[str], str]
) -> None:
    processed_store.save(project, found, MADE)
    papers = project.processed(LAST) / "checks.json"
    papers.write_text(damage(papers.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(WrongUse, match="sigtepunkt process 2026Q2") as refusal:
        processed_store.load(project, LAST)
    assert "cannot be read" in str(refusal.value)


def test_saving_makes_the_folders_it_needs(project: Project, found: Processed) -> None:
    shutil.rmtree(project.processed(LAST).parent, ignore_errors=True)
    processed_store.save(project, found, MADE)
    assert project.processed(LAST).is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "observations.parquet",
        "revised.parquet",
        "signals.parquet",
        "capacities.parquet",
        "suppressed.parquet",
        "checks.json",
        "edition.json",
    ],
)
@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda content: content[:-30], lambda content: content + b"x", None],
    ids=["empty", "cut short", "longer", "gone"],
)
def test_processed_data_that_is_not_as_it_was_written_is_not_taken_for_made(
    project: Project, found: Processed, name: str, damage: Callable[[bytes], bytes] | None
) -> None:
    processed_store.save(project, replace(found, made_from={"raw": {}}), MADE)
    assert processed_store.is_made_from(project, LAST, {"raw": {}})
    file = project.processed(LAST) / name
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage(file.read_bytes()))
    assert not processed_store.is_made_from(project, LAST, {"raw": {}})


@pytest.mark.parametrize(
    ("old", "new"),
    [('"demo": true', '"demo": false'), ('"met": false', '"met": true'), ('"seal": "', '"seal": "0')],
)
def test_papers_that_say_something_else_than_was_written_are_not_trusted(
    project: Project, found: Processed, old: str, new: str
) -> None:
    processed_store.save(project, found, MADE)
    assert processed_store.is_made_from(project, LAST, {})
    papers = project.processed(LAST) / "checks.json"
    text = papers.read_text(encoding="utf-8")
    assert old in text
    papers.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert not processed_store.is_made_from(project, LAST, {})


@pytest.mark.parametrize("papers", ["[]", "null", "{}", '{"made_from": {}}'])
def test_papers_of_an_earlier_version_are_not_trusted(
    project: Project, found: Processed, papers: str
) -> None:
    processed_store.save(project, found, MADE)
    (project.processed(LAST) / "checks.json").write_text(papers, encoding="utf-8")
    assert not processed_store.is_made_from(project, LAST, {})
