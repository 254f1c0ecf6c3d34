"""A comment is ordinary Markdown: its claims are read with their lines; what may not stand there is told."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.followup.comment import Claim, read_comment

WHERE = "commentary/2026Q2/vtf.md"


def claims_of(text: str) -> tuple[Claim, ...]:
    """Return the claims of a comment."""
    return read_comment(text.encode(), WHERE).claims


def faults_of(text: str) -> list[str]:
    """Return what may not stand in a comment, in words."""
    return [str(fault) for fault in read_comment(text.encode(), WHERE).faults]


def html_of(text: str) -> str:
    """Return a comment's HTML, in which claims lead to the id of what they are about."""
    return read_comment(text.encode(), WHERE).html(lambda claim: f"#{claim.target}")


def test_a_claim_has_its_words_its_indicator_its_question_and_its_line() -> None:
    text = "# Job\n\nLedigheden er\n[faldet](indikator:ledighed), og\n[6,8](indikator:karakterer#nu).\n"
    assert claims_of(text) == (
        Claim("faldet", "indikator", "ledighed", "", 4),
        Claim("6,8", "indikator", "karakterer", "nu", 5),
    )


def test_actions_and_decisions_are_claimed_of_too() -> None:
    text = "[for tidligt](handling:cykelsti#virkning) og [venter](beslutning:buslinje)"
    assert [(claim.kind, claim.target, claim.question) for claim in claims_of(text)] == [
        ("handling", "cykelsti", "virkning"),
        ("beslutning", "buslinje", ""),
    ]


def test_emphasis_and_line_breaks_within_a_claim_are_only_its_dress() -> None:
    assert claims_of("[**højere**\nend landet](indikator:x#landet)") == (
        Claim("højere end landet", "indikator", "x", "landet", 1),
    )


def test_a_claim_in_a_list_and_by_reference_is_found() -> None:
    text = "- punkt\n- [steget][r]\n\n[r]: indikator:ledighed#siden\n"
    assert claims_of(text) == (Claim("steget", "indikator", "ledighed", "siden", 2),)


def test_letters_of_danish_ids_and_questions_are_read() -> None:
    assert claims_of("[nået](indikator:børn#mål)")[0] == Claim("nået", "indikator", "børn", "maal", 1)


@pytest.mark.parametrize(
    "raw",
    [
        "<b>fed</b>",
        "<script>alert(1)</script>",
        "<div>\n\nhej\n\n</div>",
        "hej <img src=x onerror=alert(1)>",
        "<!-- note --> <b>x</b>",
        "<!DOCTYPE html>",
        "<?php ?>",
    ],
)
def test_raw_html_is_refused_with_its_line(raw: str) -> None:
    faults = faults_of(f"Først en linje.\n\n{raw}\n")
    assert faults
    assert all("raw HTML" in fault for fault in faults)
    assert faults[0].startswith(f"{WHERE}:3: ")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "JaVaScRiPt:x",
        "vbscript:x",
        "//host/x",
    ],
)
def test_a_link_that_no_page_may_have_is_refused(address: str) -> None:
    assert "leads nowhere a page may" in faults_of(f"[x]({address})")[0]


def test_a_misspelt_kind_of_claim_has_the_nearest() -> None:
    assert "did you mean 'indikator'" in faults_of("[faldet](indicator:ledighed)")[0]


def test_ordinary_links_stay() -> None:
    text = "[lov](https://retsinformation.dk) [skriv](mailto:a@b.dk) [side](laering.html#trivsel) [her](#x)"
    assert faults_of(text) == []
    assert html_of(text).count("<a href=") == 4


def test_a_picture_and_a_claim_without_words_are_refused() -> None:
    assert "a picture" in faults_of("![graf](x.png)")[0]
    assert "a claim without words" in faults_of("[](indikator:x)")[0]


def test_invisible_characters_are_refused_with_their_line() -> None:
    assert faults_of("linje\n\nfal\u200bdet")[0].startswith(f"{WHERE}:3: the invisible character U+200B")


def test_a_file_that_is_not_utf_8_says_so() -> None:
    assert "not UTF-8" in str(read_comment("æ".encode("cp1252"), WHERE).faults[0])


def test_faults_stand_in_the_order_of_the_lines() -> None:
    faults = faults_of("![x](y)\n\n[x](javascript:1)\n\n<b>x</b>\n")
    assert [fault.split(": ")[0] for fault in faults] == [f"{WHERE}:{line}" for line in (1, 3, 5, 5)]


def test_notes_are_for_the_writers_alone() -> None:
    text = "<!-- husk\n\nat spørge -->\n\nHej <!-- og her -->verden.\n"
    assert html_of(text) == "<p>Hej verden.</p>"


@pytest.mark.parametrize(
    "note",
    [
        "<!-- ender ikke",
        "<!-- ender ikke\n\n<script>alert(1)</script>",
        "<!-- ender ikke\n\nTekst.\n\n<!-- ender -->",
        "Hej <!-- ender ikke",
    ],
)
def test_a_note_that_is_not_closed_is_told_with_the_line_it_begins_in(note: str) -> None:
    (fault,) = faults_of(f"Først en linje. <!-- ok -->\n\n{note}\n")
    assert fault.startswith(f"{WHERE}:3: the note is not closed: write -->")


def test_the_second_of_two_notes_that_is_not_closed_is_told_with_its_own_line() -> None:
    (fault,) = faults_of("<!-- a -->\n<!-- b -->\n\n<!-- c\n")
    assert fault.startswith(f"{WHERE}:4: ")


HELP = "## Job\n\n<!--\n- Ledighed: 3 %.\n  Sandt ville være: [3 %](indikator:ledighed#nu)\n"


@pytest.mark.parametrize("begun", [HELP, "<!--\n\n\n\nDer er ingen officielle tal.\n"])
def test_text_among_the_help_is_told_with_its_line_and_where_to_write(begun: str) -> None:
    (fault,) = faults_of(f"{begun}\nLedigheden er lav.\n\nOg faldende.\n-->\n")
    assert fault.startswith(f"{WHERE}:7: text within a note, which no page shows")
    assert "write it below the -->" in fault


@pytest.mark.parametrize("after", ["", "\nSidste kvartals kommentar:\n\nLedigheden var lav.\n"])
def test_the_help_itself_and_last_quarters_text_are_none_of_this_quarters(after: str) -> None:
    assert faults_of(f"{HELP}{after}-->\n\nLedigheden er lav.\n") == []


def test_a_note_within_a_paragraph_moves_no_line() -> None:
    (claim,) = claims_of("Hej <!-- over\nto linjer --> og [steget](indikator:x)")
    assert claim.line == 2


def test_headings_begin_at_the_third_level_and_leave_none_out() -> None:
    html = html_of("# A\n\nx\n\n### B\n\ny\n\n## C\n\nz\n\n# D\n\nw")
    assert re.findall('<(h.) class="said">(.)', html) == [("h3", "A"), ("h4", "B"), ("h4", "C"), ("h3", "D")]


def test_a_heading_with_nothing_under_it_is_left_out() -> None:
    assert (
        html_of("## A\n\n<!-- intet -->\n\n## B\n\ntekst\n\n## C\n")
        == '<h3 class="said">B</h3>\n<p>tekst</p>'
    )


@pytest.mark.parametrize("text", ["", "\n\n", "<!-- note -->\n", "## A\n\n## B\n"])
def test_a_comment_of_notes_and_headings_is_empty(text: str) -> None:
    assert read_comment(text.encode(), WHERE).is_empty


def test_a_comment_with_faults_is_never_for_a_page() -> None:
    with pytest.raises(ValueError, match="not for a page"):
        html_of("<b>x</b>")


def test_a_claim_leads_to_its_address_and_is_marked() -> None:
    assert html_of("[faldet](indikator:ledighed)") == ('<p><a class="claim" href="#ledighed">faldet</a></p>')


def test_html_is_the_same_every_time() -> None:
    comment = read_comment(b"# A\n\n## B\n\n[x](indikator:y)", WHERE)
    assert comment.html(lambda _: "#a") == comment.html(lambda _: "#a")


words = st.text(
    st.characters(categories=["Ll", "Lu", "Nd"], include_characters=" ,%"), min_size=1, max_size=20
)
ids = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)


@given(
    st.lists(
        st.tuples(words, ids, st.sampled_from(["", "nu", "siden", "landet"]), st.integers(0, 3)), max_size=6
    )
)
def test_every_claim_that_is_written_is_read_where_it_stands(
    written: list[tuple[str, str, str, int]],
) -> None:
    lines: list[str] = ["Indledning."]
    expected = []
    for text, target, question, blank in written:
        lines += [""] * (blank + 1)
        address = f"indikator:{target}{f'#{question}' if question else ''}"
        lines.append(f"Ord [x{text}y]({address}) flere ord.")
        composed = unicodedata.normalize("NFC", " ".join(f"x{text}y".split()))
        expected.append(Claim(composed, "indikator", target, question, len(lines)))
    assert list(claims_of("\n".join(lines))) == expected


@given(st.text(max_size=200))
def test_no_text_whatever_brings_a_script_or_an_unknown_address_to_a_page(text: str) -> None:
    comment = read_comment(text.encode("utf-8", "replace"), WHERE)
    if comment.faults:
        return
    html = comment.html(lambda claim: f"#{claim.target}")
    assert "<script" not in html.lower()
    assert "javascript:" not in html.lower() or "href" not in html


@given(st.text(st.sampled_from("[](){}<>!*_`#-\n:ab indikator"), max_size=120))
def test_markdown_of_any_kind_is_read_without_a_fault_of_our_own(text: str) -> None:
    comment = read_comment(text.encode(), WHERE)
    lines = text.count("\n") + 1
    assert all(1 <= claim.line <= lines for claim in comment.claims)
    assert all(1 <= int(fault.where.rpartition(":")[2]) <= lines for fault in comment.faults)
    if not comment.faults:
        comment.html(lambda claim: f"#{claim.target}")
