"""A published quarter is compared with its manifest and with itself made again; a copy with its manifest."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine, Outcome
from executed_notebooks import execute_at_once
from municipality import FIRST, damage, edit, edit_cell, lay_out
from places import quietly
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core import checksum
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import manifest
from sigtepunkt.execution import executor

PAGE = "reports/2026Q1/boern.html"
ANOTHER = f"{PAGE} is another when it is made again"
NOT_MADE = [
    f"reports/2026Q1/{name}.html is not made"
    for name in ("kommunalbestyrelsen", "teknik", "datakvalitet", "metode")
]
SAME_INPUTS = (
    "  made from the same inputs, and yet other bytes: it is not the same each time it is made, "
    "or it was changed after it was published"
)


def lines_of(outcome: Outcome) -> list[str]:
    """Return what was said after which publication it is about."""
    lines = outcome.out.splitlines()
    assert lines[0].startswith("2026Q1, Prøvekommune, edition 1, closed 2026-05-31, made 20")
    assert lines[1].startswith("what manifest.json says, but for times and commit, has SHA-256 ")
    assert lines[2].startswith("made at commit ")
    return lines[3:]


def rewrite(project: Project, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest as somebody with an editor would."""
    path = project.report(FIRST) / manifest.NAME
    sealed = json.loads(path.read_text(encoding="utf-8"))
    change(sealed)
    path.write_text(json.dumps(sealed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def tamper(project: Project) -> Path:
    """Write another figure on a published page."""
    path = project.report(FIRST) / "boern.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Fravær i skolen", "Intet fravær i skolen"), encoding="utf-8"
    )
    return path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages whose text does not matter."""
    monkeypatch.setattr(executor, "execute", execute_at_once)


# --- made again ---------------------------------------------------------------------------------------------


def test_a_quarter_is_identical_and_verifying_leaves_every_byte_of_the_repository(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    before = tree_bytes(home.root)
    outcome = verify()
    assert (outcome.code, lines_of(outcome)) == (
        0,
        ["2026Q1 is identical: 1 page, 9 files, rebuilt from the same inputs"],
    )
    assert tree_bytes(home.root) == before


def test_so_it_is_without_demo_data_and_where_the_data_lives_elsewhere(
    home: Project, verify: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.run(home, FIRST, only=["boern"], demo=False, progress=quietly)
    elsewhere = Path(shutil.move(home.data, tmp_path / "sikkert drev"))
    monkeypatch.setenv(SETTING, str(elsewhere))
    before = tree_bytes(tmp_path)
    assert lines_of(verify())[-1] == "2026Q1 is identical: 1 page, 9 files, rebuilt from the same inputs"
    assert tree_bytes(tmp_path) == before


def test_a_tampered_page_and_an_extra_file_are_named_with_the_block(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    tamper(home)
    (home.report(FIRST) / "ekstra").mkdir()
    (home.report(FIRST) / "ekstra" / "side.html").write_text("x", encoding="utf-8")
    outcome = verify()
    assert outcome.code == 1
    *lines, last = lines_of(outcome)
    assert lines[:3] == [
        f"{PAGE} is not as it was published",
        "reports/2026Q1/ekstra/side.html is not in the manifest",
        ANOTHER,
    ]
    assert "  differs: #skolefravaer (Intet fravær i skolen)" in lines
    assert (
        lines[-1] == "  made again it is what the manifest names: the file was changed after it was published"
    )
    assert last == "2026Q1 is not identical"


def test_a_page_tampered_with_together_with_the_manifest_is_found_by_making_it_again(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    digest = checksum.of_file(tamper(home))
    rewrite(home, lambda sealed: sealed["pages"].update({"boern.html": digest}))
    assert lines_of(verify("--quick")) == [*NOT_MADE, "2026Q1 is not as its manifest says"], (
        "the others, which were not asked for"
    )
    outcome = verify()
    assert outcome.code == 1
    assert [line for line in lines_of(outcome) if "differs" not in line] == [
        ANOTHER,
        SAME_INPUTS,
        "2026Q1 is not identical",
    ]


def test_a_changed_declaration_is_told_with_the_page_the_block_and_the_input(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    edit(home.strategy / "indicators.toml", "Elevernes fravær i procent", "Alle elevers fravær i procent")
    outcome = verify()
    assert outcome.code == 1
    assert lines_of(outcome) == [
        "strategy/indicators.toml has changed",
        "data/published/2026Q1-1.json is another when it is made again",
        ANOTHER,
        "  differs: #skolefravaer (Fravær i skolen)",
        "  made from other: indicator skolefravaer",
        "reports/2026Q1/index.html is another when it is made again",
        "  differs: #find (Find)",
        "2026Q1 is not identical",
    ]


def test_changed_raw_data_is_told_with_what_it_changes(home: Project, verify: Callable[..., Outcome]) -> None:
    damage(home, FIRST, "skole.csv", lambda content: content.replace(b";1.000;261;", b";1.000;262;"))
    lines = lines_of(verify())
    assert lines[:2] == ["data/raw/2026Q1/SHA256SUMS has changed", "data/raw/2026Q1/skole.csv has changed"]
    assert ANOTHER in lines
    assert any(line.startswith("  differs: #klubandel") for line in lines)
    assert any(line.startswith("  made from other: indicator klubandel") for line in lines)


def test_raw_data_changed_without_its_seal_cannot_be_made_again_and_that_is_said_after_the_rest(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    tamper(home)
    path = home.raw(FIRST) / "skole.csv"
    path.write_bytes(path.read_bytes() + b" ")
    outcome = verify()
    assert outcome.code == 1
    lines = lines_of(outcome)
    assert lines[:2] == [f"{PAGE} is not as it was published", "data/raw/2026Q1/skole.csv has changed"]
    assert lines[2].startswith("it cannot be made again: data/raw/2026Q1/skole.csv: ")
    assert lines[-1] == "2026Q1 cannot be made again"


def test_another_library_another_package_and_another_commit_are_named(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    rewrite(
        home,
        lambda sealed: sealed.update(
            commit="abc",
            inputs=sealed["inputs"]
            | {"package": "0", "libraries": sealed["inputs"]["libraries"] | {"pandas": "1.0"}},
        ),
    )
    outcome = verify("--quick")
    assert outcome.code == 1
    assert outcome.out.splitlines()[2] == "made at commit abc; the repository is at ukendt"
    assert lines_of(outcome) == [
        *NOT_MADE,
        "sigtepunkt itself has changed",
        f"pandas was 1.0, is {software.libraries()['pandas']}",
        "2026Q1 is not as its manifest says",
    ]


def test_a_page_that_is_never_the_same_is_told_as_such(home: Project, verify: Callable[..., Outcome]) -> None:
    edit_cell(
        home.notebook("boern"),
        4,
        "import time\n\nimport pandas as pd\n\n"
        'report.table(pd.DataFrame({"Tid": [str(time.time_ns())]}), caption="Nu")',
    )
    pipeline.run(home, FIRST, only=["boern"], progress=quietly)
    outcome = verify()
    assert outcome.code == 1
    assert lines_of(outcome) == [ANOTHER, "  differs: scroll 1 (Nu)", SAME_INPUTS, "2026Q1 is not identical"]


# --- a corrected quarter, and what lies beside it -----------------------------------------------------------


@pytest.fixture(scope="module")
def corrected_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune whose first quarter was released and corrected, pages of any text; not to be changed."""
    home = lay_out(tmp_path_factory.mktemp("corrected") / "prøvekommune")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "execute", execute_at_once)
        pipeline.run(home, FIRST, progress=quietly)
        pipeline.release_edition(home, FIRST, "Sekretariatet", quietly)
        damage(home, FIRST, "skole.csv", lambda content: content.replace(b";1.000;390;", b";1.000;290;"))
        pipeline.run(home, FIRST, reason="Talt forkert.", progress=quietly)
    return home


@pytest.fixture
def corrected(corrected_once: Project, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(corrected_once.root, tmp_path / "prøvekommune"))


def repacked(project: Project) -> None:
    """Replace a file in the package, in a zip that is whole."""
    with zipfile.ZipFile(project.package(FIRST)) as sent:
        held = {name: sent.read(name) for name in sent.namelist()}
    with zipfile.ZipFile(project.package(FIRST), "w", zipfile.ZIP_DEFLATED) as changed:
        for name, content in held.items():
            changed.writestr(name, content.replace(b"Udkast", b"Endelig"))


def rewritten(place: str, old: str, new: str) -> Callable[[Project], object]:
    """Return a change of a text in a file of the project."""
    return lambda project: (project.root / place).write_text(
        (project.root / place).read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8"
    )


TAMPERINGS: dict[str, tuple[Callable[[Project], object], str]] = {
    "a page": (
        rewritten("reports/2026Q1/boern.html", "Udkast", "Endelig"),
        "reports/2026Q1/boern.html is not as it was published",
    ),
    "a page of the earlier edition": (
        rewritten("reports/2026Q1/udgave-1/boern.html", "boern", "børn"),
        "reports/2026Q1/udgave-1/boern.html is not as it was published",
    ),
    "the earlier edition's manifest": (
        rewritten("reports/2026Q1/udgave-1/manifest.json", '"made": "20', '"made": "19'),
        "reports/2026Q1/udgave-1/manifest.json is not as it was published",
    ),
    "the package": (repacked, "reports/2026Q1.zip is not as it was published"),
    "the package cut short": (
        lambda project: project.package(FIRST).write_bytes(project.package(FIRST).read_bytes()[:-1]),
        "reports/2026Q1.zip is not as it was published",
    ),
    "the package gone": (lambda project: project.package(FIRST).unlink(), "reports/2026Q1.zip is gone"),
    "the overview": (
        rewritten("reports/index.html", "Opfølgning", "Opfoelgning"),
        "reports/index.html is not as it was published",
    ),
    "what an edition was made from": (
        rewritten("data/published/2026Q1-2.json", '"code": "', '"code": "0'),
        "data/published/2026Q1-2.json is not as it was published",
    ),
    "an edition's figure": (
        rewritten("data/published/2026Q1-2.json", '"2024/2025": 29.0', '"2024/2025": 29.1'),
        "data/published/2026Q1-2.json is not as it was published",
    ),
}


@pytest.mark.usefixtures("quick")
def test_a_corrected_quarter_that_nobody_touched_is_identical(
    corrected: Project, command: CommandLine
) -> None:
    outcome = command("verify", FIRST, "--project", corrected.root)
    assert (
        outcome.out.splitlines()[-1] == "2026Q1 is identical: 5 pages, 14 files, rebuilt from the same inputs"
    )
    assert outcome.code == 0
    quick = command("verify", FIRST, "--quick", "--project", corrected.root)
    assert (quick.code, quick.out.splitlines()[-1].partition(":")[0]) == (
        0,
        "2026Q1 is whole, and its inputs are those it was made from",
    )
    assert command("verify", "--copy", corrected.package(FIRST)).code == 0
    assert command("release", FIRST, "--by", "Sekretariatet", "--project", corrected.root).code == 0
    assert command("verify", FIRST, "--project", corrected.root).code == 0, "nor when it went to the council"


@pytest.mark.parametrize("what", TAMPERINGS)
@pytest.mark.usefixtures("quick")
def test_each_tampering_with_a_corrected_quarter_is_named(
    corrected: Project, command: CommandLine, what: str
) -> None:
    tampered, said = TAMPERINGS[what]
    before = tree_bytes(corrected.root)
    tampered(corrected)
    assert tree_bytes(corrected.root) != before
    quick = command("verify", FIRST, "--quick", "--project", corrected.root)
    assert (quick.code, quick.out.splitlines()[3:]) == (1, [said, "2026Q1 is not as its manifest says"])
    status = command("status", FIRST, "--project", corrected.root)
    assert (status.code, status.out.splitlines()[0]) == (1, said)
    outcome = command("verify", FIRST, "--project", corrected.root)
    assert outcome.code == 1
    assert outcome.out.splitlines()[-1] == "2026Q1 is not identical"
    assert said.split()[0] in outcome.out


@pytest.mark.parametrize(
    "what", ["a page", "the package", "the package cut short", "the package gone", "the overview"]
)
@pytest.mark.usefixtures("quick")
def test_a_run_puts_right_what_somebody_tampered_with(
    corrected: Project, command: CommandLine, what: str
) -> None:
    before = tree_bytes(corrected.reports)
    TAMPERINGS[what][0](corrected)
    assert command("run", FIRST, "--project", corrected.root).code == 0
    after = tree_bytes(corrected.reports)
    assert {name for name in after.keys() | before.keys() if after.get(name) != before.get(name)} <= {
        "2026Q1/manifest.json"
    }, "and its clock time"


def test_pages_that_are_missing_after_one_was_asked_for_are_made_by_the_next_run(
    home: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "execute", execute_at_once)
    status = command("status", FIRST, "--project", home.root)
    assert (status.code, status.out.splitlines()[:4]) == (1, NOT_MADE)
    assert (
        command("run", FIRST, "--project", home.root).out == "Published 2026Q1: reports/2026Q1/index.html\n"
    )
    assert command("status", FIRST, "--project", home.root).code == 0
