"""What is known of a published quarter without making it again: in the repository, and of a copy sent."""

from __future__ import annotations

import io
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
from municipality import FIRST
from tree_bytes import tree_bytes

from sigtepunkt import pipeline
from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.project import Project
from sigtepunkt.editions import manifest
from sigtepunkt.publication.verification import comparison, published_quarter, rebuild, sent_zip

PAGE = "reports/2026Q1/boern.html"
SAME_INPUTS = (
    "  made from the same inputs, and yet other bytes: it is not the same each time it is made, "
    "or it was changed after it was published"
)


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
