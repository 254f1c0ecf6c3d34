"""Vintages as they are accepted, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress, silent
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.editions import input_checksums
from sigtepunkt.observations.accepted_vintage import AcceptedVintage
from sigtepunkt.observations.vintages import Vintages
from sigtepunkt.strategy import Definitions


def accept_all(
    project: Project, definitions: Definitions, quarters: Sequence[Quarter], progress: Progress = silent
) -> Sequence[AcceptedVintage]:
    """Return these vintages of a project as they are accepted, oldest first; progress of the newest."""
    raw = input_checksums.of_raw_files(project, quarters[-1])
    kept = KeptResults(project.kept_results)
    return Vintages(project, definitions, definitions, quarters, raw, kept, progress)[:]
