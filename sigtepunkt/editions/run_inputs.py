"""What a run reads, taken once at its beginning: definitions, checksums and the state of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.file_states import FileStates
from sigtepunkt.editions import corrections, input_checksums, unchanged_files
from sigtepunkt.editions.edition import Correction, Release
from sigtepunkt.followup.follow_up import NOTHING, FollowUp, read_follow_up
from sigtepunkt.raw.personal_data import git_exposure, scan
from sigtepunkt.strategy import Definitions, load_definitions


@dataclass(frozen=True)
class RunInputs:
    """Everything a run of one quarter rests on.

    `definitions` are all that is declared, `shown` those in force in the quarter, without demo data where it
    is switched off. `correction` is the edition to be published, `release` the record to be written with it.
    `checksums` are those of `input_checksums.checksums`, and `files` the state of every input file when the
    run began. `follow_up` is what people wrote: the quarter's comments, and decisions.
    """

    project: Project
    quarter: Quarter
    definitions: Definitions
    shown: Definitions
    correction: Correction
    release: Release | None
    checksums: Mapping[str, Any]
    files: FileStates
    follow_up: FollowUp = NOTHING

    @property
    def demo(self) -> bool:
        """Whether demo data is shown."""
        return bool(self.checksums["demo"])

    @property
    def of_processed_data(self) -> dict[str, Any]:
        """The checksums of what processed data rests on: not notebooks, earlier pages or the release.

        Neither does it rest on what people write of it: comments and decisions.
        """
        pages_only = {"notebooks", "commentary", "decisions", "before", "released"}
        return {kind: part for kind, part in self.checksums.items() if kind not in pages_only}

    @property
    def released_on(self) -> str:
        """The day the edition went to the council (ISO date); empty for a draft."""
        return "" if self.project.draft else str(self.checksums["released"].get("on", ""))

    @property
    def cleared_contacts(self) -> frozenset[str]:
        """The e-mail addresses and telephone numbers that may stand on pages."""
        return scan.cleared_contacts(
            self.definitions.sources.values(), self.definitions.municipality.accessibility_contact
        )

    def refuse_personal_data(self) -> None:
        """Raise Refused for a CPR number in `strategy/`: editions store its files, comments included."""
        for name, text in definition_texts(self.project).items():
            scan.refuse_text(
                text, self.project.relative(self.project.strategy / name), "take it out of the file"
            )

    def refuse_changes(self) -> None:
        """Raise Refused naming every input that was written to since the run began."""
        unchanged_files.refuse_changed_inputs(self.project, self.quarter, self.files)


def read(
    project: Project,
    quarter: Quarter,
    *,
    demo: bool = True,
    reason: str = "",
    release_by: str = "",
    make_key: bool = True,
) -> RunInputs:
    """Return what a run of the quarter rests on; a `reason` makes it a correction, `release_by` a release.

    Makes the key for checksums of confidential files unless `make_key` is off. Raises Refused for faulty
    definitions, and for confidential files that git would publish; WrongUse where there is nothing to correct
    or to release.
    """
    files = unchanged_files.of_inputs(project, quarter)
    definitions = load_definitions(project)
    git_exposure.refuse_in_git(project, definitions.sources.values())
    if make_key:
        git_exposure.create_key(project, definitions.sources.values())
    correction = corrections.edition_to_publish(project, quarter, reason)
    release = corrections.release_of(project, quarter, correction, release_by) if release_by else None
    checksums = input_checksums.checksums(project, quarter, demo=demo, correction=correction, release=release)
    shown = definitions.in_force(quarter, demo=demo)
    follow_up = read_follow_up(project, quarter, definitions)
    return RunInputs(project, quarter, definitions, shown, correction, release, checksums, files, follow_up)


def definition_texts(project: Project) -> dict[str, str]:
    """Return the files of `strategy/` as they are written, by name."""
    return {
        path.name: plain_text.composed_text(path.read_bytes())
        for path in sorted(project.strategy.glob("*.toml"))
    }
