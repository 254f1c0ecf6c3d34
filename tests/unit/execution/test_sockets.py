"""A socket's name fits, wherever temporary files are; kernels wait for files that may be open."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sigtepunkt.core.errors import Refused
from sigtepunkt.execution import sockets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no Unix sockets")


def of_length(folder: Path, length: int) -> Path:
    """Make and return a folder whose name has this many bytes."""
    name = str(folder)
    while len(name) < length:
        name += "/" + "m" * max(1, min(length - len(name) - 1, 200))
    Path(name[:length]).mkdir(parents=True)
    return Path(name[:length])


@pytest.fixture
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no other folder with a short name."""
    monkeypatch.setattr(sockets, "_ELSEWHERE", ())
    monkeypatch.setenv("HOME", f"/{'h' * 100}")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)


def test_sockets_lie_with_the_other_temporary_files_where_names_are_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/kort")
    assert sockets.short_folder() == "/kort"


def test_a_danish_letter_takes_two_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    for letter, fits in (("a", True), ("å", False)):
        monkeypatch.setattr(tempfile, "tempdir", "/" + 40 * letter)
        assert (sockets.short_folder() == tempfile.tempdir) is fits


@pytest.mark.usefixtures("nowhere_else")
def test_where_no_name_is_short_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", f"/{'m' * 96}")
    with pytest.raises(Refused, match="set TMPDIR to a folder with a shorter name"):
        sockets.short_folder()


@pytest.mark.usefixtures("nowhere_else")
@pytest.mark.parametrize(("mode", "taken"), [(0o700, True), (0o755, True), (0o1777, True), (0o777, False)])
def test_no_folder_is_taken_where_others_could_put_theirs_in_its_place(
    monkeypatch: pytest.MonkeyPatch, mode: int, taken: bool
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own names are too long
        Path(folder).chmod(mode)
        monkeypatch.setattr(tempfile, "tempdir", f"/{'m' * 96}")
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        if taken:
            assert sockets.short_folder() == folder
        else:
            with pytest.raises(Refused):
                sockets.short_folder()


@pytest.mark.parametrize("length", [97, 150, 250])
def test_multiprocessing_makes_its_folder_where_names_are_short_even_if_it_had_one_before(
    tmp_path: Path, length: int
) -> None:
    code = (
        "import tempfile\nfrom multiprocessing import util\nfrom sigtepunkt.execution import sockets\n"
        "before = util.get_temp_dir()\nsockets.shorten_names()\nprint(before, util.get_temp_dir())\n"
        "import os\nassert os.stat(util.get_temp_dir()).st_mode & 0o777 == 0o700\n"
        "assert tempfile.gettempdir() == os.environ['TMPDIR']"
    )
    long = of_length(tmp_path, length)
    words = (sys.executable, "-c", code)
    environment = {**os.environ, "TMPDIR": str(long)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    before, after = done.stdout.split()
    assert before.startswith(str(long))
    assert len(after) < 60
    assert not Path(before).exists(), "both are deleted at the end"
    assert not Path(after).exists(), "both are deleted at the end"


def test_a_process_may_open_more_files_once_kernels_are_to_begin() -> None:
    code = (
        "import resource\nfrom sigtepunkt.execution import sockets\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))\n"
        "sockets.allow_many_files()\nprint(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert int(done.stdout) > 256
