"""An action's state: only what was declared before is judged, once, on figures until its evaluation."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from example_actions import EFFECT, action
from judged_indicator import not_shown

from sigtepunkt.followup import ActionState, action_state, follow_actions
from sigtepunkt.strategy import Definitions

Follow = Callable[..., ActionState]
NOISE = [float(value) for value in np.random.default_rng(5).normal(20, 0.3, 18)]  # 2022Q1 to 2026Q2
JUMP = [value + 5 * (place >= 10) for place, value in enumerate(NOISE)]  # at 2024Q3
OTHERS = [[float(value) for value in np.random.default_rng(seed).normal(20, 0.3, 18)] for seed in range(8)]


def warned(state: ActionState, effect: dict[str, object] | None = None, **declared: object) -> list[str]:
    """Return what the analyst is told of an action's state."""
    return action_state.warnings(state, action({**EFFECT, **(effect or {})}, **declared))


def test_a_jump_in_the_wished_direction_is_consistent_with_an_action_that_worked(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS)
    assert (state.reason, state.verdict, state.as_agreed) == ("", "worked", True)
    assert (state.before, state.after, state.others) == (10, 8, 8)
    assert state.estimate == pytest.approx(5, abs=0.6)


def test_a_jump_in_the_other_direction_is_said_to_be_the_opposite(follow: Follow) -> None:
    assert follow([-value for value in JUMP], others=[[0.0] * 18] * 8).verdict == "opposite"
    assert follow(JUMP, others=OTHERS, effect={"direction": "lower"}).verdict == "opposite"


def test_no_jump_is_no_effect_that_matters(follow: Follow) -> None:
    state = follow(NOISE, others=OTHERS)
    assert (state.verdict, state.can_show) == ("none", True)


def test_what_matters_less_than_the_limits_show_cannot_be_decided(follow: Follow) -> None:
    state = follow(NOISE, others=OTHERS, effect={"smallest": 0.05})
    assert (state.verdict, state.can_show) == ("undecided", False)
    (told,) = warned(state, {"smallest": 0.05})
    assert "kan ikke vise en virkning af den størrelse" in told


def test_what_all_do_is_no_effect_of_the_action(follow: Follow) -> None:
    together = [[value + 5 * (place >= 10) for place, value in enumerate(other)] for other in OTHERS]
    assert follow(JUMP, others=together).verdict == "none"


def test_a_register_count_of_everybody_is_told_and_not_judged(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS, kind="count", full_count=True)
    assert (state.reason, state.verdict) == ("full count", "undecided")
    assert (state.half_width, state.can_show) == (None, None)
    assert len(state.course) == len(JUMP)
    (told,) = warned(state)
    assert "declare an indicator that is tested" in told


@pytest.mark.parametrize(("others", "held_against"), [(5, 0), (6, 6)])
def test_six_others_are_held_against_and_five_are_not(follow: Follow, others: int, held_against: int) -> None:
    assert follow(JUMP, others=OTHERS[:others]).others == held_against


@pytest.mark.parametrize(
    ("published", "reason"), [("2024Q2", ""), ("2024Q3", "not published"), ("", "not published")]
)
def test_only_what_was_published_before_the_effect_could_begin_is_judged(
    follow: Follow, published: str, reason: str
) -> None:
    state = follow(JUMP, others=OTHERS, published=published)
    assert state.reason == reason
    assert (state.estimate is None) is bool(reason)


def test_before_the_quarter_of_evaluation_it_is_too_early(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS, quarter="2026Q1")
    assert (state.reason, state.verdict, state.says_in) == ("too early", "undecided", "2026Q2")
    assert state.estimate is None


def test_it_can_be_said_no_sooner_than_four_figures_after_are_there(follow: Follow) -> None:
    early = {"evaluate": "2025Q1"}
    assert (
        follow(JUMP[:11], others=[o[:11] for o in OTHERS], quarter="2024Q3", effect=early).says_in == "2025Q2"
    )
    late = {"lag_days": 150}
    state = follow(JUMP[:11], others=[o[:11] for o in OTHERS], quarter="2024Q3", effect=early, source=late)
    assert state.says_in == "2025Q3"


def test_a_later_report_looks_at_the_figures_of_the_evaluation_and_no_more(follow: Follow) -> None:
    effect = {"evaluate": "2025Q4"}
    now = follow(JUMP[:16], others=[other[:16] for other in OTHERS], quarter="2025Q4", effect=effect)
    later = follow(JUMP, others=OTHERS, quarter="2026Q2", effect=effect)
    assert (now.look, now.after) == ("2025Q4", 6)
    assert later == now


def test_an_early_look_is_judged_by_wider_limits(follow: Follow) -> None:
    effect = {"evaluate": "2026Q2", "early_look": "2025Q3"}
    state = follow(JUMP, others=OTHERS, quarter="2026Q1", effect=effect)
    assert (state.reason, state.look, state.confidence, state.after) == ("", "2025Q3", 0.975, 5)
    final = follow(JUMP, others=OTHERS, effect=effect)
    single = follow(JUMP, others=OTHERS)
    assert final.look == "2026Q2"
    assert final.lower is not None
    assert single.lower is not None
    assert final.lower < single.lower


def test_too_few_figures_give_no_verdict(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS, effect={"earliest": "2025Q4"})
    assert (state.reason, state.after) == ("too few", 3)


def test_a_break_of_its_own_takes_the_figures_before_it_away(follow: Follow) -> None:
    declared = {"at": "2023Q1", "cause": "Ny optælling", "decided_by": "Nogen", "decided": "2023-01-01"}
    assert follow(JUMP, others=OTHERS, breaks=[declared]).reason == "break"
    assert follow(JUMP, others=OTHERS, breaks=[{**declared, "nationwide": True}]).reason == ""
    assert follow(JUMP, breaks=[{**declared, "nationwide": True}]).reason == "break"


def test_nothing_is_said_where_the_newest_figure_is_not_shown(follow: Follow) -> None:
    assert follow(JUMP[:17], unshown=not_shown("2026Q2")).reason == "held"


def test_counts_are_judged_in_per_cent(follow: Follow) -> None:
    state = follow([100 * value for value in JUMP], others=OTHERS, kind="count", unit="personer")
    assert state.estimate == pytest.approx(25, abs=3)


def test_counts_of_nothing_cannot_be_judged(follow: Follow) -> None:
    assert follow([0.0, *JUMP[1:]], kind="count", unit="personer").reason == "not positive"


def test_the_others_course_is_moved_to_the_own_level_before(follow: Follow) -> None:
    higher = [[value + 100 for value in other] for other in OTHERS]
    course = follow(JUMP, others=higher).course
    before = [(own, other) for _, own, other, is_after in course if not is_after]
    assert np.mean([own for own, _ in before]) == pytest.approx(np.mean([other for _, other in before]))
    assert [is_after for *_, is_after in course] == [False] * 10 + [True] * 8


def test_an_action_without_an_effect_has_no_verdict(definitions: Definitions) -> None:
    (state,) = follow_actions(definitions, None, "2026Q2", {})  # type: ignore[arg-type]
    assert state == ActionState("cykelsti")
    assert (state.reason, action_state.warnings(state, action(None))) == ("no effect", [])


def test_what_is_stored_is_read_back(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS)
    assert action_state.from_record(json.loads(json.dumps(asdict(state)))) == state


def test_the_analyst_is_told_of_a_declaration_that_came_too_late(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS, published="")
    (told,) = warned(state)
    assert "there is no verdict" in told
    assert warned(replace(state, reason="", can_show=True)) == []


def test_until_the_effect_can_begin_a_declaration_is_early_and_not_late(follow: Follow) -> None:
    effect = {"earliest": "2026Q4", "evaluate": "2028Q4"}
    state = follow(NOISE, others=OTHERS, published="", effect=effect)
    assert state.reason == "too early"
    assert "once an edition with its effect is released" in warned(state, effect)[0]
    assert not any("released" in told for told in warned(replace(state, published="2026Q3"), effect))


def test_too_few_figures_by_the_evaluation_are_told_when_it_is_declared(follow: Follow) -> None:
    effect = {"earliest": "2026Q4", "evaluate": "2027Q2"}
    state = follow(NOISE, others=OTHERS, published="2026Q3", effect=effect)
    assert (state.planned, state.has_too_few) == ((19, 3), True)
    assert "19 figures before and 3 after, and 8 and 4 are needed" in warned(state, effect)[0]
    enough = follow(NOISE, others=OTHERS, published="2026Q3", effect={**effect, "evaluate": "2027Q3"})
    assert (enough.planned, enough.has_too_few) == ((19, 4), False)


def test_of_a_demo_action_nothing_is_told_in_the_terminal(follow: Follow) -> None:
    state = follow(NOISE, others=OTHERS, effect={"smallest": 0.05})
    assert warned(state, {"smallest": 0.05}, demo=True) == []


def test_limits_that_just_show_what_matters_can_show_it(follow: Follow) -> None:
    half = follow(NOISE, others=OTHERS).half_width
    assert half is not None
    assert follow(NOISE, others=OTHERS, effect={"smallest": half}).can_show is True
    assert follow(NOISE, others=OTHERS, effect={"smallest": half * 0.999}).can_show is False


def test_without_any_figure_that_may_be_shown_nothing_is_said(follow: Follow) -> None:
    hidden = [not_shown(str(quarter)) for quarter in ("2026Q1", "2026Q2")]
    assert follow([], unshown=pd.concat(hidden)).reason == "no figures"


def test_an_action_on_an_indicator_of_another_strategy_has_no_figures(follow: Follow) -> None:
    assert follow(JUMP, others=OTHERS, effect={"indicator": "borte"}).reason == "no figures"


def test_limits_of_counts_are_in_per_cent_too(follow: Follow) -> None:
    state = follow([100 * value for value in JUMP], others=OTHERS, kind="count", unit="personer")
    assert state.lower is not None
    assert state.upper is not None
    assert 15 < state.lower < 25 < state.upper < 35


def test_figures_that_come_at_once_do_not_make_it_sooner(follow: Follow) -> None:
    """The fourth school year ends in July, and no report before that of its quarter has it."""
    effect = {"earliest": "2021Q1", "evaluate": "2022Q1"}
    says = {
        follow(JUMP[:11], "2010/2011", quarter="2021Q4", effect=effect, source={"lag_days": days}).says_in
        for days in (0, 30, 60)
    }
    assert says == {"2025Q3"}


def test_what_somebody_declared_unfit_to_be_judged_is_not(follow: Follow) -> None:
    state = follow(JUMP, others=OTHERS, no_trend="Tallet er gjort op hvert år på sin måde.")
    assert (state.reason, state.estimate) == ("declared", None)
