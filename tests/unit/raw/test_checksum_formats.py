"""A list of checksums is read as every system's own program writes it, and never leads out of its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from municipality import LAST, edit, reseal

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import Project
from sigtepunkt.raw import checksum_formats
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.strategy import load_definitions

ONE, OTHER = "0a" * 32, "1b" * 32
PLACE = "data/raw/2026Q2/SHA256SUMS"


def read(content: str | bytes, folder: Path) -> dict[str, str]:
    """Return what a list of this content says."""
    path = folder / "SHA256SUMS"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return checksum_formats.read(path, PLACE)


def refused(content: str | bytes, folder: Path) -> tuple[Problem, ...]:
    """Return what is said of a list of this content."""
    with pytest.raises(Refused) as refusal:
        read(content, folder)
    assert all(
        problem.where == PLACE and problem.allowed
        for problem in refusal.value.problems
        if not problem.what.startswith("and ")
    )
    return refusal.value.problems


GNU = f"{ONE}  a.csv\n{OTHER}  b og c.xlsx\n"
TABLE = f"""
Algorithm       Hash                                                                   Path
---------       ----                                                                   ----
SHA256          {ONE.upper()}       C:\\data\\raw\\2026Q2\\a.csv
SHA256          {OTHER.upper()}       C:\\data\\raw\\2026Q2\\b og c.xlsx

"""
LISTED = f"""
Algorithm : SHA256
Hash      : {ONE.upper()}
Path      : C:\\data\\raw\\2026Q2\\a.csv

Algorithm : SHA256
Hash      : {OTHER.upper()}
Path      : F:\\b og c.xlsx
"""


@pytest.mark.parametrize(
    "text",
    [
        GNU,
        GNU.replace("  ", " *"),
        GNU.replace("  ", "  ./"),
        GNU.upper().replace("A.CSV", "a.csv").replace("B OG C.XLSX", "b og c.xlsx"),
        LISTED.replace("b og", "en meget lang sti\\b o\n            g"),
        f"SHA256 (a.csv) = {ONE}\nSHA256 (b og c.xlsx) = {OTHER}\n",
        TABLE,
        LISTED,
        f"\n{GNU}\n\n",
        f"{GNU}{ONE}  SHA256SUMS\n",
    ],
    ids=[
        "sha256sum",
        "binary",
        "from the folder",
        "capitals",
        "wrapped",
        "BSD",
        "Get-FileHash",
        "Format-List",
        "empty lines",
        "its own line",
    ],
)
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16 with a mark", "UTF-16", "UTF-16 with CRLF", "CRLF"],
)
def test_a_list_is_read_as_any_program_writes_it(
    tmp_path: Path, text: str, encode: Callable[[str], bytes]
) -> None:
    assert read(encode(text), tmp_path) == {"a.csv": ONE, "b og c.xlsx": OTHER}


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "/etc/passwd",
        "C:\\a.csv",
        "..\\a.csv",
        "under/a.csv",
        "..",
        "./../a.csv",
        "C:a.csv",
        "\\\\drev\\a.csv",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (problem,) = refused(f"{ONE}  {name}\n", tmp_path)
    assert problem.what.startswith("line 1: ")
    assert "leads out of the folder" in problem.what


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("d41d8cd98f00b204e9800998ecf8427e  a.csv", "an MD5"),
        (f"{'0a' * 20}  a.csv", "a SHA-1"),
        (f"{'0a' * 64}  a.csv", "a SHA-512"),
        ("ingenting a.csv", "no SHA-256"),
        (f"{ONE[:-1]}g  a.csv", "no SHA-256"),
        ("ingenting", "line 2 has no file name"),
        (ONE, "line 2 has no file name"),
        (f"SHA256  {ONE}  a.csv", "no SHA-256"),
    ],
)
def test_what_is_no_line_of_a_list_is_told_with_its_number(tmp_path: Path, line: str, expected: str) -> None:
    (problem,) = refused(f"{OTHER}  b.csv\n{line}\n", tmp_path)
    assert "line 2" in problem.what
    assert expected in problem.what


def test_a_table_cut_by_its_window_is_told_to_be_cut(tmp_path: Path) -> None:
    (problem,) = refused(TABLE.replace("2026Q2\\a.csv", "20..."), tmp_path)
    assert "was cut short" in problem.what


def test_another_algorithm_in_a_table_is_no_sha_256(tmp_path: Path) -> None:
    (problem,) = refused(
        TABLE.replace(f"SHA256          {ONE.upper()}", f"SHA384          {ONE.upper()}"), tmp_path
    )
    assert "'a.csv' is no SHA-256" in problem.what


def test_two_checksums_of_one_file_are_refused_and_the_same_twice_is_one(tmp_path: Path) -> None:
    (problem,) = refused(f"{ONE}  a.csv\n{OTHER}  a.csv\n", tmp_path)
    assert "line 2: 'a.csv' has another checksum" in problem.what
    assert read(f"{ONE}  a.csv\n{ONE}  a.csv\n", tmp_path) == {"a.csv": ONE}


def test_a_name_stays_as_the_disk_has_it(tmp_path: Path) -> None:
    """A disk of Apple's writes å as an a and a ring, and the list names the file so."""
    assert read(f"{ONE}  ma\u030al.csv\n", tmp_path) == {"ma\u030al.csv": ONE}


def test_letters_in_no_encoding_known_are_told_with_the_byte(tmp_path: Path) -> None:
    (problem,) = refused(f"{ONE}  m\u00e5l.csv\n".encode("cp1252"), tmp_path)
    assert f"not UTF-8 at byte {len(ONE) + 3}" in problem.what


def test_many_lines_at_fault_are_told_in_part_and_counted(tmp_path: Path) -> None:
    problems = refused("\n".join(f"x{number} a.csv" for number in range(300)), tmp_path)
    assert len(problems) == 6
    assert problems[-1].what == "and 295 more lines"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_vintages_papers_may_begin_with_a_mark(project: Project, encoding: str) -> None:
    folder = project.raw(LAST)
    for name in ("vintage.toml", "provenance.toml"):
        path = folder / name
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    reseal(folder)
    sums = folder / "SHA256SUMS"
    sums.write_bytes(sums.read_text(encoding="utf-8").encode(encoding))
    vintage = open_vintage(project, LAST)
    assert vintage.note == "Opdigtede filer til pr\u00f8ver."
    assert vintage.provenance["skole.csv"].source == "proeve-skole"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_definitions_may_begin_with_a_mark(project: Project, encoding: str) -> None:
    before = load_definitions(project)
    for path in project.strategy.glob("*.toml"):
        path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    assert load_definitions(project) == before


def test_a_definition_with_its_letters_in_parts_is_the_same_definition(project: Project) -> None:
    before = load_definitions(project).sources["proeve-folketal"].area
    edit(
        project.strategy / "sources.toml",
        'area = "OMR\u00c5DE"\nperiod = "TID"\nvalues = ["INDHOLD"]\ncounted = "start"\nlag_days = 42',
        'area = "OMRA\u030aDE"\nperiod = "TID"\nvalues = ["INDHOLD"]\ncounted = "start"\nlag_days = 42',
    )
    assert load_definitions(project).sources["proeve-folketal"].area == before == "OMR\u00c5DE"


@pytest.mark.parametrize("content", [f"a = {'[' * 100_000}", f"a = {'9' * 5_000}"], ids=["deep", "long"])
def test_toml_that_no_machine_would_write_is_refused_by_file(project: Project, content: str) -> None:
    (project.strategy / "gaps.toml").write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_definitions(project)
    assert [problem.where for problem in refusal.value.problems] == ["strategy/gaps.toml"]
    assert "not valid TOML" in refusal.value.problems[0].what
