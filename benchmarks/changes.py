"""What a change costs once the shipped quarter is published, and which pages it makes: `python benchmarks/changes.py [ROUNDS]`.

Each on a copy of the published quarter, in two ways: by the whole command `sigtepunkt run`, imports and all, and from the
save until the pages are published where `sigtepunkt watch` has been running, as an analyst works. Changed are nothing (of
a run), a notebook's text (the heaviest page, one in the middle, the lightest), and one indicator's definition. Peak memory
is that of a cold run, all its processes together.
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
    """Return a change of a notebook's prose."""

    def change(project: Path, turn: int) -> None:
        path = project / f"notebooks/{page}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = [*notebook["cells"][0]["source"], f"\n\nNote {turn}."]
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")

    return change


def definition(project: Path, turn: int) -> None:
    """Change how an indicator is defined, in words."""
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


def stamps(project: Path) -> dict[Path, bytes]:
    """Return the pages, published and of the draft."""
    return {path: path.read_bytes() for path in (project / "reports").glob("*/*.html")}


@contextmanager
def watched(project: Path) -> Iterator[Callable[[], None]]:
    """Watch the project, and yield what waits until it says that a draft was made."""
    words = [str(BIN / "sigtepunkt"), "watch", QUARTER, "--no-open"]
    with subprocess.Popen(
        words,
        cwd=project,
        env=environment(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as watching:
        said = cast("IO[str]", watching.stdout)
        _read_until(said, "Watching ")
        _read_until(said, "Made a draft ")  # of what was published
        try:
            yield lambda: _read_until(said, "Made a draft ")
        finally:
            watching.terminate()  # Ctrl-C is ignored by what was begun in the background
            said.read()


def _read_until(said: IO[str], beginning: str) -> None:
    for line in said:
        if line.startswith(beginning):
            return
    sys.exit(f"watching ended before it said {beginning!r}")


def rounds(
    project: Path,
    times: int,
    changes: dict[str, Change],
    make: Callable[[], object],
    pages: dict[str, set[str]],
) -> dict[str, float]:
    """Return the median seconds that each change takes to `make`; note which `pages` it makes others."""
    found: dict[str, list[float]] = {what: [] for what in changes}
    for turn in range(times):
        for what, change in changes.items():
            before = stamps(project)

            def changed(change: Change = change, turn: int = turn) -> None:
                change(project, turn)
                make()

            found[what].append(seconds(changed))
            pages[what] = {path.stem for path, page in stamps(project).items() if page != before[path]}
        print(
            f"round {turn + 1}: " + ", ".join(f"{taken[-1]:.1f} s" for taken in found.values()),
            file=sys.stderr,
            flush=True,
        )
    return medians(found)


def main() -> None:
    """Change one thing after the other, so many rounds, and print what it took and made."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pages: dict[str, set[str]] = {}
    seen = {what: change for what, change in CHANGES.items() if what != "nothing"}
    with copy() as project:
        memory = peak_memory(lambda: call(project, *RUN))
        run = rounds(project, times, CHANGES, lambda: call(project, *RUN), pages)
        with watched(project) as published:
            note("metode")(
                project, times
            )  # until this is published the kernels' server imports; every later save meets it ready
            published()
            watch = rounds(project, times, seen, published, pages)
    table(
        [
            f"changed since publishing, medians of {times}",
            "by run, s",
            "in watch, s",
            "pages that are others now",
        ],
        [
            [what, run[what], watch.get(what, ""), ", ".join(sorted(pages[what])) or "none"]
            for what in CHANGES
        ],
    )
    print(f"\nPeak memory of a cold run: {memory:.2f} GB")


if __name__ == "__main__":
    main()
