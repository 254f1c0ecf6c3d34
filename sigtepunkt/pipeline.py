"""The quarter, stage by stage: raw data → checks → observations → states → notebooks → pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt import confidential, danish, disclosure, execute, gate, git, personal_data, processed, publish, signals, wording
from sigtepunkt.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.project import Project
from sigtepunkt.quarter import Quarter
from sigtepunkt.receive import Received, receive
from sigtepunkt.report.opening import COUNCIL, METHOD, QUALITY
from sigtepunkt.signals import rebase
from sigtepunkt.strategy import Definitions, load_definitions
from sigtepunkt.vintage import Vintage, sha256

Tell = Callable[[str, str], None]
PACKAGES = ("great-expectations", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "scipy", "seaborn", "sigtepunkt")


def run(
    project: Project, quarter: Quarter, *, only: Sequence[str] = (), jobs: int = 2, demo: bool = True, strict: bool = False, cold: bool = False,
    tell: Tell,
) -> Path:
    """Make and publish the quarter's pages; return the address of its index. Raises Refused, leaving `reports/` as it was.

    Kernels are forked from a warm server unless `cold`.
    """
    definitions = load_definitions(project)
    chosen = _chosen(definitions, quarter, only)
    if not cold:
        execute.prepare()
    vintage, done, ledger = process(project, quarter, demo=demo, strict=strict, tell=tell)
    inputs = _inputs(project, vintage, demo=demo)
    kept = _kept(project, quarter, chosen if only else (), inputs)
    shown = definitions if demo else definitions.without_demo()
    site = _site(shown, quarter)
    pages = _pages(project, site, chosen, jobs, tell, cold=cold)
    tell("publish", f"{len(pages)} pages")
    files = {**kept, **pages}
    files[publish.INDEX] = publish.front_page(site, _entries(shown, site, files), _facts(vintage, shown, quarter, done))
    manifest = _manifest(project, vintage, done, {**inputs, "notebooks": _notebooks(project, quarter, inputs, kept)})
    return publish.swap_in(
        project, quarter, dict(sorted(files.items())), manifest, municipality=shown.municipality.name,
        ledger=disclosure.as_json(quarter, ledger), cleared=personal_data.cleared(definitions.sources.values()),
    )


def process(
    project: Project, quarter: Quarter, *, demo: bool = True, strict: bool = False, tell: Tell,
) -> tuple[Vintage, processed.Processed, disclosure.Ledger]:
    """Check the quarter's raw data and write `data/processed/<quarter>`; return it with what publishing it would tell of persons.

    Raises Refused for a vintage that is not as it was sealed, for a faulty definition, for a core indicator that would be
    withheld and, with `strict`, for anything that is not in order.
    """
    definitions = load_definitions(project)
    shown = definitions if demo else definitions.without_demo()
    vintages = received(project, definitions, shown, quarter, tell)
    current, earlier = vintages[-1], vintages[:-1]
    _refuse(definitions, current, strict=strict)
    for one in current.withheld:
        tell("withhold", f"{one.indicator} {one.area} {one.period}".strip() + f" ({one.where}): {one.reason}")
    # From here on nothing holds what may not be shown.
    protected = disclosure.suppress(shown, [one.observations for one in vintages], disclosure.read(project, quarter))
    *before, now = protected.vintages
    tell("signals", f"{len(shown.indicators)} indicators")
    done = processed.Processed(
        quarter=quarter,
        demo=demo,
        switched_off=tuple((definitions.indicators.keys() | definitions.capacities.keys()) - shown.indicators.keys() - shown.capacities.keys()),
        observations=pd.concat([now, *before], ignore_index=True),
        states=signals.judge(shown, now, str(quarter)),
        earlier=signals.judge(shown, before[-1], str(earlier[-1].vintage.quarter)) if before else (),
        findings=tuple(disclosure.discreet(shown, current.findings, current.observations)),
        capacities=current.capacities,
        withheld=current.withheld,
        warnings=current.warnings,
        history=tuple(map(_past, vintages)),
        suppressed=protected.suppressed,
    )
    processed.save(project, done)
    for state in done.states:
        found = rebase.suggest(state)
        if found:
            way = "higher" if found.size > 0 else "lower"
            tell("suggest", f"{found.indicator} has been {way} since {found.since} ({found.points} points). If you know why (a reform, a changed "
                 f"definition, an action), declare it in strategy/indicators.toml: [{found.indicator}] breaks = [{{ at, cause, decided_by, decided }}]")
    return current.vintage, done, protected.ledger


def received(project: Project, definitions: Definitions, shown: Definitions, quarter: Quarter, tell: Tell) -> list[Received]:
    """Return every vintage up to the quarter's as received, oldest first.

    Raises Refused as `receive` does, and before anything is read as `confidential.refuse_in_git` does.
    """
    confidential.refuse_in_git(project, definitions.sources.values())
    vintages: list[Received] = []
    for one in project.quarters():
        if one <= quarter:
            before = vintages[-1] if vintages else None
            vintages.append(receive(project, definitions, shown, one, before, tell if one == quarter else _quietly))
    return vintages


def _quietly(stage: str, detail: str) -> None:
    """Take the progress of what was told in its own quarter."""


def _refuse(definitions: Definitions, current: Received, *, strict: bool) -> None:
    problems = list(gate.core(definitions, current.withheld))
    if strict:
        problems += gate.strict(current.findings, current.withheld)
    if problems:
        raise Refused(*current.problems, *problems)


def _past(one: Received) -> processed.Past:
    failed = [finding.severity for finding in one.findings if not finding.met]
    return processed.Past(str(one.vintage.quarter), len(one.findings), failed.count("critical"), failed.count("warning"), len(one.withheld))


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


def _pages(project: Project, site: publish.Site, chosen: Sequence[str], jobs: int, tell: Tell, *, cold: bool) -> dict[str, str]:
    def make(identity: str) -> str:
        name = project.relative(project.notebook(identity))
        tell("notebook", name)
        executed = execute.execute(project.notebook(identity), name, {"quarter": str(site.quarter)}, cold=cold)
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
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                execute.end_kernels()
                raise
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
        "commit": git.commit(project.root),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        "checks": {
            "evaluated": len(done.findings),
            "failed": [{"suite": one.suite, "severity": one.severity, "sentence": one.sentence, "unexpected": one.unexpected} for one in failed],
        },
        "inputs": dict(inputs),
    }
