"""Answers an analyst asks for by name: since a date, beside others, and any planned contrast, as frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import FORMS, YEAR, Period
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals import contrast as planned_contrast
from sigtepunkt.signals import since as answers_since
from sigtepunkt.signals.methods.beside_others import FEWEST
from sigtepunkt.signals.methods.contrast import Kind
from sigtepunkt.signals.series import Series, series_of
from sigtepunkt.signals.since import Answer, Options, Since
from sigtepunkt.strategy import Indicator

SINCE = ["answer", "start", "newest", "estimate", "lower", "upper", "p", "sure", "reason"]
BESIDE = ["code", "area", "role", "period", "value", "difference"]
CONTRAST = ["estimate", "lower", "upper", "p", "autocorrelation", "reason"]
_ON_A_LOG_SCALE = frozenset({"amount", "count"})


def since(data: PageData, key: str, start: str | None) -> pd.DataFrame:
    """Return what can be said of an indicator since the first day of a period, one row for each answer.

    `start` is a period such as `2022`, by default the strategy's first year. The columns are SINCE: `answer`
    is fact (the difference in the unit, from the figure of the period `start` to that of `newest`), change,
    trend (per year), development or level; `estimate` and its 99 % limits are in the unit, or in per cent for
    amounts and counts; `sure` says that it is beyond chance at 1 %, and `reason` why it was not tested, or is
    not sure. Raises WrongUse for a start that is no period, an indicator without `kind`, and one without a
    figure.
    """
    indicator, series = _declared(data, key), _comparable(data, key)
    first = _first_month(start) if start else data.strategy.first_year * YEAR
    step = _step(series)
    times, options = _times(data, key, series, step), _options(data, key, indicator, series, step)
    result = answers_since(times, series.values, first / step, options)
    group = _group(data, key, series)
    if group is not None:
        others, from_position = group
        part = slice(from_position, None)
        beside = answers_since(times[part], series.values[part], first / step, options, group=others)
        level = Answer(reason="other sizes") if indicator.total else beside.level
        result = replace(result, development=beside.development, level=level)
    return _as_frame(result, times, series)


def beside(data: PageData, key: str) -> pd.DataFrame:
    """Return the newest figure of the municipality, the nation and the municipalities it is compared with.

    The columns are BESIDE: `role` is own, nation or group; `period` is the municipality's newest;
    `difference` is own minus the other's, in the unit. Raises WrongUse for an indicator without a figure.
    """
    municipality, rows = data.definitions.municipality, _shown(data, key)
    roles = {municipality.code: "own", municipality.country: "nation"} | dict.fromkeys(
        municipality.comparison, "group"
    )
    own = rows[rows["area"] == municipality.code].iloc[-1]
    same = rows[(rows["period"] == own["period"]) & rows["area"].isin(roles)]
    frame = pd.DataFrame({"code": same["area"], "period": same["period"], "value": same["value"]})
    frame["area"] = [municipality.areas[code].name for code in frame["code"]]
    frame["role"] = frame["code"].map(roles)
    frame["difference"] = float(own["value"]) - frame["value"]
    frame["order"] = [list(roles).index(code) for code in frame["code"]]
    return frame.sort_values("order")[BESIDE].reset_index(drop=True)


def contrast(
    data: PageData,
    key: str,
    kind: Kind,
    start: str | None,
    outliers: Sequence[tuple[str, str]],
    confidence: float,
) -> pd.DataFrame:
    """Return one planned contrast of an indicator's comparable figures as a row, in its unit, per period.

    `kind`, `start` and `outliers` are those of `signals.contrast`, with periods for times. The columns are
    CONTRAST. Raises WrongUse for a period that is none, and for a question the figures cannot answer.
    """
    series = _comparable(data, key)
    step = _step(series)
    spans = [(_first_month(begin) / step, _first_month(end) / step + 1) for begin, end in outliers]
    try:
        result = planned_contrast(
            _times(data, key, series, step),
            series.values,
            kind=kind,
            start=_first_month(start) / step if start else None,
            outliers=spans,
            season=YEAR // step if data.definitions.indicators[key].season else 0,
            confidence=confidence,
        )
    except ValueError as error:
        raise WrongUse.of(
            str(error), f"report.contrast({key!r})", "a question these figures can answer"
        ) from error
    row = (result.estimate, result.lower, result.upper, result.p, result.memory, result.reason)
    return pd.DataFrame([row], columns=CONTRAST)


def _declared(data: PageData, key: str) -> Indicator:
    indicator = data.definitions.indicators[key]
    if not indicator.kind:
        raise WrongUse.of(
            f"{key} does not say what kind of unit it has",
            f"strategy/indicators.toml: [{key}]",
            'kind = "share", "rate", "amount" or "count"',
            "declare it: amounts and counts are compared in per cent, shares and rates in their unit",
        )
    return indicator


def _shown(data: PageData, key: str) -> pd.DataFrame:
    """Return an indicator's shown rows in the order of time; raise WrongUse if the municipality has none."""
    rows = data.rows_of(key)
    rows = rows[rows["status"] == SHOWN]
    if not (rows["area"] == data.definitions.municipality.code).any():
        raise WrongUse.of(
            f"{key} has no figure that is shown", f"report of {data.quarter}", "an indicator with a figure"
        )
    return rows.sort_values("period", key=lambda periods: periods.map(Period.parse), kind="stable")


def _comparable(data: PageData, key: str) -> Series:
    """Return the municipality's own figures since the last declared break."""
    rows = _shown(data, key)
    rows = rows[rows["area"] == data.definitions.municipality.code]
    series = series_of(key, data.definitions.indicators[key], rows)
    last = [place for place, segment in enumerate(series.segments) if segment == series.segments[-1]]
    return series_of(key, data.definitions.indicators[key], rows.iloc[last])


def _first_month(text: str) -> int:
    try:
        return Period.parse(text).first
    except ValueError as error:
        raise WrongUse.of(f"{text!r} is not a period", "start, outliers", FORMS) from error


def _step(series: Series) -> int:
    """Return the months between neighbouring figures: a month, a quarter or a year."""
    steps = np.diff([period.first for period in series.periods])
    shortest = int(steps.min()) if len(steps) else series.periods[-1].months
    return min(shortest, YEAR)


def _times(
    data: PageData, key: str, series: Series, step: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the time of each figure, in steps: where its last step begins, or the moment it stands for."""
    _, source = data.declared(key)
    if source.counted == "start":
        return np.array([period.first / step for period in series.periods])
    return np.array([(period.first + period.months) / step - 1 for period in series.periods])


def _options(data: PageData, key: str, indicator: Indicator, series: Series, step: int) -> Options:
    _, source = data.declared(key)
    months = series.periods[-1].months * indicator.window
    return Options(
        per_year=YEAR // step,
        scale="log" if indicator.kind in _ON_A_LOG_SCALE else "unit",
        full_count=indicator.full_count,
        season=YEAR // step if indicator.season else 0,
        window=max(1, months // step),
        instant=source.counted == "start",
    )


def _group(data: PageData, key: str, series: Series) -> tuple[list[list[float]], int] | None:
    """Return the figures of six or more others over the longest stretch they have, and where it begins."""
    rows = _shown(data, key)
    periods = [str(period) for period in series.periods]
    table = rows.pivot_table(index="area", columns="period", values="value")
    codes = [code for code in data.definitions.municipality.comparison if code in table.index]
    table = table.reindex(index=codes, columns=periods)
    for first in range(len(periods)):
        whole = table.iloc[:, first:].dropna()
        if len(whole) >= FEWEST:
            return whole.to_numpy().tolist(), first
    return None


def _as_frame(
    result: Since, times: np.ndarray[tuple[int], np.dtype[np.float64]], series: Series
) -> pd.DataFrame:
    label = {float(time): str(period) for time, period in zip(times, series.periods, strict=True)}
    fact = result.fact
    start, newest = (
        ("", label[float(times[-1])]) if fact is None else (label[fact.start_time], label[fact.newest_time])
    )
    first = Answer(reason="no start") if fact is None else Answer(fact.difference)
    answers = {"fact": first, "change": result.change, "trend": result.trend}
    answers |= {"development": result.development, "level": result.level}
    rows = [
        (name, start, newest, each.estimate, each.lower, each.upper, each.p, each.sure, each.reason)
        for name, each in answers.items()
    ]
    return pd.DataFrame(rows, columns=SINCE)
