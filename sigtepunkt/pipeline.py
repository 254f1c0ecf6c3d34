"""The stages of a quarter in order: raw data → checks → observations → states → notebooks → pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sigtepunkt.checks import gate
from sigtepunkt.core import processes
from sigtepunkt.core.errors import Problem, Refused, WrongUse
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.progress import Progress
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage.kept_results import KeptResults
from sigtepunkt.disclosure.attacker.kept_knowledge import KeptKnowledge
from sigtepunkt.disclosure.past_ledgers import ledgers_under_current_names
from sigtepunkt.disclosure.protected_vintages import suppress as suppress_figures
from sigtepunkt.editions import (
    corrections,
    edition,
    explanation,
    input_checksums,
    manifest,
    processed_store,
    run_inputs,
    unchanged_files,
)
from sigtepunkt.editions.current_quarter import CurrentQuarter
from sigtepunkt.editions.differences import Difference
from sigtepunkt.editions.edition import Edition
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.editions.run_inputs import RunInputs
from sigtepunkt.execution import executor
from sigtepunkt.followup.follow_up import problems_on, shown_later
from sigtepunkt.observations.accepted_vintage import AcceptedVintage
from sigtepunkt.observations.vintages import Vintages
from sigtepunkt.publication import build, open_data, release
from sigtepunkt.publication.build import BuildContext, BuildOptions, Page
from sigtepunkt.publication.page_html import Site
from sigtepunkt.publication.verification import freshness, links
from sigtepunkt.raw.personal_data import git_exposure
from sigtepunkt.raw.vintage import Vintage, open_vintage
from sigtepunkt.report import block_cache, dependencies
from sigtepunkt.signals import Judge, judged_before
from sigtepunkt.strategy import Definitions
from sigtepunkt.wording.claims import comment_check
from sigtepunkt.wording.claims.comment_check import Known

DEFAULTS = BuildOptions()


def run(  # noqa: PLR0913 - each is a choice of its own
    project: Project,
    quarter: Quarter,
    *,
    only: Sequence[str] = (),
    demo: bool = True,
    strict: bool = False,
    reason: str = "",
    options: BuildOptions = DEFAULTS,
    release_by: str = "",
    today: dt.date | None = None,
    progress: Progress,
) -> Path:
    """Make and publish the quarter's pages, and return the path of its index.

    Pages whose inputs are unchanged are not made again, unless forced. Given a `reason`, the quarter is
    published as a corrected edition; given `release_by`, as the edition that went to the council. Of a draft,
    only its pages are published. What people wrote is held against the figures, and against `today` (by
    default this day): no meeting is reported before it was held. Raises Refused, leaving `reports/` as it
    was, or WrongUse for an unknown page.
    """
    inputs = run_inputs.read(project, quarter, demo=demo, reason=reason, release_by=release_by)
    site = build.site(inputs.shown, quarter, inputs.checksums["before"], inputs.released_on)
    build.refuse_unknown_pages(site, only)
    build.report_unused_notebooks(project, site, progress)
    if not options.cold:
        executor.prepare()
    processed, new = _up_to_date(inputs, strict=strict, force=options.force, progress=progress)
    vintage = open_vintage(project, quarter, inputs.definitions.sources.values())
    _refuse_untrue_comments(
        inputs, vintage, processed, today or dt.datetime.now().astimezone().date(), progress
    )
    new = replace(new, said=inputs.follow_up.said(inputs.shown.actions, vintage.closed))
    corrections.refuse_unexplained_change(project, new, reason, progress)
    pages, data = _build(inputs, site, vintage, processed, only, options, progress)
    return release.swap_in(
        project,
        quarter,
        release.files(inputs, site, vintage, processed, pages, data),
        release.manifest_of(inputs, site, vintage, processed, pages),
        municipality=inputs.shown.municipality.name,
        records=None if project.draft else corrections.records(project, new, inputs.release),
        cleared=inputs.cleared_contacts,
    )


def _refuse_untrue_comments(
    inputs: RunInputs, vintage: Vintage, processed: Processed, today: dt.date, progress: Progress
) -> None:
    """Raise Refused with all that is wrong with comments and decisions; tell what is only to be told."""
    follow_up = inputs.follow_up
    known = Known(
        inputs.shown,
        {state.indicator: state for state in processed.states},
        vintage.closed,
        follow_up.matters,
        {figure.indicator: figure.reason for figure in processed.withheld},
        {state.action: state for state in processed.actions},
    )
    problems = [*problems_on(follow_up, today), *comment_check.problems(follow_up.comments, known)]
    for notice in comment_check.notices(follow_up.comments, known):
        progress("comment", notice)
    if inputs.quarter == inputs.project.quarters()[-1]:  # of an earlier quarter it would be everything since
        for entry in shown_later(follow_up.matters, inputs.shown.actions, vintage.closed):
            progress("later", entry)
    if problems:
        raise Refused(*problems)


def _build(  # noqa: PLR0917 - what pages are made of, and how
    inputs: RunInputs,
    site: Site,
    vintage: Vintage,
    processed: Processed,
    only: Sequence[str],
    options: BuildOptions,
    progress: Progress,
) -> tuple[dict[str, Page], dict[str, str]]:
    """Return the quarter's pages, by identity, and its open data, made while notebooks are executed.

    Raises Refused for a notebook or a link that fails, and where anything but this program wrote to the run's
    inputs or outputs meanwhile.
    """
    project, quarter = inputs.project, inputs.quarter
    written = dependencies.follow_up_checksums(inputs.shown, inputs.follow_up, site.pages)
    checksums = {**processed.checksums, **written}
    context = BuildContext(site, inputs.checksums, checksums, inputs.cleared_contacts)
    plan = build.plan(project, context, only, options)
    if options.force:
        block_cache.clear(project)
    outputs = unchanged_files.of_outputs(project, quarter)
    processes.give_back_memory()

    def tables() -> dict[str, str]:
        files = open_data.files(inputs.shown, processed.observations, processed.states, vintage)
        build.search(files, context)  # here, where kernels work meanwhile
        return files

    with ThreadPoolExecutor(1) as background:
        data = background.submit(tables)
        pages = build.make_pages(project, context, plan, options, progress)
    unchanged_files.refuse_changed_outputs(project, quarter, outputs)
    inputs.refuse_changes()
    block_cache.write(project, quarter, {name: pages[name].blocks for name in plan.stale})
    links.refuse_broken(project, {name: page.text for name, page in pages.items()})
    progress("publish", f"{len(pages)} pages, {len(plan.stale)} of them made anew")
    return pages, data.result()


def release_edition(project: Project, quarter: Quarter, by: str, progress: Progress) -> Path:
    """Record that the newest edition went to the council, publish its pages as released, return the index.

    Raises WrongUse where there is nothing to release, and Refused where what was published differs from what
    would be made now: nobody would have seen what is released.
    """
    published = manifest.read(project, quarter)
    demo = published is None or bool(published["inputs"]["demo"])
    if published is not None and (stale := freshness.stale(project, quarter, demo=demo)):
        where, allowed = (
            project.relative(project.report(quarter)),
            "what was published is what would be made now",
        )
        remedy = f"run: sigtepunkt run {quarter}, and look at the pages before they are released"
        raise Refused(*(Problem(line, where, allowed, remedy) for line in stale))
    return run(project, quarter, demo=demo, release_by=by, progress=progress)


def process(
    project: Project, quarter: Quarter, *, demo: bool = True, strict: bool = False, progress: Progress
) -> Processed:
    """Check the quarter's raw data, write `data/processed/<quarter>`, and return it.

    Raises Refused for a vintage that is not as it was sealed, faulty definitions, a core indicator that would
    be withheld and, with `strict`, for any failed check.
    """
    processed, _ = _process(run_inputs.read(project, quarter, demo=demo), strict=strict, progress=progress)
    return processed


def difference(
    project: Project, before: Quarter, quarter: Quarter, *, demo: bool = True, progress: Progress
) -> tuple[CurrentQuarter, tuple[Difference, ...]]:
    """Return what differs between two quarters, or between a quarter's two newest editions.

    Nothing is written. Raises Refused as `process` does, and WrongUse for quarters in the wrong order, or a
    single edition.
    """
    newest = corrections.edition_to_publish(project, quarter)
    if before > quarter or (before == quarter and newest.number == 1):
        single = f"{quarter} was published in one edition only"
        raise WrongUse.of(
            f"{before} is not before {quarter}" if before > quarter else single,
            "diff",
            "an earlier quarter and a later one, or twice a quarter that was corrected",
        )
    inputs = run_inputs.read(project, quarter, demo=demo, make_key=False)
    since = before if before in project.quarters_until(quarter) else None
    current = current_quarter(inputs, since=since, strict=False, progress=progress)
    if before == quarter:
        return current, explanation.since_edition(current)
    return current, explanation.since_quarter(current, before)


def accepted(
    project: Project, definitions: Definitions, quarter: Quarter, progress: Progress
) -> AcceptedVintage:
    """Return the quarter's vintage as it is accepted.

    Raises Refused for what is, or might be, wrong with every figure of it.
    """
    git_exposure.refuse_in_git(project, definitions.sources.values())
    shown, quarters = definitions.in_force(quarter), project.quarters_until(quarter)
    raw, kept = input_checksums.of_raw_files(project, quarter), KeptResults(project.kept_results)
    return Vintages(project, definitions, shown, quarters, raw, kept, progress, anew=True)[-1]


def current_quarter(
    inputs: RunInputs, *, again: bool = False, since: Quarter | None = None, strict: bool, progress: Progress
) -> CurrentQuarter:
    """Return the quarter's vintages, checked, observed and protected, and its states.

    With `again`, no result of an earlier run is used but the checks' verdicts. What may be shown is there of
    the vintages `since` a quarter (of the two newest, if None). Raises Refused as `process` does.
    """
    project, quarter, shown = inputs.project, inputs.quarter, inputs.shown
    quarters, kept = project.quarters_until(quarter), KeptResults(project.kept_results)
    vintages = Vintages(
        project, inputs.definitions, shown, quarters, inputs.checksums["raw"], kept, progress, again
    )
    known = KeptKnowledge(kept, vintages.known_by, again=again)
    vintages.accept(range(max(0, len(vintages) - 2), len(vintages)))
    newest = vintages[-1]
    problems = [*gate.withheld_core_indicators(inputs.definitions, newest.withheld)]
    problems += gate.everything_not_in_order(newest.findings, newest.withheld) if strict else ()
    if problems:
        raise Refused(*newest.problems, *problems)
    published = edition.editions_before(project, quarter, inputs.correction.number)
    ledgers = ledgers_under_current_names(shown, published)
    count = len(quarters) - quarters.index(since) if since else 2
    # From here on nothing holds a value that may not be shown.
    protected = suppress_figures(shown, vintages.observations, ledgers, known, newest=max(2, count))
    progress("signals", f"{len(shown.indicators)} indicators")
    judge = Judge({} if again else judged_before(kept, map(str, quarters[-2:])))
    two_newest = zip(protected.vintages[:-3:-1], map(str, quarters[:-3:-1]), strict=True)
    states, *earlier = judge.each(shown, two_newest)
    before = earlier[0] if earlier else ()
    return CurrentQuarter(inputs, judge, vintages, published, protected, known, states, before)


def _up_to_date(
    inputs: RunInputs, *, strict: bool, force: bool, progress: Progress
) -> tuple[Processed, Edition]:
    """Return the processed data and the edition on disk where their inputs are unchanged, else new ones."""
    project, quarter = inputs.project, inputs.quarter
    if not force and processed_store.is_made_from(project, quarter, inputs.of_processed_data):
        with suppress(WrongUse):  # written by another version of this package
            processed = processed_store.load(project, quarter)
            if strict and (
                problems := [*gate.everything_not_in_order(processed.findings, processed.withheld)]
            ):
                raise Refused(*problems)
            processed_store.report_to_analyst(processed, inputs.shown.actions, progress)
            return processed, processed_store.load_edition(project, quarter)
    return _process(inputs, strict=strict, force=force, progress=progress)


def _process(
    inputs: RunInputs, *, strict: bool, force: bool = False, progress: Progress
) -> tuple[Processed, Edition]:
    inputs.refuse_personal_data()
    current = current_quarter(inputs, again=force, strict=strict, progress=progress)
    processed = processed_store.assemble(current)
    checksums = dependencies.checksums(inputs.shown, processed, current.vintages[-1].vintage)
    processed, new = replace(processed, checksums=checksums), current.edition
    inputs.refuse_changes()
    current.keep()
    processed_store.save(inputs.project, processed, new)
    for folder in (inputs.project.verdict_cache, inputs.project.kept_results):
        KeptResults(folder).remove_unused()
    processed_store.report_to_analyst(processed, inputs.shown.actions, progress)
    return processed, new
