"""Ways to damage a project's input, and the types of the `refuse` fixture in municipality.fixtures."""

from __future__ import annotations

from collections.abc import Callable

from command_line import Outcome
from municipality import LAST, damage, reseal

from sigtepunkt.core.project import Project

Change = Callable[[Project], None]
Refuse = Callable[..., Outcome]


def replaced(name: str, old: str, new: str, encoding: str = "utf-8") -> Change:
    """Return a change that replaces text in a file of the last vintage, as if received so."""
    return lambda project: damage(
        project, LAST, name, lambda content: content.replace(old.encode(encoding), new.encode(encoding))
    )


def missing_file(project: Project) -> None:
    """Remove a source's file before the vintage is sealed."""
    (project.raw(LAST) / "ledige.json").unlink()
    reseal(project.raw(LAST))


def empty_file(project: Project) -> None:
    """Receive an empty file."""
    damage(project, LAST, "folketal.csv", lambda _: b"")
