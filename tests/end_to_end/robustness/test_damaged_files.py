"""Damaged raw files, sealed as if received so, are shown, withheld with a reason, or refused with a message.

SIGTEPUNKT_FUZZ is the number of damaged files tried (`make nightly`: 2,000).
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from command_line import CommandLine
from html_pages import read_page
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from municipality import FIRST, LAST, edit, lay_out, reseal
from places import quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.protected_vintages import suppress
from sigtepunkt.signals import Judge
from sigtepunkt.strategy import load_definitions

FUZZ = int(os.environ.get("SIGTEPUNKT_FUZZ", "50"))
FILES = ("folketal.csv", "skole.csv", "ledige.json", "fremskrivning.csv", "nyttehaver.csv")
CELLS = (
    "",
    "..",
    "-1",
    "-5012",
    "0",
    "1e9",
    "999999999999",
    "nan",
    "inf",
    "NaN",
    "1.234,5",
    "12,",
    "2026K9",
    "2027K1",
    "990",
    "999",
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "{{ 7 * 7 }}",
    "æøå",
    "\u202e",
    "x" * 300,
    "None",
    "true",
    "2026M13",
    "0000/0001",
)
Mutation = Callable[[bytes], bytes]


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


@st.composite
def mutations(draw: st.DrawFn) -> Mutation:
    """Draw a way to damage a file: a cell, a line, a byte, its length."""
    kind = draw(st.sampled_from(["cell", "cell", "cell", "cell", "double", "drop", "swap", "byte", "cut"]))
    index, other = draw(st.integers(1, 10_000)), draw(st.integers(0, 10_000))
    cell = draw(st.sampled_from(CELLS))

    def change(content: bytes) -> bytes:
        if content.lstrip().startswith(b"{"):
            return _json(content, kind, index, other, cell)
        lines = _lines(content)
        at = 1 + index % (len(lines) - 1)
        if kind == "cell":
            cells = lines[at].rstrip(b"\r\n").split(b";")
            cells[other % len(cells)] = cell.encode(
                "cp1252" if b"\xef\xbb\xbf" not in content else "utf-8", "replace"
            )
            lines[at] = b";".join(cells) + b"\r\n"
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "drop":
            del lines[at]
        elif kind == "swap":
            lines[at], lines[-1] = lines[-1], lines[at]
        else:
            return _bytes(content, kind, index, other)
        return b"".join(lines)

    return change


def _json(content: bytes, kind: str, index: int, other: int, cell: str) -> bytes:
    import json

    table = json.loads(content)
    row = table["rows"][index % len(table["rows"])]
    if kind == "cell":
        row[other % len(row)] = cell if other % 3 else -1.5
    elif kind == "double":
        table["rows"].append(list(row))
    elif kind == "drop":
        table["rows"].remove(row)
    elif kind == "swap":
        table["columns"].reverse()
    else:
        return _bytes(content, kind, index, other)
    return json.dumps(table, ensure_ascii=False).encode()


def _bytes(content: bytes, kind: str, index: int, other: int) -> bytes:
    at = index % len(content)
    return content[:at] if kind == "cut" else content[:at] + bytes([other % 256]) + content[at + 1 :]


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune without core indicators, processed once."""
    project = lay_out(tmp_path_factory.mktemp("kommune"))
    edit(project.strategy / "indicators.toml", "core = true\n", "")
    pipeline.process(project, FIRST, progress=quietly)
    return project


def test_a_damaged_file_is_shown_withheld_or_refused_with_a_message(damaged: Project) -> None:
    fared: Counter[str] = Counter()
    judge = Judge()  # what a damage does not touch is judged once
    tried: set[str] = set()

    @settings(max_examples=FUZZ, deadline=None, suppress_health_check=list(HealthCheck))
    @given(name=st.sampled_from(FILES), mutation=mutations())
    def hold(name: str, mutation: Mutation) -> None:
        path = damaged.raw(FIRST) / name
        sound = path.read_bytes()
        try:
            path.write_bytes(mutation(sound))
            reseal(path.parent)
            outcome = _outcome(damaged, judge)
        finally:
            path.write_bytes(sound)
            reseal(path.parent)
        fared[outcome] += 1
        tried.add(name)
        assert outcome in {"shown", "withheld", "refused"}

    hold()
    assert sum(fared.values()) >= FUZZ
    assert tried == {*FILES}
    read = fared["shown"] + fared["withheld"]
    assert read >= 0.3 * sum(fared.values()), f"too few can be read: {fared}"


def _outcome(project: Project, judge: Judge) -> str:
    """Return what becomes of the project's damaged file, from reading to signals."""
    definitions = load_definitions(project)
    try:
        received = pipeline.accepted(project, definitions, FIRST, quietly)
        now = suppress(definitions, [received.observations], {}).vintages[-1]
        states = judge(definitions, now, str(FIRST))
    except Refused as error:
        explained = all(problem.what and problem.where for problem in error.problems)
        return "refused" if explained else "refused without a reason"
    assert np.isfinite(now.loc[now["status"] == "shown", "value"].to_numpy(dtype=float)).all()
    for state in states:
        numbers = [
            number
            for point in state.points
            for number in (point.value, point.lower, point.upper, point.fitted, point.mean)
            if number is not None
        ]
        assert np.isfinite(numbers).all()
    assert all(figure.reason for figure in received.withheld)
    return "withheld" if received.withheld else "shown"


# --- end to end ---------------------------------------------------------------------------------------------

END_TO_END = max(3, FUZZ // 100)
NO_NUMBER = re.compile(r"\b(?:nan|NaN|NaT|None|inf|Infinity)\b")


def test_damaged_files_end_as_pages_with_numbers_or_with_a_message(
    published_once: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the command: pages of the quarter, or exit code 1; the quarter before is never touched."""
    project = Project(shutil.copytree(published_once.root, tmp_path / "kommune"))
    edit(project.strategy / "indicators.toml", "core = true\n", "")
    command, earlier = CommandLine(capsys), tree_bytes(project.report(FIRST))
    codes: Counter[int] = Counter()
    names = cycle(FILES)

    @settings(
        max_examples=END_TO_END,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(mutation=mutations())
    def hold(mutation: Mutation) -> None:
        path = project.raw(LAST) / next(names)
        sound, before = path.read_bytes(), tree_bytes(project.reports)
        try:
            path.write_bytes(mutation(sound))
            reseal(path.parent)
            outcome = command("run", LAST, "--project", project.root)
        finally:
            path.write_bytes(sound)
            reseal(path.parent)
        codes[outcome.code] += 1
        assert "Traceback" not in outcome.said
        assert "unforeseen" not in outcome.said
        assert tree_bytes(project.report(FIRST)) == earlier
        if outcome.code == 0:
            pages = project.report(LAST).glob("*.html")
            assert [text for page in pages for text in NO_NUMBER.findall(read_page(page).text)] == []
        else:
            assert outcome.code == 1
            assert "Refused. Nothing in reports/ was changed." in outcome.err
            assert tree_bytes(project.reports) == before

    hold()
    assert sum(codes.values()) >= END_TO_END
    assert codes[0], "at least one was published"
