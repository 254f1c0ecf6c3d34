"""Words and numbers are accepted and refused as a careful person would, who knows what the data carry.

The judgements below were written by hand, from what a reader would take the words to say, and not from the
table of wording: where the two differ, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from claimed_states import STATES, around, indicator
from example_states import beside

from sigtepunkt.signals import Point
from sigtepunkt.strategy import Better, Definitions
from sigtepunkt.wording.claims.judgement import Judgement, judged

# state | what is claimed | question | better | yes, or no
JUDGEMENTS = """
rose for sure | steget | siden | lower | yes
rose for sure | steget siden strategiens start | | lower | yes
rose for sure | sikkert steget | | lower | yes
rose for sure | er vokset | | lower | yes
rose for sure | faldet | siden | lower | no
rose for sure | uændret | siden | lower | no
rose for sure | stabilt | siden | lower | no
rose for sure | forværret | siden | lower | yes
rose for sure | forværret | siden | higher | no
rose for sure | forbedret | siden | higher | yes
rose for sure | forbedret | siden | lower | no
rose for sure | forbedret | siden | neutral | no
rose for sure | dårligere end ved strategiens start | | lower | yes
rose for sure | gået den forkerte vej | | lower | yes
rose for sure | på rette vej | | lower | no
rose for sure | ingen sikker ændring | siden | lower | no
rose for sure | steget, men ikke mere end almindelige udsving | | lower | no
rose for sure | markant steget | | lower | no
rose for sure | eksploderet | | lower | no
rose for sure | en sikker udvikling | | lower | yes
rose for sure | en usikker udvikling | | lower | no
fell for sure | faldet | | lower | yes
fell for sure | sikkert faldet i strategiperioden | | lower | yes
fell for sure | forbedret | | lower | yes
fell for sure | på rette vej | | lower | yes
fell for sure | steget | | lower | no
fell for sure | styrtdykket | | lower | no
fell for sure | lavere end ved strategiens start | forskel | lower | yes
rose as usual | steget | siden | lower | no
rose as usual | sikkert steget | | lower | no
rose as usual | steget, men ikke mere end almindelige udsving | | lower | yes
rose as usual | steget siden strategien begyndte, men det kan være tilfældigt | | lower | yes
rose as usual | faldet, men ikke mere end almindelige udsving | | lower | no
rose as usual | ingen sikker ændring | | lower | yes
rose as usual | inden for almindelige udsving | | lower | yes
rose as usual | en usikker udvikling | | lower | yes
rose as usual | en sikker udvikling | | lower | no
rose as usual | uændret | | lower | no
rose as usual | stort set uændret | | lower | no
rose as usual | forværret | | lower | no
rose as usual | højere end ved strategiens start | forskel | lower | yes
rose as usual | lavere end ved strategiens start | forskel | lower | no
rose as usual | det samme som ved strategiens start | forskel | lower | no
rose as usual | kan ikke afgøres | siden | lower | no
fell as usual | faldet | | lower | no
fell as usual | forbedret | | lower | no
fell as usual | faldet, men inden for almindelige udsving | | lower | yes
fell as usual | en fremgang | | lower | no
is the same | uændret | | lower | yes
is the same | det samme som ved strategiens start | forskel | lower | yes
is the same | ingen sikker ændring | | lower | yes
is the same | steget | | lower | no
is the same | faldet, men ikke sikkert | | lower | no
rose, too few | steget | | lower | no
rose, too few | steget, men der er for få tal til at sige mere | | lower | yes
rose, too few | ingen sikker ændring | | lower | no
rose, too few | kan ikke afgøres | siden | lower | yes
rose, too few | højere end da strategien begyndte | forskel | lower | yes
fell, too few | faldet, men for få tal til at vurdere det | | lower | yes
fell, too few | forbedret | | lower | no
everybody, rose | steget | | lower | yes
everybody, rose | sikkert steget | | lower | no
everybody, rose | forværret | | lower | no
everybody, rose | ingen sikker ændring | | lower | no
everybody, fell | faldet | | lower | yes
everybody, fell | faldet, men ikke sikkert | | lower | no
no start | steget | | lower | no
no start | uændret | | lower | no
no start | kan ikke afgøres | siden | lower | yes
trend up | stigende | | lower | yes
trend up | steget over årene | tendens | lower | yes
trend up | forværret over årene | | lower | yes
trend up | faldende | | lower | no
trend up | stabilt | tendens | lower | no
trend up | steget | siden | lower | no
trend down | en udvikling nedad | | lower | yes
trend down | i bedring | | lower | yes
trend down | i bedring | | higher | no
no sure trend | stigende | | lower | no
no sure trend | ingen sikker udvikling | | lower | yes
no sure trend | en usikker udvikling | tendens | lower | yes
no sure trend | stabil | tendens | lower | no
no sure trend | en flad udvikling | tendens | lower | no
no shift | stigende | | lower | no
shift up | et nyt skift opad | | lower | yes
shift up | steget på det seneste | | lower | yes
shift up | dårligere på det seneste | | lower | yes
shift up | intet nyt skift | | lower | no
shift down | forbedret på det seneste | | lower | yes
shift down | steget på det seneste | | lower | no
trial shift up | et nyt skift opad | | lower | no
trial shift up | et nyt skift opad (vejledende) | | lower | yes
no shift | intet nyt skift | | lower | yes
no shift | faldet for nylig | | lower | no
no shift | stabilt på det seneste | | lower | no
shift unknown | intet nyt skift | | lower | no
shift unknown | kan ikke afgøres | skift | lower | yes
above the nation | højere end landet | landet | lower | yes
above the nation | over landsgennemsnittet | | lower | yes
above the nation | flere end landet | | lower | yes
above the nation | lavere end landet | | lower | no
above the nation | på niveau med landet | | lower | no
above the nation | klart højere end landet | | lower | no
above the nation | dårligere end landet | | lower | no
above the nation | bedre end landet | | higher | no
below the nation | lavere end landet | | lower | yes
below the nation | under hele landet | | lower | yes
below the nation | højere end landet | | lower | no
as the nation | på niveau med landet | | lower | yes
as the nation | højere end landet | | lower | no
no nation | højere end landet | | lower | no
no nation | ikke til at sammenligne med landet | | lower | yes
above the others for sure | højere end naboerne | | lower | yes
above the others for sure | klart højere end kommunerne i nærheden | | lower | yes
above the others for sure | dårligere end naboerne | | lower | yes
above the others for sure | bedre end naboerne | | lower | no
above the others for sure | bedre end naboerne | | higher | yes
above the others for sure | lavere end naboerne | | lower | no
above the others for sure | på niveau med naboerne | | lower | no
above the others for sure | højest af naboerne | | lower | no
below the others for sure | bedre end de andre kommuner | | lower | yes
below the others for sure | bedst af naboerne | | lower | no
above the others as usual | højere end naboerne | | lower | no
above the others as usual | højere end naboernes gennemsnit | | lower | yes
above the others as usual | ikke til at skelne fra naboerne | | lower | yes
above the others as usual | på niveau med naboerne | | lower | no
above the others as usual | dårligere end naboerne | | lower | no
below the others as usual | lavere end naboernes gennemsnit | | lower | yes
below the others as usual | under naboerne | | lower | no
level with the others | på niveau med naboerne | | lower | yes
beside the others untested | højere end naboerne | | lower | no
beside the others untested | ikke testet mod naboerne | | lower | yes
developed apart, up | en dårligere udvikling end naboerne | | lower | yes
developed apart, up | en bedre udvikling end naboerne | | lower | no
developed apart, up | en anden udvikling end naboerne | | lower | yes
developed apart, up | samme udvikling som naboerne | | lower | no
developed alike | samme udvikling som naboerne | | lower | no
developed alike | ikke sikkert en anden udvikling end naboerne | | lower | yes
reached, will be | målet er nået | | lower | yes
reached, will be | målet er ikke nået | | lower | no
missed, will not be | på vej mod målet | | lower | no
missed, will not be | målet kan ikke ventes nået | | lower | yes
missed, uncertain | det er usikkert, om målet nås | | lower | yes
no target | nået målet | | lower | no
no target | der er intet mål | | lower | yes
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in JUDGEMENTS.strip().splitlines()]


@pytest.fixture(scope="session")
def here(definitions: Definitions) -> Definitions:
    """Prøvekommune's definitions with the indicator that is claimed of."""
    return around(definitions)


def judge(text: str, question: str, state: str, better: Better, definitions: Definitions) -> Judgement:
    """Hold a claim against one of the states."""
    return judged(text, question, STATES[state], indicator(better), definitions)


@pytest.mark.parametrize(("state", "text", "question", "better", "verdict"), ROWS)
def test_words_are_judged_as_a_careful_person_would(
    state: str, text: str, question: str, better: Better, verdict: str, here: Definitions
) -> None:
    judgement = judge(text, question, state, better, here)
    assert (not judgement.refusal) == (verdict == "yes"), judgement


@pytest.mark.parametrize(("state", "text", "question", "better"), [row[:4] for row in ROWS if row[4] == "no"])
def test_a_refusal_tells_words_that_would_be_true(
    state: str, text: str, question: str, better: Better, here: Definitions
) -> None:
    judgement = judge(text, question, state, better, here)
    assert judgement.true
    assert judgement.data
    about = question or judgement_question(text, state, better, here)
    for words in judgement.true:
        assert not judge(words, about, state, better, here).refusal, words


def judgement_question(text: str, state: str, better: Better, here: Definitions) -> str:
    """Return the question under which the words that would be true are true."""
    true = judge(text, "", state, better, here).true
    questions = ("siden", "tendens", "skift", "landet", "naboerne", "udvikling", "maal", "forskel")
    return next(
        each
        for each in questions
        if all(not judge(words, each, state, better, here).refusal for words in true)
    )


def test_enough_phrases_are_judged_of_every_state() -> None:
    assert len(ROWS) >= 80
    assert {row[0] for row in ROWS} == set(STATES)
    assert {row[4] for row in ROWS} == {"yes", "no"}


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_neutral_directions_are_neither_better_nor_worse(better: Better, here: Definitions) -> None:
    assert judge("forbedret", "", "fell for sure", "neutral", here).refusal.startswith("no direction")
    other = "forbedret" if better == "lower" else "forværret"
    assert not judge(other, "", "fell for sure", better, here).refusal


NUMBERS = """
12,0 | nu | yes
12 % | | yes
12,0 procent | nu | yes
ca. 12 | nu | yes
12,1 | nu | no
11,9 % | | no
12 km | nu | no
12.0 | nu | no
10,0 | start | yes
10,1 | start | no
2,0 procentpoint | forskel | yes
2,0 % | forskel | no
−2,0 | forskel | no
+2,0 | forskel | yes
2,0 procentpoint højere | | yes
2,0 procentpoint lavere | | no
2,1 procentpoint højere | | no
1,0 procentpoint højere end landet | landet | yes
1,0 højere end landet | | yes
1,0 lavere end landet | landet | no
11,0 % | landet | yes
11,4 % | landet | no
0,5 procentpoint højere | naboerne | yes
11,5 | naboerne | yes
steget fra 10,0 til 12,0 % | siden | yes
steget fra 10,0 til 12,1 % | siden | no
steget fra 9,0 til 12,0 % | siden | no
steget med 2,0 procentpoint | | yes
steget med 2 procentpoint siden strategiens start | | yes
steget med 3 procentpoint | | no
steget til 12,0 % | | yes
faldet til 12,0 % | | no
faldet med 2,0 procentpoint | | no
12,0 | tendens | no
12,0 | skift | no
godt 11 | nu | yes
knap 13 | nu | yes
knap 12 | nu | yes
godt 12,5 | nu | no
cirka 10 | nu | no
omkring 12 | nu | yes
10 | nu | no
halvdelen | nu | no
mellem 10 og 14 | nu | no
"""


@pytest.mark.parametrize(
    ("text", "question", "verdict"),
    [[cell.strip() for cell in row.split("|")] for row in NUMBERS.strip().splitlines()],
)
def test_numbers_are_held_against_the_figures(
    text: str, question: str, verdict: str, here: Definitions
) -> None:
    state = replace(STATES["rose for sure"], comparison=beside(11.0, 11.5, 8))
    judgement = judged(text, question, state, indicator(), here)
    assert (not judgement.refusal) == (verdict == "yes"), judgement


def test_a_rounding_difference_is_told(here: Definitions) -> None:
    state = replace(STATES["rose for sure"], points=(Point("2025Q4", 6.8, 0),))
    rounded = judged("7", "nu", state, indicator(), here)
    cut = judged("6", "nu", state, indicator(), here)
    assert (rounded.refusal, rounded.note) == ("", "rounded: the page says 6,8\u00a0%")
    assert cut.refusal == "it is not the figure rounded, but cut off or raised"
    assert cut.true == ("6,8\u00a0%",)


def test_a_misspelt_word_has_the_nearest(here: Definitions) -> None:
    assert "did you mean 'steget'" in judge("stegett", "", "rose for sure", "lower", here).refusal


def test_a_place_in_a_list_is_no_height(here: Definitions) -> None:
    place = indicator().model_copy(update={"unit": "placering", "decimals": 0})
    assert judged("højere end landet", "", STATES["above the nation"], place, here).refusal
    assert not judged("nr. 12", "nu", STATES["above the nation"], place, here).refusal
