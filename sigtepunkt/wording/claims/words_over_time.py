"""Which words are true of a figure's movement: since the start, over the years, of late. Pure data."""

from __future__ import annotations

from collections.abc import Mapping

from sigtepunkt.wording.claims.table import Question, Row, Table

_SIZE = "nothing computed says what is much: give the figure, and let the reader judge"
_EQUAL = "that nothing sure is seen does not show that nothing happened"

# fmt: off
OVER_TIME: Mapping[Question, Table] = {
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
            Row("++............", (
                "sikkert ændret{siden}", "en sikker ændring{siden}", "en sikker udvikling",
            )),
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
}
# fmt: on
