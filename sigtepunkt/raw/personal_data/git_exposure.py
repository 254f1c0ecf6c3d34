"""What `confidential = true` means: the raw file, and what is made of it before it may be shown, stay out of git."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from sigtepunkt.core import atomic_files, git
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.strategy import Source


def refuse_in_git(project: Project, sources: Iterable[Source]) -> None:
    """Raise Refused for each confidential raw file that git has or `git add` would take, and where it is so with processed data.

    Git is asked only when a source is confidential; where there is no repository or no git, nothing is refused.
    """
    names = frozenset(source.file.casefold() for source in sources if source.confidential)
    problems = dict(_problems(project, names)) if names else {}
    if problems:
        raise Refused(*problems.values())


def keep_key(project: Project, sources: Iterable[Source]) -> None:
    """Make the key that keys checksums of raw files (`checksum.read_key`), once, where a source is confidential.

    It lies with processed data, which git does not have either.
    """
    if any(source.confidential for source in sources) and not project.key.is_file():
        project.key.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.replace(project.key, secrets.token_hex(32).encode(), mode=0o600)


def _problems(project: Project, names: frozenset[str]) -> Iterator[tuple[Path, Problem]]:
    """Yield what is wrong, by place; of a place named twice the last is right."""
    for folder, called in {project.data: "the data folder", project.root: "the repository"}.items():
        for place, line, known in _exposed(project, folder, names):
            yield (
                place,
                _problem(project, place, place.relative_to(folder).as_posix(), called, line, known=known),
            )


def _exposed(project: Project, folder: Path, names: frozenset[str]) -> Iterator[tuple[Path, str, bool]]:
    """Yield each place below `folder` that git has or would take, the line of .gitignore that leaves it out, and whether git has it."""
    tracked, others = git.files(folder)
    for home in dict.fromkeys(
        (project, Project(project.root))
    ):  # data that lives elsewhere may have left something behind
        raw, made = home.all_raw, home.all_processed
        for path, known in [(folder / name, False) for name in others] + [
            (folder / name, True) for name in tracked
        ]:
            if path.name.casefold() in names and path.is_relative_to(raw):
                yield path, f"{raw.relative_to(folder).as_posix()}/**/{_literally(path.name)}", known
            elif path.is_relative_to(made):
                yield made, f"{made.relative_to(folder).as_posix()}/", known


def _problem(project: Project, place: Path, name: str, called: str, line: str, *, known: bool) -> Problem:
    allowed = f"what is confidential left out by .gitignore, or the data folder outside the repository (set {SETTING})"
    if not known:
        return Problem(
            "confidential, and git add would take it",
            project.relative(place),
            allowed,
            f"write this line in .gitignore in {called}: {line}",
        )
    return Problem(
        "confidential, and in git",
        project.relative(place),
        allowed,
        f"in {called}: git rm -r --cached '{name}', write this line in .gitignore: {line}, and commit; what was committed before stays in the "
        "history, which has to be cleaned too (see SECURITY.md)",
    )


def _literally(name: str) -> str:
    """Return a file's name as .gitignore writes it."""
    return re.sub(r"([\\*?\[])", r"\\\1", name)
