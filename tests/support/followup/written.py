"""What Prøvekommune's secretaries wrote of 2026Q1: comments, every claim of which is true, and meetings."""

from __future__ import annotations

from pathlib import Path

from municipality import FIRST

from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project

TEKNIK = """\
## Bosætning

Kommunen har [5.396 personer](indikator:folketal#nu), og tallet er
[steget, men ikke mere end almindelige udsving](indikator:folketal#siden).
Svaret om [stierne](beslutning:stier) [venter](beslutning:stier).
"""
COUNCIL = """\
Ledigheden er [uden nyt skift](indikator:ledighed#skift). Stien til skolen har
[intet mål fastsat på forhånd](handling:cykelsti#virkning), og svaret om [stier](beslutning:stier) mangler.
"""
COMMENTS = {"teknik": TEKNIK, "kommunalbestyrelsen": COUNCIL}
ROADS = """\
meeting = "Teknikudvalgets møde"
date = 2026-05-05
committee = "teknik"

[decisions.stier]
focus_area = "bosaetning"
decision = "Vejchefen undersøger, hvor der mangler stier"
owner = "Vejchefen"
due = 2026-05-20

[decisions.jobs]
focus_area = "bosaetning"
decision = "Erhvervschefen spørger virksomhederne"
owner = "Erhvervschefen"
due = 2026-05-25
indicators = ["ledighed", "folketal"]
answer = { text = "Tolv vil ansætte", date = 2026-05-26, by = "Erhvervschefen" }
"""
SCHOOLS = """\
meeting = "Børneudvalgets møde"
date = 2026-05-12
committee = "boern"

[decisions.klubber]
focus_area = "skole"
decision = "Skolechefen spørger klubberne"
owner = "Skolechefen"
due = 2026-09-01
"""
MEETINGS = {"2026-05-05-teknik": ROADS, "2026-05-12-boern": SCHOOLS}


def comment(project: Project, page: str, text: str, quarter: Quarter = FIRST) -> Path:
    """Write the comment on a page, over the one that is there, and return its path."""
    path = project.comment(quarter, page)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def meeting(project: Project, name: str, text: str) -> Path:
    """Write the file of a meeting, over the one that is there, and return its path."""
    path = project.decisions / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_all(project: Project) -> None:
    """Write all comments and meetings."""
    for page, text in COMMENTS.items():
        comment(project, page, text)
    for name, text in MEETINGS.items():
        meeting(project, name, text)
