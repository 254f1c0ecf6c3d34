"""A forked kernel is a process of its own that behaves like a cold one, only sooner."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path

import psutil
import pytest

from sigtepunkt.charts import svg
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.storage import software
from sigtepunkt.execution import executor, fork_server

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="this system cannot fork kernels: every kernel is started cold"
)

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what a notebook of these cells prints."""

    def printed(*cells: str, cold: bool = False) -> str:
        notebook = tmp_path / "side.ipynb"
        parameters = {
            "cell_type": "code",
            "id": "p",
            "metadata": {"tags": ["parameters"]},
            "source": 'quarter: str = "2026Q2"',
            "outputs": [],
            "execution_count": None,
        }
        written = [
            {**parameters, "id": f"c{number}", "metadata": {}, "source": cell}
            for number, cell in enumerate(cells)
        ]
        notebook.write_text(
            json.dumps(
                {
                    "cells": [parameters, *written],
                    "metadata": {
                        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                        "language_info": {"name": "python"},
                    },
                    "nbformat": 4,
                    "nbformat_minor": 5,
                }
            ),
            encoding="utf-8",
        )
        executed = executor.execute(notebook, "notebooks/side.ipynb", {"quarter": "2026Q2"}, cold=cold)
        return "".join(
            output.get("text", "") for cell in executed.cells for output in cell.get("outputs", ())
        )

    return printed


def server() -> psutil.Process:
    """The process that kernels are forked from."""
    return psutil.Process(forkserver._forkserver._forkserver_pid)  # type: ignore[attr-defined]


def test_a_kernel_is_forked_with_its_libraries_imported(run: Run) -> None:
    assert run("import os, sys\nprint(os.getppid(), 'seaborn' in sys.modules)") == f"{server().pid} True\n"
    assert (
        run("import os, sys\nprint(os.getppid(), 'seaborn' in sys.modules)", cold=True)
        == f"{os.getpid()} False\n"
    )


def test_the_server_has_one_thread_and_no_connection(run: Run) -> None:
    run("1")
    assert server().num_threads() == 1
    assert not server().net_connections("inet")


@pytest.mark.parametrize(
    "cells",
    [
        (
            "import sys\nprint(sys.path, sys.argv[0] != '', __name__)",
            "import __main__\nprint(sorted(vars(__main__)))",
            (
                "import os\nnames = sorted(name for name in os.environ if name != 'JPY_PARENT_PID')\n"
                "print(names, os.getcwd(), os.getpgid(0) == os.getpid())"
            ),
        ),
        (
            (
                "import matplotlib\nimport matplotlib.pyplot as plt\n"
                "print(matplotlib.get_backend(), plt.get_fignums(), dict(matplotlib.rcParams))"
            ),
            "plt.plot([1, 2])",
        ),
        (
            "import pandas as pd\npd.DataFrame({'a': [1.5]})",
            (
                "import numpy as np\n"
                "print(np.linalg.svd(np.arange(10_000.0).reshape(100, 100) % 7)[1].sum().hex())"
            ),
        ),
        (
            "import numpy as np, seaborn as sns",
            "print(sns.kdeplot(x=np.arange(20.0) ** 2, cumulative=True).lines[0].get_ydata().sum().hex())",
            "print(sns.clustermap(np.arange(30.0).reshape(6, 5) ** 2 % 7).data2d.to_numpy().tolist())",
            "import scipy.cluster, scipy.stats\nprint(scipy.cluster.__file__, scipy.stats.norm.cdf(1.0))",
        ),
        (
            (
                # Both set filters for their own warnings, and are imported when they are needed, or before.
                "import scipy.stats, statsmodels.tsa.seasonal\n"
                "import signal, warnings\nimport seaborn, sigtepunkt.report\n"
                "print(sorted(map(str, set(warnings.filters))))\n"
                "numbers = signal.SIGINT, signal.SIGCHLD, signal.SIGALRM\n"
                "print(*map(signal.getsignal, numbers), signal.getitimer(signal.ITIMER_REAL))\n"
                "import gc\nprint(gc.isenabled(), gc.get_threshold())"
            ),
        ),
    ],
)
def test_what_a_notebook_meets_is_what_it_meets_in_a_cold_kernel(run: Run, cells: tuple[str, ...]) -> None:
    assert run(*cells) == run(*cells, cold=True)


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="it is not made: nobody could tell whether kernels run")
def test_what_drawings_begin_with_is_made_while_the_server_waits(run: Run) -> None:
    ready = "from sigtepunkt.charts import svg\nprint(len(svg._ready))"
    run(ready)
    ended = time.monotonic() + 30
    while int(run(ready)) < svg._MOST_READY and time.monotonic() < ended:
        time.sleep(1.5)  # kernels that run have the processor to themselves
    assert int(run(ready)) == svg._MOST_READY
    imported = "import sys\nprint('statsmodels' in sys.modules)"
    while run(imported) == "False\n" and time.monotonic() < ended:
        time.sleep(1.5)
    assert run(imported) == "True\n"


def test_no_two_kernels_draw_the_same_numbers(run: Run) -> None:
    cell = "import random, numpy as np, uuid\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    first, second = run(cell).split(), run(cell).split()
    assert not {*first} & {*second}


def test_what_one_notebook_does_another_does_not_see(run: Run) -> None:
    run(
        "import pandas as pd, matplotlib.pyplot as plt, os, sys\n"
        "pd.set_option('display.precision', 1); plt.figure()\n"
        "os.environ['LEFT'] = '1'; sys.modules['left'] = sys"
    )
    assert (
        run(
            "import pandas as pd, matplotlib.pyplot as plt, os, sys\n"
            "print(pd.get_option('display.precision'), plt.get_fignums())\n"
            "print('LEFT' in os.environ, 'left' in sys.modules)"
        )
        == "6 []\nFalse False\n"
    )


def test_a_notebook_may_start_processes_of_its_own(run: Run) -> None:
    assert (
        run(
            "import multiprocessing\n"
            "with multiprocessing.get_context('fork').Pool(1) as pool:\n    print(pool.map(abs, [-1]))"
        )
        == "[1]\n"
    )


def test_once_the_package_has_changed_a_kernel_is_started_anew(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterLab goes on for days: a restarted kernel must not meet the package as it was this morning."""
    assert run("import os\nprint(os.getppid())") == f"{server().pid}\n"
    monkeypatch.setattr(software, "package", lambda: "another")
    assert run("import os\nprint(os.getppid())") == f"{os.getpid()}\n"


@pytest.mark.parametrize(
    "end", ["import os; os._exit(3)", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
)
def test_a_kernel_that_dies_stops_its_notebook_and_is_named(run: Run, end: str) -> None:
    with pytest.raises(Refused, match="Kernel died") as refusal:
        run(end)
    assert refusal.value.problems[0].where == "notebooks/side.ipynb"


def test_a_server_that_dies_under_a_notebook_stops_it_and_is_started_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("1")
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    gone = server()
    with pytest.raises(Refused, match="Kernel died"):
        run("import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(30)")
    while gone.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert run("import os\nprint(os.environ.get('SECRET_KEY'))") == "None\n"
    assert server().pid != gone.pid
    assert server().num_threads() == 1
    assert "SECRET_KEY" not in server().environ(), "as clean as the first one"


def test_when_all_kernels_are_ended_the_next_is_started_without_a_complaint(run: Run) -> None:
    """Multiprocessing's resource tracker dies with the server; that must not warn."""
    run("1")
    gone = psutil.Process().children()
    assert server() in gone
    assert len(gone) >= 2
    executor.end_kernels()
    while any(process.status() != psutil.STATUS_ZOMBIE for process in gone):
        time.sleep(0.01)
    assert run("print(1)") == "1\n"


RUN = """
import sys
from pathlib import Path
from sigtepunkt.execution import executor
executor.execute(Path(sys.argv[1]), "side", {"quarter": "2026Q2"})
"""


@pytest.fixture
def left() -> Iterator[set[int]]:
    """Processes to kill, whatever the result of a test."""
    pids: set[int] = set()
    yield pids
    for pid in pids:
        if psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)


def test_when_the_parent_is_gone_kernel_and_server_end_too(run: Run, tmp_path: Path, left: set[int]) -> None:
    with pytest.raises(Refused):
        run("1/0")  # writes the notebook's file
    notebook = tmp_path / "side.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace(
            "1/0", "open('begun', 'w').close()\\nimport time; time.sleep(120)"
        ),
        encoding="utf-8",
    )
    parent = subprocess.Popen([sys.executable, "-c", RUN, str(notebook)], cwd=tmp_path)
    while not (tmp_path / "begun").exists():
        assert parent.poll() is None
        time.sleep(0.1)
    left |= {child.pid for child in psutil.Process(parent.pid).children(recursive=True)}
    assert len(left) >= 2
    parent.kill()
    parent.wait(20)
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in left if psutil.pid_exists(pid)], timeout=10)
    assert not alive
