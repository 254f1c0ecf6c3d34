"""Which words are true beside others, beside a target, and of an action's effect. Pure data."""

from __future__ import annotations

from collections.abc import Mapping

from sigtepunkt.wording.claims.table import Question, Row, Table

_NO_TEST = "the nation's figure is not tested: nothing says how far a municipality usually lies from it"
_EQUAL = "that nothing sure is seen does not show that nothing happened"
_RANK = "a place in a row is no finding: chance alone puts somebody first"
_CAUSE = "figures show what happened, and never why"

# fmt: off
BESIDE: Mapping[Question, Table] = {
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
# fmt: on
