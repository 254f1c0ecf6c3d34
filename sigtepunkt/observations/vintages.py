"""The vintages up to a quarter, each accepted when somebody asks for it, and kept for the quarters to come.

What an accepted vintage rests on has a checksum: its raw files, what is declared of sources, indicators and
capacities, the suites, the code, and the vintage before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Any, overload

import pandas as pd

from sigtepunkt.checks.finding import from_record
from sigtepunkt.checks.gate import Withheld
from sigtepunkt.checks.vintage_check import VintageCheck
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress, silent
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import software
from sigtepunkt.core.storage.kept_results import Entry, KeptResults
from sigtepunkt.observations.accepted_vintage import AcceptedVintage, CheckSummary, accept, open_vintage_check
from sigtepunkt.raw.vintage import Vintage, open_vintage
from sigtepunkt.strategy import Definitions

_MOST = 4  # of one quarter: as it is, as declared in an earlier edition, and two while somebody edits
# What of an indicator its figures rest on: neither its texts nor how they are judged and shown.
COMPUTED_FROM = {
    "source",
    "measure",
    "measures",
    "denominator",
    "denominator_source",
    "computation",
    "counted",
}
_RECORDS = ("findings", "withheld", "problems", "history")


@dataclass(frozen=True)
class Vintages(Sequence[AcceptedVintage]):
    """The vintages of `quarters`, oldest first; none is read before somebody asks for it.

    `shown` are the definitions without what is switched off, `raw` the checksum of every raw file by its
    path, `kept` the results of earlier runs. `progress` of the newest is reported as it is accepted, which it
    is `anew` where its reader asks for what the checks say. With `again`, no result is used but verdicts.
    Asking for a vintage raises Refused as `accepted_vintage.accept` does.
    """

    project: Project
    definitions: Definitions
    shown: Definitions
    quarters: Sequence[Quarter]
    raw: Mapping[str, str]
    kept: KeptResults
    progress: Progress = silent
    again: bool = False
    anew: bool = False
    _accepted: dict[int, AcceptedVintage] = field(default_factory=dict, repr=False)
    _loaded: set[int] = field(default_factory=set, repr=False)  # those of them that were kept
    _by_others: list[Vintages] = field(default_factory=list, repr=False)

    def __len__(self) -> int:
        return len(self.quarters)

    @overload
    def __getitem__(self, index: int) -> AcceptedVintage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[AcceptedVintage]: ...
    def __getitem__(self, index: int | slice) -> AcceptedVintage | Sequence[AcceptedVintage]:
        positions = range(len(self))[index]
        if isinstance(positions, int):
            self.accept([positions])
            return self._accepted[positions]
        self.accept(positions)
        return [self._accepted[position] for position in positions]

    @property
    def observations(self) -> Sequence[pd.DataFrame]:
        """The observations of each vintage, which is read when they are asked for."""
        return _Observations(self)

    @cached_property
    def rests_on(self) -> Sequence[str]:
        """A checksum of what each vintage rests on."""
        checksums: list[str] = []
        declared = [software.of_rooms_until("observations"), self._declared(), self._suites()]
        for quarter in self.quarters:
            folder = f"{self.project.relative(self.project.raw(quarter))}/"
            files = {name: digest for name, digest in self.raw.items() if name.startswith(folder)}
            checksums.append(checksum.of_data([declared, files, checksums[-1:]]))
        return checksums

    def until(self, quarter: Quarter) -> Vintages:
        """Return the vintages up to a quarter; what either accepts is accepted for both."""
        quarters = [each for each in self.quarters if each <= quarter]
        return replace(self, quarters=quarters, progress=silent, anew=False)

    def by(self, definitions: Definitions, shown: Definitions) -> Vintages:
        """Return the same vintages, accepted by other definitions; they are kept with these."""
        own = replace(self, definitions=definitions, shown=shown, progress=silent, anew=False)
        others = replace(own, _accepted={}, _loaded=set(), _by_others=[])
        self._by_others.append(others)
        return others

    @property
    def known_by(self) -> list[tuple[str, str]]:
        """Each vintage's quarter, and the checksum of what it rests on."""
        return [*zip(map(str, self.quarters), self.rests_on, strict=True)]

    def accept(self, positions: Iterable[int]) -> None:
        """Accept these vintages, and those before them that they are compared with and that are not kept."""
        missing: list[int] = []
        for position in sorted({*positions}, reverse=True):
            while position >= 0 and position not in missing and not self._is_at_hand(position):
                missing.append(position)
                position -= 1  # noqa: PLW2901 - the one before is compared with it
        for run in _runs(sorted(missing)):
            opened = [self._opened(position) for position in run]
            before = self._accepted.get(run[0] - 1)
            self._accepted.update(zip(run, accept(opened, self.shown, before), strict=True))

    def keep(self) -> None:
        """Keep what was accepted for other runs; to be called once it is certain that no input changed."""
        for position in self._accepted.keys() - self._loaded:
            accepted = self._accepted[position]
            kind, key = _kind(accepted.vintage.quarter), self.rests_on[position]
            self.kept.save(kind, key, _entry(accepted), most=_MOST)
        for others in self._by_others:
            others.keep()

    def _is_at_hand(self, position: int) -> bool:
        """Return whether a vintage is accepted, or kept; then it is loaded."""
        if position in self._accepted:
            return True
        anew = self.again or (self.anew and position == len(self) - 1)
        quarter = self.quarters[position]
        if anew or not (entry := self.kept.load(_kind(quarter), self.rests_on[position])):
            return False
        opened = open_vintage(self.project, quarter, self.definitions.sources.values())
        self._accepted[position] = _from_entry(entry, opened)
        self._loaded.add(position)
        return True

    def _opened(self, position: int) -> tuple[VintageCheck, Progress]:
        progress = self.progress if position == len(self) - 1 else silent
        quarter = self.quarters[position]
        check = open_vintage_check(self.project, self.definitions, quarter, progress, again=self.again)
        return check, progress

    def _declared(self) -> list[Any]:
        """Return what of the definitions an accepted vintage rests on."""
        return [
            self.definitions.municipality.model_dump(mode="json"),
            *_dumped(self.definitions.sources, self.shown.capacities),
            *_dumped(self.shown.indicators, include=COMPUTED_FROM),
            sorted(key for key, declared in self.shown.disclosure.items() if declared.persons),
        ]

    def _suites(self) -> dict[str, str]:
        paths = map(self.project.suite, (*self.definitions.sources, "facts", "observations"))
        return {path.name: checksum.of_file(path) for path in paths if path.is_file()}


@dataclass(frozen=True)
class _Observations(Sequence[pd.DataFrame]):
    vintages: Vintages

    def __len__(self) -> int:
        return len(self.vintages)

    @overload
    def __getitem__(self, index: int) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[pd.DataFrame]: ...
    def __getitem__(self, index: int | slice) -> pd.DataFrame | Sequence[pd.DataFrame]:
        if isinstance(index, int):
            return self.vintages[index].observations
        return [each.observations for each in self.vintages[index]]


def _runs(positions: Sequence[int]) -> Iterator[list[int]]:
    """Yield the runs of positions that follow each other."""
    runs = groupby(enumerate(positions), key=lambda numbered: numbered[1] - numbered[0])
    yield from ([position for _, position in run] for _, run in runs)


def _dumped(*declared: Mapping[str, Any], include: set[str] | None = None) -> Iterator[list[Any]]:
    for tables in declared:
        yield [[key, table.model_dump(mode="json", include=include)] for key, table in tables.items()]


def _kind(quarter: Quarter) -> str:
    return f"vintages/{quarter}"


def _entry(accepted: AcceptedVintage) -> Entry:
    """Return a vintage as a kept result."""
    lists = {name: [asdict(each) for each in getattr(accepted, name)] for name in _RECORDS}
    record = {"sources": [*accepted.tables], "warnings": accepted.warnings, **lists}
    tables = pd.concat(accepted.tables, names=["table"]).reset_index(level=0).reset_index(drop=True)
    return Entry(
        record, {"tables": tables, "observations": accepted.observations, "capacities": accepted.capacities}
    )


def _from_entry(entry: Entry, vintage: Vintage) -> AcceptedVintage:
    record, tables = entry.record, entry.tables["tables"]
    rows = tables.groupby("table", sort=False).indices
    tables = tables.drop(columns="table")
    return AcceptedVintage(
        vintage=vintage,
        tables={key: tables.iloc[rows.get(key, [])].reset_index(drop=True) for key in record["sources"]},
        observations=entry.tables["observations"],
        capacities=entry.tables["capacities"],
        findings=tuple(map(from_record, record["findings"])),
        withheld=tuple(Withheld(**each) for each in record["withheld"]),
        warnings={key: tuple(sentences) for key, sentences in record["warnings"].items()},
        problems=tuple(Problem(**each) for each in record["problems"]),
        history=tuple(CheckSummary(**each) for each in record["history"]),
    )
