"""Declared, locked and imported packages, and those that conda installs, agree."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from locks import locked, plain, split, versions
from packaging.requirements import Requirement
from packaging.version import Version
from places import REPOSITORY

from sigtepunkt.core import checksum

PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


DEPENDENCIES = dict(map(split, PYPROJECT["project"]["dependencies"]))
DEVELOPERS = dict(map(split, PYPROJECT["dependency-groups"]["dev"]))


def conda() -> tuple[dict[str, str], list[str]]:
    """Return the packages of environment.yml and what pip is asked to add, read line by line."""
    text = (REPOSITORY / "environment.yml").read_text(encoding="utf-8")
    listed = text.split("\ndependencies:\n")[1].splitlines()
    packages = dict(
        split(line.removeprefix("  - ").strip())
        for line in listed
        if line.startswith("  - ") and not line.rstrip().endswith(":")
    )
    return packages, [line.strip().removeprefix("- ") for line in listed if line.startswith("      - ")]


@cache
def imports(source: str) -> frozenset[str]:
    """Return the top-level name of everything that Python source imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(str(node.module))
    return frozenset(name.partition(".")[0] for name in names)


def distributions(sources: Iterator[str], *, besides: set[str]) -> set[str]:
    """Return the distributions that provide what the sources import, but for the modules `besides`."""
    given = importlib.metadata.packages_distributions()
    names = {name for source in sources for name in imports(source)} - set(sys.stdlib_module_names) - besides
    return {plain(given[name][0]) for name in names}


def modules(folder: Path) -> Iterator[str]:
    """Yield the source of every module in a folder."""
    for path in sorted(folder.rglob("*.py")):
        yield path.read_text(encoding="utf-8")


def notebooks() -> Iterator[str]:
    """Yield the code of every notebook."""
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def test_everything_imported_is_declared() -> None:
    used = distributions(modules(REPOSITORY / "sigtepunkt"), besides={"sigtepunkt"})
    used |= distributions(notebooks(), besides={"sigtepunkt"})
    used |= distributions(
        modules(REPOSITORY / "data"), besides={"sigtepunkt", "reconstruct", "reconstruction"}
    )
    assert used - set(DEPENDENCIES) == set()


def test_everything_declared_is_needed() -> None:
    used = distributions(modules(REPOSITORY / "sigtepunkt"), besides={"sigtepunkt"}) | distributions(
        notebooks(), besides={"sigtepunkt"}
    )
    assert set(DEPENDENCIES) - used == set()


def test_everything_the_tests_import_is_declared() -> None:
    folder = REPOSITORY / "tests"
    here = (
        {path.stem for path in folder.rglob("*.py")}
        | {path.name for path in folder.rglob("*") if path.is_dir()}
        | {path.stem for path in (REPOSITORY / "benchmarks").glob("*.py")}
        | {"sigtepunkt"}
    )
    assert distributions(modules(folder), besides=here) - set(DEPENDENCIES) - set(DEVELOPERS) == set()


def test_conda_gets_the_same_packages_within_the_same_limits() -> None:
    packages, _ = conda()
    dependencies = {
        name: limits for name, limits in packages.items() if name not in {"python", "pip", "jupyterlab"}
    }
    assert dependencies == DEPENDENCIES
    assert packages["jupyterlab"] == DEVELOPERS["jupyterlab"]
    assert packages["python"] == PYPROJECT["project"]["requires-python"].replace(" ", "")


def test_conda_gets_everything_from_one_channel_and_pip_adds_only_the_package_itself() -> None:
    text = (REPOSITORY / "environment.yml").read_text(encoding="utf-8")
    assert "name: sigtepunkt\n" in text
    assert re.findall(r"channels:\n((?:  - .+\n)+)", text) == ["  - conda-forge\n"]
    assert conda()[1] == ["--no-deps --editable ."]


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_every_package_with_hashes_and_names_no_address(file: str) -> None:
    packages = locked(file)
    assert len(packages) > 50
    for name, lines in packages.items():
        for line in lines:
            assert re.match(
                r"[A-Za-z0-9._-]+(\[[^]]*\])?==[^\s;]+( ; [^-]+.*?)? +--hash=sha256:[0-9a-f]{64}", line
            ), line[:80]
        assert len(versions(lines)) >= 1, name
    text = (REPOSITORY / file).read_text(encoding="utf-8")
    options = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host", "-e ")
    assert [address for address in ("://", " @ ", "git+", *options) if address in text] == []


def test_a_run_does_not_carry_what_makes_every_notebook_slow_to_open() -> None:
    """rfc3987-syntax, which JupyterLab requires, builds a grammar whenever nbformat is imported."""
    assert "rfc3987-syntax" not in locked("requirements.lock")
    assert "jupyterlab" not in locked("requirements.lock")


def test_every_dependency_is_locked_for_a_run_and_for_developers() -> None:
    assert set(DEPENDENCIES) <= set(locked("requirements.lock"))
    assert set(DEPENDENCIES) | set(DEVELOPERS) <= set(locked("requirements-dev.lock"))


def test_developers_test_with_the_versions_that_a_run_uses() -> None:
    run, developers = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: versions(lines) for name, lines in run.items()} == {
        name: versions(developers[name]) for name in run
    }


def test_the_package_is_installed_without_downloading_anything_that_is_not_locked() -> None:
    needed = {split(requirement)[0] for requirement in PYPROJECT["build-system"]["requires"]}
    assert needed <= set(locked("requirements.lock"))


# --- installing exactly what is locked ----------------------------------------------------------------------


def wheel(folder: Path, name: str, version: str, *needs: str) -> Path:
    """Write a minimal wheel: an empty distribution that requires others."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{about}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: toml\n"
            + "".join(f"Requires-Dist: {need}\n" for need in needs),
        )
        archive.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{about}/RECORD", "")
    return path


def installing() -> list[str]:
    """Return every command in the repository that installs from a lock."""
    texts = [(REPOSITORY / name).read_text(encoding="utf-8") for name in ("Makefile", "README.md", ".ci/run")]
    texts += [path.read_text(encoding="utf-8") for path in (REPOSITORY / ".github").rglob("*.yml")]
    return [
        line.strip()
        for text in texts
        for line in text.splitlines()
        if re.search(r"install\b.* -r requirements", line)
    ]


def test_a_release_made_after_the_lock_was_written_changes_nothing(tmp_path: Path) -> None:
    """Without --no-deps pip would take the newest release of what an extra requires."""
    index = tmp_path / "index"
    index.mkdir()
    tool, old = wheel(index, "proeve", "1.0", "andet[toml]>=1"), wheel(index, "andet", "1.0")
    wheel(index, "andet", "2.0")
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "".join(
            f"{name}==1.0 --hash=sha256:{checksum.of_file(path)}\n"
            for name, path in (("proeve", tool), ("andet", old))
        ),
        encoding="utf-8",
    )
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")

    def install(flags: Sequence[str]) -> subprocess.CompletedProcess[str]:
        where = ("--no-index", "--find-links", str(index), "--target", str(tmp_path / f"there {len(flags)}"))
        words = (*pip, "install", *where, *flags, "--require-hashes", "-r", str(lock))
        return subprocess.run(words, capture_output=True, text=True, check=False)

    assert "all requirements must have their versions pinned" in install([]).stderr, (
        "the failure that --no-deps prevents"
    )
    assert len(installing()) == 4
    for line in installing():
        finished = install(re.findall(r"--no-deps", line))
        assert finished.returncode == 0, f"{line}: {finished.stderr}"
    assert sorted(path.name for path in (tmp_path / "there 1").glob("*.dist-info")) == [
        "andet-1.0.dist-info",
        "proeve-1.0.dist-info",
    ]


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_lacks_nothing_that_any_package_of_it_needs_here(file: str) -> None:
    """As `pip check` does: what each requires, extras included, is locked in a version it accepts."""
    packages = {
        name: Version(version)
        for name, lines in locked(file).items()
        for version in versions(lines)
        if installed(name) == version
    }
    assert len(packages) > 50
    wanted = [(name, "") for name in packages]
    seen = set(wanted)
    while wanted:
        name, extra = wanted.pop()
        for text in importlib.metadata.requires(name) or ():
            need = Requirement(text)
            if need.marker is not None and not need.marker.evaluate({"extra": extra}):
                continue
            assert plain(need.name) in packages, f"{name} needs {text}"
            assert packages[plain(need.name)] in need.specifier, f"{name} needs {text}"
            more = {(plain(need.name), extra) for extra in need.extras} - seen
            seen |= more
            wanted += more


def installed(name: str) -> str:
    """Return a distribution's version in this environment; empty if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def test_the_environment_these_tests_run_in_is_the_locked_one() -> None:
    packages = locked("requirements-dev.lock")
    for name in (*DEPENDENCIES, *DEVELOPERS):
        assert importlib.metadata.version(name) in versions(packages[name]), name
