"""The quarter, stage by stage: raw data → checks → observations → states → notebooks → pages."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt import signals
from sigtepunkt.checks import gate
from sigtepunkt.core import danish, git
from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.disclosure.earlier_quarters import suppress
from sigtepunkt.disclosure.past_ledgers import remembered
from sigtepunkt.disclosure.warnings.check_findings import discreet
from sigtepunkt.disclosure.warnings.doubts import doubts
from sigtepunkt.editions import (
    corrections,
    edition,
    explanation,
    freshness,
    manifest,
    processed_store,
    run_inputs,
    unchanged_files,
)
from sigtepunkt.editions.differences import Difference
from sigtepunkt.editions.edition import Correction
from sigtepunkt.execution import executor
from sigtepunkt.observations.accepted_vintage import AcceptedVintage, accept_vintages
from sigtepunkt.publication import build, front_page, open_data, page_html
from sigtepunkt.publication.build import BuildOptions
from sigtepunkt.publication.verification import links
from sigtepunkt.raw.personal_data import git_exposure, scan
from sigtepunkt.raw.vintage import Vintage, open_vintage
from sigtepunkt.report import block_cache, dependencies
from sigtepunkt.signals import segment_suggestion
from sigtepunkt.strategy import Definitions, load_definitions

PLAIN = BuildOptions()


def run(
    project: Project,
    quarter: Quarter,
    *,
    only: Sequence[str] = (),
    demo: bool = True,
    strict: bool = False,
    reason: str = "",
    manner: BuildOptions = PLAIN,
    release: str = "",
    progress: Progress,
) -> Path:
    """Make and publish the quarter's pages; return the address of its index. Raises Refused, leaving `reports/` as it was.

    What is made from the same as before is not made again, unless by force. With a `reason` it is published as a new,
    corrected edition, and with a `release` (by whom) as the one that goes to the council. Where the project is that of a
    draft, the pages lie in the draft's folder, and nothing else is published.
    """
    read = unchanged_files.of_inputs(project, quarter)
    definitions = load_definitions(project)
    git_exposure.refuse_in_git(project, definitions.sources.values())
    git_exposure.keep_key(project, definitions.sources.values())
    correction = corrections.correction(project, quarter, reason)
    released = corrections.release(project, quarter, correction, release) if release else None
    inputs = run_inputs.inputs(project, quarter, demo=demo, correction=correction, release=released)
    shown = definitions.in_force(quarter, demo=demo)
    site = build.site(shown, quarter, inputs["before"], {} if project.draft else inputs["released"])
    refuse_unknown(site, only)
    for path in sorted(project.notebooks.glob("*.ipynb")):
        if path.stem not in site.pages:
            progress(
                "passed over",
                f"{project.relative(path)}: no page of {quarter} has this name; one of: {', '.join(site.pages)}",
            )
    if not manner.cold:
        executor.prepare()
    done = _ready(
        project,
        quarter,
        inputs,
        demo=demo,
        strict=strict,
        force=manner.force,
        correction=correction,
        progress=progress,
    )
    made = processed_store.load_edition(project, quarter)
    if reason:
        corrections.refuse_the_same(project, made)
    elif not project.draft:
        corrections.refuse_other(project, made, progress)
    cleared = scan.cleared(definitions.sources.values(), definitions.municipality.accessibility_contact)
    ground = build.BuildContext(site, inputs, done.checksums, cleared)
    chosen = [identity for identity in site.pages if not only or identity in only]
    left = [identity for identity in site.pages if identity not in chosen]
    kept = build.fresh(project, ground, left)
    wanted = [identity for identity in chosen if manner.force or identity not in kept]
    wanted += _left_stale(project, site, {*kept, *wanted}, along=manner.along)
    if manner.force:
        shutil.rmtree(project.blocks, ignore_errors=True)
    vintage = open_vintage(project, quarter, definitions.sources.values())
    own = unchanged_files.of_kept(project, quarter)
    with ThreadPoolExecutor(1) as meanwhile:
        figures = meanwhile.submit(open_data.files, shown, done.observations, vintage)
        pages = {**kept, **build.make(project, ground, wanted, manner, progress)}
    unchanged_files.refuse_tampered(project, quarter, own)
    unchanged_files.refuse_written(project, read, unchanged_files.of_inputs(project, quarter))
    block_cache.keep(project, quarter, {identity: pages[identity].blocks for identity in wanted})
    texts = {identity: page.text for identity, page in pages.items()}
    if problems := [
        *links.problems(texts, {identity: project.relative(project.notebook(identity)) for identity in texts})
    ]:
        raise Refused(*problems)
    progress("publish", f"{len(pages)} pages, {len(wanted)} of them made anew")
    files = figures.result() | {f"{identity}.html": page.text for identity, page in sorted(pages.items())}
    files |= front_page.beside(
        shown,
        site,
        {identity: pages[identity].text for identity in site.pages if identity in pages},
        vintage,
        done,
    )
    made_from = {f"{identity}.html": page.made_from for identity, page in sorted(pages.items())}
    then = {
        project.relative(project.notebook(identity)): page.made_from["notebook"]
        for identity, page in pages.items()
    }
    papers = _manifest(
        project, vintage, site, done, {**inputs, "notebooks": {**inputs["notebooks"], **then}}, made_from
    )
    return page_html.swap_in(
        project,
        quarter,
        dict(sorted(files.items())),
        papers,
        municipality=shown.municipality.name,
        cleared=cleared,
        kept=None if project.draft else corrections.kept(project, made, released),
    )


def release(project: Project, quarter: Quarter, by: str, progress: Progress) -> Path:
    """Record that the quarter's newest edition has gone to the council, and publish its pages as such; return the address of its index.

    Raises WrongUse where there is nothing to release, Refused where what was published is not as it would be made now: then
    nobody has seen what would be released.
    """
    then = manifest.read(project, quarter)
    demo = then is None or bool(then["inputs"]["demo"])
    if then is not None and (stale := freshness.stale(project, quarter, demo=demo)):
        raise Refused(
            *(
                Problem(
                    line,
                    project.relative(project.report(quarter)),
                    "what was published is what would be made now",
                    f"run: sigtepunkt run {quarter}, and look at the pages before they are released",
                )
                for line in stale
            )
        )
    return run(project, quarter, demo=demo, release=by, progress=progress)


def _ready(
    project: Project,
    quarter: Quarter,
    inputs: Mapping[str, Any],
    *,
    demo: bool,
    strict: bool,
    force: bool,
    correction: Correction,
    progress: Progress,
) -> processed_store.Processed:
    """Return the quarter's processed data, as it lies there if it is made from these inputs."""
    if force or not processed_store.is_made_from(project, quarter, _raw(inputs)):
        return process(project, quarter, demo=demo, strict=strict, correction=correction, progress=progress)
    try:
        done = processed_store.load(project, quarter)
    except WrongUse:  # not as it was written: made again
        return process(project, quarter, demo=demo, strict=strict, correction=correction, progress=progress)
    if strict and (problems := tuple(gate.strict(done.findings, done.withheld))):
        raise Refused(*problems)
    _tell(done, progress)
    return done


def _raw(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that processed data is made from."""
    return {name: part for name, part in inputs.items() if name not in {"notebooks", "before", "released"}}


def process(
    project: Project,
    quarter: Quarter,
    *,
    demo: bool = True,
    strict: bool = False,
    correction: Correction | None = None,
    progress: Progress,
) -> processed_store.Processed:
    """Check the quarter's raw data, write `data/processed/<quarter>` and return it.

    Raises Refused for a vintage that is not as it was sealed, for a faulty definition, for a core indicator that would be
    withheld and, with `strict`, for anything that is not in order.
    """
    git_exposure.keep_key(project, load_definitions(project).sources.values())
    correction = correction or corrections.correction(project, quarter)
    read = unchanged_files.of_inputs(project, quarter)
    inputs = run_inputs.inputs(project, quarter, demo=demo, correction=correction)
    definitions = load_definitions(project)
    for name, text in explanation.texts(project).items():  # an edition keeps them, comments too
        where = project.relative(project.strategy / name)
        scan.refuse_paper(text, where, "take it out of the file")
    today = _today(project, quarter, definitions, inputs, strict=strict, progress=progress)
    shown, vintages, current = today.definitions, today.vintages, today.vintages[-1]
    whole = definitions.in_force(quarter)
    *before, now = today.protected.vintages
    done = processed_store.Processed(
        quarter=quarter,
        demo=demo,
        switched_off=tuple(
            sorted(
                (whole.indicators.keys() | whole.capacities.keys())
                - shown.indicators.keys()
                - shown.capacities.keys()
            )
        ),
        observations=pd.concat([now, *before], ignore_index=True),
        states=today.states,
        earlier=today.earlier,
        findings=tuple(discreet(shown, current.findings, current.observations)),
        capacities=today.capacities,
        withheld=current.withheld,
        warnings=current.warnings,
        history=tuple(map(_check_summary, vintages)),
        suppressed=today.protected.suppressed,
        correction=correction,
        changed=explanation.since_quarter(today, today.quarter(-2)) if before else (),
        corrected=explanation.since_edition(today),
        doubts=doubts(whole, current.observations, today.protected, today.published),
        made_from=_raw(today.inputs),
    )
    done = replace(done, checksums=dependencies.checksums(shown, done, current.vintage))
    made = today.edition(correction, demo=demo)
    unchanged_files.refuse_written(project, read, unchanged_files.of_inputs(project, quarter))
    processed_store.save(project, done, made)
    _tell(done, progress)
    return done


def _today(
    project: Project,
    quarter: Quarter,
    definitions: Definitions,
    inputs: Mapping[str, Any],
    *,
    strict: bool,
    progress: Progress,
) -> explanation.CurrentQuarter:
    """Return every vintage up to the quarter's, received and protected, and the quarter's states. Raises Refused as `process` does."""
    shown = definitions.in_force(quarter, demo=inputs["demo"])
    vintages = received(project, definitions, shown, quarter, progress)
    _refuse(definitions, vintages[-1], strict=strict)
    published = [
        *edition.before(project, quarter),
        *edition.earlier(project, quarter, inputs["edition"]["number"]),
    ]
    # From here on nothing holds what may not be shown.
    told = remembered(shown, published)
    protected = suppress(shown, [one.observations for one in vintages], told)
    progress("signals", f"{len(shown.indicators)} indicators")
    states = signals.judge(shown, protected.vintages[-1], str(quarter))
    earlier = (
        signals.judge(shown, protected.vintages[-2], str(vintages[-2].vintage.quarter))
        if len(vintages) > 1
        else ()
    )
    return explanation.CurrentQuarter(project, shown, vintages, published, protected, states, earlier, inputs)


def difference(
    project: Project, before: Quarter, quarter: Quarter, *, demo: bool = True, progress: Progress
) -> tuple[explanation.CurrentQuarter, tuple[Difference, ...]]:
    """Return what is not as it was from one quarter to a later one, or to the same one's newest edition from the one before it.

    Nothing is written. Raises Refused as `process` does, and WrongUse for quarters in the wrong order or with one edition.
    """
    correction = corrections.correction(project, quarter)
    if before > quarter or (before == quarter and correction.number == 1):
        raise WrongUse.of(
            f"{before} is not before {quarter}"
            if before > quarter
            else f"{quarter} was published in one edition only",
            "diff",
            "an earlier quarter and a later one, or twice a quarter that was corrected",
        )
    inputs = run_inputs.inputs(project, quarter, demo=demo, correction=correction)
    today = _today(project, quarter, load_definitions(project), inputs, strict=False, progress=progress)
    return today, explanation.since_edition(today) if before == quarter else explanation.since_quarter(
        today, before
    )


def _tell(done: processed_store.Processed, progress: Progress) -> None:
    """Progress the analyst what is withheld, what disclosure control cannot know, which levels have lasted."""
    for one in done.withheld:
        progress(
            "withhold", f"{one.indicator} {one.area} {one.period}".strip() + f" ({one.where}): {one.reason}"
        )
    for text in done.doubts:
        progress("disclosure", text)
    for state in done.states:
        found = segment_suggestion.suggest(state)
        if found:
            way = "higher" if found.size > 0 else "lower"
            progress(
                "suggest",
                f"{found.indicator} has been {way} since {found.since} ({found.points} points). If you know why (a reform, a changed "
                f"definition, an action), declare it in strategy/indicators.toml: [{found.indicator}] breaks = [{{ at, cause, decided_by, decided }}]",
            )


def received(
    project: Project, definitions: Definitions, shown: Definitions, quarter: Quarter, progress: Progress
) -> list[AcceptedVintage]:
    """Return every vintage up to the quarter's as received, oldest first.

    Raises Refused as `receive` does, and before anything is read as `confidential.refuse_in_git` does.
    """
    git_exposure.refuse_in_git(project, definitions.sources.values())
    return accept_vintages(
        project, definitions, shown, [one for one in project.quarters() if one <= quarter], progress
    )


def _refuse(definitions: Definitions, current: AcceptedVintage, *, strict: bool) -> None:
    problems = list(gate.core(definitions, current.withheld))
    if strict:
        problems += gate.strict(current.findings, current.withheld)
    if problems:
        raise Refused(*current.problems, *problems)


def _check_summary(one: AcceptedVintage) -> processed_store.CheckSummary:
    failed = [finding.severity for finding in one.findings if not finding.met]
    return processed_store.CheckSummary(
        str(one.vintage.quarter),
        len(one.findings),
        failed.count("critical"),
        failed.count("warning"),
        len(one.withheld),
    )


def refuse_unknown(site: page_html.Site, only: Sequence[str]) -> None:
    """Raise WrongUse for each of the pages asked for that the quarter does not have."""
    unknown = [name for name in only if name not in site.pages]
    if unknown:
        raise WrongUse(
            *(Problem(f"there is no page {name!r}", "--only", nearest(name, site.pages)) for name in unknown)
        )


def _left_stale(project: Project, site: page_html.Site, there: Collection[str], *, along: bool) -> list[str]:
    """Return the published pages that would be other pages now, to be made `along`; refuse to leave them beside the others."""
    then = manifest.newest(project, site.quarter)
    stale = [
        identity
        for identity in site.pages
        if then and f"{identity}.html" in then[1]["pages"] and identity not in there
    ]
    if stale and not (along or project.draft):
        raise Refused.of(
            f"the other published pages were made from other data or definitions: {', '.join(stale)}",
            project.relative(project.report(site.quarter)),
            "--only where nothing but notebooks has changed",
            f"run: sigtepunkt run {site.quarter}",
        )
    return stale


def _manifest(
    project: Project,
    vintage: Vintage,
    site: page_html.Site,
    done: processed_store.Processed,
    inputs: Mapping[str, Any],
    made_from: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    failed = [finding for finding in done.findings if not finding.met]
    return {
        "quarter": str(done.quarter),
        "closed": vintage.closed.isoformat(),
        "closed_label": danish.date(vintage.closed),
        "titles": {**site.pages, **front_page.TITLES},
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": git.commit(project.root),
        "checks": {
            "evaluated": len(done.findings),
            "failed": [
                {
                    "suite": one.suite,
                    "severity": one.severity,
                    "sentence": one.sentence,
                    "unexpected": one.unexpected,
                }
                for one in failed
            ],
        },
        "inputs": dict(inputs),
        "made_from": dict(made_from),
    }
