"""What a released edition said of an action is what counts as declared before, and nothing else does."""

from __future__ import annotations

from municipality import FIRST, LAST
from places import quietly

from sigtepunkt import pipeline
from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition, processed_store
from sigtepunkt.editions.edition import Release
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.followup import ActionState

EFFECT = """
[cykelsti.effect]
declared = 2024-02-06
indicator = "ledighed"
direction = "lower"
earliest = "2026Q2"
smallest = 0.2
evaluate = "2027Q2"
achieved = "Lavere."
"""


def state_of(processed: Processed) -> ActionState:
    (state,) = processed.actions
    return state


def publish(project: Project) -> str:
    """Write the first quarter's edition as publishing it would, and return its text."""
    pipeline.process(project, FIRST, progress=quietly)
    text = edition.as_json(processed_store.load_edition(project, FIRST))
    project.published.mkdir(parents=True, exist_ok=True)
    project.edition(FIRST, 1).write_text(text, encoding="utf-8")
    return text


def release(project: Project, text: str) -> None:
    record = Release("Sekretariatet", "2026-06-10", checksum.of_text(text))
    project.release(FIRST, 1).write_text(edition.release_as_json(record), encoding="utf-8")


def test_an_action_counts_from_the_quarter_whose_edition_went_to_the_council(project: Project) -> None:
    actions = project.strategy / "actions.toml"
    actions.write_text(actions.read_text(encoding="utf-8") + EFFECT, encoding="utf-8")
    text = publish(project)
    drafted = state_of(pipeline.process(project, LAST, progress=quietly))
    assert (drafted.published, drafted.reason) == ("", "not published")
    release(project, text)
    released = state_of(pipeline.process(project, LAST, progress=quietly))
    assert (released.published, released.reason) == ("2026Q1", "too early")
    assert processed_store.load(project, LAST).actions == (released,)
    actions.write_text(
        actions.read_text(encoding="utf-8").replace("smallest = 0.2", "smallest = 0.1"), encoding="utf-8"
    )
    moved = state_of(pipeline.process(project, LAST, progress=quietly))
    assert (moved.published, moved.reason) == ("", "not published")


def test_a_release_makes_what_rests_on_it_anew(project: Project) -> None:
    """The record of a release is an input: processed data made without it is not taken for made with it."""
    text = publish(project)
    before = pipeline.process(project, LAST, progress=quietly)
    release(project, text)
    assert not processed_store.is_made_from(
        project, LAST, pipeline.run_inputs.read(project, LAST).of_processed_data
    )
    assert before.made_from != pipeline.process(project, LAST, progress=quietly).made_from
