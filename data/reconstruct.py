"""Re-express tidy official figures as the raw files their publishers would have delivered.

    python data/reconstruct.py FIGURES_FOLDER

The project started from tidy tables of published figures, gathered from public secondary copies before any
figure could be fetched from its publisher. This script writes them in the publishers' formats, cut at what
had been published when each vintage closed, so that the pipeline reads real formats from the first day.
Formats, columns and publication lags are read from `strategy/sources.toml`; only the names in the tidy tables
are given in `data/reconstruction/`. Vintages that are fetched from the publishers replace the reconstructed
ones, and then this script has done its work.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from reconstruction.formats import FORMATS
from reconstruction.plan import PLAN
from reconstruction.raw_files import Disagreement, is_revised, reconstruct
from reconstruction.tidy_tables import UNKNOWN, Tidy
from reconstruction.vintage import CLOSED, RAW, ROOT, about, provenance, seal

HOW = (
    "Genskabt af data/reconstruct.py i udgiverens filformat ud fra en sekundær kopi af de "
    "offentliggjorte tal; filen er ikke hentet hos udgiveren."
)
HOW_ACCOUNTS = "Skrevet af data/reconstruct.py efter tallene i kommunalbestyrelsens dagsorden 30. april 2025."
HOW_REVISED = (
    " Hedensteds og hele landets tal er fra den tidligst kendte hentning (18. august 2026 for Hedensteds "
    "ledige og langtidsledige, ellers 19. august 2026), hvor den har dem; revisionerne i forhold til "
    "næste leverance er ægte."
)
RETRIEVED = "2026-08-18 og 2026-08-19, ellers ukendt"


def main(figures: Path) -> None:
    """Write every official raw file of every reconstructed vintage."""
    sources = tomllib.loads((ROOT / "strategy" / "sources.toml").read_text(encoding="utf-8"))
    areas = tomllib.loads((ROOT / "strategy" / "municipality.toml").read_text(encoding="utf-8"))["areas"]
    names = {code: area["name"] for code, area in areas.items()}
    tidy = Tidy(figures, names)
    for quarter in CLOSED:
        folder = RAW / quarter
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vintage.toml").write_text(about(quarter), encoding="utf-8", newline="\n")
        provenances = {}
        for key, takes in PLAN.items():
            source = sources[key]
            raw = reconstruct(key, source, takes, tidy, quarter)
            revised = is_revised(source, quarter)
            (folder / source["file"]).write_bytes(FORMATS[source["format"]](source, raw.rows))
            provenances[source["file"]] = provenance(
                key,
                source,
                via="; ".join(raw.via),
                retrieved=RETRIEVED if revised else UNKNOWN,
                reconstructed=True,
                how=HOW_ACCOUNTS if key == "hedensted-regnskab" else HOW + HOW_REVISED if revised else HOW,
            )
        seal(folder, provenances)


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the script and its argument
        sys.exit("usage: python data/reconstruct.py FIGURES_FOLDER")
    try:
        main(Path(sys.argv[1]))
    except Disagreement as disagreement:
        sys.exit(f"{disagreement}")
