"""What a change costs once the shipped quarter is published, and which pages it makes: `python benchmarks/changes.py [ROUNDS]`.

Each is the whole command `sigtepunkt run` on a copy of the published quarter: with nothing changed, with a notebook's
text changed (the heaviest page, one in the middle, the lightest), and with one indicator's definition changed. Peak memory is
that of a cold run, all its processes together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from cold import RUN, call, copy, medians, peak_memory, seconds, table

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
    path.write_text(before + name + after.replace('definition = "', f'definition = "{turn}. ', 1), encoding="utf-8")


CHANGES: dict[str, Change] = {
    "nothing": lambda *_: None, "the heaviest notebook (vtf)": note("vtf"), "a notebook in the middle (laering)": note("laering"),
    "the lightest notebook (datakvalitet)": note("datakvalitet"), f"one indicator's definition ({INDICATOR})": definition,
}


def stamps(project: Path) -> dict[str, bytes]:
    """Return the published pages."""
    return {path.stem: path.read_bytes() for path in (project / "reports").glob("*/*.html")}


def main() -> None:
    """Change one thing after the other, so many rounds, and print what it took and made."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with copy() as project:
        memory = peak_memory(lambda: call(project, *RUN))
        found: dict[str, list[float]] = {what: [] for what in CHANGES}
        pages: dict[str, set[str]] = {}
        for turn in range(times):
            for what, change in CHANGES.items():
                change(project, turn)
                before = stamps(project)
                found[what].append(seconds(lambda: call(project, *RUN)))
                pages[what] = {name for name, page in stamps(project).items() if page != before[name]}
            print(f"round {turn + 1}: " + ", ".join(f"{taken[-1]:.1f} s" for taken in found.values()), file=sys.stderr, flush=True)
    table([f"changed since publishing, medians of {times}", "s", "pages that are others now"], [[what, middle, ", ".join(sorted(pages[what])) or "none"] for what, middle in medians(found).items()])
    print(f"\nPeak memory of a cold run: {memory:.2f} GB")


if __name__ == "__main__":
    main()
