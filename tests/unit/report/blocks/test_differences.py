"""Differences in words: every reason, every aspect and every erratum has its own."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from example_states import HIGHER, USUAL, answered, beside, example_state

from sigtepunkt.editions.differences import Difference, Reason, reported_status
from sigtepunkt.editions.edition import Correction
from sigtepunkt.report.blocks.differences import ASPECTS, CORRECTED, REASONS, erratum, other_words, rows
from sigtepunkt.signals.state import Aim
from sigtepunkt.strategy import Definitions

STATE = example_state((1.0, 2.0, 3.0), "2026M01")


def test_every_reason_has_its_words() -> None:
    assert REASONS.keys() == CORRECTED.keys() == set(get_args(Reason))


def test_every_thing_a_page_says_of_an_indicator_has_a_row_in_words(definitions: Definitions) -> None:
    """Each aspect there is, from one standing to another."""
    before, now = (
        reported_status(
            replace(
                STATE,
                verdict=verdict,
                since=answered(**dict.fromkeys(("change", "trend", "development", "level"), each)),
                held_period=held,
                aim=Aim(value, "x", reached=reached, assurance=assurance),
                comparison=beside(1.0, value, 2),
            )
        )  # type: ignore[arg-type]
        for verdict, each, held, value, reached, assurance in (
            ("common", USUAL, "", 5.0, False, "fail"),
            ("improvement", HIGHER, "2026M05", 6.0, True, "pass"),
        )
    )
    assert set(before) == set(ASPECTS) - {"nation", "group"}
    table = rows(
        [
            Difference("ledighed", aspect, "", "", before[aspect], now[aspect], ("new period",))
            for aspect in before
        ],
        definitions,
    )
    assert [row[1:4] for row in table] == [
        ["Vurdering", "Ingen sikker ændring", "Forbedring"],
        ["Nyeste tal vises ikke", "–", "maj 2026"],
        ["Ændring siden strategiens start", "ikke sikkert", "sikkert højere"],
        ["Udvikling over årene", "ikke sikkert", "sikkert højere"],
        ["Udvikling ved siden af de andre kommuner", "ikke sikkert", "sikkert højere"],
        ["Niveau ved siden af de andre kommuner", "ikke sikkert", "sikkert højere"],
        ["Mål", "5,0\u00a0%", "6,0\u00a0%"],
        ["Målet er nået", "nej", "ja"],
        ["Målet kan ventes nået", "nej", "ja, hver gang"],
        ["Sammenligningskommunernes tal", "5,0\u00a0%", "6,0\u00a0%"],
    ]


def test_what_an_earlier_edition_said_and_none_says_any_more_has_its_words(definitions: Definitions) -> None:
    """Editions of before are kept as they are, with the aspects they had."""
    gone = [
        Difference("ledighed", "nation", "", "", "higher", None, ("code",)),
        Difference("ledighed", "group", "", "", "similar", None, ("code",)),
        Difference("ledighed", "level", "", "", None, "falling", ("code",)),
    ]
    assert [row[1:4] for row in rows(gone, definitions)] == [
        ["Ved siden af hele landet", "højere", "–"],
        ["Ved siden af sammenligningskommunerne", "ikke sikkert forskelligt", "–"],
        ["Niveau ved siden af de andre kommuner", "–", "sikkert lavere"],
    ]


def test_a_first_edition_has_no_erratum(definitions: Definitions) -> None:
    assert not erratum(Correction(), [], definitions)


def test_a_reason_is_shown_and_not_run(definitions: Definitions) -> None:
    assert "<script" not in erratum(Correction(2, "<script>alert(1)</script>", "2026-10-01"), [], definitions)


def test_a_corrected_edition_says_which_comments_are_others(definitions: Definitions) -> None:
    names = {"a": "Den ene", "b": "Den anden", "c": "Den tredje", "d": "Den fjerde"}
    told = other_words({"a": "1", "b": "1", "d": "1"}, {"a": "1", "b": "2", "c": "1"}, names)
    assert told == "Den anden er ændret. Den tredje er kommet til. Den fjerde er taget væk."
    assert other_words({"a": "1"}, {}, {}) == ""
    shown = erratum(Correction(2, "Fejl", "2026-10-01"), [], definitions, told)
    assert "Ingen tal og ingen vurdering på denne side er ændret." in shown
    assert told in shown
