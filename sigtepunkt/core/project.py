"""The paths of a project. The only module that spells a folder's name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter

SETTING = "SIGTEPUNKT_DATA"  # the environment variable that names the folder of the data
_DROPPED = frozenset({"thumbs.db", "ehthumbs.db", ".ds_store", "desktop.ini"})
_DROPPED_BEGINNINGS = ("~$", "._", ".~lock.")
_NEARLY_A_QUARTER = re.compile(r"(\d{4})\W?[qk]\W?0?([1-4])", re.IGNORECASE)


def is_left_by_system(name: str) -> bool:
    """Return whether a file is one that Windows, macOS or an office program leaves, and nobody delivered."""
    return name.casefold() in _DROPPED or name.startswith(_DROPPED_BEGINNINGS)


@dataclass(frozen=True)
class _Below:
    """A property of a project: a path below another of its paths, or on the class alone, the part below."""

    base: str
    path: Path

    def __get__(self, project: Project | None, _: type[Project]) -> Path:
        base: Path = getattr(project, self.base) if project else Path()
        return base / self.path


@dataclass(frozen=True)
class Project:
    """The paths of a repository, below its root, and of its data, which may lie `elsewhere`.

    The pages of the quarter that is a `draft` have a folder of their own, beside the published ones.
    """

    root: Path
    elsewhere: Path | None = None
    draft: Quarter | None = None

    strategy = _Below("root", Path("strategy"))  # what the council decided, and what is measured of it
    expectations = _Below("root", Path("expectations"))  # the data-quality suites
    notebooks = _Below("root", Path("notebooks"))  # one for each page
    reports = _Below("root", Path("reports"))  # the published pages, by quarter
    all_raw = _Below("data", Path("raw"))  # the raw files, by quarter
    all_processed = _Below("data", Path("processed"))  # the processed data, by quarter
    published = _Below("data", Path("published"))  # what each edition of each quarter published
    lock = _Below("all_processed", Path(".lock"))  # held by the one process that writes
    lock_holder = _Below("all_processed", Path(".lock-holder"))  # the id of that process
    block_cache = _Below("all_processed", Path(".blocks"))  # the cache of page blocks, by checksum
    checksum_key = _Below("all_processed", Path(".key"))  # keys the checksums of confidential files
    verdict_cache = _Below("all_processed", Path(".verdicts"))  # of data-quality checks, by checksum
    kept_results = _Below("all_processed", Path(".kept"))  # checked files, accepted vintages and more
    overview = _Below("reports", Path("index.html"))  # the page that lists all quarters
    checksum_list = _Below("reports", Path("SHA256SUMS"))  # of the files beside quarters' folders

    def as_draft(self, quarter: Quarter) -> Project:
        """Return the same paths, with the quarter's pages in the folder of a draft."""
        return replace(self, draft=quarter)

    @property
    def without_draft(self) -> Project:
        """The same paths, with no draft."""
        return replace(self, draft=None)

    @property
    def data(self) -> Path:
        """The folder of raw and processed data, and of published editions."""
        return self.elsewhere or self.root / "data"

    def notebook(self, page: str) -> Path:
        """A page's notebook."""
        return self.notebooks / f"{page}.ipynb"

    def suite(self, name: str) -> Path:
        """A source's data-quality suite."""
        return self.expectations / f"{name}.json"

    def raw(self, quarter: Quarter) -> Path:
        """A quarter's raw files."""
        return self.all_raw / str(quarter)

    def under_way(self, quarter: Quarter) -> Path:
        """What has been fetched of a quarter's raw files, until all of it is there."""
        return self.all_raw / f".fetching-{quarter}"

    def raw_files(self, quarter: Quarter) -> list[Path]:
        """Return the files of a quarter's folder by name, without what a system left (`is_dropped`)."""
        paths = _entries(self.raw(quarter))
        return sorted(path for path in paths if path.is_file() and not is_left_by_system(path.name))

    def processed(self, quarter: Quarter) -> Path:
        """A quarter's processed data."""
        return self.all_processed / str(quarter)

    def edition(self, quarter: Quarter, number: int) -> Path:
        """What an edition published."""
        return self.published / f"{quarter}-{number}.json"

    def release(self, quarter: Quarter, number: int) -> Path:
        """When an edition was released to the council, and by whom."""
        return self.published / f"{quarter}-{number}.released.json"

    def editions(self, quarter: Quarter) -> list[int]:
        """Return the numbers of the quarter's published editions, in order."""
        return self.published_quarters().get(quarter, [])

    def editions_before(self, quarter: Quarter, number: int = 0) -> list[tuple[Quarter, int]]:
        """Return all editions of earlier quarters, and of this one those before `number`, oldest first."""
        editions = ((each, n) for each, numbers in self.published_quarters().items() for n in numbers)
        return [edition for edition in editions if edition < (quarter, number)]

    def published_quarters(self) -> dict[Quarter, list[int]]:
        """Return the numbers of every published edition, by quarter, oldest first."""
        editions: dict[Quarter, list[int]] = {}
        for path in self.published.glob("*.json"):
            name, _, number = path.stem.rpartition("-")
            if Quarter.is_quarter(name) and number.isdecimal():
                editions.setdefault(Quarter.parse(name), []).append(int(number))
        return {quarter: sorted(numbers) for quarter, numbers in sorted(editions.items())}

    def report(self, quarter: Quarter) -> Path:
        """A quarter's pages."""
        return self.reports / (f"{quarter}-udkast" if quarter == self.draft else str(quarter))

    def pdf_pages(self, quarter: Quarter) -> Path:
        """A quarter's pages as PDF files."""
        return self.reports / f"{quarter}-pdf"

    def package(self, quarter: Quarter) -> Path:
        """A quarter's pages as one file to send."""
        return self.reports / f"{quarter}.zip"

    def relative(self, path: Path) -> str:
        """Return `path` as a reader of the repository writes it, the same wherever the data lies."""
        if path.is_relative_to(self.data):
            return Path("data", path.relative_to(self.data)).as_posix()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name

    def quarters(self) -> list[Quarter]:
        """Return the quarters raw data has been received for, oldest first."""
        return sorted(Quarter.parse(name) for name in self._raw_folders() if Quarter.is_quarter(name))

    def quarters_until(self, last: Quarter) -> list[Quarter]:
        """Return the quarters raw data has been received for, oldest first, up to and including `last`."""
        return [quarter for quarter in self.quarters() if quarter <= last]

    def refuse_nearly_quarters(self) -> None:
        """Raise Refused for folders of raw data with nearly a quarter's name, which would be ignored."""
        problems = [
            Problem(
                f"{name} is no quarter's name",
                self.relative(self.all_raw / name),
                "four digits, Q and 1 to 4, such as 2026Q2",
                f"rename the folder to {match[1]}Q{match[2]}",
            )
            for name in sorted(self._raw_folders())
            if not Quarter.is_quarter(name) and (match := _NEARLY_A_QUARTER.fullmatch(name.strip()))
        ]
        if problems:
            raise Refused(*problems)

    def _raw_folders(self) -> list[str]:
        return [path.name for path in _entries(self.all_raw) if path.is_dir()]

    def quarter(self, text: str | None = None) -> Quarter:
        """Return the named quarter, or the newest; raise WrongUse when there is no raw data for it."""
        self.refuse_nearly_quarters()
        received = self.quarters()
        where = f"data/raw, with {SETTING} for data" if self.elsewhere else "data/raw"
        if not received:
            raise WrongUse.of(
                "there is no raw data",
                where,
                "one folder per quarter, such as 2026Q2",
                "begin a quarter: sigtepunkt new quarter 2026Q2, with the year and quarter it is",
            )
        if text is None:
            return received[-1]
        quarter = Quarter.parse(text)
        if quarter not in received:
            raise WrongUse.of(
                f"no raw data for {quarter}",
                where,
                nearest(text, map(str, received)),
                f"begin it: sigtepunkt new quarter {quarter}; or name a quarter that is there",
            )
        return quarter


def find_project(start: Path) -> Project:
    """Return the project that holds `start`: the nearest folder upwards with both `strategy` and `notebooks`.

    Its data lies in the folder that the environment variable SIGTEPUNKT_DATA names, else in `data`. Raises
    WrongUse for a folder that does not exist or is in no project, and for a setting that names none to use.
    """
    if not start.is_dir():
        raise WrongUse.of(
            "there is no such folder", str(start), "a folder in the repository", "check what --project names"
        )
    start = start.resolve()
    for project in map(Project, (start, *start.parents)):
        if project.strategy.is_dir() and project.notebooks.is_dir():
            return replace(project, elsewhere=_elsewhere(project.root))
    raise WrongUse.of(
        "this is not a sigtepunkt project",
        start.name,
        "a folder with strategy/ and notebooks/ in it",
        "start the command in the repository, or name it with --project DIR",
    )


@contextmanager
def ignoring_setting() -> Iterator[None]:
    """Ignore the setting, in this process and those it starts: every project's data lies in its `data`."""
    setting = os.environ.pop(SETTING, None)
    try:
        yield
    finally:
        if setting is not None:
            os.environ[SETTING] = setting


def _entries(folder: Path) -> Iterable[Path]:
    return folder.iterdir() if folder.is_dir() else ()


def _elsewhere(root: Path) -> Path | None:
    """Return the folder that the setting names, None without a setting; relative paths start at the root."""
    setting = os.environ.get(SETTING)
    if not setting:
        return None
    folder = (root / setting).resolve()
    if folder.is_dir() and not root.is_relative_to(folder):
        return folder
    raise WrongUse.of(
        "the repository lies in it" if folder.is_dir() else "there is no such folder",
        f"{SETTING}={setting}",
        "a folder of the data's own, by its whole path or from the repository's root",
        f"make the folder, correct {SETTING}, or unset it: the data is then in the repository's data/",
    )
