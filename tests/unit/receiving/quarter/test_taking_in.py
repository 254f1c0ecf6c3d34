"""What a person put into the folder, or keeps, is sealed with papers; what belongs to nobody is not."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from municipality import LAST, reseal
from tree_bytes import tree_bytes

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.raw.vintage import open_vintage
from sigtepunkt.receiving.quarter import taking_in
from sigtepunkt.strategy import Definitions

NEXT, DAY = Quarter(2026, 3), dt.date(2026, 11, 20)


def lay(project: Project, *names: str) -> Path:
    """Put last quarter's files into the next quarter's folder by hand."""
    folder = project.raw(NEXT)
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copyfile(project.raw(LAST) / name, folder / name)
    return folder


def test_files_laid_into_a_folder_get_papers_and_checksums(
    project: Project, definitions: Definitions
) -> None:
    lay(project, "folketal.csv", "skole.csv")
    (project.raw(NEXT) / "Thumbs.db").write_bytes(b"\xd0\xcf")
    assert taking_in.seal(project, definitions, NEXT, DAY) == ["folketal.csv", "skole.csv"]
    vintage = open_vintage(project, NEXT)
    assert (vintage.closed, vintage.reconstructed) == (DAY, False)
    paper = vintage.provenance["folketal.csv"]
    assert (paper.source, paper.publisher, paper.table) == ("proeve-folketal", "Prøvestatistik", "FOLK9")
    assert (paper.retrieved, paper.via) == ("2026-11-20", "ukendt")
    assert taking_in.seal(project, definitions, NEXT, DAY) == [], "the second time nothing is left to seal"


def test_a_vintage_goes_on_being_filled_by_hand(project: Project, definitions: Definitions) -> None:
    lay(project, "folketal.csv")
    taking_in.seal(project, definitions, NEXT, DAY)
    lay(project, "skole.csv")
    later = DAY + dt.timedelta(days=2)
    assert taking_in.seal(project, definitions, NEXT, later) == ["skole.csv"]
    assert [*open_vintage(project, NEXT).provenance] == ["folketal.csv", "skole.csv"]


def test_papers_that_a_person_wrote_are_kept(project: Project, definitions: Definitions) -> None:
    folder = lay(project, "folketal.csv")
    text = '["folketal.csv"]\n# fra mappen\nsource = "proeve-folketal"\nretrieved = "2026-11-02"\n'
    (folder / "provenance.toml").write_text(text, encoding="utf-8")
    about = 'quarter = "2026Q3"\nclosed = 2026-11-02\nreconstructed = false\nnote = "Egen note"\n'
    (folder / "vintage.toml").write_text(about, encoding="utf-8")
    taking_in.seal(project, definitions, NEXT, DAY)
    assert (folder / "provenance.toml").read_text(encoding="utf-8") == text
    vintage = open_vintage(project, NEXT)
    assert (vintage.closed, vintage.note) == (DAY, "Egen note")


@pytest.mark.parametrize("sealed_before", [True, False])
def test_a_file_of_no_source_is_refused_with_the_nearest_name(
    project: Project, definitions: Definitions, sealed_before: bool
) -> None:
    folder = lay(project, "skole.csv")
    if sealed_before:
        taking_in.seal(project, definitions, NEXT, DAY)
    lay(project, "folketal.csv")
    (folder / "folketal (1).csv").write_bytes(b"x")
    before = tree_bytes(project.all_raw)
    with pytest.raises(Refused) as refused:
        taking_in.seal(project, definitions, NEXT, DAY)
    (problem,) = refused.value.problems
    assert problem.where == "data/raw/2026Q3/folketal (1).csv"
    assert "did you mean 'folketal.csv'?" in problem.allowed
    assert "move it out of the folder" in problem.next_step
    assert tree_bytes(project.all_raw) == before


def test_everything_that_is_wrong_is_told_and_nothing_sealed(
    project: Project, definitions: Definitions
) -> None:
    folder = lay(project, "folketal.csv", "skole.csv")
    (folder / "folketal.csv").write_text("OMRÅDE;TID;INDHOLD\n990;2026K1;5\n", encoding="utf-8")
    (folder / "skole.csv").write_bytes(b"Kommune;Noget\n")
    before = tree_bytes(project.all_raw)
    with pytest.raises(Refused) as refused:
        taking_in.seal(project, definitions, NEXT, DAY)
    assert {problem.where.partition(".csv")[0] for problem in refused.value.problems} == {
        "data/raw/2026Q3/folketal",
        "data/raw/2026Q3/skole",
    }
    assert tree_bytes(project.all_raw) == before


def test_what_is_gone_may_be_gone_for_a_reason(project: Project, definitions: Definitions) -> None:
    folder = lay(project)
    (folder / "folketal.csv").write_text("OMRÅDE;TID;INDHOLD\n990;2026K4;5\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"say why with --reason"):
        taking_in.seal(project, definitions, NEXT, DAY)
    taking_in.seal(project, definitions, NEXT, DAY, "Kun os selv")
    assert open_vintage(project, NEXT).provenance["folketal.csv"].notes == ("Kun os selv",)


def test_a_file_is_kept_with_the_papers_it_had(project: Project, definitions: Definitions) -> None:
    taking_in.keep(project, definitions, NEXT, ["proeve-nyttehaver", "proeve-skole"], DAY)
    kept, before = open_vintage(project, NEXT), open_vintage(project, LAST)
    assert {*kept.provenance} == {"nyttehaver.csv", "skole.csv"}
    for name in kept.provenance:
        assert kept.provenance[name] == before.provenance[name]
        assert kept.hashes[name] == before.hashes[name]


def test_only_what_the_vintage_before_has_and_sealed_is_kept(
    project: Project, definitions: Definitions
) -> None:
    with pytest.raises(WrongUse, match=r"there is no source 'skole'"):
        taking_in.keep(project, definitions, NEXT, ["skole"], DAY)
    (project.raw(LAST) / "skole.csv").unlink()
    reseal(project.raw(LAST))
    with pytest.raises(Refused, match=r"2026Q2 has no file of proeve-skole"):
        taking_in.keep(project, definitions, NEXT, ["proeve-skole"], DAY)
    (project.raw(LAST) / "folketal.csv").write_bytes(b"andet")
    with pytest.raises(Refused, match=r"its checksum differs"):
        taking_in.keep(project, definitions, NEXT, ["proeve-nyttehaver"], DAY)
    assert not project.raw(NEXT).exists()


def test_nothing_is_kept_for_the_first_quarter_of_all(project: Project, definitions: Definitions) -> None:
    with pytest.raises(Refused, match=r"there is no vintage before 2025Q4"):
        taking_in.keep(project, definitions, Quarter(2025, 4), ["proeve-skole"], DAY)
