"""What a page may read, thing by thing, each with a checksum: a page is made again when one of those it read is another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.observations.computations import newest_of_each
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.strategy import Definitions, Indicator, Source

OUTLINE, QUALITY, LATE = "outline", "quality", "late"


def indicators(keys: Iterable[str]) -> list[str]:
    """Return all there is of these indicators: texts, source, figures, state."""
    return [f"indicator {key}" for key in keys]


def states(keys: Iterable[str]) -> list[str]:
    """Return where these indicators stand, and what they are called."""
    return [f"state {key}" for key in keys]


def capacities(keys: Iterable[str]) -> list[str]:
    """Return all there is of these capacities."""
    return [f"capacity {key}" for key in keys]


def sources(keys: Iterable[str]) -> list[str]:
    """Return these sources as declared, with the file's own papers."""
    return [f"source {key}" for key in keys]


def gaps(focus_areas: Iterable[str]) -> list[str]:
    """Return what is declared as missing in these focus areas."""
    return [f"gaps {key}" for key in focus_areas]


def checksums(definitions: Definitions, processed: Processed, vintage: Vintage) -> dict[str, str]:
    """Return the checksum of every thing a page may read.

    `outline` is what every page rests on: quarter, municipality, strategy, the vintage's papers, and which indicators and
    capacities each focus area has. `quality` is what the checks found and the earlier vintages' figures,
    `late` which sources are overdue.
    """
    parts: dict[str, Any] = {
        OUTLINE: _outline(definitions, processed, vintage),
        QUALITY: _quality(definitions, processed, vintage),
        LATE: [
            [
                one.suite,
                one.examples,
                _papers(definitions.sources[one.suite]) if one.suite in definitions.sources else {},
            ]
            for one in processed.findings
            if not one.met and one.column == "days_late"
        ],
    }
    current = processed.observations[processed.observations["vintage"] == str(processed.quarter)]
    rows = dict(tuple(current.groupby("indicator", sort=False)))
    last = newest_of_each(current[current["area"] == definitions.municipality.code])
    now, before, withheld = (
        _by_indicator(ones) for ones in (processed.states, processed.earlier, processed.withheld)
    )
    changed = _by_indicator((*processed.changed, *processed.corrected))
    for key, indicator in definitions.indicators.items():
        source = definitions.sources[indicator.source]
        standing = {
            "now": now[key],
            "before": before[key],
            "newest": last.get(key, ()),
            "withheld": withheld[key],
            "changed": changed[key],
        }
        parts[states([key])[0]] = [_named(indicator), _papers(source), standing]
        parts[indicators([key])[0]] = [
            indicator.model_dump(mode="json"),
            source.model_dump(mode="json"),
            standing,
            _figures(rows[key]) if key in rows else "",
            processed.warnings.get(key, ()),
            definitions.disclosure[key].model_dump(mode="json") if key in definitions.disclosure else {},
        ]
    for key, capacity in definitions.capacities.items():
        planned = processed.capacities[processed.capacities["capacity"] == key]
        parts[capacities([key])[0]] = [
            capacity.model_dump(mode="json"),
            [definitions.sources[name].model_dump(mode="json") for name in capacity.sources],
            _figures(planned),
        ]
    for key, source in definitions.sources.items():
        paper = vintage.provenance.get(source.file)
        parts[sources([key])[0]] = [
            source.model_dump(mode="json"),
            asdict(paper) if paper else {},
            vintage.hashes.get(source.file, ""),
        ]
    for key in definitions.strategy(processed.quarter).focus_areas:
        parts[gaps([key])[0]] = [one.model_dump(mode="json") for one in definitions.gaps_of(key)]
    return {name: checksum.of_data(part) for name, part in parts.items()}


def _by_indicator(things: Iterable[Any]) -> Mapping[str, list[dict[str, Any]]]:
    """Return dataclasses that have an indicator, as what they hold, by indicator."""
    own: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in things:
        own[one.indicator].append(asdict(one))
    return own


def _outline(definitions: Definitions, processed: Processed, vintage: Vintage) -> Any:
    return {
        "quarter": str(processed.quarter),
        "municipality": definitions.municipality.model_dump(mode="json"),
        "strategy": definitions.strategy(processed.quarter).model_dump(mode="json"),
        "demo": processed.demo,
        "switched_off": sorted(processed.switched_off),
        "correction": asdict(processed.correction),
        "before": [one.quarter for one in processed.history],
        "no more": [
            asdict(one)
            for one in (*processed.changed, *processed.corrected)
            if one.indicator not in definitions.indicators
        ],
        "vintage": [vintage.closed, vintage.reconstructed, vintage.note],
        "indicators": [
            [key, one.focus_area, definitions.origin(key)] for key, one in definitions.indicators.items()
        ],
        "capacities": [
            [key, one.focus_area, definitions.invented(key)] for key, one in definitions.capacities.items()
        ],
    }


def _quality(definitions: Definitions, processed: Processed, vintage: Vintage) -> Any:
    return {
        "sources": [[key, one.model_dump(mode="json")] for key, one in definitions.sources.items()],
        "indicators": [[key, _named(one)] for key, one in definitions.indicators.items()],
        "findings": [asdict(one) for one in processed.findings],
        "withheld": [asdict(one) for one in processed.withheld],
        "warnings": {key: list(told) for key, told in processed.warnings.items()},
        "history": [asdict(one) for one in processed.history],
        "figures": _figures(processed.observations),
        "papers": {name: asdict(one) for name, one in vintage.provenance.items()},
        "hashes": dict(vintage.hashes),
    }


def _named(indicator: Indicator) -> Mapping[str, Any]:
    """Return an indicator without the texts that only its own block shows."""
    return indicator.model_dump(mode="json", exclude={"definition", "caveat"})


def _papers(source: Source) -> Mapping[str, Any]:
    return source.model_dump(mode="json", exclude={"notes"})


def _figures(frame: pd.DataFrame) -> str:
    return checksum.of_text(
        " ".join(map(str, [*frame.columns, *pd.util.hash_pandas_object(frame, index=False)]))
    )
