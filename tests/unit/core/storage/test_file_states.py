"""A file that was written has another state, also if it is as it was."""

from __future__ import annotations

from pathlib import Path

from sigtepunkt.core.storage import file_states


def test_a_file_that_was_put_back_is_seen_and_one_that_is_gone_has_no_state(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    kept, other = tmp_path / "in" / "kept.csv", tmp_path / "other.csv"
    for path in (kept, other):
        path.write_text("1", encoding="utf-8")
    files = sorted(file_states.files_below(tmp_path))
    before = file_states.of(files)
    assert [*before] == files == [kept, other]
    assert file_states.of(files) == before
    other.unlink()
    put_back = tmp_path / "put back.csv"
    put_back.write_text("1", encoding="utf-8")
    put_back.rename(kept)
    after = file_states.of(files)
    assert [*after] == [kept]
    assert after[kept] != before[kept]
