"""Every difference between two publications is found, and each has the reasons of the steps that made it."""

from __future__ import annotations

import pandas as pd
from example_states import FEW, HIGHER, LOWER, USUAL, answered, beside, example_state
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.editions.differences import (
    FIGURE,
    Difference,
    Reason,
    View,
    explain,
    from_record,
    reported_status,
    view_of,
    without,
)
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.state import Aim
from sigtepunkt.strategy import Definitions

KEYS = st.sampled_from([("ledighed", "990", f"2026M0{month}") for month in range(1, 5)])
VIEWS = st.builds(
    View,
    st.dictionaries(KEYS, st.sampled_from([1.0, 2.0, 3.0])),
    st.dictionaries(
        st.sampled_from(["ledighed", "folketal"]),
        st.fixed_dictionaries({"verdict": st.sampled_from(["Forbedring", "Forværring"])}),
    ),
)
REASONS: tuple[Reason, ...] = ("code", "definition", "suppression", "revision", "new period")


def stepped(*views: View) -> tuple[Difference, ...]:
    first, *rest = views
    return explain(
        first, [((lambda _, reason=reason: reason), one) for reason, one in zip(REASONS, rest, strict=False)]
    )


@given(st.lists(VIEWS, min_size=2, max_size=6))
def test_what_differs_is_found_with_a_reason_and_nothing_else_is(views: list[View]) -> None:
    found = {(one.indicator, one.aspect, one.area, one.period): one for one in stepped(*views)}
    first, last = views[0], views[-1]
    for key in first.figures.keys() | last.figures.keys():
        before, now = first.figures.get(key), last.figures.get(key)
        one = found.pop((key[0], FIGURE, *key[1:]), None)
        assert (one is not None) == (before != now)
        if one:
            assert (one.before, one.now) == (before, now)
            assert one.reasons
    for name in ("ledighed", "folketal"):
        was, is_ = (seen.statuses.get(name, {}).get("verdict") for seen in (first, last))
        told = found.pop((name, "verdict", "", ""), None)
        assert (told is not None) == (was != is_)
        assert told is None or told.reasons
    assert found == {}


def test_a_figure_changed_twice_has_both_reasons_in_the_order_of_the_steps() -> None:
    key = ("ledighed", "990", "2026M01")
    one, two, three = (View({key: value}, {}) for value in (1.0, 2.0, 3.0))
    assert stepped(one, two, two, two, three) == (
        Difference("ledighed", FIGURE, "990", "2026M01", 1.0, 3.0, ("code", "revision")),
    )
    assert stepped(one, two, one) == ()


def test_a_reason_may_depend_on_the_indicator() -> None:
    figures = {("a", "990", "2025"): 1.0, ("b", "990", "2025"): 1.0}
    found = explain(View(figures, {}), [(lambda key: "break" if key == "a" else "definition", View({}, {}))])
    assert [(one.indicator, one.reasons, one.now) for one in found] == [
        ("a", ("break",), None),
        ("b", ("definition",), None),
    ]


def test_it_is_kept_as_json_and_read_again() -> None:
    (one,) = stepped(View({}, {"a": {"reached": False}}), View({}, {"a": {"reached": True}}))
    assert from_record({**vars(one), "reasons": list(one.reasons)}) == one


def test_figures_may_be_taken_out_and_standings_stay() -> None:
    seen = View({("a", "990", "2025"): 1.0, ("b", "990", "2025"): 2.0}, {"a": {}})
    assert without(seen, {("a", "990", "2025")}) == View({("b", "990", "2025"): 2.0}, {"a": {}})


def test_a_view_has_the_municipality_the_areas_in_it_and_the_nation_and_only_what_is_shown(
    definitions: Definitions,
) -> None:
    rows = pd.DataFrame(
        [
            {"indicator": "ledighed", "area": area, "period": "2026M01", "value": 1.0, "status": status}
            for area, status in (("990", "shown"), ("000", "shown"), ("991", "shown"))
        ]
        + [
            {
                "indicator": "folketal",
                "area": "990",
                "period": "2026K1",
                "value": float("nan"),
                "status": "suppressed",
            }
        ]
    )
    assert view_of(definitions.municipality, rows, []).figures == {
        ("ledighed", "990", "2026M01"): 1.0,
        ("ledighed", "000", "2026M01"): 1.0,
    }


def test_a_standing_is_what_the_page_says() -> None:
    state = example_state(
        verdict="high",
        method="trend",
        cause="rising",
        held_period="2026M05",
        aim=Aim(5.0, "x", reached=True, assurance="pass"),
        comparison=beside(1.0, 2.0, 3),
        since=answered(change=USUAL, trend=HIGHER, development=LOWER, level=HIGHER),
    )
    assert reported_status(state) == {
        "verdict": "Steget",
        "change": "none",
        "trend": "rising",
        "development": "falling",
        "level": "rising",
        "held": "2026M05",
        "target": 5.0,
        "reached": True,
        "assurance": "pass",
        "group value": 2.0,
    }


def test_what_was_not_tested_is_not_said() -> None:
    state = example_state(
        comparison=beside(1.0, None), since=answered(change=Answer(2.0, reason="exact"), level=FEW)
    )
    assert reported_status(state) == {"verdict": "Ingen sikker ændring", "held": ""}


def test_a_group_whose_figure_is_nought_has_a_figure() -> None:
    assert reported_status(example_state(comparison=beside(None, 0.0, 3)))["group value"] == 0.0
