"""What is declared, what conda gets, what is locked and what is imported are in step."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import REPOSITORY

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PYPROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    """Return a distribution's name as every index and conda-forge spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def split(requirement: str) -> tuple[str, str]:
    """Return the name and the version limits of `name[extra]>=1,<2`."""
    found = NAME.match(requirement)
    assert found is not None, requirement
    return plain(found[0]), re.sub(r"^\[[^]]*\]", "", requirement[found.end():]).replace(" ", "")


DEPENDENCIES = dict(split(one) for one in PYPROJECT["project"]["dependencies"])
DEVELOPERS = dict(split(one) for one in PYPROJECT["dependency-groups"]["dev"])


def conda() -> tuple[dict[str, str], list[str]]:
    """Return environment.yml's packages and what pip is asked to add, by a plain reading of its lines."""
    text = (REPOSITORY / "environment.yml").read_text(encoding="utf-8")
    listed = text.split("\ndependencies:\n")[1].splitlines()
    packages = dict(split(line.removeprefix("  - ").strip()) for line in listed if line.startswith("  - ") and not line.rstrip().endswith(":"))
    return packages, [line.strip().removeprefix("- ") for line in listed if line.startswith("      - ")]


def locked(file: str) -> Mapping[str, list[str]]:
    """Return name → the requirement lines of a lock file, each with its continuation lines joined."""
    text = (REPOSITORY / file).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(split(line)[0], []).append(line)
    return found


def versions(lines: list[str]) -> set[str]:
    """Return the versions that the lines of one package pin."""
    return {found[1] for line in lines if (found := re.match(r"\S+==([^\s;]+)", line))}


def imports(source: str) -> Iterator[str]:
    """Yield the top-level name of everything a text of Python imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).partition(".")[0]


def distributions(sources: Iterator[str], *, besides: set[str]) -> set[str]:
    """Return the distributions that give what the sources import."""
    given = importlib.metadata.packages_distributions()
    names = {name for source in sources for name in imports(source)} - set(sys.stdlib_module_names) - besides
    return {plain(given[name][0]) for name in names}


def modules(folder: Path) -> Iterator[str]:
    """Yield the text of every module in a folder."""
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
    used |= distributions(modules(REPOSITORY / "data"), besides={"sigtepunkt", "reconstruct"})
    assert used - set(DEPENDENCIES) == set()


def test_everything_declared_is_needed() -> None:
    used = distributions(modules(REPOSITORY / "sigtepunkt"), besides={"sigtepunkt"}) | distributions(notebooks(), besides={"sigtepunkt"})
    behind = {"pyarrow"}  # what writes Parquet
    assert set(DEPENDENCIES) - used == behind


def test_everything_the_tests_import_is_declared() -> None:
    folder = REPOSITORY / "tests"
    here = {path.stem for path in folder.rglob("*.py")} | {path.name for path in folder.iterdir() if path.is_dir()} | {"sigtepunkt"}
    assert distributions(modules(folder), besides=here) - set(DEPENDENCIES) - set(DEVELOPERS) == set()


def test_conda_gets_the_same_packages_within_the_same_limits() -> None:
    packages, _ = conda()
    own = {name: limits for name, limits in packages.items() if name not in {"python", "pip", "jupyterlab"}}
    assert own == DEPENDENCIES
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
            assert re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==[^\s;]+( ; [^-]+.*?)? +--hash=sha256:[0-9a-f]{64}", line), line[:80]
        assert len(versions(lines)) >= 1, name
    text = (REPOSITORY / file).read_text(encoding="utf-8")
    for address in ("://", " @ ", "git+", "--index-url", "--extra-index-url", "--find-links", "--trusted-host", "-e "):
        assert address not in text


def test_a_run_does_not_carry_what_makes_every_notebook_slow_to_open() -> None:
    """JupyterLab's event schemas bring rfc3987-syntax, which builds a grammar for seconds whenever nbformat is imported."""
    assert "rfc3987-syntax" not in locked("requirements.lock")
    assert "jupyterlab" not in locked("requirements.lock")


def test_every_dependency_is_locked_for_a_run_and_for_developers() -> None:
    assert set(DEPENDENCIES) <= set(locked("requirements.lock"))
    assert set(DEPENDENCIES) | set(DEVELOPERS) <= set(locked("requirements-dev.lock"))


def test_developers_test_with_the_versions_that_a_run_uses() -> None:
    run, developers = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: versions(lines) for name, lines in run.items()} == {name: versions(developers[name]) for name in run}


def test_the_package_is_installed_without_downloading_anything_that_is_not_locked() -> None:
    needed = {split(one)[0] for one in PYPROJECT["build-system"]["requires"]}
    assert needed <= set(locked("requirements.lock"))


def test_the_environment_these_tests_run_in_is_the_locked_one() -> None:
    packages = locked("requirements-dev.lock")
    for name in (*DEPENDENCIES, *DEVELOPERS):
        assert importlib.metadata.version(name) in versions(packages[name]), name
