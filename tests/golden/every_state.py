"""Every kind of state that judging can give, and every sentence about it.

`python tests/golden/every_state.py` writes sentences.txt beside it anew; read the difference before you
commit it. It needs `tests/support/examples` on PYTHONPATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, get_args

from example_states import HIGHER, LOWER, USUAL, answered, beside, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import Comparison
from sigtepunkt.signals.methods.funnel import funnel
from sigtepunkt.signals.methods.intervals import Interval
from sigtepunkt.signals.methods.xmr import Assurance
from sigtepunkt.signals.state import Aim, Level, Reason
from sigtepunkt.strategy import Break, Definitions, Indicator, Municipality, Source
from sigtepunkt.wording import comparisons, not_shown, sentences
from sigtepunkt.wording.since_start import since_start

GOLDEN = Path(__file__).parent / "sentences.txt"
VERDICTS = {
    "improvement": ("lower", "falling"),
    "concern": ("higher", "rising"),
    "high": ("higher", "rising"),
    "low": ("lower", "falling"),
}
TRENDS = {"rising": HIGHER, "falling": LOWER}
REASONS = [reason for reason in get_args(Reason) if reason]
AREA = {"name": "Prøve", "kind": "kommune", "aliases": []}
MUNICIPALITY = Municipality.model_validate(
    {
        "name": "Prøve Kommune",
        "code": "1",
        "council": "Byrådet",
        "council_members": 9,
        "country": "0",
        "comparison": ["2", "3"],
        "comparison_name": "to nabokommuner",
        "areas": dict.fromkeys("0123", AREA),
    }
)
DEFINITIONS = Definitions(MUNICIPALITY, (), {}, {}, ())
INDICATOR = Indicator.model_validate(
    {
        "title": "Ventetid",
        "focus_area": "x",
        "source": "x",
        "unit": "dage",
        "kind": "rate",
        "better": "lower",
        "definition": "x",
        "measure": "x",
        "no_trend": "Opgørelsen er ny, så en udvikling kan ikke ses.",
    }
)
BREAK = Break.model_validate({"at": "2025Q3", "cause": "Ny lov", "decided_by": "x", "decided": "2026-11-22"})
CHANGES = {
    "usual": USUAL,
    "rising": HIGHER,
    "falling": LOWER,
    "other sign": replace(USUAL, reason="other sign"),
    "too few": Answer(reason="too few"),
    "full count": Answer(reason="full count"),
    "exact": Answer(reason="exact"),
    "not positive": Answer(reason="not positive"),
}
SURE = {("rising", 5.0), ("falling", 3.0)}  # an answer is sure only with the sign of the told difference
STARTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("2021", {}, "end"),
    ("2021", {"survey": True}, "end"),
    ("2020/2021", {}, "end"),
    ("2021Q4", {}, "end"),
    ("2021Q4", {"season": True}, "end"),
    ("2021Q4", {"window": 4}, "end"),
    ("2022Q1", {}, "start"),
    ("2021M12", {"season": True}, "end"),
)
UNITS: dict[str, dict[str, Any]] = {
    "procent": {"unit": "%", "kind": "share", "decimals": 1},
    "antal": {"unit": "personer", "kind": "count", "total": True},
    "beløb": {"unit": "mio. kr.", "kind": "amount", "total": True, "decimals": 1},
    "rate": {"unit": "pr. 1.000 indb.", "decimals": 1},
    "plads": {"unit": "placering"},
    "uden": {"unit": "", "decimals": 2},
    "afstand": {"unit": "km", "decimals": 1},
    "varighed": {"unit": "dage", "comparative": "longer"},
    "dage": {"unit": "dage"},
    "vægt": {"unit": "kg pr. indbygger", "kind": "amount"},
    "klasse": {"unit": "elever pr. klasse", "decimals": 1},
}


def source(counted: str = "end") -> Source:
    """Return the states' source."""
    return Source.model_validate(
        {
            "title": "x",
            "publisher": "x",
            "table": "x",
            "licence": "x",
            "origin": "official",
            "owner": "x",
            "format": "semicolon",
            "file": "x",
            "period": "x",
            "values": ["x"],
            "lag_days": 0,
            "counted": counted,
        }
    )


def every_state() -> Iterator[State]:
    """Yield a state of every kind of movement and of silence."""
    for reason in REASONS:
        yield example_state(verdict="undecided", method="none", reason=reason)
    for reason in ("too_few", "too_few_yearly"):
        yield example_state((3.0,), "2026Q2", verdict="undecided", method="none", reason=reason)
    for season, trial in product((0, 4), (False, True)):
        yield example_state(season=season, trial=trial)
    for (verdict, (way, _)), season, trial, points in product(
        VERDICTS.items(), (0, 4), (False, True), (1, 2)
    ):
        level = Level(points, "2026Q1" if points > 1 else "2026Q2", -1.0 if way == "lower" else 2.0, 0.2, 16)
        yield example_state(verdict=verdict, cause=way, season=season, trial=trial, level=level)
    yield example_state(method="trend")
    for verdict, (_, way) in VERDICTS.items():
        yield example_state(verdict=verdict, method="trend", cause=way, since=answered(trend=TRENDS[way]))


@dataclass(frozen=True)
class Said:
    """A sentence and what it was made from."""

    about: str
    sentence: str


def every_sentence() -> Iterator[Said]:
    """Yield every sentence of every kind of state."""
    for state in every_state():
        about = f"{state.method} {state.verdict} {state.reason or state.cause or '-'}"
        about += f"{' season' if state.season else ''}{' trial' if state.trial else ''}"
        about += f" points={state.level.points}" if state.level and state.cause else ""
        about += " alone" if len(state.points) == 1 else ""
        yield Said(about, f"[{sentences.verdict(state)}] {sentences.movement(state, INDICATOR, source())}")
    windows = answered(trend=replace(HIGHER, since="2016Q2"))
    rising = example_state(method="trend", verdict="high", cause="rising", since=windows)
    window = INDICATOR.model_copy(update={"window": 4})
    yield Said("trend of windows", sentences.movement(rising, window, source()))
    yield Said("trend of stocks", sentences.movement(rising, window, source("start")))
    beside_usual = replace(rising, since=answered(trend=HIGHER, change=USUAL))
    yield Said("trend beside a usual change", sentences.movement(beside_usual, INDICATOR, source()))
    years = example_state(
        (1.0, 2.0), "2024", method="trend", since=answered(trend=replace(USUAL, since="2012"))
    )
    yield Said(
        "trend of means", sentences.movement(years, INDICATOR.model_copy(update={"window": 3}), source())
    )
    yield Said("month", sentences.movement(example_state((1.0, 2.0), "2026M06"), INDICATOR, source()))
    yield from _figures()
    yield from _since()
    yield from _beside()
    for reached, assurance in product((False, True), (*get_args(Assurance), None)):
        aim = Aim(2.0, "byrådets beslutning 1. maj 2025", reached, assurance)
        yield Said(f"target reached={reached} {assurance}", sentences.aim(example_state(aim=aim), INDICATOR))
    for count in (0, 1, 2, 41, 50):
        states = [example_state(method="trend" if number % 2 else "shift") for number in range(count)]
        yield Said(f"error budget {count}", sentences.error_budget(states))
    yield Said("error budget of areas", sentences.error_budget([example_state(method="none", areas=24)]))
    yield Said("error rates", sentences.error_rates())
    yield Said("repeated looks", sentences.repeated_looks())
    names = ["Nord", "Syd", "Øst", "Vest", "Midt", "Havn"]
    for kind, counts in (
        ("afstemningsområde", (70, 72, 69, 71, 70, 68)),
        ("postdistrikt", (70, 72, 69, 71, 70, 5)),
    ):
        yield Said(f"within {kind}", comparisons.areas_within(funnel(counts, [100] * 6), names, kind))


def _figures() -> Iterator[Said]:
    for (unit, declared), value in product(UNITS.items(), (1.0, 3.0, 1234.5, -2.0)):
        indicator = INDICATOR.model_copy(update=declared)
        for counted in ("end", "start"):
            state = example_state((value + 1, value), "2026Q1")
            yield Said(f"now {unit} {counted} {value}", sentences.now(state, indicator, source(counted)))
            if value == 3.0:
                rolling = indicator.model_copy(update={"window": 4})
                yield Said(f"now rolling {unit} {counted}", sentences.now(state, rolling, source(counted)))
        for before in (value - 1, value, value + 1, value + 5):
            state = example_state((value,), "2026Q2", year_ago=before, year_ago_period="2025Q2")
            yield Said(f"change {unit} {value} after {before}", sentences.change(state, indicator, source()))
    projection = example_state((10.0, 12.0), "2026", verdict="undecided", method="none", reason="projection")
    yield Said("now projection", sentences.now(projection, INDICATOR, source("start")))
    unseen: dict[str, Any] = {"verdict": "undecided", "method": "none", "held_period": "2026Q3"}
    for status, counted in product(not_shown.WORDS, ("end", "start")):
        yield Said(
            f"now {status} {counted}",
            sentences.now(example_state(held=status, reason="held", **unseen), INDICATOR, source(counted)),
        )
        whole = example_state(
            (10.0, 12.0),
            "2026",
            verdict="undecided",
            method="none",
            reason="projection",
            held=status,
            held_period="2028",
        )
        yield Said(f"now projection {status} {counted}", sentences.now(whole, INDICATOR, source(counted)))
    for reached in (False, True):
        aim = Aim(2.0, "byrådets beslutning 1. maj 2025", reached)
        yield Said(
            f"target reached={reached}, newest not shown",
            sentences.aim(example_state(aim=aim, held="suppressed", reason="held", **unseen), INDICATOR),
        )
    for origins in product(("official", "demo"), repeat=2):
        yield Said(f"newest suppressed {' and '.join(origins)}", not_shown.newest_suppressed(origins))
    yield Said("newest suppressed one", not_shown.newest_suppressed(["official"]))
    percent = INDICATOR.model_copy(update=UNITS["procent"])
    yield Said("uncertainty", sentences.uncertainty(example_state(interval=Interval(2.44, 3.61)), percent))
    yield Said("uncertainty none", sentences.uncertainty(example_state(), percent))


def _since() -> Iterator[Said]:
    """Yield what is said since the strategy began, of every unit and every answer."""
    for (unit, declared), later in product(UNITS.items(), (3.0, 4.0, 5.0, 104.0)):
        indicator = INDICATOR.model_copy(update=declared)
        for name, change in CHANGES.items():
            is_reason = unit == "antal" and later == 5.0 and change is not LOWER
            if name != "usual" and not is_reason and (name, later) not in SURE:
                continue
            since = answered(Fact("2021", 4.0, "2024", later), change=change)
            state = example_state((4.0, 4.5, 6.0, later), "2021", method="trend", since=since)
            yield Said(
                f"since {unit} {later} after 4.0, {name}", since_start(state, indicator, source(), 2022)
            )
    for period, declared, counted in STARTS:
        last = {"2021": "2025", "2020/2021": "2024/2025"}.get(period, "2026Q2")
        values, indicator = (4.0, *[5.0] * 4), INDICATOR.model_copy(update=declared)
        since = answered(Fact(period, 4.0, last, 5.0), change=USUAL)
        state = example_state(values, period, since=since)
        yield Said(
            f"since {period} {counted} {declared}", since_start(state, indicator, source(counted), 2022)
        )
    late = INDICATOR.model_copy(update={"breaks": (BREAK,)})
    for name, state in (
        ("alone", example_state((3.0,))),
        ("held", example_state(held="suppressed", held_period="2026Q3", reason="held", method="none")),
        ("projection", example_state(reason="projection", method="none")),
        ("no start", example_state(since=answered(change=Answer(reason="no start")))),
        ("break", example_state(since=answered(change=Answer(reason="break")))),
        ("nothing since", example_state(first="2019Q1", since=answered(change=Answer(reason="no start")))),
        (
            "declared",
            example_state(
                reason="declared",
                method="none",
                since=answered(Fact("2021", 4.0, "2024", 5.0), change=Answer(reason="declared")),
            ),
        ),
    ):
        yield Said(f"since {name}", since_start(state, late, source(), 2022))


def _beside() -> Iterator[Said]:
    percent = INDICATOR.model_copy(update=UNITS["procent"] | {"total": False})
    levels = {
        "not tested": answered(),
        "usual": answered(level=USUAL),
        "higher": answered(level=HIGHER),
        "lower": answered(level=LOWER),
        "chance": answered(level=Answer(3.0, 1.0, 5.0, 0.001, reason="chance in counting")),
    }
    published = ((2.5, None, 0), (None, 2.5, 2), (2.5, 3.0, 2), (2.5, 3.0, 1))
    for (nation, group, size), (level, since) in product(published, levels.items()):
        if size < len(MUNICIPALITY.comparison) and level != "not tested":
            continue  # a level is tested against the group's mean
        for better in ("lower", "higher", "neutral") if level in {"higher", "lower"} else ("lower",):
            state = example_state(comparison=beside(nation, group, size), since=since)
            said = comparisons.beside_nation_and_group(
                state, percent.model_copy(update={"better": better}), source(), DEFINITIONS
            )
            yield Said(f"beside nation={nation} group={group} of {size}, {level}, better={better}", said)
    money = INDICATOR.model_copy(update=UNITS["beløb"])
    for planned in (2.0, 3.0, 3.04, 3.06, 4.0):
        yield Said(
            f"budget {planned} for {example_state().latest.value}",
            comparisons.budget(example_state(), example_state((planned,), "2026Q2"), money),
        )
    yield Said(
        "beside one of two",
        comparisons.beside_nation_and_group(
            example_state(comparison=beside(None, 2.5, 1)), percent, source(), DEFINITIONS
        ),
    )
    fact = Fact("2024", 3.0, "2025", 4.0)
    changed = Comparison(5.0, 3.0, 2, 2.0, 4.0, nation_change=0.5, group_change=-1.0, group_changed=2)
    for unit, declared in UNITS.items():
        for name, answer in (("usual", USUAL), ("rising", HIGHER), ("falling", LOWER)):
            since = answered(fact, development=answer, level=USUAL)
            yield Said(
                f"development {unit} {name}",
                comparisons.beside_nation_and_group(
                    example_state((3.0, 4.0), "2024", comparison=changed, since=since),
                    INDICATOR.model_copy(update=declared),
                    source(),
                    DEFINITIONS,
                ),
            )


def golden() -> str:
    """Return every sentence, a line each."""
    return "".join(f"{said.about}: {said.sentence}\n" for said in every_sentence()).replace("\u00a0", "~")


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
