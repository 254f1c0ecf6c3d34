"""A notebook's own text is published with declared elements and attributes only; what is left out is told."""

from __future__ import annotations

import re

import pytest
from command_line import CommandLine
from executed_notebooks import PIXEL, code, executed, prose
from municipality import FIRST, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.publication import page_html
from sigtepunkt.publication import prose as of_notebooks
from sigtepunkt.report.output import MIME_TYPE

NAME = "notebooks/teknik.ipynb"


def published(*texts: str) -> tuple[str, list[str]]:
    """Return the body of a notebook of these texts, and what was told of it."""
    messages: list[str] = []
    body = page_html.body(
        executed(*map(prose, texts)), NAME, lambda stage, detail: messages.append(f"{stage} {detail}")
    )
    return body, messages


HARMFUL = (
    (
        '<meta http-equiv="refresh" content="0;url=https://example.dk">',
        "<meta>",
        ("meta", "refresh", "example.dk"),
    ),
    ('<base href="https://example.dk/">', "<base>", ("base", "example.dk")),
    (
        '<form action="https://example.dk"><input name="cpr"><button>Send</button></form>',
        "<form>, <input>, <button>",
        ("form", "input", "button", "example.dk"),
    ),
    ('<iframe src="https://example.dk">x</iframe>', "<iframe>", ("iframe", "example.dk")),
    ('<iframe srcdoc="<script>alert(1)</script>"></iframe>', "<iframe>", ("iframe", "alert")),
    ('<object data="https://example.dk"><p>x</p></object>', "<object>", ("object", "example.dk")),
    ('<embed src="https://example.dk">', "<embed>", ("embed", "example.dk")),
    ("<script>alert(1)</script>", "<script>", ("script", "alert")),
    ("<style>body { display: none }</style>", "<style>", ("style", "display")),
    ('<link rel="stylesheet" href="https://example.dk/x.css">', "<link>", ("link", "example.dk")),
    (
        "<svg><script>alert(1)</script><circle onload=alert(1) /></svg>",
        "<svg>, <script>, <circle>",
        ("svg", "alert", "onload"),
    ),
    ("<math><mtext><img src=x onerror=alert(1)></mtext></math>", "<math>", ("math", "alert", "onerror")),
    ('<p onclick="alert(1)">x</p>', "onclick of <p>", ("onclick", "alert")),
    ('<p style="position:fixed;inset:0">x</p>', "style of <p>", ("style", "fixed")),
    ('<a href="javascript:alert(1)">x</a>', "href of <a>", ("javascript", "alert")),
    ("[x](javascript:alert(1))", "href of <a>", ("javascript", "alert")),
    ('<a href="&#106;ava&#10;script:alert(1)">x</a>', "href of <a>", ("script", "alert")),
    ('<a href="vbscript:x">x</a>', "href of <a>", ("vbscript",)),
    ('<a href="file:///etc/x">x</a>', "href of <a>", ("file:",)),
    ('<a href="data:text/html,<b>x</b>">x</a>', "href of <a>", ("data:",)),
    ('<a href=" \tda\nta:text/html,x">x</a>', "href of <a>", ("text/html",)),
    (
        '<a href="vtf.html" target="_top" ping="https://example.dk" download>x</a>',
        "target of <a>, ping of <a>, download of <a>",
        ("target", "ping", "download"),
    ),
    ('<video src="https://example.dk" autoplay></video>', "<video>", ("video", "example.dk")),
    ('<audio src="x"></audio>', "<audio>", ("audio",)),
    ("<textarea>x</textarea>", "<textarea>", ("textarea",)),
    ("<template><p>x</p></template>", "<template>", ("template",)),
    ("<dialog open>x</dialog>", "<dialog>", ("dialog",)),
    ("<marquee>x</marquee>", "<marquee>", ("marquee",)),
    ("<bdo dir=rtl>x</bdo>", "<bdo>", ("bdo", "rtl")),
    ('<p dir="rtl">x</p>', "dir of <p>", ("rtl",)),
    (
        '<p contenteditable tabindex="1" accesskey="x">x</p>',
        "contenteditable of <p>, tabindex of <p>, accesskey of <p>",
        ("contenteditable",),
    ),
    ('<div class="badge">Sikker fremgang</div>', "class of <div>", ("badge",)),
    ('<p id="search">x</p>', "id of <p>", ("search",)),
    ("<x-y>x</x-y>", "<x-y>", ("x-y",)),
    ("<!-- husk dette -->", "<!-- -->", ("husk",)),
    ("<!--[if IE]><script>alert(1)</script><![endif]-->", "<!-- -->", ("alert",)),
    ("<plaintext>x", "<plaintext>", ("plaintext",)),
    ("<frameset><frame src=x></frameset>", "<frameset>", ("frame",)),
    ("<noscript><p title='</noscript><b onclick=alert(1)>x</b>'>", "<noscript>", ("onclick",)),
    ("<audio><source src=x onerror=alert(1)></audio>", "<audio>", ("onerror",)),
)


@pytest.mark.parametrize(("text", "message", "gone"), HARMFUL)
def test_what_a_page_may_not_hold_is_left_out_and_told_once(
    text: str, message: str, gone: tuple[str, ...]
) -> None:
    body, lines = published("# X", f"Før\n\n{text}\n\nEfter")
    assert len(lines) == 1
    assert lines[0].startswith(f"sanitise {NAME}, cell 2: {message}")
    inside = body.partition("</div>")[2]
    assert not [element for element in gone if element in inside.lower()]
    assert "Før" in body


def test_what_stands_around_it_stays() -> None:
    body, messages = published(
        '# X\n\nFør <iframe src="x">gammel</iframe> midt <script>1</script> <blink>i</blink> efter'
    )
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body)).strip() == "X Før midt i efter"
    assert messages == [f"sanitise {NAME}, cell 1: <iframe>, <script>, <blink>"]


def test_the_cell_is_told_as_its_author_counts() -> None:
    injected = code(source="quarter = 1")
    injected.metadata["tags"] = ["injected-parameters"]
    messages: list[str] = []
    page_html.body(
        executed(prose("# X"), injected, prose("<base>"), code(), prose("<form></form>\n\n<form></form>")),
        NAME,
        lambda _, detail: messages.append(detail),
    )
    assert messages == [f"{NAME}, cell 2: <base>", f"{NAME}, cell 4: <form> (2 times)"]


def test_what_markdown_makes_and_what_is_declared_stays_and_nothing_is_told() -> None:
    table = "| Navn | Tal |\n|---|--:|\n| a | 1 |"
    texts = (
        (
            "# Overskrift\n\n*let* **fed** `kode` ~~væk~~ [led](vtf.html#aar) <https://example.dk> "
            "linje  \nskift\n\n---"
        ),
        "1. et\n2. to\n\n- a\n  - b\n\n> citat",
        table,
        "```python\nx = 1\n```\n\n```\nx\n```",
        f"![Et kort]({PIXEL})",
        "Ord\n: forklaring",
        '<h2 id="egen">Egen</h2>',
        "Pris: 3 < 4 & 5 > 2",
        '<details open><summary>Mere</summary><p lang="en">x</p></details>',
        (
            '<abbr title="Hedensted">H</abbr> H<sub>2</sub>O <mark>m</mark> <ins>i</ins> '
            '<time datetime="2026-05-31">i dag</time>'
        ),
        f'<figure><img alt="Et kort" src="{PIXEL}"><figcaption>Kort</figcaption></figure>',
        '<a href="mailto:x">skriv</a> <a href="tel:112">ring</a>',
        (
            '<table><caption>T</caption><tbody><tr><th scope="row">a</th>'
            '<td colspan="2">b</td></tr></tbody></table>'
        ),
    )
    for text in texts:
        result = page_html._exporter()(executed(prose(text)), NAME)
        assert result[1] == {}, text
    body, messages = published("\n\n".join(texts))
    assert messages == []
    for kept in (
        '<a href="vtf.html#aar">led</a>',
        '<td style="text-align:right">1</td>',
        f'<img alt="Et kort" src="{PIXEL}"/>',
        '<h2 id="egen">Egen</h2>',
        "3 &lt; 4 &amp; 5 &gt; 2",
        "<summary>Mere</summary>",
        '<abbr title="Hedensted">',
        "<figcaption>Kort</figcaption>",
        '<th scope="row">',
        '<p lang="en">',
        "<del>væk</del>",
        '<a href="tel:112">',
        "<dt>Ord</dt>",
    ):
        assert kept in body


@pytest.mark.parametrize(
    "picture",
    [
        '<img alt="Et kort" src="https://example.dk/x.png">',
        '<img alt="Et kort" src="data:text/html;base64,AAAA">',
        '<img alt="Et kort" src="javascript:alert(1)">',
        '<img alt="Et kort" srcset="x.png 2x">',
        f'<img src="{PIXEL}">',
        f'<img alt="" src="{PIXEL}" onerror="alert(1)">',
    ],
)
def test_a_picture_that_not_every_reader_sees_is_still_refused(picture: str) -> None:
    with pytest.raises(Refused, match="a picture in the text that not every reader sees: <img"):
        published(f"# X\n\n{picture}")


def test_what_the_report_made_is_no_prose() -> None:
    block = '<form><input id="x"><svg onload="x"><style>p{}</style></svg></form><!-- x -->'
    messages: list[str] = []
    body = page_html.body(
        executed(prose("# X"), code({"text/html": block, MIME_TYPE: {}})),
        NAME,
        lambda _, detail: messages.append(detail),
    )
    assert block in body
    assert messages == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Prisen er \u202e0001 kr", "U+202E"),
        ("skole\u200bbørn", "U+200B"),
        ("pling \u0007", "U+0007"),
        ("pling &#8238;x", "U+202E"),
        ("pling &#x200B;x", "U+200B"),
        ("\ufeffx", "U+FEFF"),
        ("x" * 10_001, "a text of 10001 characters"),
        ("<a title='&rlm;'>x</a>", "U+200F"),
    ],
)
def test_a_text_that_cannot_be_shown_as_it_is_is_refused_with_its_cell(text: str, what: str) -> None:
    with pytest.raises(Refused) as refusal:
        published("# X", text, text)
    assert [problem.what.partition(":")[0] for problem in refusal.value.problems] == ["cell 2", "cell 3"]
    problem = refusal.value.problems[0]
    assert what in problem.what
    assert problem.where == NAME
    assert problem.allowed
    assert problem.next_step
    assert text not in str(problem)


def test_a_soft_hyphen_and_a_no_break_space_are_ordinary() -> None:
    body, messages = published("# X\n\nkommunal\u00adbestyrelse 10\u00a0pct. \U0001f600 &shy; e\u0301")
    assert "kommunal\u00adbestyrelse 10\u00a0pct." in body
    assert messages == []


def test_a_pictures_bytes_are_no_long_text() -> None:
    picture = f"data:image/gif;base64,{'R0lGODlh' * 5_000}"
    assert f'src="{picture}"' in published(f"# X\n\n![Et kort]({picture})")[0]


def test_an_invisible_character_in_what_a_cell_shows_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        page_html.body(
            executed(prose("# X"), code({"text/html": "<h2>Titel \u202e</h2>", MIME_TYPE: {}})), NAME
        )
    assert "cell 2, what it shows: the invisible character U+202E" in refusal.value.problems[0].what


def test_no_declared_element_asks_frames_or_runs() -> None:
    assert of_notebooks.ELEMENTS.isdisjoint(
        {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "button",
            "meta",
            "base",
            "link",
            "svg",
            "math",
        }
    )
    assert not [name for held in of_notebooks.ATTRIBUTES.values() for name in held if name.startswith("on")]


def test_a_picture_that_was_dragged_into_the_notebook_is_published() -> None:
    cell = prose("# X\n\n![Et kort](attachment:kort.png)")
    cell["attachments"] = {"kort.png": {"image/png": "iVBORw0KGgo="}}
    messages: list[str] = []
    assert '<img alt="Et kort" src="data:image/png;base64,iVBORw0KGgo="/>' in page_html.body(
        executed(cell), NAME, lambda _, detail: messages.append(detail)
    )
    assert messages == []


def test_a_picture_the_notebook_does_not_hold_is_refused() -> None:
    with pytest.raises(
        Refused,
        match=r"teknik\.ipynb: a picture in the text that the notebook does not hold: "
        r"missing attachment: borte\.png",
    ):
        published("# X\n\n![Et kort](attachment:borte.png)")


def test_a_run_publishes_the_page_without_it_and_tells_once(published: Project, command: CommandLine) -> None:
    forwarding = (
        '# Teknikudvalget\n\n<meta http-equiv="refresh" content="0;url=https://example.dk">'
        '<form action="x">Skriv</form>'
    )
    edit_cell(published.notebook("teknik"), 1, forwarding)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 0
    assert [line for line in outcome.err.splitlines() if "Left out" in line] == [
        "Left out of the page: notebooks/teknik.ipynb, cell 1: <meta>, <form>"
    ]
    page = (published.report(FIRST) / "teknik.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh"' not in page
    assert "<form" not in page
    assert "Skriv" in page


def test_a_number_in_an_attribute_of_prose_stops_the_run(published: Project, command: CommandLine) -> None:
    before = tree_bytes(published.reports)
    edit_cell(
        published.notebook("teknik"),
        1,
        '# Teknikudvalget\n\n<span style="--cpr:010190-1239">x</span> 020190<del>-</del>1239 &#48;30190-1239',
    )
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert [
        day
        for day in ("0101", "0201", "0301")
        if f"notebooks/teknik.ipynb: cell 1, its source: a CPR number (mulig), {day}••-••••"
        not in outcome.err
    ] == []
    assert "1239" not in outcome.err
    assert tree_bytes(published.reports) == before
