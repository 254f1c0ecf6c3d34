"""States that comments make claims of, each as a person would describe it, and an indicator for them."""

from __future__ import annotations

from dataclasses import replace

from every_state import INDICATOR, source
from example_states import HIGHER, LOWER, USUAL, answered, beside, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import NO_COMPARISON
from sigtepunkt.signals.state import Aim
from sigtepunkt.strategy import Better, Definitions, Indicator

ROSE, FELL = Fact("2021Q4", 10.0, "2025Q4", 12.0), Fact("2021Q4", 12.0, "2025Q4", 10.0)
SAME = Fact("2021Q4", 12.0, "2025Q4", 12.0)
EVERYBODY, FEW = Answer(reason="full count"), Answer(reason="too few")
_AIM = Aim(12.0, "byrådets beslutning", reached=True)


def _moved(fact: Fact | None, change: Answer, **answers: Answer) -> State:
    newest = 12.0 if fact is None else fact.newest
    return example_state((11.0, newest), "2025Q3", since=answered(fact, change=change, **answers))


def _placed(nation: float | None, group: float | None, level: Answer) -> State:
    state = example_state((11.0, 12.0), "2025Q3", since=answered(ROSE, change=USUAL, level=level))
    return replace(state, comparison=beside(nation, group, 8))


STATES = {
    "rose for sure": _moved(ROSE, HIGHER),
    "fell for sure": _moved(FELL, LOWER),
    "rose as usual": _moved(ROSE, USUAL),
    "fell as usual": _moved(FELL, USUAL),
    "is the same": _moved(SAME, USUAL),
    "rose, too few": _moved(ROSE, FEW),
    "fell, too few": _moved(FELL, FEW),
    "everybody, rose": _moved(ROSE, EVERYBODY),
    "everybody, fell": _moved(FELL, EVERYBODY),
    "no start": _moved(None, FEW),
    "trend up": replace(
        example_state(method="trend", verdict="high", cause="rising"),
        since=answered(ROSE, change=USUAL, trend=HIGHER),
    ),
    "trend down": replace(
        example_state(method="trend", verdict="low", cause="falling"),
        since=answered(FELL, change=USUAL, trend=LOWER),
    ),
    "no sure trend": replace(example_state(method="trend"), since=answered(ROSE, change=USUAL, trend=USUAL)),
    "shift up": example_state(verdict="high", cause="higher"),
    "shift down": example_state(verdict="low", cause="lower"),
    "trial shift up": example_state(verdict="high", cause="higher", trial=True),
    "no shift": example_state(),
    "shift unknown": example_state(method="none", verdict="undecided", reason="too_few"),
    "above the nation": _placed(11.0, None, FEW),
    "below the nation": _placed(13.0, None, FEW),
    "as the nation": _placed(12.0, None, FEW),
    "no nation": replace(_placed(None, None, FEW), comparison=NO_COMPARISON),
    "above the others for sure": _placed(None, 10.0, HIGHER),
    "below the others for sure": _placed(None, 14.0, LOWER),
    "above the others as usual": _placed(None, 11.5, USUAL),
    "below the others as usual": _placed(None, 12.5, USUAL),
    "level with the others": _placed(None, 12.0, USUAL),
    "beside the others untested": _placed(None, 11.5, FEW),
    "developed apart, up": _moved(ROSE, USUAL, development=HIGHER),
    "developed alike": _moved(ROSE, USUAL, development=USUAL),
    "reached, will be": example_state(aim=replace(_AIM, assurance="pass")),
    "missed, will not be": example_state(aim=replace(_AIM, reached=False, assurance="fail")),
    "missed, uncertain": example_state(aim=replace(_AIM, reached=False, assurance="hit_or_miss")),
    "no target": example_state(),
}


def indicator(better: Better = "lower") -> Indicator:
    """Return the indicator that the states are of."""
    return INDICATOR.model_copy(update={"better": better, "unit": "%", "decimals": 1, "no_trend": ""})


def around(definitions: Definitions) -> Definitions:
    """Return definitions in which the indicator stands as `ventetid`, with its source."""
    return replace(
        definitions,
        sources={**definitions.sources, "x": source()},
        indicators={**definitions.indicators, "ventetid": indicator()},
    )
