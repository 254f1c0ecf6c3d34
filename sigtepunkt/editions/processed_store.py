"""What a quarter's raw data became: observations, states and findings, written whole and read by notebooks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.checks.expectation_suite import Finding, from_record
from sigtepunkt.checks.gate import Withheld
from sigtepunkt.core import atomic_files, checksum
from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.editions import edition
from sigtepunkt.editions.differences import Difference, from_paper
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.signals import State
from sigtepunkt.signals.state import from_frame, to_frame

OBSERVATIONS, SIGNALS, CAPACITIES, SUPPRESSED = (
    "observations.parquet",
    "signals.parquet",
    "capacities.parquet",
    "suppressed.parquet",
)
CHECKS, EDITION = "checks.json", "edition.json"


@dataclass(frozen=True)
class CheckSummary:
    """What the checks of one vintage found: how many expectations, how many not met by severity, how many figures withheld."""

    quarter: str
    evaluated: int
    critical: int
    warning: int
    withheld: int


@dataclass(frozen=True)
class Processed:
    """A quarter's processed data.

    `observations` has the columns of `observations.COLUMNS`, for every vintage up to the quarter; `states`
    those of the quarter, `earlier` those of the quarter before (none for the first); `capacities` has the
    columns of `demand.COLUMNS`, for the quarter's vintage (of a capacity that is suppressed, years without
    values); `demo` says whether demo data is in it, and `switched_off` names the indicators and capacities
    left out when it is not. `findings` are of every expectation, `withheld` the figures not shown, `warnings`
    those of each indicator, and `history` what the checks of earlier vintages found. `suppressed` (indicator,
    area, period, vintage, rule) says by which rule of disclosure control figures were taken out; it is for
    the analyst, since a rule tells of a value. `correction` says which edition of the quarter it is
    (`load_edition`). `changed` are the differences from the quarter before, `corrected` those from the
    earlier edition of a corrected one, each with its reasons. `doubts` are what the analyst is told of
    disclosure control. `made_from` are the inputs (`manifest.inputs`) but for notebooks, and `checksums`
    those of what a page may read (`report.dependencies`).
    """

    quarter: Quarter
    demo: bool
    switched_off: tuple[str, ...]
    observations: pd.DataFrame
    states: tuple[State, ...]
    earlier: tuple[State, ...]
    findings: tuple[Finding, ...]
    capacities: pd.DataFrame
    correction: Correction
    withheld: tuple[Withheld, ...] = ()
    warnings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: tuple[CheckSummary, ...] = ()
    suppressed: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(
            columns=["indicator", "area", "period", "vintage", "rule"], dtype=str
        )
    )
    changed: tuple[Difference, ...] = ()
    corrected: tuple[Difference, ...] = ()
    doubts: tuple[str, ...] = ()
    made_from: Mapping[str, Any] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)


def save(project: Project, processed: Processed, made: Edition) -> None:
    """Write `data/processed/<quarter>` as a whole, replacing what was there. Raises Refused for a CPR number in any of it.

    `made` is what publishing the quarter will keep of it.
    """
    folder = project.processed(processed.quarter)
    where = project.relative(folder)
    tables = {
        OBSERVATIONS: processed.observations,
        CAPACITIES: processed.capacities,
        SUPPRESSED: processed.suppressed,
        SIGNALS: to_frame([*processed.states, *processed.earlier]),
    }
    papers = json.dumps(
        {
            "demo": processed.demo,
            "switched_off": processed.switched_off,
            "findings": [asdict(one) for one in processed.findings],
            "withheld": [asdict(one) for one in processed.withheld],
            "warnings": processed.warnings,
            "history": [asdict(one) for one in processed.history],
            "correction": asdict(processed.correction),
            "changed": [asdict(one) for one in processed.changed],
            "corrected": [asdict(one) for one in processed.corrected],
            "doubts": processed.doubts,
            "made_from": processed.made_from,
            "checksums": processed.checksums,
        },
        ensure_ascii=False,
        indent=1,
    )
    kept = edition.as_json(made)
    for name, table in tables.items():
        scan.refuse_table(table, f"{where}/{name}")
    for name, text in {CHECKS: papers, EDITION: kept}.items():
        scan.refuse_paper(text, f"{where}/{name}")
    aside = atomic_files.begin(folder)
    try:
        for name, table in tables.items():
            table.to_parquet(aside / name, index=False)
        (aside / EDITION).write_text(kept, encoding="utf-8")
        whole = json.loads(papers)
        (aside / CHECKS).write_text(
            json.dumps({**whole, "seal": _seal(aside, whole)}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        atomic_files.swap(folder)
    except BaseException:
        atomic_files.discard(folder)
        raise


def load(project: Project, quarter: Quarter, judged: Collection[str] | None = None) -> Processed:
    """Read `data/processed/<quarter>`; of states, which take the longest, those of the indicators in `judged` only (all, where None).

    Raises WrongUse naming the command that makes it when it is not there, or not as this version of the package writes it.
    """
    folder = project.processed(quarter)
    if not folder.is_dir():
        raise WrongUse.of(
            f"there is no processed data for {quarter}",
            project.relative(folder),
            "a quarter that has been processed",
            f"run: sigtepunkt process {quarter}",
        )
    try:
        return _read(folder, quarter, judged)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WrongUse.of(
            f"the processed data cannot be read: {error!r}",
            project.relative(folder),
            "what this version of sigtepunkt wrote",
            f"run: sigtepunkt process {quarter}",
        ) from error


def _read(folder: Path, quarter: Quarter, judged: Collection[str] | None) -> Processed:
    papers = json.loads((folder / CHECKS).read_text(encoding="utf-8"))
    signals = pd.read_parquet(folder / SIGNALS)
    states = from_frame(signals if judged is None else signals[signals["indicator"].isin([*judged])])
    return Processed(
        quarter=quarter,
        demo=papers["demo"],
        switched_off=tuple(papers["switched_off"]),
        observations=pd.read_parquet(folder / OBSERVATIONS),
        states=_of(states, str(quarter), same=True),
        earlier=_of(states, str(quarter), same=False),
        findings=tuple(from_record(one) for one in papers["findings"]),
        withheld=tuple(Withheld(**one) for one in papers["withheld"]),
        warnings={key: tuple(told) for key, told in papers["warnings"].items()},
        history=tuple(CheckSummary(**one) for one in papers["history"]),
        capacities=pd.read_parquet(folder / CAPACITIES),
        suppressed=pd.read_parquet(folder / SUPPRESSED),
        correction=Correction(**papers["correction"]),
        changed=tuple(map(from_paper, papers["changed"])),
        corrected=tuple(map(from_paper, papers["corrected"])),
        doubts=tuple(papers["doubts"]),
        made_from=papers["made_from"],
        checksums=papers["checksums"],
    )


def load_edition(project: Project, quarter: Quarter) -> Edition:
    """Read what publishing the quarter as it was processed will keep of it."""
    return edition.from_json((project.processed(quarter) / EDITION).read_text(encoding="utf-8"))


def is_made_from(project: Project, quarter: Quarter, inputs: Mapping[str, Any]) -> bool:
    """Return whether there is processed data of the quarter, made from exactly these inputs, and byte for byte as it was written."""
    folder = project.processed(quarter)
    try:
        papers = json.loads((folder / CHECKS).read_text(encoding="utf-8"))
        return bool(papers.pop("seal") == _seal(folder, papers) and papers["made_from"] == inputs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _seal(folder: Path, papers: Mapping[str, Any]) -> str:
    """Return one checksum over the tables that lie in a folder, the edition, and the papers that go with them."""
    return checksum.of_data(
        [
            papers,
            {
                name: checksum.of_file(folder / name)
                for name in (OBSERVATIONS, CAPACITIES, SUPPRESSED, SIGNALS, EDITION)
            },
        ]
    )


def _of(states: Iterable[State], quarter: str, *, same: bool) -> tuple[State, ...]:
    return tuple(state for state in states if (state.quarter == quarter) is same)
