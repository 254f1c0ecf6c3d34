"""What is said of each indicator is worked out anew from the raw files, sharing no code with the package.

The pages rest on computed states. `tests/support/recomputed` reads `data/raw` and `strategy` itself, and was
written from the rules before the package was read. Where the rules leave a choice (which windows share no
month, what a school year across the strategy's first day is), it was then settled as the package settles it.
"""

from __future__ import annotations

import ast
import json
import shutil
import sys
from pathlib import Path

import pytest
from places import REPOSITORY
from recomputed.quarter import effects, recompute
from recomputed.stored import ANSWERS, Compared, compare, stored

QUARTERS = ("2026Q1", "2026Q2")
FEWEST = 200  # answers that carry a figure
# Some of their counts are suppressed, and suppression is another matter: tests/end_to_end/disclosure.
SUPPRESSED = frozenset({"unge-med-plan", "unge-uden-plan"})
LIBRARIES = {"numpy", "pandas", "scipy"}


def compared(raw: Path, processed: Path, *quarters: str) -> Compared:
    """Return what is recomputed from one project's raw files beside what is stored in another."""
    result = Compared()
    for quarter in quarters:
        mine = recompute(raw, quarter, unless=SUPPRESSED)
        compare(mine, stored(processed, quarter, unless=SUPPRESSED), result, quarter)
    return result


def test_every_answer_that_is_stored_is_what_follows_from_the_raw_files(processed: Path) -> None:
    result = compared(processed, processed, *QUARTERS)
    for difference in result.differences:
        print(difference)  # noqa: T201 - pytest shows it where the test fails
    print(dict(result.compared), dict(result.with_figures))  # noqa: T201
    assert [(each.indicator, each.answer) for each in result.differences] == []
    assert sum(result.with_figures.values()) >= FEWEST
    assert all(result.with_figures[answer] for answer in ANSWERS)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_verdict_on_an_action_is_what_follows_from_the_raw_files(processed: Path, quarter: str) -> None:
    checks = processed / "data" / "processed" / quarter / "checks.json"
    stored_states = json.loads(checks.read_text(encoding="utf-8"))["actions"]
    judged = {state["action"]: state for state in stored_states if not state["reason"]}
    mine = effects(processed, quarter)
    assert set(mine) == set(judged)
    assert mine
    for name, effect in mine.items():
        for key, value in effect.items():
            expected = value if isinstance(value, str) else pytest.approx(value, rel=1e-6, abs=1e-9)
            assert judged[name][key] == expected, (name, key)


@pytest.mark.parametrize(
    ("file", "before", "after", "found"),
    [
        pytest.param(
            "stil-trivsel.csv",
            "Hedensted;2024/2025;3,56",
            "Hedensted;2024/2025;3,57",
            {("elevtrivsel", answer) for answer in ANSWERS if answer != "comparison"},
            id="the newest figure",
        ),
        pytest.param(
            "stil-trivsel.csv",
            "Hedensted;2016/2017;3,76",
            "Hedensted;2016/2017;3,77",
            {("elevtrivsel", "change"), ("elevtrivsel", "trend"), ("elevtrivsel", "development")},
            id="an old figure",
        ),
        pytest.param(
            "stil-trivsel.csv",
            "Horsens;2024/2025;3,58",
            "Horsens;2024/2025;3,59",
            {("elevtrivsel", answer) for answer in ("development", "level", "comparison")},
            id="a neighbour's figure",
        ),
        pytest.param(
            "jobindsats-y25i01.json",
            '["Hedensted", "2026M07", 451, 1.8,',
            '["Hedensted", "2026M07", 451, 1.9,',
            {("ledighed", answer) for answer in ("fact", "change", "development", "level")},
            id="a month",
        ),
    ],
)
def test_a_wrong_figure_would_be_found(
    processed: Path, tmp_path: Path, file: str, before: str, after: str, found: set[tuple[str, str]]
) -> None:
    """What was stored rests on the true figures; what follows from one other figure differs."""
    for folder in ("strategy", "data/raw"):
        shutil.copytree(processed / folder, tmp_path / folder)
    raw = tmp_path / "data" / "raw" / QUARTERS[-1] / file
    text = raw.read_text(encoding="utf-8")
    assert text.count(before) == 1
    raw.write_text(text.replace(before, after), encoding="utf-8")
    result = compared(tmp_path, processed, QUARTERS[-1])
    assert {(each.indicator, each.answer) for each in result.differences} == found


def test_the_recomputation_shares_no_code_with_the_package() -> None:
    """Else both could be wrong alike."""
    names = set()
    support = REPOSITORY / "tests" / "support"
    for path in (*support.glob("recomputed/*.py"), *support.glob("printed/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path.name} imports relatively"
                names.add(str(node.module))
    libraries = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert libraries <= LIBRARIES | {"recomputed", "printed"}
