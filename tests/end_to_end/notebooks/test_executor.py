"""A notebook runs from top to bottom with its parameters, or is refused with the cell that stopped it."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import psutil
import pytest
from municipality.notebooks import notebook

from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.execution.executor import execute


def written(folder: Path, *cells: str, parameters: str = 'quarter: str = "2026Q1"') -> Path:
    """Write a notebook with these cells."""
    path = folder / "vtf.ipynb"
    path.write_text(json.dumps(notebook(*cells, parameters=parameters)), encoding="utf-8")
    return path


def refused(path: Path, **parameters: object) -> tuple[Problem, ...]:
    """Return the problems of a notebook that is refused."""
    with pytest.raises(Refused) as refusal:
        execute(path, "notebooks/vtf.ipynb", parameters or {"quarter": "2026Q2"})
    assert all(problem.where == "notebooks/vtf.ipynb" for problem in refusal.value.problems)
    return refusal.value.problems


def test_a_notebook_is_run_with_the_parameters_given(tmp_path: Path) -> None:
    path = written(tmp_path, "print(quarter)")
    before, begun = path.read_bytes(), threading.Event()
    executed = execute(path, "notebooks/vtf.ipynb", {"quarter": "2026Q2"}, begun=begun)
    assert begun.is_set()
    printed = [
        output["text"]
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "stream"
    ]
    assert printed == ["2026Q2\n"]
    assert path.read_bytes() == before, "the notebook itself is not written to"


def test_a_cell_that_raises_is_named_as_its_author_counts_with_what_it_raised_and_how_it_begins(
    tmp_path: Path,
) -> None:
    """The author's notebook has no cell with injected parameters."""
    path = written(tmp_path, "# Overskrift", "first = 1", "second = first / 0\nthird = 3")
    (problem,) = refused(path)
    assert "ZeroDivisionError: division by zero" in problem.what
    assert "second = first / 0" in problem.next_step
    assert "third" not in problem.next_step
    assert problem.what.startswith("cell 4 raised")


def test_a_long_exception_is_cut(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, 'raise ValueError("x" * 5000)'))
    assert len(problem.what) < 500
    assert problem.what.endswith("…")


def test_a_kernel_that_dies_is_a_refusal_too(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "import os\nos._exit(3)"))
    assert "could not be run to its end" in problem.what
    assert "make lab" in problem.next_step


def test_a_kernel_that_dies_is_told_with_its_cell_and_why_kernels_die(tmp_path: Path) -> None:
    """Out of memory, the system ends a process in this way."""
    (problem,) = refused(
        written(
            tmp_path, "# Overskrift", "first = 1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
        )
    )
    assert problem.what == "the notebook could not be run to its end, in cell 4: Kernel died"
    assert "a kernel dies when the machine runs out of memory" in problem.next_step
    assert problem.next_step.endswith("the cell begins: import os, signal")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit a process's memory")
def test_a_kernel_that_may_have_no_more_memory_is_refused_with_its_cell(tmp_path: Path) -> None:
    (problem,) = refused(
        written(
            tmp_path,
            "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))",
            "everything = bytearray(2**33)",
        )
    )
    assert problem.what == "cell 3 raised MemoryError: "


@pytest.mark.parametrize(
    "cell",
    [
        "import sys\nsys.exit(0)",
        "exit()",
        "quit()",
        "raise SystemExit",
        "class Stop(Exception):\n    def _render_traceback_(self):\n        return []\nraise Stop",
        *(
            ["exit", "raise SystemExit('')", "raise SystemExit(3)", "get_ipython().ask_exit()"]
            if os.environ.get("SIGTEPUNKT_NIGHTLY")
            else []
        ),
    ],
)
def test_a_notebook_that_ends_before_its_last_cell_is_refused_with_the_cell_that_ended_it(
    tmp_path: Path, cell: str
) -> None:
    path = written(tmp_path, "# Overskrift", "first = 1", cell, "last = 2")
    with pytest.raises(
        Refused, match=r"notebooks/vtf.ipynb: cell 4 (raised|ended the notebook with) (SystemExit|Stop)"
    ):
        execute(path, "notebooks/vtf.ipynb", {"quarter": "2026Q2"})


def test_a_kernel_that_was_started_anew_refuses_to_exit_too(tmp_path: Path) -> None:
    path = written(tmp_path, "# Overskrift", "exit()", "last = 2")
    with pytest.raises(
        Refused, match=r"cell 3 raised SystemExit: a notebook that is published runs to its last cell"
    ):
        execute(path, "notebooks/vtf.ipynb", {"quarter": "2026Q2"}, cold=True)


def test_a_notebook_that_ends_with_its_last_cell_but_by_an_exit_is_refused_too(tmp_path: Path) -> None:
    """A cell that somebody writes below it later would never be run."""
    (problem,) = refused(written(tmp_path, "first = 1", "raise SystemExit"))
    assert problem.what == "cell 3 ended the notebook with SystemExit: 3 of 3 cells of code were run"
    assert problem.next_step.endswith("the cell begins: raise SystemExit")


@pytest.mark.parametrize(
    ("tag", "source", "message"),
    [
        ("skip-execution", "first = 1", "cell 3 was not run: 2 of 3 cells of code were run"),
        ("raises-exception", "1 / 0", "cell 3 raised ZeroDivisionError: division by zero"),
    ],
)
def test_a_cell_that_a_tag_lets_fail_or_passes_over_is_refused(
    tmp_path: Path, tag: str, source: str, message: str
) -> None:
    path = written(tmp_path, "# Overskrift", source, "last = 2")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][2]["metadata"] = {"tags": [tag]}
    path.write_text(json.dumps(content), encoding="utf-8")
    (problem,) = refused(path)
    assert problem.what == message


def test_an_empty_cell_is_no_cell_that_was_not_run(tmp_path: Path) -> None:
    execute(written(tmp_path, "first = 1", "", " \n"), "notebooks/vtf.ipynb", {"quarter": "2026Q2"})


# --- a limit of time ----------------------------------------------------------------------------------------


def limited(path: Path, seconds: object) -> Path:
    """Declare how long a notebook may take."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["sigtepunkt"] = {"timeout": seconds}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def working_in(folder: Path) -> list[psutil.Process]:
    """Return the processes whose command names a folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in process.info["cmdline"] or ())
    ]


def _sleeper(folder: Path) -> str:
    """Return code that starts a process whose command names a folder."""
    return f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(120)', {str(folder)!r}])"


@pytest.mark.parametrize("cold", [False, True])
def test_a_notebook_that_hangs_is_ended_with_all_it_started_once_its_own_limit_is_over(
    tmp_path: Path, *, cold: bool
) -> None:
    """The limit is the notebook's, not each cell's. What hangs sees no signal but the last."""
    cell = (
        "import signal, subprocess, sys, time\n"
        "for number in (signal.SIGINT, signal.SIGTERM):\n    signal.signal(number, signal.SIG_IGN)\n"
        f"{_sleeper(tmp_path)}\ntime.sleep(120)"
    )
    path = limited(
        written(tmp_path, "# Overskrift", "import time\ntime.sleep(1)", "import time\ntime.sleep(1)", cell), 3
    )
    start = time.monotonic()
    with pytest.raises(Refused) as refusal:
        execute(path, "notebooks/vtf.ipynb", {"quarter": "2026Q2"}, cold=cold)
    assert time.monotonic() - start < 60
    (problem,) = refusal.value.problems
    assert problem.where == "notebooks/vtf.ipynb"
    assert problem.what == "cell 5 was not done when the notebook's 3 seconds were over"
    assert '"sigtepunkt": {"timeout": 900}' in problem.allowed
    assert (
        problem.next_step == "make the notebook faster, or declare more seconds; "
        "the cell begins: import signal, subprocess, sys, time"
    )
    assert working_in(tmp_path) == []


@pytest.mark.parametrize("seconds", [0, -1, "10", 2.5, True, None])
def test_a_limit_that_is_no_number_of_seconds_is_refused_before_anything_runs(
    tmp_path: Path, seconds: object
) -> None:
    (problem,) = refused(limited(written(tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w').close()"), seconds))
    assert problem.what.startswith("the notebook's limit is no number of seconds: ")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("end", ["", "import os\nos._exit(3)"])
def test_what_a_notebook_leaves_behind_is_ended_with_it(tmp_path: Path, end: str) -> None:
    path = written(tmp_path, f"import subprocess, sys\n{_sleeper(tmp_path)}", *filter(None, [end]))
    with pytest.raises(Refused) if end else nullcontext():
        execute(path, "notebooks/vtf.ipynb", {"quarter": "2026Q2"})
    wait = time.monotonic() + 10
    # The system takes a moment to remove a process.
    while (left := working_in(tmp_path)) and time.monotonic() < wait:
        time.sleep(0.05)
    assert left == []


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path: Path) -> None:
    path = written(
        tmp_path, f"open({str(tmp_path / 'ran')!r}, 'w').close()", parameters='quater: str = "2026Q1"'
    )
    (problem,) = refused(path)
    assert problem.what == "the notebook does not declare the parameter 'quarter'"
    assert "did you mean 'quater'" in problem.allowed
    assert not (tmp_path / "ran").exists()


def test_every_unknown_parameter_is_named(tmp_path: Path) -> None:
    problems = refused(written(tmp_path), quarter="2026Q2", udvalg="vtf", aar=2026)
    assert [problem.what for problem in problems] == [
        f"the notebook does not declare the parameter {name!r}" for name in ("udvalg", "aar")
    ]


def test_a_notebook_without_parameters_is_told_how_they_are_declared(tmp_path: Path) -> None:
    (problem,) = refused(written(tmp_path, "x = 1", parameters=""))
    assert "tagged 'parameters'" in problem.allowed


def test_a_missing_notebook_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path / "vtf.ipynb")
    assert problem.what == "the notebook is missing"


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vtf.ipynb").write_text("{", encoding="utf-8")
    (problem,) = refused(tmp_path / "vtf.ipynb")
    assert "notebook" in problem.what


# --- no network, and a clean environment --------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)",
        (
            "import pandas as pd\n"
            "try:\n    pd.read_csv('https://example.org/x.csv')\nexcept Exception:\n    print('no data')"
        ),
    ],
    ids=["plainly", "hiding the error"],
)
def test_a_notebook_that_reaches_for_the_network_is_refused(tmp_path: Path, cell: str) -> None:
    (problem,) = refused(written(tmp_path, cell))
    assert "a notebook has no network; data comes in through data/raw" in problem.what


CONNECTIONS = (
    "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "import socket; socket.getaddrinfo('example.org', 443)",
    "import socket; socket.gethostbyname('example.org')",
    "from urllib.request import urlopen; urlopen('https://example.org/')",
    "import pandas as pd; pd.read_csv('https://example.org/x.csv')",
    "import asyncio; asyncio.new_event_loop().run_until_complete(asyncio.open_connection('192.0.2.1', 80))",
)


def test_every_way_to_the_network_is_refused(tmp_path: Path) -> None:
    """In one notebook that holds on to the refusals: each would end it."""
    source = f"""
import threading
def reach(code):
    try:
        exec(code, {{}})
    except BaseException as error:
        print(type(error).__name__, code)
for code in {CONNECTIONS!r}:
    thread = threading.Thread(target=reach, args=(code,))  # each needs an event loop, so a thread, of its own
    thread.start()
    thread.join()
"""
    executed = execute(written(tmp_path, source), "notebooks/vtf.ipynb", {"quarter": "2026Q2"})
    printed = "".join(
        output["text"]
        for cell in executed.cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "stream"
    )
    assert printed.splitlines() == [f"NoNetwork {code}" for code in CONNECTIONS]


def test_a_notebook_cannot_open_the_network_again(tmp_path: Path) -> None:
    (problem,) = refused(
        written(
            tmp_path,
            "import importlib, sys, socket\nsys.modules.pop('sigtepunkt.execution.sandbox', None)\n"
            "importlib.reload(socket)\nsocket.socket()",
        )
    )
    assert "NoNetwork" in problem.what


def test_sockets_that_are_files_threads_and_processes_work_as_before(tmp_path: Path) -> None:
    cell = (
        "import asyncio, socket, subprocess, sys\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "socket.socketpair()\nawait asyncio.sleep(0)\n"
        "print(list(ThreadPoolExecutor(2).map(str, [1])), socket.gethostname() != '')\n"
        "print(subprocess.run([sys.executable, '-c', 'print(2)'], capture_output=True, text=True).stdout)"
    )
    executed = execute(written(tmp_path, cell), "notebooks/vtf.ipynb", {"quarter": "2026Q2"})
    assert "['1'] True" in str(executed)


def test_a_notebook_sees_no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "STATBANK_API_KEY": "hemmelig",
        "GITHUB_TOKEN": "hemmelig",
        "AWS_SECRET_ACCESS_KEY": "hemmelig",
        "JUPYTER_TOKEN": "hemmelig",
        "PYTHON_KEYRING": "hemmelig",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_TIME", "da_DK")
    executed = execute(
        written(tmp_path, "import os\nprint(sorted(os.environ.items()))"),
        "notebooks/vtf.ipynb",
        {"quarter": "2026Q2"},
    )
    assert "hemmelig" not in str(executed)
    assert "'LC_TIME', 'da_DK'" in str(executed)
    assert "'PATH'" in str(executed)


def test_a_kernel_that_is_not_jupyters_python_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "kernels" / "andet" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        json.dumps(
            {
                "argv": ["python", "-m", "andet", "-f", "{connection_file}"],
                "display_name": "Andet",
                "language": "python",
            }
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    path = written(tmp_path)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"name": "python3"', '"name": "andet"'), encoding="utf-8"
    )
    (problem,) = refused(path)
    assert "the kernel 'andet' is not Jupyter's Python kernel" in problem.what
