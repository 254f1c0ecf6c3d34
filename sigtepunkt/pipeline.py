"""The quarter, stage by stage: raw data → checks → observations → states → notebooks → pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt import checks, danish, demand, disclosure, execute, observations, processed, publish, signals, sources, wording
from sigtepunkt.checks import Finding
from sigtepunkt.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter
from sigtepunkt.report.opening import COUNCIL, METHOD, QUALITY
from sigtepunkt.signals import rebase
from sigtepunkt.strategy import Definitions, load_definitions
from sigtepunkt.vintage import Vintage, open_vintage, sha256

Tell = Callable[[str, str], None]
PACKAGES = ("great-expectations", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "scipy", "seaborn", "sigtepunkt")


@dataclass(frozen=True)
class Raw:
    """A vintage as read: the raw frame of every source."""

    vintage: Vintage
    frames: Mapping[str, pd.DataFrame]


def run(project: Project, quarter: Quarter, *, only: Sequence[str] = (), jobs: int = 2, demo: bool = True, tell: Tell) -> Path:
    """Make and publish the quarter's pages; return the address of its index. Raises Refused, leaving `reports/` as it was."""
    definitions = load_definitions(project)
    chosen = _chosen(definitions, quarter, only)
    publish.repair(project)
    raw, done = process(project, quarter, demo=demo, tell=tell)
    inputs = _inputs(project, raw.vintage, demo=demo)
    kept = _kept(project, quarter, chosen if only else (), inputs)
    shown = definitions if demo else definitions.without_demo()
    site = _site(shown, quarter)
    pages = _pages(project, site, chosen, jobs, tell)
    tell("publish", f"{len(pages)} pages")
    files = {**kept, **pages}
    files[publish.INDEX] = publish.front_page(site, _entries(shown, site, files), _facts(raw.vintage, shown, quarter, done))
    manifest = _manifest(project, raw.vintage, done, {**inputs, "notebooks": _notebooks(project, quarter, inputs, kept)})
    return publish.swap_in(project, quarter, dict(sorted(files.items())), manifest, municipality=shown.municipality.name)


def process(project: Project, quarter: Quarter, *, demo: bool = True, tell: Tell) -> tuple[Raw, processed.Processed]:
    """Check the quarter's raw data and write `data/processed/<quarter>`. Raises Refused for data that fails a check."""
    definitions = load_definitions(project)
    raw, findings = check(project, quarter, definitions=definitions, tell=tell)
    _refuse_critical(project, definitions, raw, findings)
    shown = definitions if demo else definitions.without_demo()
    tell("observations", f"{len(shown.indicators)} indicators")
    tables = _tables(project, definitions, raw)
    current = observations.observe(shown, tables, str(quarter))
    findings += _check_observations(project, current, raw.vintage, definitions)
    before = [earlier for earlier in project.quarters() if earlier < quarter]
    vintages = [current] + [
        observations.observe(shown, _tables(project, definitions, _read(project, definitions, earlier)), str(earlier)) for earlier in before
    ]
    # From here on nothing holds what may not be shown.
    protected = disclosure.suppress(shown, [*vintages[1:], current], disclosure.read(project, quarter))
    findings = disclosure.discreet(shown, findings, current)
    *earlier_vintages, current = protected.vintages
    vintages = [current, *earlier_vintages]
    disclosure.write(project, quarter, protected.ledger)
    tell("signals", f"{len(shown.indicators)} indicators")
    done = processed.Processed(
        quarter=quarter,
        demo=demo,
        switched_off=tuple((definitions.indicators.keys() | definitions.capacities.keys()) - shown.indicators.keys() - shown.capacities.keys()),
        observations=pd.concat(vintages, ignore_index=True),
        states=signals.judge(shown, current, str(quarter)),
        earlier=signals.judge(shown, vintages[-1], str(before[-1])) if before else (),
        findings=tuple(findings),
        capacities=demand.by_year(shown, tables),
        suppressed=protected.suppressed,
    )
    processed.save(project, done)
    for state in done.states:
        found = rebase.suggest(state)
        if found:
            way = "higher" if found.size > 0 else "lower"
            tell("suggest", f"{found.indicator} has been {way} since {found.since} ({found.points} points). If you know why (a reform, a changed "
                 f"definition, an action), declare it in strategy/indicators.toml: [{found.indicator}] breaks = [{{ at, cause, decided_by, decided }}]")
    return raw, done


def check(project: Project, quarter: Quarter, *, definitions: Definitions, tell: Tell) -> tuple[Raw, list[Finding]]:
    """Read the quarter's raw files and hold each against its suite. Raises Refused for a file that cannot be read."""
    tell("read", f"data/raw/{quarter}")
    raw = _read(project, definitions, quarter)
    findings: list[Finding] = []
    for key, frame in raw.frames.items():
        tell("check", key)
        suite = project.suite(key)
        findings += checks.check(suite, project.relative(suite), frame, _parameters(definitions, raw.vintage))
    return raw, findings


def _parameters(definitions: Definitions, vintage: Vintage) -> dict[str, Any]:
    """Return what suites may ask for by name: every spelling of an area, and the day the vintage was closed."""
    return {"areas": sorted(definitions.municipality.codes()), "closed": pd.Timestamp(vintage.closed)}


def _read(project: Project, definitions: Definitions, quarter: Quarter) -> Raw:
    vintage = open_vintage(project, quarter)
    problems: list[Problem] = []
    frames = {}
    for key, source in definitions.sources.items():
        path = vintage.folder / source.file
        try:
            frames[key] = sources.read_raw(source, path, project.relative(path))
        except Refused as error:
            problems += error.problems
        else:
            if source.file not in vintage.provenance:
                problems.append(Problem("the file has no provenance", project.relative(path), "a table for every file in provenance.toml"))
    if problems:
        raise Refused(*problems)
    return Raw(vintage, frames)


def _refuse_critical(project: Project, definitions: Definitions, raw: Raw, findings: Sequence[Finding]) -> None:
    problems: list[Problem] = []
    for finding in findings:
        if not finding.met and finding.severity == "critical":
            source = definitions.sources[finding.suite]
            problems += finding.problems(project.relative(raw.vintage.folder / source.file), source.owner)
    if problems:
        raise Refused(*problems)


def _tables(project: Project, definitions: Definitions, raw: Raw) -> dict[str, pd.DataFrame]:
    """Return every source's long table of measures."""
    codes, home = definitions.municipality.codes(), definitions.municipality.code
    return {
        key: sources.measures(
            definitions.sources[key], frame, name=project.relative(raw.vintage.folder / definitions.sources[key].file), codes=codes, home=home,
        )
        for key, frame in raw.frames.items()
    }


def _check_observations(project: Project, current: pd.DataFrame, vintage: Vintage, definitions: Definitions) -> list[Finding]:
    suite = project.suite("observations")
    findings = checks.check(suite, project.relative(suite), current, _parameters(definitions, vintage))
    problems: list[Problem] = []
    for finding in findings:
        if finding.met or finding.severity != "critical":
            continue
        for row, shown in finding.examples or ((None, ""),):
            if row is None:
                problems += finding.problems("the observations", "the analyst")
                continue
            line = current.loc[row]
            source = definitions.sources[str(line["source"])]
            problems.append(Problem(
                f"row {line['row']}: {line['indicator']}, {line['area']}, {line['period']} = {line['value']} ({shown})",
                project.relative(vintage.folder / str(line["file"])), finding.sentence, f"ask {source.owner}",
            ))
    if problems:
        raise Refused(*problems)
    return findings


def _chosen(definitions: Definitions, quarter: Quarter, only: Sequence[str]) -> tuple[str, ...]:
    pages = tuple(_site(definitions, quarter).pages)
    unknown = [name for name in only if name not in pages]
    if unknown:
        raise WrongUse(*(Problem(f"there is no page {name!r}", "--only", nearest(name, pages)) for name in unknown))
    return tuple(page for page in pages if not only or page in only)


def _site(definitions: Definitions, quarter: Quarter) -> publish.Site:
    strategy = definitions.strategy(quarter)
    council, about = {COUNCIL: definitions.municipality.council}, {QUALITY: "Datakvalitet", METHOD: "Metode"}
    titles = {key: committee.title for key, committee in strategy.committees.items()}
    menu = {key: committee.short for key, committee in strategy.committees.items()}
    return publish.Site(
        definitions.municipality.name, strategy.title, quarter, {**council, **titles, **about}, {**council, **menu, **about},
    )


def _pages(project: Project, site: publish.Site, chosen: Sequence[str], jobs: int, tell: Tell) -> dict[str, str]:
    def make(identity: str) -> str:
        name = project.relative(project.notebook(identity))
        tell("notebook", name)
        executed = execute.execute(project.notebook(identity), name, {"quarter": str(site.quarter)})
        return publish.page(site, identity, publish.body(executed, name))

    # Kernels start in the process's folder; papermill's own switching of it is not safe with several at once.
    with contextlib.chdir(project.root), ThreadPoolExecutor(max(1, jobs)) as pool:
        futures = {identity: pool.submit(make, identity) for identity in chosen}
        problems: list[Problem] = []
        pages = {}
        for identity, future in futures.items():
            try:
                pages[f"{identity}.html"] = future.result()
            except Refused as error:
                problems += error.problems
    if problems:
        raise Refused(*problems)
    return pages


def _kept(project: Project, quarter: Quarter, chosen: Sequence[str], inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the published pages that stay when only some are made; refuse when they rest on other data."""
    manifest = publish.published(project, quarter) if chosen else None
    if manifest is None:
        return {}
    if {**manifest["inputs"], "notebooks": None} != {**inputs, "notebooks": None}:
        raise Refused(Problem(
            "the other published pages were made from other data or definitions", project.relative(project.report(quarter)),
            "--only where nothing but notebooks has changed", f"run: sigtepunkt run {quarter}",
        ))
    made = {f"{identity}.html" for identity in chosen} | {publish.INDEX}
    return {name: (project.report(quarter) / name).read_text(encoding="utf-8") for name in manifest["pages"] if name not in made}


def _notebooks(project: Project, quarter: Quarter, inputs: Mapping[str, Any], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the checksums of the notebooks the pages were made from: for kept pages, those of the time."""
    then = publish.published(project, quarter) if kept else None
    stayed = {project.relative(project.notebook(name.removesuffix(".html"))) for name in kept}
    return {name: then["inputs"]["notebooks"][name] if then and name in stayed else digest for name, digest in inputs["notebooks"].items()}


def _entries(definitions: Definitions, site: publish.Site, files: Mapping[str, str]) -> list[dict[str, Any]]:
    strategy = definitions.strategy(site.quarter)
    entries = []
    for identity, title in site.pages.items():
        own = strategy.areas_of(committee=identity) if identity in strategy.committees else {}
        official = [key for key, one in definitions.indicators.items() if one.focus_area in own and definitions.origin(key) != "demo"]
        text = {
            COUNCIL: f"Alle {len(strategy.focus_areas)} fokusområder, hvad der er nyt, og hvad der mangler.",
            QUALITY: "Hvor tallene kommer fra, og hvordan de er kontrolleret.",
            METHOD: "Hvad mærker og figurer betyder, og hvornår en ændring er mere end tilfældig.",
        }.get(identity) or (
            f"{danish.counted(len(own), 'fokusområde', 'fokusområder')}, "
            f"{danish.counted(len(official), 'officiel indikator', 'officielle indikatorer')}."
        )
        entries.append({"id": identity, "title": title, "text": text, "built": f"{identity}.html" in files})
    return entries


def _facts(vintage: Vintage, definitions: Definitions, quarter: Quarter, done: processed.Processed) -> dict[str, Any]:
    return {
        "closed": danish.date(vintage.closed), "reconstructed": vintage.reconstructed, "demo": done.demo,
        "banner": wording.tense(definitions.strategy(quarter), quarter),
    }


def _inputs(project: Project, vintage: Vintage, *, demo: bool) -> dict[str, Any]:
    def hashes(folder: Path, pattern: str) -> dict[str, str]:
        return {project.relative(path): sha256(path) for path in sorted(folder.glob(pattern))}

    return {
        "demo": demo,
        "raw": {f"{project.relative(vintage.folder)}/{name}": digest for name, digest in sorted(vintage.hashes.items())},
        "definitions": hashes(project.strategy, "*.toml"),
        "disclosure": {
            project.relative(path): sha256(path) for earlier in project.quarters() if earlier < vintage.quarter and (path := project.ledger(earlier)).is_file()
        },
        "expectations": hashes(project.expectations, "*.json"),
        "notebooks": hashes(project.notebooks, "*.ipynb"),
    }


def _manifest(project: Project, vintage: Vintage, done: processed.Processed, inputs: Mapping[str, Any]) -> dict[str, Any]:
    failed = [finding for finding in done.findings if not finding.met]
    return {
        "quarter": str(done.quarter),
        "closed": vintage.closed.isoformat(),
        "closed_label": danish.date(vintage.closed),
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": _commit(project),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "checks": {
            "evaluated": len(done.findings),
            "failed": [{"suite": one.suite, "severity": one.severity, "sentence": one.sentence, "unexpected": one.unexpected} for one in failed],
        },
        "inputs": dict(inputs),
    }


def _commit(project: Project) -> str:
    """Return the commit the project stands at, with "+" when files differ from it; "ukendt" outside git."""
    def git(*words: str) -> str:
        return subprocess.run(("git", "-C", str(project.root), *words), capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603, S607

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "ukendt"
