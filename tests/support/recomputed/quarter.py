"""Every answer for every indicator of one quarter's raw files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from recomputed import answers, beside, declared, raw_tables
from recomputed.figures import Indicator, computed
from recomputed.periods import YEAR

States = dict[str, dict[str, Any]]  # by indicator, then by answer


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
