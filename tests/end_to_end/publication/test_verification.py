"""A published quarter is compared with its manifest and with itself made again; a copy with its manifest."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
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
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import SETTING, Project
from sigtepunkt.core.storage import software
from sigtepunkt.editions import manifest
from sigtepunkt.execution import executor
from sigtepunkt.publication.verification import comparison, published_quarter, rebuild, sent_zip

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


@pytest.fixture(scope="module")
def one_page_published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Prøvekommune with one page of 2026Q1 published; not to be changed."""
    home = lay_out(tmp_path_factory.mktemp("verified") / "prøvekommune")
    pipeline.run(home, FIRST, only=["boern"], progress=quietly)
    return home


@pytest.fixture
def home(one_page_published: Project, tmp_path: Path) -> Project:
    """A copy of it, to be changed at will."""
    return Project(shutil.copytree(one_page_published.root, tmp_path / "prøvekommune"))


@pytest.fixture
def verify(home: Project, command: CommandLine) -> Callable[..., Outcome]:
    """Verify the quarter by the command."""
    return lambda *words: command("verify", FIRST, "--project", home.root, *words)


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


# --- what need not be made again to be known ----------------------------------------------------------------


@pytest.fixture
def rebuilt(one_page_published: Project) -> dict[str, bytes]:
    """Everything that was published, as if made again."""
    return rebuild.written_files(one_page_published, FIRST)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "reports/index.html",
            b"andet",
            [
                "reports/index.html is another when it is made again",
                "  differs: the page's frame",
                SAME_INPUTS,
            ],
        ),
        (
            "data/published/2026Q1-1.json",
            b"{}",
            ["data/published/2026Q1-1.json is another when it is made again", SAME_INPUTS],
        ),
        ("reports/index.html", None, ["reports/index.html is missing"]),
        ("data/published/2026Q1-1.json", None, ["data/published/2026Q1-1.json is missing"]),
        (PAGE, None, []),  # told before: it is in the manifest
    ],
)
def test_the_overview_and_what_is_kept_are_compared_too(
    rebuilt: dict[str, bytes], name: str, content: bytes | None, said: list[str]
) -> None:
    published = {key: part for key, part in rebuilt.items() if key != name} | (
        {} if content is None else {name: content}
    )
    sealed = manifest.parse(rebuilt["reports/2026Q1/manifest.json"])
    assert sealed is not None
    differences = comparison.compared("reports/2026Q1", sealed, published, rebuilt)
    assert [line for line in differences if "only as" not in line] == said


def test_a_file_that_would_be_no_more_is_told(rebuilt: dict[str, bytes]) -> None:
    sealed = manifest.parse(rebuilt["reports/2026Q1/manifest.json"])
    assert sealed is not None
    left = {
        name: content
        for name, content in rebuilt.items()
        if name not in {PAGE, "data/published/2026Q1-1.json"}
    }
    differences = comparison.compared("reports/2026Q1", sealed, rebuilt, left)
    assert differences == [
        "data/published/2026Q1-1.json would not be made now",
        f"{PAGE} would not be made now",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda sealed: sealed.update(closed="2026-06-30"),
            "reports/2026Q1/manifest.json says something else of: closed",
        ),
        (
            lambda sealed: sealed["made_from"]["boern.html"]["facts"].update(outline="0"),
            "reports/2026Q1/manifest.json says that boern.html was made from other inputs: outline",
        ),
        (
            lambda sealed: sealed["made_from"].update({"boern.html": 3}),
            (
                "reports/2026Q1/manifest.json says that boern.html was made from other inputs: "
                "its notebook, sigtepunkt itself"
            ),
        ),
    ],
)
def test_a_manifest_that_says_something_else_is_told(
    rebuilt: dict[str, bytes], change: Callable[[Any], object], said: str
) -> None:
    sealed = manifest.parse(rebuilt["reports/2026Q1/manifest.json"])
    assert sealed is not None
    change(sealed)
    differences = comparison.compared("reports/2026Q1", sealed, rebuilt, rebuilt)
    assert len(differences) == 1
    assert differences[0].startswith(said)


def test_a_quarter_that_is_not_published_is_wrong_use_and_a_lost_manifest_is_refused(
    home: Project, verify: Callable[..., Outcome]
) -> None:
    (home.report(FIRST) / manifest.NAME).write_text("[" * 100_000, encoding="utf-8")
    outcome = verify("--quick")
    assert (outcome.code, outcome.out) == (1, "")
    assert "reports/2026Q1/manifest.json: the manifest cannot be read" in outcome.err
    (home.report(FIRST) / manifest.NAME).unlink()
    assert "the manifest is missing" in verify().err
    shutil.rmtree(home.report(FIRST))
    outcome = verify()
    assert (outcome.code, outcome.out) == (2, "")
    assert "2026Q1 is not published" in outcome.err
    assert "sigtepunkt run 2026Q1" in outcome.err


def test_what_was_made_aside_is_gone_when_it_is_interrupted(
    home: Project, verify: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    seen: list[Path] = []

    def interrupted(project: Project, *_: Any, **__: Any) -> None:
        seen.append(project.root)
        assert project.root.is_relative_to(aside.resolve())
        assert project.quarters() == [FIRST]
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupted)
    before = tree_bytes(home.root)
    outcome = verify()
    assert (outcome.code, outcome.out, len(seen)) == (130, "", 1)
    assert [*aside.iterdir()] == []
    assert tree_bytes(home.root) == before


# --- a copy that was sent -----------------------------------------------------------------------------------


def zipped(folder: Path, path: Path, *, below: str = "") -> Path:
    """Pack a folder's files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tree_bytes(folder).items():
            archive.writestr(f"{below}{name}", content)
    return path


@pytest.fixture(params=["folder", "zip", "zip with a folder"])
def sent(
    request: pytest.FixtureRequest, one_page_published: Project, tmp_path: Path
) -> Callable[[Callable[[Path], object]], Path]:
    """Send the quarter to somebody, changed on the way."""

    def send(change: Callable[[Path], object]) -> Path:
        folder = Path(shutil.copytree(one_page_published.report(FIRST), tmp_path / "modtaget"))
        change(folder)
        return (
            folder
            if request.param == "folder"
            else zipped(folder, tmp_path / "modtaget.zip", below="2026Q1/" if "with" in request.param else "")
        )

    return send


def test_a_copy_is_whole_without_any_repository(
    sent: Callable[..., Path],
    one_page_published: Project,
    command: CommandLine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = sent(lambda _: None)
    monkeypatch.chdir(tmp_path)
    outcome = command("verify", "--copy", path)
    assert outcome.code == 0
    first, second, last = outcome.out.splitlines()
    assert first.startswith("2026Q1, Prøvekommune, edition 1, closed 2026-05-31, made 20")
    said = manifest.timeless(manifest.read(one_page_published, FIRST) or {})
    assert (
        second == f"what manifest.json says, but for times and commit, has SHA-256 {checksum.of_data(said)}"
    )
    assert (
        last == "6 files, all whole. That the pages follow from the data is shown in the repository only: "
        "sigtepunkt verify 2026Q1"
    )


def test_the_package_that_is_made_to_be_sent_is_whole_and_says_what_the_folder_says(
    one_page_published: Project, command: CommandLine
) -> None:
    sent, kept = (
        command("verify", "--copy", path)
        for path in (one_page_published.package(FIRST), one_page_published.report(FIRST))
    )
    assert (sent.code, kept.code) == (0, 0)
    first, *rest = sent.out.splitlines()
    assert first == "2026Q1, Prøvekommune, edition 1, closed 2026-05-31", "and not when it was made"
    assert [line.replace("7 files", "6 files") for line in rest] == kept.out.splitlines()[1:], (
        "the package has one more, for all quarters"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda folder: (folder / "boern.html").write_text("andet", encoding="utf-8"),
            "boern.html is not as it was published",
        ),
        (lambda folder: (folder / "boern.html").unlink(), "boern.html is missing"),
        (
            lambda folder: (folder / "mere.html").write_text("andet", encoding="utf-8"),
            "mere.html is not in the manifest",
        ),
    ],
    ids=["changed", "missing", "extra"],
)
def test_a_copy_that_is_not_whole_is_told_file_by_file(
    sent: Callable[..., Path], change: Callable[[Path], object], said: str, command: CommandLine
) -> None:
    outcome = command("verify", "--copy", sent(change))
    assert (outcome.code, outcome.out.splitlines()[2:]) == (1, [said, "It is not as its manifest says"])


def test_a_copy_without_a_manifest_is_refused(sent: Callable[..., Path], command: CommandLine) -> None:
    outcome = command("verify", "--copy", sent(lambda folder: (folder / manifest.NAME).unlink()))
    assert (outcome.code, outcome.out) == (1, "")
    assert "manifest" in outcome.err


def test_a_link_in_a_copy_is_not_looked_behind(one_page_published: Project, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(one_page_published.report(FIRST), tmp_path / "modtaget"))
    (folder / "boern.html").unlink()
    (folder / "boern.html").symlink_to(one_page_published.report(FIRST) / "boern.html")
    assert published_quarter.verify_copy(folder).differences == ("boern.html is not as it was published",)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["manifest.json", "../ude.html"], "odd name: ../ude.html"),
        (["manifest.json", "/etc/x"], "odd name: /etc/x"),
        (["manifest.json", "a\\b.html"], "odd name"),
        (["manifest.json", "c:x.html"], "odd name"),
        (["manifest.json", "a\x1b[2Jb.html"], "odd name: a\ufffd[2Jb.html"),
        (["manifest.json", "Side.html", "side.html"], "two files of the same name"),
        (["a/manifest.json", "b/manifest.json"], "more than one manifest.json"),
        (["side.html"], "no manifest.json"),
        (["manifest.json"], "the manifest cannot be read"),
    ],
)
def test_an_odd_zip_is_refused(tmp_path: Path, names: list[str], said: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            archive.writestr(entry, "x")
    with pytest.raises(Refused) as refused:
        published_quarter.verify_copy(tmp_path / "x.zip")
    assert said in str(refused.value)


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent_zip, "LARGEST", 1000)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "0" * 1001)
    with pytest.raises(Refused, match="more than a publication can be"):
        published_quarter.verify_copy(tmp_path / "x.zip")


def test_a_file_beside_the_folder_in_a_zip_is_unknown_whatever_its_name(
    one_page_published: Project, tmp_path: Path
) -> None:
    path = zipped(one_page_published.report(FIRST), tmp_path / "x.zip", below="2026Q1/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("boern.html", "andet")
    assert published_quarter.verify_copy(path).differences == ("/boern.html is not in the manifest",)


def test_what_stands_beside_the_folder_in_the_package_is_sealed_too(
    one_page_published: Project, tmp_path: Path
) -> None:
    with (
        zipfile.ZipFile(one_page_published.package(FIRST)) as sent,
        zipfile.ZipFile(tmp_path / "x.zip", "w") as changed,
    ):
        for name in sent.namelist():
            changed.writestr(name, b"andet" if name == "index.html" else sent.read(name))
    assert published_quarter.verify_copy(tmp_path / "x.zip").differences == (
        "/index.html is not as it was published",
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"MZ" + content,
        lambda content: content + b"x",
        lambda content: b"PK\x03\x04" + b"\0" * 26 + content,
        lambda content: content.replace(b"PK\x01\x02", b"mellem" + b"PK\x01\x02", 1),
        lambda content: content[:-2] + b"\x03\x00abc",
    ],
    ids=["before", "after", "a header before", "between", "a comment"],
)
def test_bytes_that_are_in_none_of_a_zips_files_are_refused(
    one_page_published: Project, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    """Another program may read them as something else: a zip with a program before it is still a zip."""
    path = tmp_path / "x.zip"
    path.write_bytes(change(one_page_published.package(FIRST).read_bytes()))
    with pytest.raises(Refused, match=r"bytes that belong to none of its files|cannot be read as a zip file"):
        published_quarter.verify_copy(path)


def test_a_zip_that_another_program_wrote_as_it_went_is_read(
    one_page_published: Project, tmp_path: Path
) -> None:
    """It does not know a file's length before the file is written, and tells it behind."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        tell = seek

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in tree_bytes(one_page_published.report(FIRST)).items():
            archive.writestr(name, content)
    path = tmp_path / "x.zip"
    path.write_bytes(pipe.getvalue())
    assert published_quarter.verify_copy(path).differences == ()


def test_a_damaged_zip_is_refused(one_page_published: Project, tmp_path: Path) -> None:
    path = zipped(one_page_published.report(FIRST), tmp_path / "x.zip")
    content = bytearray(path.read_bytes())
    content[200:220] = b"\0" * 20
    path.write_bytes(content)
    with pytest.raises(Refused, match="cannot be read as a zip file"):
        published_quarter.verify_copy(path)
    path.write_bytes(b"PK")
    with pytest.raises(Refused, match="cannot be read as a zip file"):
        published_quarter.verify_copy(path)


def test_what_is_not_there_and_both_kinds_at_once_are_wrong_use(command: CommandLine, tmp_path: Path) -> None:
    assert command("verify", "--copy", tmp_path / "findes-ikke.zip").code == 2
    outcome = command("verify", "2026Q1", "--copy", tmp_path)
    assert outcome.code == 2
    assert "name one of them" in outcome.err


@pytest.mark.parametrize("words", [("2026Q1", "--quick", "--project"), ("--copy",)])
def test_looking_without_making_anything_waits_for_nothing_heavy(
    published_once: Project, tmp_path: Path, words: tuple[str, ...]
) -> None:
    heavy = ["pandas", "numpy", "pydantic", "matplotlib", "papermill", "great_expectations"]
    code = (
        "import sys\nfrom sigtepunkt.cli import main\ntry:\n    main()\nexcept SystemExit as ended:\n"
        f"    print(ended.code, [name for name in {heavy} if name in sys.modules])"
    )
    place = published_once.report(FIRST) if words == ("--copy",) else published_once.root
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", *words, str(place)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.splitlines()[-1] == "0 []"
