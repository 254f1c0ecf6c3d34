"""Since the strategy began: the difference, apart from it the test, and silence only with its reason."""

from __future__ import annotations

import pytest
from every_state import INDICATOR, UNITS, source
from example_states import FEW, HIGHER, LOWER, USUAL, answered, example_state

from sigtepunkt.signals import State
from sigtepunkt.signals.answers.answer import Answer
from sigtepunkt.signals.answers.since import Fact
from sigtepunkt.signals.state import Point
from sigtepunkt.wording.since_start import since_start

PERCENT = INDICATOR.model_copy(update=UNITS["procent"] | {"total": False})


def told(newest: float, change: Answer, *, start: float = 20.13) -> str:
    """Return what is said of a share that was `start` in the year before the strategy and is now `newest`."""
    since = answered(Fact("2021", start, "2025", newest), change=change)
    state = example_state((start, 21.0, 22.0, 23.0, newest), "2021", method="trend", since=since)
    return said(state)


def said(state: State) -> str:
    """Return what is said of a share."""
    return since_start(state, PERCENT, source(), 2022).replace("\u00a0", " ")


def test_the_difference_is_that_of_the_shown_figures_in_whole_units() -> None:
    assert told(22.47, USUAL) == (
        "Siden 2021, det sidste hele år før strategien, er tallet steget fra 20,1 til 22,5 %: "
        "2,4 procentpoint højere. Det kan ikke skelnes fra almindelige udsving."
    )


@pytest.mark.parametrize("change", [USUAL, HIGHER, LOWER, FEW])
def test_nothing_rose_or_fell_where_the_shown_figures_are_the_same(change: Answer) -> None:
    text = told(20.09, change)
    assert text.startswith("Tallet var det samme i 2021, det sidste hele år før strategien.")
    assert "steget" not in text
    assert "faldet" not in text
    assert ("Gennemsnittet har flyttet sig mere end almindelige udsving" in text) == change.sure


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (HIGHER, "ligget mellem 1,0 og 3,0 procentpoint højere end i årene før."),
        (USUAL, "Det kan ikke skelnes fra almindelige udsving."),
        (FEW, "Der er for få tal til at sige, om det er mere end almindelige udsving."),
        (Answer(reason="too few outside"), "Der er for få tal til at sige"),
    ],
)
def test_the_test_is_a_sentence_of_its_own_after_the_difference(change: Answer, words: str) -> None:
    difference, _, tested = told(22.47, change).partition("procentpoint højere. ")
    assert "almindelige udsving" not in difference
    assert words in tested


def test_what_counts_everybody_is_told_without_a_word_of_chance() -> None:
    assert told(22.47, Answer(reason="full count")).endswith("2,4 procentpoint højere.")


def test_months_are_told_as_the_newest_year_against_the_strategys_first() -> None:
    since = answered(Fact("2021M12", 1.0, "2022M03", 2.0), change=HIGHER)
    text = said(example_state((1.0, 1.5, 1.8, 2.0), "2021M12", since=since))
    assert "Det seneste år har tallet i gennemsnit ligget mellem 1,0 og 3,0 procentpoint højere" in text
    assert "end i strategiens første år." in text


def test_a_start_that_skips_an_outlier_is_not_called_the_last_figure() -> None:
    points = tuple(Point(str(year), 4.0, 0, outlier=int(year == 2021)) for year in range(2019, 2026))
    since = answered(Fact("2020", 4.0, "2025", 6.0), change=USUAL)
    state = example_state((4.0, 6.0), "2024", since=since, points=points)
    assert "Siden 2020, det sidste tal fra før strategien, der kan regnes med, er" in said(state)


def test_only_outliers_before_the_start_are_said_to_be_all_there_is() -> None:
    points = tuple(Point(str(year), 4.0, 0, outlier=int(year == 2021)) for year in range(2021, 2026))
    state = example_state(since=answered(change=Answer(reason="no start")), points=points)
    assert said(state) == "Fra før strategien har vi kun tal, der ikke regnes med."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"since": answered(change=Answer(reason="no start"))}, "Vi har ikke et tal fra før strategien."),
        ({"first": "2019"}, "Vi har ikke et nyere tal end fra før strategien."),
        ({"values": (1.0,)}, "Vi har kun ét tal at vise, så udviklingen kan ikke ses."),
        ({"held": "withheld", "held_period": "2026Q3"}, "Det nyeste tal vises ikke, så vi kan ikke sige"),
        ({"reason": "projection"}, ""),
    ],
)
def test_where_there_is_no_difference_to_tell_the_reason_is_told_in_few_words(
    changes: dict[str, object], words: str
) -> None:
    text = said(example_state(**changes))
    assert text.startswith(words)
    assert bool(text) == bool(words)
