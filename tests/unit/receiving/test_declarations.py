"""Declarations are put into a file of tables, and nothing else in it is changed."""

from __future__ import annotations

import tomllib
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import REPOSITORY

from sigtepunkt.core.errors import Refused
from sigtepunkt.receiving.declarations import with_keys, with_whole_table, written

SHIPPED = (REPOSITORY / "strategy" / "sources.toml").read_text(encoding="utf-8")
TEXT = """\
# Who said what.

[a]
title = "A"  # as pages name it
notes = [
    "en",
    "to # ikke en kommentar",
]

# --- Section ---

[b]
title = 'B'
"""
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")), max_size=20
).map(lambda text: unicodedata.normalize("NFC", text))
values = st.one_of(texts, st.booleans(), st.integers(-99, 99), st.lists(texts, max_size=3))
tables = st.dictionaries(
    texts.filter(bool), st.one_of(values, st.dictionaries(texts.filter(bool), values, max_size=3)), max_size=4
)


def test_a_key_stands_after_the_others_of_its_table_and_before_what_is_said_of_the_next() -> None:
    changed = with_keys(TEXT, "a", {"decimal": ",", "dialect": {"header_row": 3}}, "x.toml")
    assert changed == TEXT.replace("]\n\n# ---", ']\ndecimal = ","\n\n[a.dialect]\nheader_row = 3\n\n# ---')


def test_a_changed_value_stands_where_the_old_one_stood_with_its_comment() -> None:
    changed = with_keys(TEXT, "a", {"title": "Å"}, "x.toml")
    assert changed == TEXT.replace('"A"', '"Å"')


def test_a_new_table_stands_at_the_end() -> None:
    assert with_keys(TEXT, "c", {"x": [1, 2]}, "x.toml") == f"{TEXT}\n[c]\nx = [1, 2]\n"
    assert with_keys("", "c", {"x": True}, "x.toml") == "[c]\nx = true\n"


def test_lines_end_as_before() -> None:
    changed = with_keys(TEXT.replace("\n", "\r\n"), "b", {"x": 1}, "x.toml")
    assert changed == with_keys(TEXT, "b", {"x": 1}, "x.toml").replace("\n", "\r\n")


@pytest.mark.parametrize("text", ["a.title = 'A'\n", "a = { title = 'A' }\n"])
def test_a_table_written_in_another_way_is_refused_with_the_lines_to_write(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        with_keys(text, "a", {"decimal": ","}, "x.toml")
    (problem,) = refusal.value.problems
    assert problem.where == "x.toml"


@given(key=st.sampled_from(sorted(tomllib.loads(SHIPPED))), keys=tables)
def test_whatever_is_put_into_the_shipped_sources_is_read_back_and_every_line_is_kept(
    key: str, keys: dict[str, Any]
) -> None:
    before = tomllib.loads(SHIPPED)
    keys = {name: value for name, value in keys.items() if name not in before[key]}
    changed = with_keys(SHIPPED, key, keys, "sources.toml")
    assert tomllib.loads(changed) == before | {key: before[key] | keys}
    lines = iter(changed.splitlines())
    assert all(line in lines for line in SHIPPED.splitlines()), "the old lines, in their order"


@given(keys=tables)
def test_a_new_table_says_what_was_asked_for(keys: dict[str, Any]) -> None:
    assert tomllib.loads("\n".join(written("ny kilde", keys))) == {"ny kilde": keys}


def test_a_whole_table_replaces_the_old_one_and_leaves_the_rest() -> None:
    changed = with_whole_table(TEXT, "a", {"source": "x"}, "x.toml")
    assert tomllib.loads(changed) == {"a": {"source": "x"}, "b": {"title": "B"}}
    assert "# --- Section ---" in changed
    assert "# Who said what." in changed
