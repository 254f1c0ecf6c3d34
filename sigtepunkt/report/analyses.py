"""Answers an analyst asks for by name: since a date, beside others, and any planned contrast, as frames."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sigtepunkt.core.errors import WrongUse
from sigtepunkt.core.period import FORMS, YEAR, Period
from sigtepunkt.observations.computations import newest
from sigtepunkt.observations.table import SHOWN
from sigtepunkt.report.page_data import PageData
from sigtepunkt.signals import contrast as planned_contrast
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.questions import Question, answers, options, times, unfit
from sigtepunkt.signals.methods.contrast import Kind

SINCE = ["answer", "start", "newest", "estimate", "lower", "upper", "p", "sure", "reason"]
BESIDE = ["code", "area", "role", "period", "value", "difference"]
CONTRAST = ["estimate", "lower", "upper", "p", "autocorrelation", "reason"]


def since(data: PageData, key: str, start: str | None) -> pd.DataFrame:
    """Return what can be said of an indicator since the first day of a period, one row for each answer.

    `start` is a period such as `2022`, by default the strategy's first year. The columns are SINCE: `answer`
    is fact (the difference in the unit), change, trend (per year), development or level; `start` and `newest`
    are the periods of the earliest and the newest figure it rests on; `estimate` and its 99 % limits are in
    the unit, or in per cent for amounts and counts; `sure` says that it is beyond chance at 1 %, and `reason`
    why it was not tested, or is not sure. Raises WrongUse for a start that is no period, and an indicator
    without a figure.
    """
    question = _question(data, key)
    month = _first_month(start) if start else data.strategy.first_year * YEAR
    municipal = data.rows_of(key)[data.rows_of(key)["area"] == question.municipality.code]
    held = newest(municipal)[1] != SHOWN
    result = answers(question, month, unfit(question.indicator, question.source, held=held))
    difference = Answer(reason=result.change.reason)
    if result.fact is not None:
        difference = Answer(result.fact.difference, since=result.fact.start_period)
    last = str(question.own().periods[-1])
    rows = [
        (name, each.since, last, each.estimate, each.lower, each.upper, each.p, each.sure, each.reason)
        for name, each in {"fact": difference, **result.answers}.items()
    ]
    return pd.DataFrame(rows, columns=SINCE)


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
    question = _question(data, key)
    series = question.own()
    series = series.part(series.since_break(question.indicator.breaks))
    time, step = times(question, series)
    spans = [(_first_month(begin) / step, _first_month(end) / step + 1) for begin, end in outliers]
    try:
        result = planned_contrast(
            time,
            series.values,
            kind=kind,
            start=_first_month(start) / step if start else None,
            outliers=[*spans, *options(question, series).outliers],
            season=YEAR // step if question.indicator.season else 0,
            confidence=confidence,
        )
    except ValueError as error:
        raise WrongUse.of(
            str(error), f"report.contrast({key!r})", "a question these figures can answer"
        ) from error
    row = (result.estimate, result.lower, result.upper, result.p, result.memory, result.reason)
    return pd.DataFrame([row], columns=CONTRAST)


def _question(data: PageData, key: str) -> Question:
    indicator, source = data.declared(key)
    return Question(key, indicator, source, data.definitions.municipality, _shown(data, key))


def _shown(data: PageData, key: str) -> pd.DataFrame:
    """Return an indicator's shown rows in the order of time; raise WrongUse if the municipality has none."""
    rows = data.rows_of(key)
    rows = rows[rows["status"] == SHOWN]
    if not (rows["area"] == data.definitions.municipality.code).any():
        raise WrongUse.of(
            f"{key} has no figure that is shown", f"report of {data.quarter}", "an indicator with a figure"
        )
    return rows.sort_values("period", key=lambda periods: periods.map(Period.parse), kind="stable")


def _first_month(text: str) -> int:
    try:
        return Period.parse(text).first
    except ValueError as error:
        raise WrongUse.of(f"{text!r} is not a period", "start, outliers", FORMS) from error
