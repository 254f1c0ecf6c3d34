"""The statement of accessibility counts what is on the pages, and notices whatever lacks something."""

from __future__ import annotations

import pytest
from example_states import example_state
from hypothesis import given
from hypothesis import strategies as st

from sigtepunkt.charts import picture, series
from sigtepunkt.publication.accessibility import Counts, count

TABLE = "<table><caption>Tal</caption><tbody><tr><td>1</td></tr></tbody></table>"
PIECES = (
    "<html lang='da'>",
    "<html lang=en>",
    "<h1>",
    "</h1>",
    "<table>",
    "</table>",
    "<caption>",
    "</caption>",
    "<div class='wide'>",
    "<div class='narrow'>",
    "</div>",
    "<svg role='img'>",
    "<svg>",
    "</svg>",
    "<desc>",
    "</desc>",
    "<desc/>",
    "tekst",
    " ",
    "<",
    "<!",
    "<![",
    "<![if x",
    "<!--",
    "-->",
    "</",
    "&#",
    "&lt;",
    "<script>",
    "</script>",
    "<?",
    "'",
    '"',
    ">",
    "=",
    "\n",
    "æ",
)


def chart(
    wide: str = "<desc>Tallet er faldet.</desc>", narrow: str = "<desc>Tallet er faldet.</desc>"
) -> str:
    """Return a chart as a block draws it: once for each width of screen."""
    return (
        f'<figure><div class="wide"><svg role="img"><title>Tal</title>{wide}<g><path d="M0 0"/></g></svg>'
        f'</div><div class="narrow"><svg role="img"><title>Tal</title>{narrow}</svg></div></figure>'
    )


def page(content: str = "", *, language: str = "da", heading: str = "<h1>Side</h1>") -> str:
    """Return a page with this on it."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><title>Side</title></head>'
        f"<body><main>{heading}{content}</main></body></html>"
    )


def test_a_chart_drawn_for_two_widths_is_counted_once() -> None:
    assert count([page(chart() + TABLE + chart())]) == Counts(
        1, charts=2, charts_described=2, tables=1, tables_captioned=1, pages_headed=1, pages_danish=1
    )


def test_the_charts_of_the_project_are_told() -> None:
    drawn = picture(
        series(example_state(), counted="end", unit="%", decimals=1),
        name="x",
        title="Ledighed",
        alt="Ledigheden er faldet.",
    )
    counts = count([page(f'<div class="wide">{drawn.wide}</div><div class="narrow">{drawn.narrow}</div>')])
    assert (counts.charts, counts.charts_described, counts.complete) == (1, 1, True)


@pytest.mark.parametrize(
    "desc", ["", "<desc></desc>", "<desc/>", "<desc> \n </desc>", "<metadata>Tallet er faldet.</metadata>"]
)
def test_a_chart_that_says_nothing_is_lacking(desc: str) -> None:
    for content in (chart(wide=desc), chart(wide=desc) + chart(), chart() + chart(wide=desc)):
        counts = count([page(content)])
        assert counts.charts - counts.charts_described == 1
        assert not counts.complete


def test_what_the_narrow_chart_says_is_not_said_by_the_wide_one() -> None:
    assert count([page(chart(wide=""))]).charts_described == 0


def test_two_texts_of_one_chart_do_not_make_up_for_another_without() -> None:
    told_twice = "<desc>Tallet er faldet.</desc><g><desc>Og det er mere end tilfældigt.</desc></g>"
    counts = count([page(chart(wide=told_twice) + chart(wide=""))])
    assert (counts.charts, counts.charts_described, counts.complete) == (2, 1, False)


def test_pictures_that_are_no_charts_are_not_counted() -> None:
    spark = '<svg class="spark" aria-hidden="true"><path d="M0 0"/></svg>'
    mark = '<svg class="mark" role="img"><title>Forbedring</title></svg>'
    assert count([page(f"{spark}<p>{mark} Forbedring</p>")]) == count([page()])
    assert count([page(f'<div class="wide">{spark}<svg><desc>Pynt.</desc></svg></div>')]) == count([page()])


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "<caption></caption>",
        "<caption> <span> </span>\n</caption>",
        "<thead><tr><th>Tal</th></tr></thead>",
    ],
)
def test_a_table_without_a_name_is_lacking(caption: str) -> None:
    nameless = f"<table>{caption}<tr><td>1</td></tr></table>"
    for content in (nameless, nameless + TABLE, TABLE + nameless):
        counts = count([page(content)])
        assert counts.tables - counts.tables_captioned == 1
        assert not counts.complete


def test_a_name_may_stand_in_an_element_within_the_caption() -> None:
    counts = count([page('<table><caption><span class="sr">Tal for <b>2026</b></span></caption></table>')])
    assert (counts.tables, counts.tables_captioned) == (1, 1)


def test_a_caption_beside_its_table_names_none() -> None:
    assert (
        count([page("<caption>Tal</caption><table></table><caption>Tal</caption></table>")]).tables_captioned
        == 0
    )


@pytest.mark.parametrize("heading", ["", "<h2>Side</h2>", "<h1>Side</h1><h1>Og en til</h1>"])
def test_a_page_has_one_main_heading(heading: str) -> None:
    counts = count([page(), page(heading=heading)])
    assert (counts.pages, counts.pages_headed, counts.pages_danish, counts.complete) == (2, 1, 2, False)


@pytest.mark.parametrize(
    "other",
    [
        page(language="en"),
        page(language=""),
        page().replace(' lang="da"', ""),
        page().replace(' lang="da"', " lang"),
        "",
    ],
)
def test_a_page_that_does_not_say_that_it_is_danish_is_lacking(other: str) -> None:
    counts = count([page(), other])
    assert (counts.pages, counts.pages_danish, counts.complete) == (2, 1, False)


def test_each_page_is_counted_for_itself() -> None:
    """What one page leaves open says nothing of the next."""
    open_ended = page() + '<div class="wide"><svg role="img"><desc>'
    assert count([open_ended, page("tekst")]) == Counts(2, charts=1, pages_headed=2, pages_danish=2)
    assert count(iter([page(TABLE), page(TABLE)])).tables_captioned == 2


def test_where_nothing_is_there_nothing_is_lacking() -> None:
    assert count([]) == Counts()
    assert Counts().complete
    assert count([page()]).complete


@pytest.mark.parametrize(
    "lacking",
    [
        Counts(2, charts=1, pages_headed=2, pages_danish=2),
        Counts(2, tables=3, tables_captioned=2, pages_headed=2, pages_danish=2),
        Counts(2, pages_headed=1, pages_danish=2),
        Counts(2, pages_headed=2, pages_danish=1),
        Counts(2, pages_headed=1, pages_danish=1),
    ],
)
def test_one_thing_that_is_lacking_is_enough(lacking: Counts) -> None:
    assert not lacking.complete


@given(st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join), max_size=3))
def test_whatever_stands_on_a_page_it_can_be_counted_and_no_more_is_in_order_than_is_there(
    pages: list[str],
) -> None:
    counts = count(pages)
    assert counts.pages == len(pages)
    assert 0 <= counts.charts_described <= counts.charts
    assert 0 <= counts.tables_captioned <= counts.tables
    assert 0 <= counts.pages_headed <= counts.pages
    assert 0 <= counts.pages_danish <= counts.pages
