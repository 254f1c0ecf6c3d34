"""What an edition published comes back as it was kept, and which edition is made next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from municipality import FIRST, LAST, edit

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure import ledger
from sigtepunkt.disclosure.ledger import Ledger
from sigtepunkt.editions import corrections, edition
from sigtepunkt.editions.edition import Correction, Edition

KEY = st.tuples(st.text(min_size=1), st.text(), st.text())
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
MADE = Edition(
    FIRST,
    Correction(),
    demo=True,
    figures={("ledighed", "990", "2026M03"): 2.5},
    statuses={"ledighed": {"verdict": "Forbedring", "reached": None}},
    ledger=Ledger({("elever", "990", "2025"): 12.0}, frozenset({("elever", "991", "2025")})),
    made_from={"code": "abc"},
    definitions={"strategy.toml": 'title = "æ"\n'},
)


def keep(project: Project, made: Edition) -> None:
    """Keep it as publishing does."""
    project.published.mkdir(exist_ok=True)
    project.edition(made.quarter, made.correction.number).write_text(edition.as_json(made), encoding="utf-8")


def corrected(number: int) -> Edition:
    return replace(MADE, correction=Correction(number, "Fejl i et tal.", "2026-10-01"))


@given(
    st.dictionaries(KEY, NUMBER),
    st.dictionaries(st.text(), st.dictionaries(st.text(), st.none() | st.booleans() | NUMBER | st.text())),
    st.dictionaries(KEY, NUMBER),
    st.dictionaries(st.text(min_size=1), st.text()),
    st.text(),
)
def test_it_is_read_as_it_was_kept(
    figures: dict[edition.Figure, float],
    standings: dict[str, edition.ReportedStatus],
    counts: dict[ledger.Count, float],
    texts: dict[str, str],
    reason: str,
) -> None:
    made = Edition(
        LAST,
        Correction(2, reason, "2026-10-01"),
        False,
        figures,
        standings,
        Ledger(counts, frozenset({("x", "y", "z")} - counts.keys())),
        {"raw": "a"},
        texts,
    )
    assert edition.from_json(edition.as_json(made)) == made


def test_a_line_holds_one_thing_so_that_git_can_show_what_changed() -> None:
    two = edition.as_json(replace(MADE, figures={**MADE.figures, ("ledighed", "991", "2026M03"): 3.0}))
    assert set(two.splitlines()) - set(edition.as_json(MADE).splitlines()) == {
        '  ["ledighed", "990", {"2026M03": 2.5}],',
        '  ["ledighed", "991", {"2026M03": 3.0}]',
    }


def test_it_is_kept_by_quarter_and_number(project: Project) -> None:
    keep(project, MADE)
    assert project.relative(project.edition(FIRST, 1)) == "data/published/2026Q1-1.json"
    assert edition.read(project, FIRST, 1) == MADE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        edition.as_json(replace(MADE, quarter=LAST)),
        edition.as_json(corrected(2)),
        edition.as_json(replace(MADE, ledger=Ledger({("a", "b", "c"): 1.0}, frozenset({("a", "b", "c")})))),
    ],
    ids=[
        "empty",
        "a list",
        "nothing in it",
        "another quarter",
        "another number",
        "a count both told and suppressed",
    ],
)
def test_one_that_is_damaged_is_refused_by_name(project: Project, text: str) -> None:
    keep(project, MADE)
    project.edition(FIRST, 1).write_text(text, encoding="utf-8")
    with pytest.raises(
        Refused, match=r"data/published/2026Q1-1\.json: the edition cannot be read"
    ) as refusal:
        edition.read(project, FIRST, 1)
    assert refusal.value.problems[0].next_step == "restore it from git"


def test_one_of_another_municipality_is_refused_with_what_to_do(project: Project) -> None:
    """Its figures would be taken for what this municipality published a quarter before."""
    texts = {"municipality.toml": (project.strategy / "municipality.toml").read_text(encoding="utf-8")}
    keep(project, replace(MADE, definitions=texts))
    assert edition.read(project, FIRST, 1).definitions == texts
    edit(project.strategy / "municipality.toml", '\ncode = "990"', '\ncode = "991"')
    for look in (
        lambda: edition.editions_before(project, LAST),
        lambda: edition.next_edition(project, FIRST),
    ):
        with pytest.raises(
            Refused, match=r"data/published/2026Q1-1\.json: .* another municipality's: its code is 990"
        ) as refusal:
            look()
        (problem,) = refusal.value.problems
        assert problem.allowed == "editions of 991, the code in strategy/municipality.toml"
        assert problem.next_step.startswith("delete what the other one published")


@pytest.mark.parametrize("broken", [b"code = ", b"\xff\xfe\x00", None], ids=["no TOML", "no text", "no file"])
def test_a_municipality_that_cannot_be_read_is_told_where_definitions_are(
    project: Project, broken: bytes | None
) -> None:
    path = project.strategy / "municipality.toml"
    keep(project, replace(MADE, definitions={"municipality.toml": path.read_text(encoding="utf-8")}))
    path.unlink()
    if broken:
        path.write_bytes(broken)
    assert edition.read(project, FIRST, 1).quarter == FIRST


def test_a_quarter_is_made_as_its_newest_edition_and_for_a_reason_as_the_next(project: Project) -> None:
    assert edition.next_edition(project, FIRST) == Correction()
    keep(project, MADE)
    assert edition.next_edition(project, FIRST) == Correction()
    keep(project, corrected(2))
    assert edition.next_edition(project, FIRST) == corrected(2).correction
    assert edition.next_edition(project, FIRST, "Nyt.", dt.date(2026, 12, 1)) == Correction(
        3, "Nyt.", "2026-12-01"
    )


def test_the_tenth_edition_comes_after_the_ninth(project: Project) -> None:
    for number in (1, 2, 9, 10):
        keep(project, corrected(number) if number > 1 else MADE)
    assert project.editions(FIRST) == [1, 2, 9, 10]
    assert edition.next_edition(project, FIRST).number == 10


def test_what_came_before_is_every_edition_of_earlier_quarters(project: Project) -> None:
    for made in (MADE, corrected(2), replace(MADE, quarter=LAST)):
        keep(project, made)
    (project.published / "noter.json").write_text("{}", encoding="utf-8")
    assert [one.correction.number for one in edition.editions_before(project, LAST)] == [1, 2]
    assert edition.editions_before(project, FIRST) == []
    assert [one.correction.number for one in edition.editions_before(project, FIRST, 2)] == [1]


def test_what_comments_said_comes_back_and_without_any_nothing_is_kept_of_them() -> None:
    said = replace(MADE, said={"teknik": "b", "boern": "a"})
    assert edition.from_json(edition.as_json(said)) == said
    assert '"said"' not in edition.as_json(MADE)
    assert edition.from_json(edition.as_json(MADE)).said == {}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({}, ["the comment on teknik"]),
        ({"kommentar:teknik": "b"}, ["the comment on teknik"]),
        ({"kommentar:teknik": "a", "beslutning:stier": "a"}, ["the decision stier"]),
        ({"kommentar:teknik": "a", "handling:cykelsti": "a"}, ["the aim of cykelsti"]),
    ],
)
def test_other_words_are_a_change_of_an_edition(now: dict[str, str], told: list[str]) -> None:
    before = replace(MADE, said={"kommentar:teknik": "a"})
    assert corrections.changed(before, before) == []
    assert corrections.changed(before, replace(MADE, said=now)) == told
