"""The command for what people write of a quarter: comment."""

from __future__ import annotations

from pathlib import Path

import click

from sigtepunkt.cli.options import command, open_quarter
from sigtepunkt.cli.terminal import say
from sigtepunkt.core.errors import WrongUse, nearest


@command(
    click.argument("page", metavar="ID"),
    click.option("--quarter", metavar="QUARTER", help="By default the newest folder in data/raw."),
)
def comment(page: str, quarter: str | None, folder: Path) -> None:
    """Begin the comment on a page, in commentary/QUARTER/ID.md.

    ID is a committee or kommunalbestyrelsen. The file has the page's focus areas with what their figures say
    and the words that would be true, last quarter's comment, and the decisions that wait for an answer. A
    comment that is there is left as it is.
    """
    project, chosen = open_quarter(folder, quarter)
    from sigtepunkt.editions.processed_store import load
    from sigtepunkt.followup.decisions import COUNCIL
    from sigtepunkt.followup.follow_up import read_follow_up
    from sigtepunkt.raw.vintage import open_vintage
    from sigtepunkt.strategy import load_definitions
    from sigtepunkt.wording.followup.comment_skeleton import skeleton

    definitions = load_definitions(project)
    pages = (*definitions.strategy(chosen).committees, COUNCIL)
    if page not in pages:
        raise WrongUse.of(f"there is no page {page!r} to comment on", "comment", nearest(page, pages))
    path = project.comment(chosen, page)
    if path.exists():
        fault = "the comment has been begun, and is left as it is"
        raise WrongUse.of(fault, project.relative(path), next_step="write on in it, or move it away")
    processed = load(project, chosen)
    definitions = definitions.in_force(chosen, demo=processed.demo)
    earlier = [project.comment(each, page) for each in project.quarters() if each < chosen]
    before = next((each.read_text(encoding="utf-8") for each in reversed(earlier) if each.is_file()), "")
    text = skeleton(
        page,
        chosen,
        definitions,
        {state.indicator: state for state in processed.states},
        actions={state.action: state for state in processed.actions},
        matters=read_follow_up(project, chosen, definitions).matters,
        closed=open_vintage(project, chosen, definitions.sources.values()).closed,
        before=before,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:  # never over a comment somebody just began
        file.write(text)
    say(f"Begun: {project.relative(path)}. Write in it, then look: sigtepunkt run {chosen} --draft")
