"""A run of the first quarter, and what came of it."""

from __future__ import annotations

from municipality import FIRST
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest
from sigtepunkt.publication.build import BuildOptions


def executed_by(project: Project, options: BuildOptions | None = None) -> set[str]:
    """Run the quarter, and return the pages whose notebooks were executed."""
    notebooks = []

    def note(stage: str, detail: str) -> None:
        if stage == "notebook":
            notebooks.append(detail)

    pipeline.run(project, FIRST, options=options or BuildOptions(), progress=note)
    return {name.removeprefix("notebooks/").removesuffix(".ipynb") for name in notebooks}


def pages(project: Project) -> dict[str, bytes]:
    """Return the published files but the manifest."""
    return {
        name: content for name, content in tree_bytes(project.report(FIRST)).items() if name != manifest.NAME
    }
