"""Whatever a file or a person wrote is shown as text, never run."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import pytest
from jinja2 import UndefinedError, meta

from sigtepunkt.report import templating
from sigtepunkt.report.templating import BLOCKS, FOLDER, plain_page, render, stylesheet

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> & æøå'


ITEM = {"kind": "high", "href": "#x", "title": HOSTILE, "text": HOSTILE}
MARK = {"kind": "high", "text": HOSTILE}
PICTURE = {"wide": "", "narrow": ""}
CHART = {"picture": PICTURE, "caption": HOSTILE, "columns": [HOSTILE], "table": [[HOSTILE]], "csv": "data:,"}
ACTION = {
    "id": "a",
    "demo": True,
    "href": "#x",
    "cannot": True,
    "history": [HOSTILE],
    "chart": CHART,
    **dict.fromkeys(
        (
            "title",
            "status",
            "story",
            "finding",
            "verdict",
            "aim_label",
            "aim",
            "published",
            "expectation",
            "evaluation",
        ),
        HOSTILE,
    ),
    **dict.fromkeys(("owner", "source"), HOSTILE),
}
MATTER = {
    "id": "m",
    "demo": True,
    "late": True,
    "moved": True,
    "href": "#x",
    "answer": {"date": HOSTILE, "by": HOSTILE, "text": HOSTILE},
    "figures": [{"demo": True, "href": "#x", "text": HOSTILE}],
    **dict.fromkeys(("decision", "owner", "deadline", "meeting", "date", "age", "area", "due"), HOSTILE),
}


@pytest.mark.parametrize(
    ("template", "context"),
    [
        ("table", {"caption": HOSTILE, "columns": [HOSTILE], "numeric": [], "rows": [[HOSTILE]]}),
        ("listing", {"id": "x", "title": HOSTILE, "intro": HOSTILE, "empty": "", "items": [ITEM]}),
        ("listing", {"id": "x", "title": HOSTILE, "intro": "", "empty": HOSTILE, "items": []}),
        (
            "matrix",
            {
                "count": HOSTILE,
                "aims": [HOSTILE],
                "rows": [
                    {
                        "committee": HOSTILE,
                        "href": "x.html",
                        "cells": [
                            [
                                {
                                    "name": HOSTILE,
                                    "href": "x.html#y",
                                    "kind": "high",
                                    "figure": HOSTILE,
                                    "text": HOSTILE,
                                }
                            ]
                        ],
                    }
                ],
            },
        ),
        (
            "provenance",
            {
                "note": HOSTILE,
                "count": HOSTILE,
                "sources": [
                    dict.fromkeys(
                        ("publisher", "table", "title", "licence", "retrieved", "via", "file", "digest"),
                        HOSTILE,
                    )
                    | {"reconstructed": True, "demo": True, "missing": False}
                ],
            },
        ),
        (
            "focus_area",
            {
                "id": "x",
                "name": HOSTILE,
                "title": HOSTILE + ".",
                "aim": HOSTILE,
                "judged": HOSTILE,
                "lead": ITEM,
                "actions": [ACTION],
                "rows": [
                    {
                        "id": "y",
                        "title": HOSTILE,
                        "demo": True,
                        "proxy": True,
                        "context": True,
                        "value": HOSTILE,
                        "period": HOSTILE,
                        "spark": "",
                        "since": HOSTILE,
                        "marks": [MARK],
                        "state": HOSTILE,
                    }
                ],
                "gaps": [dict.fromkeys(("title", "why", "owner", "needed", "since"), HOSTILE)],
            },
        ),
        (
            "tiles",
            {
                "tiles": [
                    dict.fromkeys(("title", "number", "unit", "period", "since", "beside"), HOSTILE)
                    | {"href": "#x", "mark": MARK}
                ],
                "marked": HOSTILE,
                "page": "",
            },
        ),
        ("aims", {"title": HOSTILE, "aims": [{"title": HOSTILE, "items": [ITEM], "rest": HOSTILE}]}),
        (
            "key_figures",
            {
                "neighbours": HOSTILE,
                "method": HOSTILE,
                "rows": [
                    dict.fromkeys(
                        ("title", "where", "now", "unit", "period", "since", "start", "nation", "neighbours"),
                        HOSTILE,
                    )
                    | {"href": "#x", "spark": "", "marks": [MARK]}
                ],
            },
        ),
        (
            "missing",
            {
                "late": [ITEM],
                "committees": [
                    {
                        "name": HOSTILE,
                        "text": HOSTILE,
                        "areas": [{"name": HOSTILE, "href": "#x", "text": HOSTILE}],
                    }
                ],
            },
        ),
        ("summary", {"items": [ITEM], "footing": HOSTILE}),
        ("open_decisions", {"matters": [MATTER], "closed": HOSTILE, "memo": "m.html"}),
        ("answered_decisions", {"matters": [MATTER], "no_cause": HOSTILE}),
        (
            "actions",
            {
                "text": HOSTILE,
                "decisions": HOSTILE,
                "memo": "m.html",
                "columns": [HOSTILE],
                "rows": [
                    {
                        "href": "x.html",
                        "name": HOSTILE,
                        "count": "1",
                        "cells": [HOSTILE],
                        "actions": [{"href": "#a", "title": HOSTILE, "demo": True, "text": HOSTILE}],
                    }
                ],
                "count": "1",
                "total": ["1"],
                "demo": 1,
                "demo_text": HOSTILE,
            },
        ),
        (
            "memo",
            {
                "closed": HOSTILE,
                "committees": [
                    {"id": "x", "title": HOSTILE, "caption": HOSTILE, "page": "x", "matters": [MATTER]}
                ],
            },
        ),
    ],
    ids=[
        "table",
        "listing",
        "empty-listing",
        "matrix",
        "provenance",
        "focus_area",
        "tiles",
        "aims",
        "key_figures",
        "missing",
        "summary",
        "open decisions",
        "answered decisions",
        "actions",
        "memo",
    ],
)
def test_hostile_text_is_shown_and_not_run(template: str, context: dict[str, object]) -> None:
    html = render(template, **context)
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&amp; æøå" in html


def test_a_name_the_template_needs_and_lacks_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        render("heading", quarter_label="2. kvartal 2026")


def test_the_stylesheet_asks_nobody_for_anything() -> None:
    style = stylesheet()
    assert "url(" not in style
    assert "@import" not in style
    assert "@font-face" not in style


def test_a_page_carries_a_policy_that_knows_its_stylesheet_to_the_byte() -> None:
    html = plain_page(HOSTILE, HOSTILE, "")
    policy = unescape(re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)[0])
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert html.index("Content-Security-Policy") < html.index("<title>"), (
        "nothing a person wrote comes before it"
    )
    assert "\r" not in style


def test_no_template_styles_an_element_by_itself() -> None:
    assert [path.name for path in FOLDER.rglob("*.j2") if "style=" in path.read_text(encoding="utf-8")] == []


def test_no_template_asks_the_network_for_anything() -> None:
    for path in FOLDER.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text, path.name
        assert "https:" not in text, path.name
        assert text.replace("<script>{{ script() | safe }}</script>", "").count("<script") == 0, path.name


def test_pages_call_themselves_what_the_identity_says_and_nothing_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    templating.name.cache_clear()
    monkeypatch.setattr(templating, "stylesheet", lambda: ':root { --name: "Kursen & Co"; }')
    assert "Kursen &amp; Co" in templating.plain_page("x", "Prøvekommune", "")
    templating.name.cache_clear()
    monkeypatch.setattr(templating, "stylesheet", lambda: ":root {}")
    with pytest.raises(ValueError, match="declares no --name"):
        templating.name()
    templating.name.cache_clear()


def test_blocks_refer_to_templates_of_their_own_folder_alone() -> None:
    """It is compiled before kernels are forked; what lies elsewhere each kernel would compile anew."""
    names = {path.name for path in BLOCKS.glob("*.j2")}
    referred = set()
    for name in names:
        syntax = templating._environment().parse((BLOCKS / name).read_text(encoding="utf-8"))
        referred |= set(meta.find_referenced_templates(syntax))
    assert referred
    assert referred <= names
