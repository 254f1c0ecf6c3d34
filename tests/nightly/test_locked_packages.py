"""Both locks are installed by the pip that Python 3.11.7 ships."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from locks import locked, plain, versions
from places import REPOSITORY


@pytest.mark.parametrize("locks", [["requirements.lock"], ["requirements.lock", "requirements-dev.lock"]])
def test_pip_as_python_3_11_7_ships_it_installs_both_locks(tmp_path: Path, locks: list[str]) -> None:
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "pip==23.2.1"], check=True)
    install = [*pip, "install", "--quiet", "--no-compile", "--no-deps", "--require-hashes"]
    for name in locks:
        subprocess.run([*install, "-r", str(REPOSITORY / name)], check=True)
        subprocess.run([*pip, "check"], check=True)
    frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout
    there = dict(line.split("==") for line in frozen.splitlines() if "==" in line)
    assert len(there) > 50
    pinned = {name: versions(lines) for name, lines in locked(locks[-1]).items()}
    assert [name for name, version in there.items() if version not in pinned[plain(name)]] == []
