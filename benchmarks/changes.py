"""What a change costs once the shipped quarter is published, and which pages it rebuilds.

    python benchmarks/changes.py [ROUNDS]

Each change is made to a copy of the published quarter and measured in two ways: as the whole command
`sigtepunkt run`, imports included, and as an analyst works, from the save until the draft is ready while
`sigtepunkt watch` is running. The changes are: nothing (`run` only), the text of a notebook (the heaviest
page, a middling one, the lightest), and the definition of an indicator. Peak memory is that of a cold run,
all its processes together.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from cold import BIN, QUARTER, RUN, call, copy, environment, medians, peak_memory, seconds, table

Change = Callable[[Path, int], object]
INDICATOR = "ledighed"


def note(page: str) -> Change:
    """Return a change to a notebook's prose."""

    def change(project: Path, turn: int) -> None:
        path = project / f"notebooks/{page}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = [*notebook["cells"][0]["source"], f"\n\nNote {turn}."]
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")

    return change


def definition(project: Path, turn: int) -> None:
    """Change the wording of an indicator's definition."""
    path = project / "strategy/indicators.toml"
    before, name, after = path.read_text(encoding="utf-8").partition(f"[{INDICATOR}]")
    path.write_text(
        before + name + after.replace('definition = "', f'definition = "{turn}. ', 1), encoding="utf-8"
    )


CHANGES: dict[str, Change] = {
    "nothing": lambda *_: None,
    "the heaviest notebook (vtf)": note("vtf"),
    "a notebook in the middle (laering)": note("laering"),
    "the lightest notebook (datakvalitet)": note("datakvalitet"),
    f"one indicator's definition ({INDICATOR})": definition,
}


def page_bytes(project: Path) -> dict[Path, bytes]:
    """Return the bytes of every page, of the edition and of the draft."""
    return {path: path.read_bytes() for path in (project / "reports").glob("*/*.html")}


@contextmanager
def watched(project: Path) -> Iterator[Callable[[], None]]:
    """Run `sigtepunkt watch` on the project; yield a function that waits until the next draft is ready."""
    words = [str(BIN / "sigtepunkt"), "watch", QUARTER, "--no-open"]
    with subprocess.Popen(  # noqa: S603 - the project's own command
        words,
        cwd=project,
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as watching:
        said = cast("IO[str]", watching.stdout)
        _read_until(said, "Watching ")
        _read_until(said, "Made a draft ")  # the first draft, before anything has changed
        try:
            yield lambda: _read_until(said, "Made a draft ")
        finally:
            watching.terminate()  # a process started in the background ignores Ctrl-C
            said.read()


def _read_until(said: IO[str], beginning: str) -> None:
    for line in said:
        if line.startswith(beginning):
            return
    sys.exit(f"`sigtepunkt watch` ended before it printed {beginning!r}")


def rounds(
    project: Path,
    times: int,
    changes: dict[str, Change],
    make: Callable[[], object],
    pages: dict[str, set[str]],
) -> dict[str, float]:
    """Return the median seconds that `make` takes after each change; record in `pages` which pages differ."""
    times_taken: dict[str, list[float]] = {name: [] for name in changes}
    for turn in range(times):
        for name, change in changes.items():
            before = page_bytes(project)

            def changed(change: Change = change, turn: int = turn) -> None:
                change(project, turn)
                make()

            times_taken[name].append(seconds(changed))
            pages[name] = {path.stem for path, page in page_bytes(project).items() if page != before[path]}
        print(
            f"round {turn + 1}: " + ", ".join(f"{taken[-1]:.1f} s" for taken in times_taken.values()),
            file=sys.stderr,
            flush=True,
        )
    return medians(times_taken)


def main() -> None:
    """Make each change in turn, ROUNDS times, and print how long it took and which pages it rebuilt."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pages: dict[str, set[str]] = {}
    saved = {name: change for name, change in CHANGES.items() if name != "nothing"}
    with copy() as project:
        memory = peak_memory(lambda: call(project, *RUN))
        run = rounds(project, times, CHANGES, lambda: call(project, *RUN), pages)
        with watched(project) as drafted:
            # Not measured: during the first save the fork server is still importing; later saves find it
            # ready.
            note("metode")(project, times)
            drafted()
            watch = rounds(project, times, saved, drafted, pages)
    table(
        [f"changed since publishing, medians of {times}", "by run, s", "in watch, s", "pages rebuilt"],
        [
            [name, run[name], watch.get(name, ""), ", ".join(sorted(pages[name])) or "none"]
            for name in CHANGES
        ],
    )
    print(f"\nPeak memory of a cold run: {memory:.2f} GB")


if __name__ == "__main__":
    main()
