"""The one table of wording: which words are true of an indicator in which situation. Pure data.

Comments are held against it, the tests hold it against what a careful person would say, and
`docs/wording.md` is written from it. A question is what a claim is about, and stands after `#` in its link;
of each question an indicator is in exactly one situation (`wording.claims.situations`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

Question = Literal[
    "siden", "forskel", "tendens", "skift", "landet", "naboerne", "udvikling", "maal", "virkning"
]
TRUE, BETTER, WORSE, NEVER = "+", "b", "w", "."


@dataclass(frozen=True)
class Row:
    """Phrases with one meaning, the first being the one that messages suggest, and a cell per situation.

    A cell is TRUE, NEVER, or true only where the way the figure moved, or lies, is the declared BETTER or
    WORSE one. `why` says what is wrong with words that no situation carries.
    """

    cells: str
    phrases: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Table:
    """What may be said in answer to a question: its title, its situations in Danish, and a row per meaning.

    `rising` and `falling` are the situations in which a figure moved or lies upwards or downwards.
    """

    title: str
    situations: Mapping[str, str]
    rising: frozenset[str]
    falling: frozenset[str]
    rows: Sequence[Row]


# What stands in braces may be any of these, or be left out where one of them is empty.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "mere": ("højere", "større", "flere", "mere", "længere"),
    "mindre": ("lavere", "mindre", "færre", "kortere"),
    "over": ("højere end", "større end", "flere end", "mere end", "længere end", "over"),
    "under": ("lavere end", "mindre end", "færre end", "kortere end", "under"),
    "steget": ("steget", "vokset", "øget", "gået op", "en stigning"),
    "faldet": ("faldet", "gået ned", "et fald"),
    "siden": (
        "",
        " siden strategien begyndte",
        " siden strategiens start",
        " siden strategiens begyndelse",
        " i strategiperioden",
    ),
    "starten": ("ved strategiens start", "da strategien begyndte", "før strategien"),
    "landet": ("landet", "hele landet", "landsgennemsnittet", "landstallet", "landet som helhed"),
    "naboerne": (
        "naboerne",
        "nabokommunerne",
        "kommunerne i nærheden",
        "de andre kommuner",
        "de otte kommuner i nærheden",
    ),
    "naboernes": ("naboernes", "nabokommunernes", "de andre kommuners"),
    "senest": (" på det seneste", " for nylig"),
    "lidt": ("", "lidt "),
    "men usikkert": (
        ", men ikke mere end almindelige udsving",
        ", men inden for almindelige udsving",
        ", men ikke sikkert",
        ", men det kan være tilfældigt",
    ),
    "men for få": (
        ", men der er for få tal til at sige mere",
        ", men for få tal til at vurdere det",
        ", men det er ikke testet",
    ),
}
_SIZE = "nothing computed says what is much: give the figure, and let the reader judge"
_NO_TEST = "the nation's figure is not tested: nothing says how far a municipality usually lies from it"
_EQUAL = "that nothing sure is seen does not show that nothing happened"
_RANK = "a place in a row is no finding: chance alone puts somebody first"
_CAUSE = "figures show what happened, and never why"

TABLES: Mapping[Question, Table] = {
    "siden": Table(
        "Siden strategiens start",
        {
            "sure_up": "steget mere end almindelige udsving",
            "sure_down": "faldet mere end almindelige udsving",
            "usual_up": "højere, men ikke mere end almindelige udsving",
            "usual_down": "lavere, men ikke mere end almindelige udsving",
            "usual_same": "det samme, og ingen sikker ændring",
            "usual_seasons": "ingen sikker ændring; de to tal er fra hver sin tid af året",
            "untested_up": "højere, men ikke testet",
            "untested_down": "lavere, men ikke testet",
            "untested_same": "det samme, men ikke testet",
            "untested_seasons": "ikke testet; de to tal er fra hver sin tid af året",
            "everybody_up": "tæller alle, og er højere",
            "everybody_down": "tæller alle, og er lavere",
            "everybody_same": "tæller alle, og er det samme",
            "none": "intet tal at sammenligne med",
        },
        frozenset({"sure_up", "usual_up", "untested_up", "everybody_up"}),
        frozenset({"sure_down", "usual_down", "untested_down", "everybody_down"}),
        (
            Row("+.........+...", ("{steget}{siden}",)),
            Row(".+.........+..", ("{faldet}{siden}",)),
            Row("bb............", (
                "forbedret{siden}", "en forbedring{siden}", "bedre end {starten}", "blevet bedre",
                "gået den rigtige vej", "på rette vej", "en positiv udvikling", "en fremgang",
            )),
            Row("ww............", (
                "forværret{siden}", "en forværring{siden}", "dårligere end {starten}", "blevet dårligere",
                "gået den forkerte vej", "en negativ udvikling", "en tilbagegang",
            )),
            Row("..+...........", ("{steget}{siden}{men usikkert}",)),
            Row("...+..........", ("{faldet}{siden}{men usikkert}",)),
            Row("......+.......", ("{steget}{siden}{men for få}",)),
            Row(".......+......", ("{faldet}{siden}{men for få}",)),
            Row("....+...+...+.", ("uændret{siden}", "det samme{siden}", "stabilt{siden}", "stabil{siden}")),
            Row("..++++........", (
                "ingen sikker ændring{siden}", "ikke ændret sig sikkert{siden}", "en usikker udvikling",
                "ikke til at skelne fra almindelige udsving", "inden for almindelige udsving",
                "svinget som det plejer",
            )),
            Row("+.............", (
                "sikkert steget{siden}", "klart steget{siden}", "en sikker stigning{siden}",
                "steget mere end almindelige udsving",
            )),
            Row(".+............", (
                "sikkert faldet{siden}", "klart faldet{siden}", "et sikkert fald{siden}",
                "faldet mere end almindelige udsving",
            )),
            Row("++............", ("sikkert ændret{siden}", "en sikker ændring{siden}", "en sikker udvikling")),
            Row("......++++...+", (
                "ikke til at vurdere", "ikke testet", "for få tal til at sige noget sikkert",
                "kan ikke afgøres",
            )),
            Row("..............", ("stort set uændret", "næsten uændret"), _EQUAL),
            Row("..............", (
                "markant steget", "kraftigt steget", "steget markant", "steget kraftigt", "eksploderet",
            ), _SIZE),
            Row("..............", (
                "markant faldet", "kraftigt faldet", "faldet markant", "faldet kraftigt", "styrtdykket",
            ), _SIZE),
        ),
    ),
    "forskel": Table(
        "Forskellen mellem tallet nu og ved strategiens start",
        {
            "up": "højere",
            "down": "lavere",
            "same": "det samme",
            "seasons": "fra hver sin tid af året",
            "none": "intet tal at sammenligne med",
        },
        frozenset({"up"}),
        frozenset({"down"}),
        (
            Row("+....", ("{over} {starten}", "{lidt}{mere}")),
            Row(".+...", ("{under} {starten}", "{lidt}{mindre}")),
            Row("..+..", ("det samme som {starten}", "samme som {starten}", "det samme")),
            Row("...+.", ("fra en anden tid af året end tallet {starten}",)),
            Row("....+", ("uden noget at sammenligne med", "uden tal fra {starten}")),
        ),
    ),
    "tendens": Table(
        "Udviklingen over årene",
        {
            "up": "sikker udvikling opad",
            "down": "sikker udvikling nedad",
            "unclear": "ingen sikker udvikling",
            "none": "udviklingen kan ikke afgøres",
        },
        frozenset({"up"}),
        frozenset({"down"}),
        (
            Row("+...", (
                "stigende", "steget", "steget over årene", "en stigende tendens", "en udvikling opad",
                "en sikker udvikling opad",
            )),
            Row(".+..", (
                "faldende", "faldet", "faldet over årene", "en faldende tendens", "en udvikling nedad",
                "en sikker udvikling nedad",
            )),
            Row("bb..", ("forbedret over årene", "i bedring", "bedre år for år", "på rette vej")),
            Row("ww..", ("forværret over årene", "i forværring", "dårligere år for år")),
            Row("++..", ("en sikker udvikling",)),
            Row("..+.", ("ingen sikker udvikling", "en usikker udvikling", "uden sikker udvikling")),
            Row("...+", ("en udvikling, der ikke kan afgøres", "kan ikke afgøres", "ikke til at vurdere")),
            Row("....", ("stabil", "stabilt", "uændret", "en flad udvikling"), _EQUAL),
        ),
    ),
    "skift": Table(
        "Et nyt skift i tal for måneder og kvartaler",
        {
            "up": "nyt skift opad",
            "down": "nyt skift nedad",
            "trial_up": "nyt skift opad, vejledende",
            "trial_down": "nyt skift nedad, vejledende",
            "usual": "intet nyt skift",
            "none": "et skift kan ikke afgøres",
        },
        frozenset({"up", "trial_up"}),
        frozenset({"down", "trial_down"}),
        (
            Row("+.....", ("et nyt skift opad", "nyt skift opad", "{steget}{senest}", "skiftet opad")),
            Row(".+....", ("et nyt skift nedad", "nyt skift nedad", "{faldet}{senest}", "skiftet nedad")),
            Row("..+...", ("et nyt skift opad (vejledende)", "måske et nyt skift opad")),
            Row("...+..", ("et nyt skift nedad (vejledende)", "måske et nyt skift nedad")),
            Row("bb....", ("forbedret{senest}", "bedre{senest}")),
            Row("ww....", ("forværret{senest}", "dårligere{senest}")),
            Row("....+.", ("uden nyt skift", "intet nyt skift", "ingen sikker ændring{senest}")),
            Row(".....+", ("ikke til at vurdere", "kan ikke afgøres")),
            Row("......", ("stabil{senest}", "stabilt{senest}", "uændret{senest}"), _EQUAL),
        ),
    ),
    "landet": Table(
        "Ved siden af hele landet (fortalt, ikke testet)",
        {
            "above": "højere end landets tal",
            "below": "lavere end landets tal",
            "equal": "det samme som landets tal",
            "none": "landets tal er ikke offentliggjort",
        },
        frozenset({"above"}),
        frozenset({"below"}),
        (
            Row("+...", ("{over} {landet}", "{lidt}{mere}")),
            Row(".+..", ("{under} {landet}", "{lidt}{mindre}")),
            Row("..+.", ("på niveau med {landet}", "det samme som {landet}", "som {landet}")),
            Row("...+", ("uden et tal for {landet}", "ikke til at sammenligne med {landet}")),
            Row("....", (
                "klart højere end {landet}", "klart lavere end {landet}", "sikkert højere end {landet}",
                "sikkert lavere end {landet}", "klart over {landet}", "klart under {landet}",
                "markant højere end {landet}", "markant lavere end {landet}",
            ), _NO_TEST),
            Row("....", ("bedre end {landet}", "dårligere end {landet}"), _NO_TEST),
        ),
    ),
    "naboerne": Table(
        "Niveauet ved siden af kommunerne i nærheden",
        {
            "sure_above": "højere end gennemsnittet, mere end kommuner plejer at være forskellige",
            "sure_below": "lavere end gennemsnittet, mere end kommuner plejer at være forskellige",
            "usual_above": "højere end gennemsnittet, men ikke mere end kommuner plejer",
            "usual_below": "lavere end gennemsnittet, men ikke mere end kommuner plejer",
            "usual_equal": "det samme som gennemsnittet",
            "untested_above": "højere end gennemsnittet, men ikke testet",
            "untested_below": "lavere end gennemsnittet, men ikke testet",
            "untested_equal": "det samme som gennemsnittet, men ikke testet",
            "none": "de andres tal er ikke offentliggjort",
        },
        frozenset({"sure_above", "usual_above", "untested_above"}),
        frozenset({"sure_below", "usual_below", "untested_below"}),
        (
            Row("+........", ("{over} {naboerne}", "klart {over} {naboerne}")),
            Row(".+.......", ("{under} {naboerne}", "klart {under} {naboerne}")),
            Row("bb.......", ("bedre end {naboerne}",)),
            Row("ww.......", ("dårligere end {naboerne}",)),
            Row("+.+..+...", ("{over} {naboernes} gennemsnit",)),
            Row(".+.+..+..", ("{under} {naboernes} gennemsnit",)),
            Row("..+++....", (
                "ikke klart forskelligt fra {naboerne}", "ikke til at skelne fra {naboerne}",
                "inden for det, kommuner plejer at være forskellige",
            )),
            Row("....+..+.", ("på niveau med {naboerne}", "det samme som {naboerne}", "som {naboerne}")),
            Row(".....++++", ("ikke testet mod {naboerne}", "ikke til at sammenligne med {naboerne}")),
            Row(".........", (
                "højest af {naboerne}", "lavest af {naboerne}", "bedst af {naboerne}",
                "dårligst af {naboerne}", "bedre end alle {naboerne}",
            ), _RANK),
        ),
    ),
    "udvikling": Table(
        "Udviklingen ved siden af kommunerne i nærheden",
        {
            "sure_up": "gået mere op, eller mindre ned, end de andre",
            "sure_down": "gået mere ned, eller mindre op, end de andre",
            "usual": "ingen sikker forskel fra de andres udvikling",
            "none": "forskellen fra de andres udvikling er ikke testet",
        },
        frozenset({"sure_up"}),
        frozenset({"sure_down"}),
        (
            Row("+...", ("gået mere op end {naboerne}", "en højere udvikling end {naboerne}")),
            Row(".+..", ("gået mere ned end {naboerne}", "en lavere udvikling end {naboerne}")),
            Row("bb..", ("en bedre udvikling end {naboerne}", "bedre udvikling end {naboerne}")),
            Row("ww..", ("en dårligere udvikling end {naboerne}", "dårligere udvikling end {naboerne}")),
            Row("++..", ("en anden udvikling end {naboerne}",)),
            Row("..+.", ("ikke sikkert en anden udvikling end {naboerne}",)),
            Row("...+", ("en udvikling, der ikke er testet mod {naboerne}",)),
            Row("....", ("samme udvikling som {naboerne}", "fulgt {naboerne}"), _EQUAL),
        ),
    ),
    "maal": Table(
        "Det besluttede mål",
        {
            "reached_pass": "målet er nået, og ventes nået hver gang",
            "reached_open": "målet er nået, men det er usikkert, om det bliver ved",
            "reached_fail": "målet er nået, men kan ikke ventes nået",
            "missed_pass": "målet er ikke nået, men ventes nået",
            "missed_open": "målet er ikke nået, og det er usikkert, om det bliver",
            "missed_fail": "målet er ikke nået og kan ikke ventes nået",
            "none": "intet mål er besluttet",
        },
        frozenset(),
        frozenset(),
        (
            Row("+++....", ("målet er nået", "nået målet", "når målet")),
            Row("...+++.", ("målet er ikke nået", "ikke nået målet", "når ikke målet")),
            Row("+..+...", ("målet kan ventes nået", "på vej mod målet", "på vej til at nå målet")),
            Row(".+..+..", ("det er usikkert, om målet nås", "måske på vej mod målet")),
            Row("..+..+.", ("målet kan ikke ventes nået", "ikke på vej mod målet")),
            Row("......+", ("uden et besluttet mål", "der er intet mål")),
        ),
    ),
    "virkning": Table(
        "En handlings virkning",
        {
            "consistent_as_agreed": "forenelig med, at handlingen har virket mindst så meget som aftalt",
            "consistent": "forenelig med, at handlingen har virket",
            "opposite": "tallet har bevæget sig den modsatte vej",
            "no_effect_of_importance": "intet tegn på en virkning af betydning",
            "undecided": "kan ikke afgøres",
            "too_early": "for tidligt at sige",
            "no_aim": "intet mål fastsat på forhånd",
        },
        frozenset(),
        frozenset(),
        (
            Row("++.....", (
                "forenelig med, at handlingen har virket", "forenelige med, at handlingen har virket",
            )),
            Row("+......", (
                "forenelig med, at handlingen har virket mindst så meget som aftalt",
                "forenelige med, at handlingen har virket mindst så meget som aftalt",
            )),
            Row("..+....", ("tallet har bevæget sig den modsatte vej", "gået den modsatte vej")),
            Row("...+...", ("intet tegn på en virkning af betydning", "ingen virkning af betydning")),
            Row("....+..", ("virkningen kan ikke afgøres", "kan ikke afgøres")),
            Row(".....+.", ("for tidligt at sige", "for tidligt")),
            Row("......+", ("intet mål fastsat på forhånd",)),
            Row(".......", (
                "handlingen har virket", "virker", "takket være handlingen", "på grund af handlingen",
                "handlingen har ikke virket",
            ), _CAUSE),
        ),
    ),
}


def expanded(phrase: str) -> list[str]:
    """Return every spelling of a phrase: each of its words in braces with each of its synonyms."""
    texts, names = [], []
    for part in phrase.split("{"):
        name, closed, rest = part.partition("}")
        if closed:
            names.append(SYNONYMS[name])
            texts.append(rest)
        else:
            texts.append(part)
    return [
        texts[0] + "".join(word + rest for word, rest in zip(chosen, texts[1:], strict=True))
        for chosen in product(*names)
    ]


def is_true(row: Row, table: Table, situation: str, better: str) -> bool:
    """Return whether a row's words are true in a situation, where `better` is the declared direction."""
    cell = row.cells[list(table.situations).index(situation)]
    if cell in {TRUE, NEVER}:
        return cell == TRUE
    good = {"higher": table.rising, "lower": table.falling}.get(better, frozenset())
    bad = {"higher": table.falling, "lower": table.rising}.get(better, frozenset())
    return situation in (good if cell == BETTER else bad)


def true_words(question: Question, situation: str, better: str) -> list[str]:
    """Return the words that are true in a situation, a spelling for each row, as a person would write it."""
    table = TABLES[question]
    return [expanded(row.phrases[0])[0] for row in table.rows if is_true(row, table, situation, better)]
