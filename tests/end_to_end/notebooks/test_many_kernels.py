"""Kernels begin wherever temporary files are, and however many at once, with few files that may be open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sigtepunkt.execution import fork_server

# Executes the notebook as many times at once as asked for, and prints how many said what they were given.
AT_ONCE = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sigtepunkt.execution import executor

number, cold = int(sys.argv[1]), sys.argv[2] == "cold"
begin = threading.Barrier(number)

def said(turn):
    begin.wait()
    executed = executor.execute(Path("side.ipynb"), "side.ipynb", {"quarter": str(turn)}, cold=cold)
    return executed.cells[-1].outputs[0].text.strip() == str(turn)

if not cold:
    executor.prepare()
with ThreadPoolExecutor(number) as pool:
    print(sum(pool.map(said, range(number))))
"""
# More than there are open files for at the same time; a minute for the many.
MANY, FILES = (200, 1024) if os.environ.get("SIGTEPUNKT_NIGHTLY") else (12, 256)
# The shortest that ended a run once, and one near the longest there may be.
LENGTHS = [97, 250]
WAYS = ["forked", "cold"] if fork_server.is_possible() else ["cold"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a notebook that prints its parameter."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {"tags": tags},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for tags, text in ((["parameters"], 'quarter: str = "2026Q2"'), ([], "print(quarter)"))
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / "side.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path


def executed(folder: Path, number: int, way: str, before: str = "", **variables: str) -> int:
    """Return how many of so many notebooks were executed at once, with these environment variables."""
    words = (sys.executable, "-c", before + AT_ONCE, str(number), way)
    environment = {**os.environ, **variables}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no Unix sockets")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", LENGTHS)
def test_the_name_of_the_folder_for_temporary_files_may_be_long(folder: Path, length: int, way: str) -> None:
    name = f"{folder}/{'m' * (length - len(str(folder)) - 1)}"
    long = Path(name if len(name) < 200 else f"{name[:180]}/{name[181:]}")
    long.mkdir(parents=True)
    assert len(str(long)) == length
    assert executed(folder, 2, way, TMPDIR=str(long)) == 2
    assert [*long.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts open files in another way")
@pytest.mark.skipif(not fork_server.is_possible(), reason="so many cold kernels take minutes")
@pytest.mark.parametrize("limit", ["may be raised", "stands"])
def test_of_many_kernels_that_begin_at_once_none_fails(folder: Path, limit: str) -> None:
    hard = "resource.getrlimit(resource.RLIMIT_NOFILE)[1]" if limit == "may be raised" else f"{FILES}"
    before = f"import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {hard}))\n"
    assert executed(folder, MANY, "forked", before) == MANY
