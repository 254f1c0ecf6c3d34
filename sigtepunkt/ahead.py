"""Checks begun in a second process, from the other end: what it finds is remembered, and met by who comes from the front.

Great Expectations takes most of a cold run's time, one expectation after the other, and its import seconds. Two processes
share the work through the folder of verdicts alone (`checks.check`): neither waits for the other, and if this one dies,
what it has not done is done by the other. Run as `python -m sigtepunkt.ahead QUARTER FOLDER`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sigtepunkt.errors import SigtepunktError
from sigtepunkt.project import Project, find_project
from sigtepunkt.quarter import Quarter

FEW = 20  # checks so few that another process would not be ready before they are done


@contextmanager
def checks_ahead(project: Project, quarter: Quarter, suites: int) -> Iterator[None]:
    """Have another process check the vintages up to the quarter from the last one's last file, if many of so many `suites` are not remembered."""
    remembered = sum(1 for _ in project.verdicts.glob("*.json"))
    if (os.cpu_count() or 1) < 2 or suites - remembered < FEW:  # noqa: PLR2004 - one core is no second
        yield
        return
    words = [sys.executable, "-m", __name__, str(quarter), str(project.root)]
    helper = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - this module
    try:
        yield
    finally:
        helper.kill()
        helper.wait()
        if helper.stdin:
            helper.stdin.close()


def check(project: Project, until: Quarter) -> None:
    """Hold every raw file of the vintages up to a quarter against its suite, from the end; say nothing of what is wrong."""
    from sigtepunkt import checks, sources
    from sigtepunkt.receive import parameters
    from sigtepunkt.strategy import load_definitions
    from sigtepunkt.vintage import open_vintage

    definitions = load_definitions(project)
    for quarter in reversed([one for one in project.quarters() if one <= until]):
        vintage = open_vintage(project, quarter, definitions.sources.values())
        for key, source in reversed([*definitions.sources.items()]):
            with suppress(SigtepunktError):
                suite = project.suite(key)
                frame = sources.read_raw(source, vintage.folder / source.file, key)
                checks.check(suite, project.relative(suite), frame, parameters(definitions, vintage), project.verdicts)


def main() -> None:
    """Check, and end when who asked is gone."""
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    with suppress(SigtepunktError):
        check(find_project(Path(sys.argv[2])), Quarter.parse(sys.argv[1]))


if __name__ == "__main__":
    main()
