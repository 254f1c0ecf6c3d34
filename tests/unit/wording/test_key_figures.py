"""Short forms for tiles, tables and cells say the figure and no more: arithmetic on what is shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from every_state import INDICATOR, UNITS, source
from example_states import answered, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.comparison import NO_COMPARISON, Comparison
from sigtepunkt.strategy import Definitions, Indicator, Municipality
from sigtepunkt.wording import key_figures

UNIT: Mapping[str, Mapping[str, object]] = {
    "share": {"unit": "%", "kind": "share", "decimals": 1},
    "amount": {"unit": "ton CO2e pr. indbygger", "kind": "amount", "decimals": 1},
    "count": {"unit": "personer", "kind": "count", "decimals": 0, "total": True},
    "rank": {"unit": "placering", "kind": "rank", "decimals": 0},
}
BOTH = Comparison(nation=14.0, lowest=18.5, highest=22.26, group_size=6)
NEIGHBOURS = Comparison(lowest=18.5, highest=22.26, group_size=6)


@pytest.fixture
def six(definitions: Definitions) -> Municipality:
    """A municipality compared with six others."""
    codes = tuple(str(991 + number) for number in range(6))
    name = {"comparison": codes, "comparison_name": "seks kommuner i nærheden"}
    return definitions.municipality.model_copy(update=name)


def indicator(unit: str, **declared: object) -> Indicator:
    """Return an indicator of this kind of unit."""
    plain = {"season": False, "total": False, "comparative": None, "full_count": False}
    return INDICATOR.model_copy(update={**UNITS["procent"], **plain, **UNIT[unit], **declared})


def state(
    newest: float, start: float | None = None, compared: Comparison = NO_COMPARISON, **changes: object
) -> State:
    """Return the state of a yearly figure of 2025, with a figure at the start in 2021 if there is any."""
    fact = None if start is None else Fact("2021", start, "2025", newest)
    since = answered(fact)
    return example_state((newest,), "2025", method="none", since=since, comparison=compared, **changes)


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("unit", "start", "newest", "words", "signed"),
    [
        ("share", 20.13, 22.47, "2,4 procentpoint højere end i 2021", "+2,4 procentpoint"),
        ("share", 22.47, 20.13, "2,4 procentpoint lavere end i 2021", "−2,4 procentpoint"),
        ("share", 20.13, 20.09, "det samme som i 2021", "±0"),
        ("amount", 9.3, 6.8, "27 % lavere end i 2021", "−27 %"),
        ("amount", 0.0, 6.8, "6,8 ton CO2e mere pr. indbygger end i 2021", "+6,8"),
        ("count", 47099, 48813, "1.714 personer flere end i 2021", "+1.714"),
        ("rank", 30, 12, "18 pladser længere oppe end i 2021", "−18"),
    ],
)
def test_the_difference_since_the_start_is_that_of_the_shown_figures(
    unit: str, start: float, newest: float, words: str, signed: str
) -> None:
    declared, judged = indicator(unit), state(newest, start)
    assert plain(key_figures.beside_start(judged, declared, source())) == words
    assert plain(key_figures.signed(judged, declared)) == signed
    assert key_figures.start(judged, declared, source()) == "siden 2021"


def test_nothing_is_said_of_a_start_there_is_not() -> None:
    declared = indicator("share")
    assert key_figures.beside_start(state(3.0), declared, source()) == ""
    assert key_figures.signed(state(3.0), declared) == "–"
    assert key_figures.start(state(3.0), declared, source()) == "intet tal fra før"
    broken = example_state((3.0,), "2025", since=answered(change=Answer(reason="break")))
    assert key_figures.start(broken, declared, source()) == "opgjort på en ny måde"


def test_an_older_figure_is_not_compared_where_the_newest_is_not_shown(six: Municipality) -> None:
    held = state(3.0, 1.0, BOTH, held="suppressed", held_period="2026")
    declared = indicator("share")
    assert key_figures.beside_start(held, declared, source()) == ""
    assert key_figures.signed(held, declared) == "–"
    assert key_figures.start(held, declared, source()) == ""
    assert key_figures.beside(held, declared, six) == ""


def test_a_difference_that_was_declared_unfit_is_not_told_without_its_reason(six: Municipality) -> None:
    """Money grows with prices alone: `+20 %` in a tile would be read as progress."""
    unfit, declared = state(3.0, 1.0, BOTH, reason="declared", verdict="undecided"), indicator("share")
    assert key_figures.beside_start(unfit, declared, source()) == ""
    assert key_figures.signed(unfit, declared) == "–"
    assert key_figures.start(unfit, declared, source()) == "ændringen kan ikke vurderes"
    assert plain(key_figures.sentence(unfit, declared, source(), six)) == (
        "3,0 % i 2025; hele landet 14,0 %."
    )


def test_figures_of_two_times_of_the_year_are_told_to_be_so() -> None:
    fact = Fact("2021M12", 1.5, "2026M07", 1.8)
    judged = example_state((1.8,), "2026M07", since=answered(fact))
    seasonal, steady = indicator("share", season=True), indicator("share")
    words = "0,3 procentpoint højere end i december 2021"
    assert plain(key_figures.beside_start(judged, seasonal, source())) == f"{words}, en anden tid af året"
    assert key_figures.start(judged, seasonal, source()) == "siden december 2021, en anden tid af året"
    assert plain(key_figures.beside_start(judged, steady, source())) == words
    same = example_state((1.8,), "2026M12", since=answered(Fact("2021M12", 1.5, "2025M12", 1.8)))
    assert plain(key_figures.beside_start(same, seasonal, source())) == words


@pytest.mark.parametrize(
    ("compared", "span"),
    [
        (BOTH, "18,5–22,3"),
        (Comparison(lowest=18.5, highest=22.26, group_size=5), "18,5–22,3"),
        (Comparison(lowest=18.5, highest=22.26, group_size=4), "–"),
        (Comparison(lowest=18.52, highest=18.54, group_size=6), "18,5"),
        (NO_COMPARISON, "–"),
    ],
)
def test_five_neighbours_make_a_range(compared: Comparison, span: str) -> None:
    assert key_figures.neighbours(state(3.0, compared=compared), indicator("share")) == span


@pytest.mark.parametrize(
    ("unit", "compared", "words"),
    [
        ("share", BOTH, "hele landet 14,0 %"),
        ("share", NEIGHBOURS, "de seks kommuner i nærheden 18,5–22,3 %"),
        (
            "share",
            Comparison(lowest=18.5, highest=22.26, group_size=5),
            "fem af de seks kommuner i nærheden 18,5–22,3 %",
        ),
        ("share", Comparison(lowest=18.5, highest=22.26, group_size=4), ""),
        ("share", NO_COMPARISON, ""),
        ("amount", NEIGHBOURS, "de seks kommuner i nærheden 18,5–22,3 ton CO2e pr. indbygger"),
        ("rank", NEIGHBOURS, "de seks kommuner i nærheden nr. 19–22"),
    ],
)
def test_beside_the_figure_stands_the_nation_or_else_the_neighbours_range(
    six: Municipality, unit: str, compared: Comparison, words: str
) -> None:
    judged = state(3.0, compared=compared)
    assert plain(key_figures.beside(judged, indicator(unit), six)) == words


@pytest.mark.parametrize(
    ("start", "compared", "words"),
    [
        (20.13, BOTH, "22,5 % i 2025, 2,4 procentpoint højere end i 2021; hele landet 14,0 %."),
        (None, BOTH, "22,5 % i 2025; hele landet 14,0 %."),
        (20.13, NO_COMPARISON, "22,5 % i 2025, 2,4 procentpoint højere end i 2021."),
        (None, NO_COMPARISON, "22,5 % i 2025."),
    ],
)
def test_a_sentence_has_what_there_is(
    six: Municipality, start: float | None, compared: Comparison, words: str
) -> None:
    said = key_figures.sentence(state(22.47, start, compared), indicator("share"), source(), six)
    assert plain(said) == words
