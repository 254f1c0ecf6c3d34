"""Every answer for every indicator, and every action's effect, of one quarter's raw files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

from recomputed import answers, beside, contrast, declared, raw_tables
from recomputed.figures import Indicator, computed
from recomputed.periods import YEAR, Period, parse

States = dict[str, dict[str, Any]]  # by indicator, then by answer
FEWEST_BEFORE, FEWEST_AFTER, FEWEST_OTHERS = 8, 4, 6


def recompute(home: Path, quarter: str, *, unless: frozenset[str] = frozenset()) -> States:
    """Return what is to be said of each indicator but `unless`, from `home`/data/raw and `home`/strategy."""
    declarations = declared.load(home / "strategy")
    return {
        name: answers_of(figures, declarations)
        for name, figures in indicators(home, quarter, declarations).items()
        if name not in unless
    }


def indicators(home: Path, quarter: str, declarations: declared.Declared) -> dict[str, Indicator]:
    """Return the indicators that have figures of the municipality's own in a quarter's raw files."""
    tables: dict[str, raw_tables.Table] = {}
    found: dict[str, Indicator] = {}
    for name, indicator in declarations.indicators.items():
        source = indicator["source"]
        if source not in tables:
            folder = home / "data" / "raw" / quarter
            tables[source] = raw_tables.read(folder, declarations.sources[source], declarations.names)
        figures = computed(declarations, name, tables[source])
        if figures.own:
            found[name] = figures
    return found


def answers_of(figures: Indicator, declarations: declared.Declared) -> dict[str, Any]:
    """Return the six answers; a projection is not judged."""
    first_month = declarations.first_year * YEAR
    if figures.projection:
        silent = dict.fromkeys(("change", "trend", "development", "level"), answers.SILENT)
        return {"fact": None, **silent, "comparison": None}
    found = answers.fact(figures, first_month)
    return {
        "fact": found
        and {
            "start_period": found.start,
            "start": figures.own[found.start],
            "newest_period": found.newest,
            "newest": figures.own[found.newest],
        },
        "change": answers.change(figures, first_month),
        "trend": answers.trend(figures),
        "development": beside.development(figures, declarations, first_month),
        "level": beside.level(figures, declarations),
        "comparison": beside.comparison(figures, declarations, found),
    }


def effects(home: Path, quarter: str) -> dict[str, dict[str, Any]]:
    """Return estimate, limits and verdict of each action to be judged in a quarter, by section 14.

    Left out are actions that declared nothing, too late, or on a register of everybody; those whose look has
    not come; and those with too few figures. Only demo actions say when they are imagined as published.
    """
    declarations = declared.load(home / "strategy")
    found = indicators(home, quarter, declarations)
    actions = tomllib.loads((home / "strategy" / "actions.toml").read_text(encoding="utf-8"))
    result = {}
    for name, action in actions.items():
        effect, published = action.get("effect"), action.get("demo_published")
        if effect is None or not published or published >= effect["earliest"]:
            continue
        looks = [look for key in ("early_look", "evaluate") if (look := effect.get(key)) and look <= quarter]
        figures = found.get(effect["indicator"])
        if looks and figures is not None and not figures.declared.get("full_count"):
            judged = _effect(figures, declarations, effect, looks[-1])
            if judged is not None:
                result[name] = judged
    return result


def _effect(
    figures: Indicator, declarations: declared.Declared, effect: dict[str, Any], look: str
) -> dict[str, Any] | None:
    start, end = parse(effect["earliest"]).start, parse(look).end
    periods = [
        period
        for period in figures.whole_windows(figures.since_break(nationwide=True))
        if figures.covered(period)[1] <= min(start, end) or start <= figures.covered(period)[0] < end
        if figures.covered(period)[1] <= end
    ]
    others = [figures.values.get(area, {}) for area in declarations.comparison]
    members = [series for series in others if all(period in series for period in periods)]
    beside_others = len(members) >= FEWEST_OTHERS
    tables = [[series[period] for period in periods] for series in (figures.own, *members * beside_others)]
    flat, logs = answers.scaled(figures, [value for table in tables for value in table])
    after = np.array([figures.covered(period)[0] >= start for period in periods], dtype=float)
    counted = [not figures.outlier(period) for period in periods]
    before = sum(each and not late for each, late in zip(counted, after, strict=True))
    if flat is None or before < FEWEST_BEFORE or sum(counted) - before < FEWEST_AFTER:
        return None
    values = flat.reshape(len(tables), len(periods))
    step = answers.step_of(figures)
    early = "early_look" in effect
    tested = contrast.step(
        np.array([answers.stands(figures, period) / step for period in periods]),
        values[0] - values[1:].mean(axis=0) if beside_others else values[0],
        after,
        dips=_dips(figures, periods),
        season=YEAR // step if figures.declared.get("season") else 0,
        confidence=0.975 if early else 0.95,
        beside_trend=not beside_others,
    )
    if tested.lower is None or tested.upper is None:
        return None
    lower, upper = (float(100 * np.expm1(x)) if logs else x for x in (tested.lower, tested.upper))
    estimate = float(100 * np.expm1(tested.estimate)) if logs else tested.estimate
    low, high = (lower, upper) if effect["direction"] == "higher" else (-upper, -lower)
    verdict = "undecided" if high >= effect["smallest"] else "none"
    verdict = "worked" if low > 0 else "opposite" if high < 0 else verdict
    return {"estimate": estimate, "lower": lower, "upper": upper, "verdict": verdict}


def _dips(figures: Indicator, periods: list[Period]) -> list[contrast.Vector]:
    """Return a column for each declared outlier or dip that a period lies in."""
    columns = [
        np.array(
            [float(parse(each["from"]).start <= p.start and p.end <= parse(each["to"]).end) for p in periods]
        )
        for each in figures.declared.get("outliers", [])
    ]
    return [column for column in columns if column.any()]
