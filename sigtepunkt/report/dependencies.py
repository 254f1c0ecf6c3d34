"""What a page may read, part by part, with checksums: a page is made again when a part it read changes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sigtepunkt.core import checksum
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.followup.decisions import COUNCIL
from sigtepunkt.followup.follow_up import FollowUp
from sigtepunkt.observations.computations import newest_of_each
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.strategy import Action, Definitions, Indicator, Source

OUTLINE, QUALITY, LATE = "outline", "quality", "late"
Kind = Literal[
    "indicator", "figures", "state", "capacity", "source", "gaps", "actions", "comment", "decisions"
]


def parts(kind: Kind, keys: Iterable[str]) -> list[str]:
    """Return the names of parts a page may read.

    `indicator`: everything about these indicators (texts, source, figures, state); `figures`: the same
    without what only an indicator's own block says; `state`: only where they stand and what they are called;
    `capacity`: everything about these capacities; `source`: these sources as declared, with the provenance of
    their files; `gaps`: what is declared as missing in these focus areas; `actions`: the actions of these
    focus areas, and what became of them; `comment`: what people wrote about these pages;
    `decisions`: those of these committees.
    """
    return [f"{kind} {key}" for key in keys]


def checksums(definitions: Definitions, processed: Processed, vintage: Vintage) -> dict[str, str]:
    """Return the checksum of every part a page may read, by the part's name (`parts`).

    `outline` is what every page rests on: quarter, municipality, strategy, the vintage's date and note, and
    which indicators and capacities each focus area has. `quality` is what the checks reported and the earlier
    vintages' figures, `late` which sources are overdue.
    """
    contents: dict[str, Any] = {
        OUTLINE: _outline(definitions, processed, vintage),
        QUALITY: _quality(definitions, processed, vintage),
        LATE: _late(definitions, processed),
    }
    current = processed.observations
    hashes, places = _of_rows(current), current.groupby("indicator", sort=False).indices
    newest = newest_of_each(current[current["area"] == definitions.municipality.code])
    standings = {
        "now": _by_indicator(processed.states),
        "before": _by_indicator(processed.earlier),
        "withheld": _by_indicator(processed.withheld),
        "changed": _by_indicator((*processed.changed, *processed.corrected)),
    }
    for key, indicator in definitions.indicators.items():
        source, disclosure = definitions.sources[indicator.source], definitions.disclosure.get(key)
        standing = {name: records[key] for name, records in standings.items()}
        standing["newest"] = newest.get(key, ())
        contents[f"state {key}"] = [_without_texts(indicator), _without_notes(source), standing]
        figures = [
            source.model_dump(mode="json"),
            standing,
            _figures(current, hashes[places[key]]) if key in places else "",
            processed.warnings.get(key, ()),
            source.file in vintage.copies,
            disclosure.model_dump(mode="json") if disclosure else {},
            _actions(definitions.actions_on(key), processed),
        ]
        contents[f"indicator {key}"] = [indicator.model_dump(mode="json"), *figures]
        contents[f"figures {key}"] = [_without_texts(indicator), *figures]
    capacities = processed.capacities
    of_capacities = _of_rows(capacities)
    for key, capacity in definitions.capacities.items():
        contents[f"capacity {key}"] = [
            capacity.model_dump(mode="json"),
            [definitions.sources[name].model_dump(mode="json") for name in capacity.sources],
            _figures(capacities, of_capacities[(capacities["capacity"] == key).to_numpy()]),
        ]
    for key, source in definitions.sources.items():
        provenance = vintage.provenance.get(source.file)
        contents[f"source {key}"] = [
            source.model_dump(mode="json"),
            asdict(provenance) if provenance else {},
            vintage.hashes.get(source.file, ""),
        ]
    for key in definitions.strategy(processed.quarter).focus_areas:
        contents[f"gaps {key}"] = [gap.model_dump(mode="json") for gap in definitions.gaps_of(key)]
        contents[f"actions {key}"] = _actions(definitions.actions_of(key), processed)
    return {name: checksum.of_data(content) for name, content in contents.items()}


def follow_up_checksums(
    definitions: Definitions, follow_up: FollowUp, pages: Iterable[str]
) -> dict[str, str]:
    """Return the checksum of each page's comment and decisions, by the part's name.

    They are apart from `checksums`: processed data does not rest on them.
    """
    contents: dict[str, Any] = {}
    for page in pages:
        contents[f"comment {page}"] = _comment(definitions, follow_up, page)
        contents[f"decisions {page}"] = [*_decisions(follow_up, page)]
    return {name: checksum.of_data(content) for name, content in contents.items()}


def _comment(definitions: Definitions, follow_up: FollowUp, page: str) -> Any:
    """Return a page's comment, and what its links to actions and decisions lead to."""
    comment = follow_up.comments.get(page)
    if comment is None:
        return ""
    led = {("beslutning", matter.id): matter.committee for matter in follow_up.matters}
    led |= {("handling", key): action.focus_area for key, action in definitions.actions.items()}
    return [comment.text, [led.get((claim.kind, claim.target), "") for claim in comment.claims]]


def _decisions(follow_up: FollowUp, page: str) -> Iterator[Any]:
    """Yield what a page says of decisions: its own, and on the council's page how many others wait."""
    for matter in follow_up.matters:
        known = [str(matter.date), matter.demo, str(matter.answered)]
        if matter.committee == page:
            yield [matter.id, matter.meeting, *known, matter.decision.model_dump(mode="json")]
        elif page == COUNCIL:
            yield known


def _actions(actions: Mapping[str, Action], processed: Processed) -> Any:
    """Return actions as declared, with their states."""
    declared = {key: action.model_dump(mode="json") for key, action in actions.items()}
    return [declared, [asdict(state) for state in processed.actions if state.action in declared]]


def _by_indicator(records: Iterable[Any]) -> Mapping[str, Any]:
    """Return the fields of dataclasses that have an indicator, by indicator; each record's as JSON."""
    fields: dict[str, list[str]] = defaultdict(list)
    for record in records:
        fields[record.indicator].append(json.dumps(record, default=vars))
    return fields


def _outline(definitions: Definitions, processed: Processed, vintage: Vintage) -> Any:
    indicators, capacities = definitions.indicators, definitions.capacities
    differences = (*processed.changed, *processed.corrected)
    return {
        "quarter": str(processed.quarter),
        "municipality": definitions.municipality.model_dump(mode="json"),
        "strategy": definitions.strategy(processed.quarter).model_dump(mode="json"),
        "demo": processed.demo,
        "switched_off": sorted(processed.switched_off),
        "correction": asdict(processed.correction),
        "before": [past.quarter for past in processed.history],
        "no more": [asdict(change) for change in differences if change.indicator not in indicators],
        "vintage": [vintage.closed, vintage.reconstructed, vintage.note],
        "indicators": [[key, indicators[key].focus_area, definitions.origin(key)] for key in indicators],
        "capacities": [[key, capacities[key].focus_area, definitions.demo_parts(key)] for key in capacities],
    }


def _quality(definitions: Definitions, processed: Processed, vintage: Vintage) -> Any:
    sources, indicators = definitions.sources.items(), definitions.indicators.items()
    return {
        "sources": [[key, source.model_dump(mode="json")] for key, source in sources],
        "indicators": [[key, _without_texts(indicator)] for key, indicator in indicators],
        "findings": [asdict(finding) for finding in processed.findings],
        "withheld": [asdict(figure) for figure in processed.withheld],
        "warnings": {key: list(requirements) for key, requirements in processed.warnings.items()},
        "history": [asdict(past) for past in processed.history],
        "revised": _figures(processed.revised, _of_rows(processed.revised)),
        "papers": {name: asdict(provenance) for name, provenance in vintage.provenance.items()},
        "hashes": dict(vintage.hashes),
    }


def _late(definitions: Definitions, processed: Processed) -> Any:
    sources = definitions.sources
    return [
        [
            finding.suite,
            finding.examples,
            _without_notes(sources[finding.suite]) if finding.suite in sources else {},
        ]
        for finding in processed.findings
        if not finding.met and finding.column == "days_late"
    ]


def _without_texts(indicator: Indicator) -> Mapping[str, Any]:
    """Return an indicator without the texts that only its own block shows."""
    return indicator.model_dump(mode="json", exclude={"definition", "caveat"})


def _without_notes(source: Source) -> Mapping[str, Any]:
    return source.model_dump(mode="json", exclude={"notes"})


def _of_rows(frame: pd.DataFrame) -> NDArray[np.integer[Any]]:
    """Return a checksum of each row; all at once takes a fraction of what indicator by indicator would."""
    return pd.util.hash_pandas_object(frame, index=False).to_numpy()


def _figures(frame: pd.DataFrame, rows: NDArray[np.integer[Any]]) -> str:
    """Return the checksum of a frame's columns and of rows with these checksums."""
    return checksum.of_text(" ".join(map(str, [*frame.columns, *rows])))
