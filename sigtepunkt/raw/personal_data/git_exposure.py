"""Keep confidential raw files, and what is derived from them before disclosure control, out of git."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from sigtepunkt.core import git
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.strategy import Source

_ALLOWED = (
    f"what is confidential left out by .gitignore, or the data folder outside the repository (set {SETTING})"
)


def refuse_in_git(project: Project, sources: Iterable[Source]) -> None:
    """Raise Refused for each confidential raw file, and processed data, that git has or `git add` would take.

    Git is asked only if a source is confidential; without a repository or without git nothing is refused.
    """
    names = frozenset(source.file.casefold() for source in sources if source.confidential)
    problems = dict(_problems(project, names)) if names else {}
    if problems:
        raise Refused(*problems.values())


def create_key(project: Project, sources: Iterable[Source]) -> None:
    """Create the key for raw files' checksums (`checksum.read_key`), once, if a source is confidential.

    It lies beside processed data, which is kept out of git too.
    """
    if any(source.confidential for source in sources) and not project.checksum_key.is_file():
        project.checksum_key.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.replace(project.checksum_key, secrets.token_hex(32).encode(), mode=0o600)


def _problems(project: Project, names: frozenset[str]) -> Iterator[tuple[Path, Problem]]:
    """Yield each exposed path and its problem; of a path yielded twice the last problem is right."""
    for folder, title in {project.data: "the data folder", project.root: "the repository"}.items():
        for path, line, tracked in _exposed(project, folder, names):
            what = "confidential, and git add would take it"
            step = f"write this line in .gitignore in {title}: {line}"
            if tracked:
                what = "confidential, and in git"
                step = (
                    f"in {title}: git rm -r --cached '{path.relative_to(folder).as_posix()}', "
                    f"write this line in .gitignore: {line}, and commit; what was committed before stays in "
                    "the history, which has to be cleaned too (see SECURITY.md)"
                )
            yield path, Problem(what, project.relative(path), _ALLOWED, step)


def _exposed(project: Project, folder: Path, names: frozenset[str]) -> Iterator[tuple[Path, str, bool]]:
    """Yield each path in `folder` that git has or would take, the line for .gitignore, and if git has it."""
    tracked, others = git.files(folder)
    paths = [*((folder / name, False) for name in others), *((folder / name, True) for name in tracked)]
    # A data folder that was moved out of the repository may have left files behind.
    for home in dict.fromkeys((project, Project(project.root))):
        raw, processed = home.all_raw, home.all_processed
        for path, is_tracked in paths:
            if path.name.casefold() in names and path.is_relative_to(raw):
                yield path, f"{raw.relative_to(folder).as_posix()}/**/{_escaped(path.name)}", is_tracked
            elif path.is_relative_to(processed):
                yield processed, f"{processed.relative_to(folder).as_posix()}/", is_tracked


def _escaped(name: str) -> str:
    """Return a file's name as .gitignore writes it."""
    return re.sub(r"([\\*?\[])", r"\\\1", name)
