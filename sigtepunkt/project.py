"""Where things lie. The only module that spells a folder name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sigtepunkt.errors import Problem, WrongUse, nearest
from sigtepunkt.quarter import Quarter


@dataclass(frozen=True)
class Project:
    """The folders of one repository, from its root."""

    root: Path

    @property
    def strategy(self) -> Path:
        """What the council decided."""
        return self.root / "strategy"

    @property
    def expectations(self) -> Path:
        """The data-quality suites."""
        return self.root / "expectations"

    @property
    def notebooks(self) -> Path:
        """One notebook for each page."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """The published pages, by quarter."""
        return self.root / "reports"

    def notebook(self, page: str) -> Path:
        """A page's notebook."""
        return self.notebooks / f"{page}.ipynb"

    def suite(self, name: str) -> Path:
        """A source's suite."""
        return self.expectations / f"{name}.json"

    def raw(self, quarter: Quarter) -> Path:
        """A quarter's raw files."""
        return self.root / "data" / "raw" / str(quarter)

    def processed(self, quarter: Quarter) -> Path:
        """A quarter's processed data."""
        return self.root / "data" / "processed" / str(quarter)

    @property
    def lock(self) -> Path:
        """What the one process that writes holds."""
        return self.root / "data" / "processed" / ".lock"

    @property
    def verdicts(self) -> Path:
        """What checks found before, by content."""
        return self.root / "data" / "processed" / ".verdicts"

    @property
    def disclosure(self) -> Path:
        """What each published quarter told of counts of persons."""
        return self.root / "data" / "disclosure"

    def ledger(self, quarter: Quarter) -> Path:
        """What a quarter published and suppressed of counts of persons."""
        return self.disclosure / f"{quarter}.json"

    def report(self, quarter: Quarter) -> Path:
        """A quarter's pages."""
        return self.reports / str(quarter)

    def relative(self, path: Path) -> str:
        """Return `path` as a reader of the repository would write it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name

    def quarters(self) -> list[Quarter]:
        """Return the quarters raw data has been received for, oldest first."""
        folder = self.root / "data" / "raw"
        names = (entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else ()
        return sorted(Quarter.parse(name) for name in names if Quarter.is_quarter(name))

    def quarter(self, text: str | None = None) -> Quarter:
        """Return the named quarter, or the newest; raise WrongUse when there is no raw data for it."""
        received = self.quarters()
        if not received:
            raise WrongUse(
                Problem("there is no raw data", "data/raw", "one folder per quarter, such as 2026Q2",
                        "put the quarter's files there, with SHA256SUMS, vintage.toml and provenance.toml")
            )
        if text is None:
            return received[-1]
        quarter = Quarter.parse(text)
        if quarter not in received:
            raise WrongUse(
                Problem(f"no raw data for {quarter}", "data/raw", nearest(text, map(str, received)),
                        f"put the quarter's files in data/raw/{quarter}, or name a quarter that is there")
            )
        return quarter


def find_project(start: Path) -> Project:
    """Return the project that holds `start`: the nearest folder upwards with both `strategy` and `notebooks`.

    Raises WrongUse for a folder that is not there or in no project.
    """
    if not start.is_dir():
        raise WrongUse(Problem("there is no such folder", str(start), "a folder in the repository", "check what --project names"))
    start = start.resolve()
    for folder in (start, *start.parents):
        project = Project(folder)
        if project.strategy.is_dir() and project.notebooks.is_dir():
            return project
    raise WrongUse(
        Problem("this is not a sigtepunkt project", start.name, "a folder with strategy/ and notebooks/ in it",
                "start the command in the repository, or name it with --project DIR")
    )
