"""A run is refused if its inputs change meanwhile, or if a notebook writes what only the program may."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from executed_notebooks import execute_at_once
from municipality import FIRST, damage, edit, edit_cell
from tree_bytes import tree_bytes

from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.kept_results import Entry, KeptResults
from sigtepunkt.editions import edition, manifest, run_inputs
from sigtepunkt.execution import executor

Change = Callable[[Project], object]


def published_files(project: Project) -> dict[str, bytes]:
    """Return everything that was published, with the records of editions."""
    return {
        **tree_bytes(project.reports),
        **{f"published/{name}": content for name, content in tree_bytes(project.published).items()},
    }


def saved_while_notebooks_run(project: Project, patch: pytest.MonkeyPatch, change: Change) -> None:
    """Make the change once, while the quarter's first notebook is executed."""
    first = threading.Lock()

    def executing(notebook: Path, name: str, parameters: Mapping[str, Any], **rest: Any) -> Any:
        if first.acquire(blocking=False):
            change(project)
        return execute_at_once(notebook, name, parameters, **rest)

    patch.setattr(executor, "execute", executing)


def touched_up(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Save a file with another content, then restore it with its old timestamps."""
    content, status = path.read_bytes(), path.stat()
    path.write_bytes(change(content))
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


SAVED: dict[str, tuple[Change, str]] = {
    "a definition": (
        lambda project: edit(
            project.strategy / "indicators.toml", '"Fravær i skolen"', '"Fravær fra skolen"'
        ),
        "strategy/indicators.toml",
    ),
    "a definition, and restored with its timestamps": (
        lambda project: touched_up(
            project.strategy / "indicators.toml", lambda content: content.replace(b"Folketal", b"Indbyggere")
        ),
        "strategy/indicators.toml",
    ),
    "a new file of definitions": (
        lambda project: (project.strategy / "strategy-2026.toml").write_text("", encoding="utf-8"),
        "strategy/strategy-2026.toml",
    ),
    "a definition taken away": (
        lambda project: (project.strategy / "gaps.toml").unlink(),
        "strategy/gaps.toml",
    ),
    "a notebook": (lambda project: edit_cell(project.notebook("boern"), 1, "# Nyt"), "notebooks/boern.ipynb"),
    "a raw file": (
        lambda project: damage(project, FIRST, "skole.csv", lambda content: content + b" "),
        "data/raw/2026Q1/skole.csv",
    ),
    "a suite": (
        lambda project: project.suite("facts").write_bytes(project.suite("facts").read_bytes() + b" "),
        "expectations/facts.json",
    ),
}


@pytest.mark.parametrize("kind", SAVED)
def test_what_is_saved_while_the_run_goes_on_refuses_it_and_names_the_file(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    change, name = SAVED[kind]
    saved_while_notebooks_run(published, monkeypatch, change)
    before = published_files(published)
    outcome = command("run", FIRST, "--force", "--project", published.root)
    assert outcome.code == 1
    assert f"{name}: it was written to while the run was reading" in outcome.err
    assert "next:    run the command again" in outcome.err
    assert published_files(published) == before


def test_the_run_after_it_has_the_new_definition_on_every_page(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_while_notebooks_run(published, monkeypatch, SAVED["a definition"][0])
    assert command("run", FIRST, "--force", "--project", published.root).code == 1
    assert command("run", FIRST, "--project", published.root).code == 0
    assert "Fravær fra skolen" in (published.report(FIRST) / "tal.csv").read_text(encoding="utf-8")


def test_what_is_saved_while_data_is_processed_refuses_that_too(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise processed data would pass for made from a definition that was restored meanwhile."""

    def texts(project: Project) -> dict[str, str]:
        touched_up(
            project.strategy / "indicators.toml", lambda content: content.replace(b"Folketal", b"Indbyggere")
        )
        return {}

    before = tree_bytes(published.processed(FIRST))
    monkeypatch.setattr(run_inputs, "definition_texts", texts)
    outcome = command("process", FIRST, "--project", published.root)
    assert outcome.code == 1, outcome.err
    assert tree_bytes(published.processed(FIRST)) == before
    assert "strategy/indicators.toml: it was written to while the run was reading" in outcome.err


def resealed_block(project: Project) -> None:
    """Change the figures in another page's cached blocks, with a checksum that fits them."""
    from sigtepunkt.core import checksum

    folder = project.block_cache / str(FIRST)
    blocks = json.loads((folder / "boern.json").read_bytes())
    changed = {key: block.replace("39,0", "93,0") for key, block in blocks.items()}
    content = json.dumps(changed, ensure_ascii=False).encode()
    (folder / "boern.json").write_bytes(content)
    ledger = json.loads((folder / "checksums.json").read_bytes())
    (folder / "checksums.json").write_text(
        json.dumps(ledger | {"boern": checksum.of_bytes(content)}), encoding="utf-8"
    )


def another_verdict(project: Project) -> None:
    """Change a remembered verdict to say that the check was met."""
    path = next(project.verdict_cache.glob("*/*"))
    path.write_bytes(path.read_bytes().replace(b'"met": true', b'"met": fals'))


TAMPERED: dict[str, tuple[Change, str]] = {
    "another page's cached blocks": (resealed_block, "data/processed/.blocks/2026Q1/boern.json"),
    "processed data": (
        lambda project: (project.processed(FIRST) / "signals.parquet").write_bytes(b""),
        "data/processed/2026Q1/signals.parquet",
    ),
    "a published page": (
        lambda project: (project.report(FIRST) / "metode.html").write_text("andet", encoding="utf-8"),
        "reports/2026Q1/metode.html",
    ),
    "a new page": (
        lambda project: (project.report(FIRST) / "mere.html").write_text("andet", encoding="utf-8"),
        "reports/2026Q1/mere.html",
    ),
    "what an edition published": (
        lambda project: edit(project.edition(FIRST, 1), '"demo": true', '"demo": false'),
        "data/published/2026Q1-1.json",
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_what_a_notebook_writes_where_only_the_program_does_refuses_the_run(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    change, name = TAMPERED[kind]
    edit_cell(published.notebook("teknik"), 1, "# Teknikudvalget\n\nOg nu?")
    saved_while_notebooks_run(published, monkeypatch, change)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    assert f"{name}: something wrote to it while the notebooks were executed" in outcome.err


def test_a_verdict_that_a_notebook_altered_refuses_the_run_and_is_forgotten(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Project, "verdict_cache", property(lambda _: tmp_path / "verdicts"))
    monkeypatch.setattr(executor, "execute", execute_at_once)
    assert command("run", FIRST, "--force", "--project", published.root).code == 0
    saved_while_notebooks_run(published, monkeypatch, another_verdict)
    outcome = command("run", FIRST, "--force", "--project", published.root)
    assert outcome.code == 1
    assert "something wrote to it while the notebooks were executed" in outcome.err
    assert not published.verdict_cache.exists(), "it is checked anew"


def test_a_check_at_the_same_time_may_remember_what_it_found(
    published: Project, command: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    verdicts = tmp_path / "verdicts"
    monkeypatch.setattr(Project, "verdict_cache", property(lambda _: verdicts))
    saved_while_notebooks_run(
        published, monkeypatch, lambda _: KeptResults(verdicts).save("checks", "ny", Entry([]))
    )
    assert command("run", FIRST, "--force", "--project", published.root).code == 0


def test_kept_blocks_that_were_altered_between_two_runs_are_made_again(
    published: Project, command: CommandLine
) -> None:
    """By a notebook in JupyterLab, say: the page is rebuilt from its data, not from the altered cache."""
    path = published.block_cache / str(FIRST) / "boern.json"
    content = path.read_bytes().decode()
    assert "39,0" in content
    path.write_bytes(content.replace("39,0", "93,0").encode())
    edit_cell(published.notebook("boern"), 1, "# Børneudvalget\n\nOg nu?")
    assert command("run", FIRST, "--project", published.root).code == 0
    page = (published.report(FIRST) / "boern.html").read_text(encoding="utf-8")
    assert "Og nu?" in page
    assert "93,0" not in page
    assert "39,0" in page


def test_a_real_notebook_that_alters_anothers_blocks_does_not_reach_its_page(
    published: Project, command: CommandLine
) -> None:
    """Through two kernels: one alters cached blocks and their checksum while the other makes its page."""
    code = """
import hashlib, json, pathlib
folder = pathlib.Path("data/processed/.blocks/2026Q1")
content = (folder / "boern.json").read_bytes().decode().replace("39,0", "93,0").encode()
(folder / "boern.json").write_bytes(content)
ledger = json.loads((folder / "checksums.json").read_bytes())
ledger["boern"] = hashlib.sha256(content).hexdigest()
(folder / "checksums.json").write_text(json.dumps(ledger))
"""
    edit_cell(published.notebook("teknik"), 4, code)
    edit_cell(published.notebook("boern"), 1, "# Børneudvalget\n\nOg nu?")
    before = published_files(published)
    outcome = command("run", FIRST, "--project", published.root)
    assert outcome.code == 1
    altered = "data/processed/.blocks/2026Q1/boern.json"
    assert f"{altered}: something wrote to it while the notebooks were executed" in outcome.err
    assert published_files(published) == before
    edit_cell(published.notebook("teknik"), 4, "report.summary()")
    assert command("run", FIRST, "--project", published.root).code == 0
    assert "93,0" not in (published.report(FIRST) / "boern.html").read_text(encoding="utf-8")


def test_blocks_are_kept_for_the_page_that_showed_them(published: Project) -> None:
    for page in ("boern", "teknik"):
        assert json.loads((published.block_cache / str(FIRST) / f"{page}.json").read_bytes())
    assert (manifest.read(published, FIRST) or {})["records"].keys() == {published.edition(FIRST, 1).name}
    assert edition.read(published, FIRST, 1).correction.number == 1
