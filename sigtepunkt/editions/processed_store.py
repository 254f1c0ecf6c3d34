"""A quarter's processed data: observations, states and findings, written as a whole and read by notebooks."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.checks.finding import Finding, from_record
from sigtepunkt.checks.gate import Withheld
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.disclosure.warnings.analyst_warnings import disclosure_warnings
from sigtepunkt.disclosure.warnings.check_findings import without_protected_values
from sigtepunkt.editions import differences, edition, explanation
from sigtepunkt.editions.current_quarter import CurrentQuarter
from sigtepunkt.editions.differences import Difference
from sigtepunkt.editions.edition import Correction, Edition
from sigtepunkt.followup import ActionState, action_state
from sigtepunkt.observations.accepted_vintage import CheckSummary
from sigtepunkt.observations.table import NOTHING_REVISED, revised
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.signals import State, segment_suggestion
from sigtepunkt.signals.state import from_frame, to_frame
from sigtepunkt.strategy import Action

OBSERVATIONS, REVISED, SIGNALS = "observations.parquet", "revised.parquet", "signals.parquet"
CAPACITIES, SUPPRESSED = "capacities.parquet", "suppressed.parquet"
CHECKS, EDITION = "checks.json", "edition.json"


@dataclass(frozen=True)
class Processed:
    """A quarter's processed data.

    `observations` (columns of `observations.table.COLUMNS`) are those of the quarter's vintage, `revised`
    (`observations.table.revised`) is what its sources changed since the one before; `states` are the
    quarter's, `earlier` those of the quarter before (none for the first).
    `capacities` (columns of `capacity_inputs.COLUMNS`) are the quarter's vintage's; of a suppressed capacity,
    years without values. `demo` says whether demo data is included, and `switched_off` names the indicators
    and capacities left out when it is not. `findings` are those of every expectation, `withheld` the figures
    not shown because of them, `warnings` those of each indicator, and `history` summarises the checks of
    every vintage. `suppressed` (indicator, area, period, vintage, rule) says which rule of disclosure control
    removed a figure; it is for the analyst, since a rule reveals something of a value. `correction` says
    which edition this is. `changed` are the differences from the quarter before, `corrected` those from the
    edition before. `actions` are the states of actions. `doubts` are the warnings of disclosure
    control. `made_from` are the checksums of the inputs (`RunInputs.of_processed_data`), and `checksums`
    those of everything a page may read (`report.dependencies`).
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
    revised: pd.DataFrame = field(default_factory=NOTHING_REVISED.copy)
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
    actions: tuple[ActionState, ...] = ()
    doubts: tuple[str, ...] = ()
    made_from: Mapping[str, Any] = field(default_factory=dict)
    checksums: Mapping[str, str] = field(default_factory=dict)


def assemble(current: CurrentQuarter) -> Processed:
    """Return a quarter's processed data; its `checksums` are filled in by whoever knows what pages read."""
    inputs, protected, newest = current.inputs, current.protected, current.vintages[-1]
    in_force, shown = inputs.definitions.in_force(inputs.quarter), inputs.shown
    declared, left = ({*each.indicators, *each.capacities} for each in (in_force, shown))
    before, now = protected.vintages[-2:-1], protected.vintages[-1]
    return Processed(
        quarter=inputs.quarter,
        demo=inputs.demo,
        switched_off=tuple(sorted(declared - left)),
        observations=now.reset_index(drop=True),
        revised=revised(before[0], now) if before else NOTHING_REVISED,
        states=current.states,
        earlier=current.earlier,
        findings=tuple(without_protected_values(shown, newest.findings, newest.observations)),
        capacities=current.capacities,
        withheld=newest.withheld,
        warnings=newest.warnings,
        history=newest.history,
        suppressed=protected.suppressed,
        correction=inputs.correction,
        changed=explanation.since_quarter(current, current.quarter(-2)) if before else (),
        corrected=explanation.since_edition(current),
        actions=current.actions,
        doubts=disclosure_warnings(in_force, newest.observations, protected, current.published),
        made_from=inputs.of_processed_data,
    )


def report_to_analyst(processed: Processed, actions: Mapping[str, Action], progress: Progress) -> None:
    """Report what is withheld, what to look at, and what is suggested; `actions` are those declared."""
    for figure in processed.withheld:
        name = f"{figure.indicator} {figure.area} {figure.period}".strip()
        progress("withhold", f"{name} ({figure.where}): {figure.reason}")
    for warning in processed.doubts:
        progress("disclosure", warning)
    for state in processed.actions:
        for warning in action_state.warnings(state, actions[state.action]):
            progress("action", warning)
    for suggestion in filter(None, map(segment_suggestion.suggest, processed.states)):
        progress("suggest", suggestion.advice)


def save(project: Project, processed: Processed, new: Edition) -> None:
    """Write `data/processed/<quarter>` whole, with the `new` edition that publishing it will store.

    Raises Refused for a CPR number in any of it.
    """
    folder = project.processed(processed.quarter)
    where = project.relative(folder)
    tables = {
        OBSERVATIONS: processed.observations,
        REVISED: processed.revised,
        CAPACITIES: processed.capacities,
        SUPPRESSED: processed.suppressed,
        SIGNALS: to_frame([*processed.states, *processed.earlier]),
    }
    fields = ("demo", "switched_off", "warnings", "doubts", "made_from", "checksums")
    lists = ("findings", "withheld", "history", "changed", "corrected", "actions")
    record = {name: getattr(processed, name) for name in fields}
    record |= {name: [asdict(each) for each in getattr(processed, name)] for name in lists}
    text = _json(record | {"correction": asdict(processed.correction)})
    edition_text = edition.as_json(new)
    for name, table in tables.items():
        scan.refuse_table(table, f"{where}/{name}")
    for name, content in {CHECKS: text, EDITION: edition_text}.items():
        scan.refuse_text(content, f"{where}/{name}")
    aside = atomic_files.begin(folder)
    try:
        for name, table in tables.items():
            table.to_parquet(aside / name, index=False)
        (aside / EDITION).write_text(edition_text, encoding="utf-8")
        stored = json.loads(text)
        (aside / CHECKS).write_text(_json({**stored, "seal": _seal(aside, stored)}), encoding="utf-8")
        atomic_files.swap(folder)
    except BaseException:
        atomic_files.discard(folder)
        raise


def load(project: Project, quarter: Quarter, judged: Collection[str] | None = None) -> Processed:
    """Read `data/processed/<quarter>`, with the states of the indicators in `judged` (all, if None).

    Raises WrongUse naming the command to run when there is none, or none that this version of the package
    wrote.
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
    record = json.loads((folder / CHECKS).read_text(encoding="utf-8"))
    signals = pd.read_parquet(folder / SIGNALS)
    states = from_frame(signals if judged is None else signals[signals["indicator"].isin([*judged])])
    return Processed(
        quarter=quarter,
        demo=record["demo"],
        switched_off=tuple(record["switched_off"]),
        observations=pd.read_parquet(folder / OBSERVATIONS),
        revised=pd.read_parquet(folder / REVISED),
        states=tuple(state for state in states if state.quarter == str(quarter)),
        earlier=tuple(state for state in states if state.quarter != str(quarter)),
        findings=tuple(map(from_record, record["findings"])),
        withheld=tuple(Withheld(**each) for each in record["withheld"]),
        warnings={key: tuple(sentences) for key, sentences in record["warnings"].items()},
        history=tuple(CheckSummary(**each) for each in record["history"]),
        capacities=pd.read_parquet(folder / CAPACITIES),
        suppressed=pd.read_parquet(folder / SUPPRESSED),
        correction=Correction(**record["correction"]),
        changed=tuple(map(differences.from_record, record["changed"])),
        corrected=tuple(map(differences.from_record, record["corrected"])),
        actions=tuple(map(action_state.from_record, record["actions"])),
        doubts=tuple(record["doubts"]),
        made_from=record["made_from"],
        checksums=record["checksums"],
    )


def load_edition(project: Project, quarter: Quarter) -> Edition:
    """Read the edition that publishing the quarter as it was processed will store."""
    return edition.from_json((project.processed(quarter) / EDITION).read_text(encoding="utf-8"))


def is_made_from(project: Project, quarter: Quarter, checksums: Mapping[str, Any]) -> bool:
    """Return whether the quarter's processed data is unaltered and made from inputs with these checksums."""
    folder = project.processed(quarter)
    try:
        record = json.loads((folder / CHECKS).read_text(encoding="utf-8"))
        return bool(record.pop("seal") == _seal(folder, record) and record["made_from"] == checksums)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _seal(folder: Path, record: Mapping[str, Any]) -> str:
    """Return one checksum over the record, and the tables and the edition in its folder."""
    names = (OBSERVATIONS, REVISED, CAPACITIES, SUPPRESSED, SIGNALS, EDITION)
    return checksum.of_data([record, {name: checksum.of_file(folder / name) for name in names}])


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1)
