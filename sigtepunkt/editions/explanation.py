"""Why a figure or status differs from what was published: inputs are replaced by today's one by one.

The order is code, definitions, suppression, checks, revisions of raw data, new periods. Each step is a
`View`; what differs between two of them has the reason of the step between (`differences.explain`).
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sigtepunkt.checks.gate import EVERYTHING
from sigtepunkt.core.errors import SigtepunktError
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.attacker.kept_knowledge import KeptKnowledge
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import suppress
from sigtepunkt.editions import differences
from sigtepunkt.editions.current_quarter import CurrentQuarter, made_from
from sigtepunkt.editions.differences import Difference, Reason, View
from sigtepunkt.editions.edition import Edition, Figure
from sigtepunkt.editions.run_inputs import definition_texts
from sigtepunkt.observations.table import FIGURE, SUPPRESSED, WITHHELD
from sigtepunkt.observations.vintages import Vintages
from sigtepunkt.strategy import Definitions, load_definitions

ReasonOf = Callable[[str], Reason]  # by indicator
Step = tuple[ReasonOf, View]


def since_quarter(current: CurrentQuarter, quarter: Quarter) -> tuple[Difference, ...]:
    """Return what differs from an earlier quarter.

    The comparison is with that quarter's newest edition; without one, with what the quarter would be today.
    """
    edition = next((each for each in reversed(current.published) if each.quarter == quarter), None)
    back = current.vintages.quarters.index(quarter) - len(current.vintages)
    observations, last = current.protected.vintages[back], current.protected.vintages[-1]
    view = current.judged(observations, quarter)
    steps = [*(_replayed(current, quarter, edition) if edition else ()), (_always("suppression"), view)]
    refused = {each.indicator for each in current.vintages[-1].withheld if each.period == EVERYTHING}
    suppressed = _not_shown_as(last, SUPPRESSED, observations)
    withheld = _not_shown_as(last, WITHHELD, suppressed[~suppressed["indicator"].isin(refused)])
    revised = last[_among(last, observations)]
    replaced: dict[Reason, pd.DataFrame] = {"suppression": suppressed, "check": withheld, "revision": revised}
    for reason, frame in replaced.items():
        if not frame.equals(observations):
            steps.append((_always(reason), current.judged(frame, quarter)))
            observations = frame
    return _explained(
        current, _view(edition) if edition else view, [*steps, (_always("new period"), current.view)]
    )


def since_edition(current: CurrentQuarter) -> tuple[Difference, ...]:
    """Return what differs from the quarter's edition before; nothing where this is the first one."""
    edition = next(
        (each for each in reversed(current.published) if each.quarter == current.quarter(-1)), None
    )
    if edition is None:
        return ()
    if edition.made_from["raw"] == made_from(current.inputs.checksums, edition.quarter)["raw"]:
        steps = [*_replayed(current, current.quarter(-1), edition), (_always("suppression"), current.view)]
        return _explained(current, _view(edition), steps)
    # The raw data of then is gone: which figures are not shown now is known, and everything else is one step.
    last = current.protected.vintages[-1]
    suppressed = differences.without(_view(edition), _with_status(last, SUPPRESSED))
    withheld = differences.without(suppressed, _with_status(last, WITHHELD))
    steps = [(_always("suppression"), suppressed), (_always("check"), withheld)]
    return _explained(
        current, _view(edition), [*steps, (_with_other_raw_data(current, edition), current.view)]
    )


def _explained(current: CurrentQuarter, first: View, steps: Sequence[Step]) -> tuple[Difference, ...]:
    """Return the differences and their reasons, without former values of figures that are suppressed now."""
    suppressed = _with_status(current.protected.vintages[-1], SUPPRESSED)
    return tuple(
        replace(each, before=None) if (each.indicator, each.area, each.period) in suppressed else each
        for each in differences.explain(first, steps)
    )


def _replayed(current: CurrentQuarter, quarter: Quarter, edition: Edition) -> list[Step]:
    """Return the steps from an edition to what today's code and definitions make of the same quarter."""
    project = current.inputs.project
    today = made_from(current.inputs.checksums, edition.quarter)
    same = {kind: edition.made_from.get(kind) == digest for kind, digest in today.items()}
    if all(same.values()):
        return []
    before = [
        each
        for each in current.published
        if (each.quarter, each.correction.number) < (quarter, edition.correction.number)
    ]
    shown = _as_shown(edition, current.inputs.shown, current.vintages.until(quarter), before, current.known)
    view = current.judged(shown, quarter)
    by_definition = _by_definition(edition, definition_texts(project))
    if not same["raw"]:
        return [(_with_other_raw_data(current, edition), view)]
    if same["definitions"]:
        return [(_always("code"), view)]
    if same["code"]:
        return [(by_definition, view)]
    try:
        return [(_always("code"), _by_definitions_of(edition, current, before)), (by_definition, view)]
    except SigtepunktError:  # today's code cannot read the definitions of then
        return [(_always("code or definition"), view)]


def _by_definitions_of(edition: Edition, current: CurrentQuarter, before: Sequence[Edition]) -> View:
    """Return what today's code makes of the quarter by the edition's definitions.

    Raises SigtepunktError where it cannot.
    """
    with tempfile.TemporaryDirectory(prefix="sigtepunkt-") as folder:
        project = Project(Path(folder))
        project.strategy.mkdir()
        for name, text in edition.definitions.items():
            (project.strategy / name).write_text(text, encoding="utf-8")
        definitions = load_definitions(project)
    shown = definitions.in_force(edition.quarter, demo=edition.demo)
    vintages = current.vintages.by(definitions, shown).until(edition.quarter)
    observations = _as_shown(edition, shown, vintages, before, current.known)
    states = current.judge(shown, observations, str(edition.quarter))
    return differences.view_of(shown.municipality, observations, states)


def _as_shown(
    edition: Edition,
    definitions: Definitions,
    vintages: Vintages,
    before: Sequence[Edition],
    known: KeptKnowledge,
) -> pd.DataFrame:
    """Return the last vintage as the edition could show it; what is suppressed now is a step of its own."""
    ledgers = ledgers_under_current_names(definitions, before)
    known = replace(known, vintages=vintages.known_by)
    observations = suppress(definitions, vintages.observations, ledgers, known, newest=1).vintages[-1]
    published = _among(observations, _frame(edition.figures)) & (observations["status"] == SUPPRESSED)
    columns = ["value", "base", "status"]
    observations.loc[published, columns] = vintages[-1].observations.loc[published, columns]
    return observations


def _with_other_raw_data(current: CurrentQuarter, edition: Edition) -> ReasonOf:
    """Return the reason, by indicator, where raw data changed, perhaps together with other inputs."""
    today = made_from(current.inputs.checksums, edition.quarter)
    if edition.made_from.get("code") != today["code"]:
        return _always("revision, definition or code")
    if edition.made_from.get("definitions") == today["definitions"]:
        return _always("revision")
    texts = definition_texts(current.inputs.project)
    shared = (edition.definitions.keys() | texts.keys()) - {"indicators.toml", "gaps.toml"}
    if any(edition.definitions.get(name) != texts.get(name) for name in shared):
        return _always("revision or definition")
    before, now = _indicators(edition.definitions), _indicators(texts)
    unchanged = {key for key, declared in now.items() if before.get(key) == declared}
    return lambda indicator: "revision" if indicator in unchanged else "revision or definition"


def _by_definition(edition: Edition, texts: Mapping[str, str]) -> ReasonOf:
    """Return the reason, by indicator, where definitions changed: "break" if only declared breaks did."""
    before, now = _indicators(edition.definitions), _indicators(texts)
    only_breaks = {
        key
        for key in before.keys() & now.keys()
        if before[key] != now[key] and {**before[key], "breaks": None} == {**now[key], "breaks": None}
    }
    return lambda indicator: "break" if indicator in only_breaks else "definition"


def _indicators(texts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    declared = tomllib.loads(texts.get("indicators.toml", ""))
    return {key: table for key, table in declared.items() if isinstance(table, dict)}


def _view(edition: Edition) -> View:
    return View(edition.figures, edition.statuses)


def _always(reason: Reason) -> ReasonOf:
    return lambda _: reason


def _frame(figures: Iterable[Figure]) -> pd.DataFrame:
    return pd.DataFrame([*figures], columns=FIGURE, dtype=str)


def _with_status(observations: pd.DataFrame, status: str) -> set[Figure]:
    rows = observations.loc[observations["status"] == status, FIGURE]
    return set(rows.itertuples(index=False, name=None))


def _not_shown_as(last: pd.DataFrame, status: str, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations without the values that have this `status` in the `last` vintage."""
    rows = _among(observations, last[last["status"] == status])
    hidden = observations.copy()
    hidden.loc[rows, ["value", "base"]] = float("nan")
    hidden.loc[rows, "status"] = status
    return hidden


def _among(observations: pd.DataFrame, figures: pd.DataFrame) -> pd.Series[bool]:
    """Return which observations are of one of these figures (the columns of FIGURE)."""
    both = pd.concat([observations[FIGURE], figures[FIGURE]], ignore_index=True)
    numbers = both.groupby(FIGURE, sort=False).ngroup().to_numpy()
    rows = np.isin(numbers[: len(observations)], numbers[len(observations) :])
    return pd.Series(rows, index=observations.index, dtype=bool)
