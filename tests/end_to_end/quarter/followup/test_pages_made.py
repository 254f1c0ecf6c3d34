"""What people write makes the pages anew that show it, and no other; what is made again is the same."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from command_line import CommandLine
from html_pages import Element, read_page
from made_pages import executed_by, pages
from municipality import FIRST, edit
from tree_bytes import tree_bytes
from written import SCHOOLS, TEKNIK, comment, meeting

from sigtepunkt.core import checksum
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest
from sigtepunkt.publication.build import BuildOptions
from sigtepunkt.report.blocks.followup.comment_and_decisions import MEMO

Change = Callable[[Project], object]
COUNCIL = "kommunalbestyrelsen"
PAGES = {COUNCIL, "teknik", "boern", "datakvalitet", "metode"}


def page(project: Project, identity: str) -> Element:
    """Return a published page."""
    return read_page(project.report(FIRST) / f"{identity}.html")


def changed(name: str, old: str, new: str) -> Change:
    """Return a change in the file of a meeting."""
    return lambda project: edit(project.decisions / f"{name}.toml", old, new)


OTHER = SCHOOLS.replace("klubber", "lektier").replace('"Skolechefen spørger klubberne"', '"Alle spørges"')
# What is changed, the pages that are made anew, and whether the memo is another.
CHANGES: dict[str, tuple[Change, set[str], bool]] = {
    "nothing": (lambda _: None, set(), False),
    "a committee's comment": (
        lambda project: comment(project, "teknik", f"{TEKNIK}\nOg mere.\n"),
        {"teknik"},
        False,
    ),
    "the council's comment": (lambda project: comment(project, COUNCIL, "Hej.\n"), {COUNCIL}, False),
    "a new comment": (lambda project: comment(project, "boern", "Hej.\n"), {"boern"}, False),
    "the words of an open decision": (
        changed("2026-05-12-boern", "spørger klubberne", "spørger alle klubber"),
        {"boern"},
        True,
    ),
    "a deadline": (changed("2026-05-05-teknik", "due = 2026-05-20", "due = 2026-06-20"), {"teknik"}, True),
    "an answer": (
        lambda project: meeting(
            project,
            "2026-05-12-boern",
            f'{SCHOOLS}answer = {{ text = "Ja", date = 2026-05-30, by = "Skolechefen" }}\n',
        ),
        {"boern", COUNCIL},
        True,
    ),
    "an answer's words": (changed("2026-05-12-boern", 'text = "Ja"', 'text = "Nej"'), {"boern"}, False),
    "another meeting": (
        lambda project: meeting(project, "2026-05-19-boern", OTHER.replace("2026-05-12", "2026-05-19")),
        {"boern", COUNCIL},
        True,
    ),
    "a meeting of the council": (
        lambda project: meeting(
            project,
            "2026-05-20-kommunalbestyrelsen",
            OTHER.replace("lektier", "budget").replace('"boern"', f'"{COUNCIL}"'),
        ),
        {COUNCIL},
        True,
    ),
    "where an action that the council's comment names is read": (
        lambda project: [
            comment(
                project, COUNCIL, "Stien har [intet mål fastsat på forhånd](handling:cykelsti#virkning)."
            ),
            executed_by(project),
            edit(project.strategy / "actions.toml", 'focus_area = "skole"', 'focus_area = "bosaetning"'),
            edit(project.strategy / "actions.toml", 'committee = "boern"', 'committee = "teknik"'),
        ],
        {"boern", "teknik", COUNCIL},
        False,
    ),
    "a comment that is gone": (lambda project: project.comment(FIRST, "teknik").unlink(), {"teknik"}, False),
}


def test_each_thing_that_is_written_makes_exactly_the_pages_that_show_it(published: Project) -> None:
    for kind, (change, expected, is_other_memo) in CHANGES.items():
        before = pages(published)[f"{MEMO}.html"]
        change(published)
        assert executed_by(published) == expected, kind
        assert (pages(published)[f"{MEMO}.html"] != before) == is_other_memo, kind
    rebuilt = pages(published)
    assert executed_by(published, BuildOptions(force=True)) == PAGES
    assert pages(published) == rebuilt


def test_with_nothing_written_anew_nothing_is_made(published: Project, command: CommandLine) -> None:
    before = tree_bytes(published.reports)
    outcome = command("run", FIRST, "--project", published.root)
    assert (outcome.code, outcome.out) == (
        0,
        "Nothing has changed since 2026Q1 was published: reports/2026Q1/index.html\n",
    )
    assert tree_bytes(published.reports) == before


def test_what_waits_stands_first_then_the_comment_and_what_was_answered(followed_once: Project) -> None:
    headings = [each.text for each in page(followed_once, "teknik").all("h2")]
    assert headings[:3] == ["Beslutninger, der venter på svar", "Kommentar", "Beslutninger, der er besvaret"]
    said = page(followed_once, "teknik").text.replace("\u00a0", " ")
    assert "Vejchefen svarer. Fristen var 20. maj 2026; der er ikke svaret." in said
    assert "Svar, 26. maj 2026 (Erhvervschefen): Tolv vil ansætte." in said
    assert (
        "Tallene siden: Ledighed: 2,9 % i marts 2026. Der er ikke kommet nye tal siden beslutningen." in said
    )
    assert "Udvalgene har 2 beslutninger, der venter på svar." in page(followed_once, COUNCIL).text.replace(
        "\u00a0", " "
    )


def test_a_reader_who_follows_a_claim_comes_to_what_it_is_about(followed_once: Project) -> None:
    for identity, addresses in {
        "teknik": {"#folketal", "#beslutning-stier"},
        COUNCIL: {"teknik.html#ledighed", "boern.html#handling-cykelsti", "teknik.html#beslutning-stier"},
    }.items():
        links = {link.attributes["href"] for link in page(followed_once, identity).all("a", class_="claim")}
        assert links == addresses
        for address in links:
            target, _, anchor = address.partition("#")
            shown = page(followed_once, target.removesuffix(".html") or identity)
            assert [each for each in shown.walk() if each.attributes.get("id") == anchor], address


def test_the_memo_has_who_what_and_when_and_leads_to_the_decision(followed_once: Project) -> None:
    memo = page(followed_once, MEMO)
    rows = [[cell.text for cell in [*row.all("th"), *row.all("td")]] for row in memo.all("tr")]
    assert [row[0] for row in rows] == ["Hvem", "Vejchefen", "Hvem", "Skolechefen"]
    assert rows[1][2] == "20. maj 2026: overskredet"
    assert "teknik.html#beslutning-stier" in {link.attributes["href"] for link in memo.all("a")}


def test_a_rounding_and_words_without_a_link_are_told_and_published(
    published: Project, command: CommandLine
) -> None:
    text = "Det er [6 %](indikator:skolefravaer#nu).\n\nFravær i skolen er blevet bedre.\n"
    comment(published, "boern", text)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.err
    said = outcome.err.replace("\u00a0", " ")
    place = "Comment: commentary/2026Q1/boern.md:"
    assert said.count(f"{place}1: »6 %« is rounded: the page says 5,6 %\n") == 1
    assert said.count(f"{place}3: »bedre« near »Fravær i skolen« is held against nothing") == 1
    assert "Fravær i skolen er blevet bedre." in page(published, "boern").text


def test_verifying_makes_the_same_again_and_finds_a_comment_or_a_memo_that_was_changed(
    published: Project, command: CommandLine
) -> None:
    outcome = command("verify", FIRST, "--project", published.root)
    assert outcome.code == 0, outcome.said
    assert outcome.out.splitlines()[-1].startswith("2026Q1 is identical: ")
    for name, old, new in (
        ("teknik", "5.396 personer</a>, og tallet er", "5.396 personer</a>, og tallet var"),
        (MEMO, "Vejchefen", "Skolechefen"),
    ):
        path = published.report(FIRST) / f"{name}.html"
        text = path.read_text(encoding="utf-8")
        assert old in text.replace("\u00a0", " "), name
        path.write_text(text.replace("\u00a0", " ").replace(old, new), encoding="utf-8")
        sealed = json.loads((path.parent / manifest.NAME).read_text(encoding="utf-8"))
        sealed["pages"][path.name] = checksum.of_file(path)
        (path.parent / manifest.NAME).write_text(json.dumps(sealed), encoding="utf-8")
    outcome = command("verify", FIRST, "--project", published.root)
    assert outcome.code == 1
    for name in ("teknik", MEMO):
        assert f"reports/2026Q1/{name}.html is another when it is made again" in outcome.out


@pytest.mark.parametrize("name", ["teknik.html", f"{MEMO}.html"])
def test_a_page_that_was_changed_afterwards_is_not_as_its_manifest_says(
    published: Project, command: CommandLine, name: str
) -> None:
    path = published.report(FIRST) / name
    path.write_text(path.read_text(encoding="utf-8").replace("Vejchefen", "Skolechefen"), encoding="utf-8")
    outcome = command("verify", FIRST, "--quick", "--project", published.root)
    assert outcome.code == 1
    assert f"reports/2026Q1/{name} is not as it was published" in outcome.out


@pytest.mark.parametrize("where", ["2031Q1/teknik.md", "2026Q1/teknik.txt", "teknik.md", "2026Q1/veje.md"])
def test_a_comment_that_would_stand_on_no_page_is_no_quarter_without_changes(
    published: Project, command: CommandLine, where: str
) -> None:
    path = published.commentary / where
    path.parent.mkdir(exist_ok=True)
    path.write_text("Hej.", encoding="utf-8")
    outcome = command("status", FIRST, "--project", published.root)
    assert (outcome.code, outcome.out.splitlines()[0]) == (1, f"commentary/{where} is new")


def test_a_comment_on_another_quarter_changes_nothing_of_this_one(
    published: Project, command: CommandLine
) -> None:
    comment(published, "teknik", "Hej.", published.quarters()[-1])
    assert command("status", FIRST, "--project", published.root).code == 0
