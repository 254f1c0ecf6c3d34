"""Refuse personal data in what is received, processed, executed and about to be published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from sigtepunkt.core import checksum
from sigtepunkt.core.errors import Problem, Refused
from sigtepunkt.core.project import is_left_by_system
from sigtepunkt.raw.personal_data import contacts, cpr_numbers, findings, masking
from sigtepunkt.raw.personal_data.cpr_numbers import Finding
from sigtepunkt.raw.personal_data.file_texts import file_texts
from sigtepunkt.raw.personal_data.xml_texts import FileText
from sigtepunkt.strategy import Source

CLEAR = 'cleared = [{ text = "…", by = "…", on = … }] under the source in strategy/sources.toml'
READABLE = (
    "plain text (CSV, JSON, TXT, TOML, XML), an .xlsx workbook without embedded objects, a zip file of these"
)
_SHOWN = 12  # places that are listed before the rest is only counted
_NO_CPR = "no CPR number"
_NAMES = {"email": "an e-mail address", "phone": "a telephone number"}


def refuse_received(
    folder: Path, where: str, sources: Iterable[Source], passed: Collection[str] = ()
) -> None:
    """Raise Refused with every CPR number in a vintage's folder, and with what cannot be read in it.

    Names of files and folders count. `where` is the folder for messages; `passed` names the files that were
    scanned before, as they and their sources are now.
    """
    declared = {source.file: source for source in sources}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in passed and not is_left_by_system(path.name):
            problems += _problems_of_file(path, f"{where}/{name}", declared.get(name))
        elif path.is_dir():
            step = "give the folder another name"
            for finding in cpr_numbers.find(path.name):
                what = f"the name of a folder: {_described(finding)}"
                problems.append(Problem(what, f"{where}/{name}", _allowed(finding), step))
    _refuse(problems, where)


def refuse_file(path: Path, where: str, source: Source) -> None:
    """Raise Refused as `refuse_received` does, for a single file of a source that is not in a vintage yet."""
    _refuse([*_problems_of_file(path, where, source)], where)


def _problems_of_file(path: Path, where: str, source: Source | None) -> list[Problem]:
    owner = source.owner if source else "who delivered it"
    located, unreadable = findings.in_file(path, source)
    delete = f"delete the file and get it again without; ask {owner}"
    get_again = f"get it again as one of these, or without that part; ask {owner}"
    unknown = "what it says cannot be read, so nobody knows whether a CPR number stands in it"
    return [
        Problem(f"{place}: {_described(finding)}", where, _allowed(finding), delete)
        for place, finding in located
    ] + [
        Problem(
            f"{f'{part.place}: ' if part.place else ''}{part.what}: {unknown}", where, READABLE, get_again
        )
        for part in unreadable
    ]


def uncleared_contacts(path: Path, source: Source) -> list[str]:
    """Return a line for every uncleared e-mail address and telephone number in a source's file."""
    lines, clear = [], cleared_contacts([source])
    for item in file_texts(path, source.encoding, contacts.may_hold):
        if isinstance(item, FileText) and isinstance(item.text, str) and not item.technical:
            place = f"{source.file}, {item.place}"
            lines += [
                f"{place}: {_described(finding)}, not cleared to be published; if it may be: {CLEAR}"
                for finding in contacts.find(item.text, clear)
            ]
    return [masking.masked(line) for line in lines]


def cleared_contacts(sources: Iterable[Source], declared: str = "") -> frozenset[str]:
    """Return the contacts that a person has cleared in `sources`, in the form in which contacts are compared.

    Contacts in `declared`, the way to reach the municipality, are cleared by being there.
    """
    texts = [contact.text for source in sources for contact in source.cleared]
    texts += [declared[finding.start : finding.end] for finding in contacts.find(declared)]
    return frozenset(map(contacts.comparable, texts))


def refuse_table(frame: pd.DataFrame, where: str) -> None:
    """Raise Refused with every CPR number in a processed table, by column and row."""
    _refuse_cpr(findings.in_table(frame), where, _NO_CPR, "take it out of the raw data")


def refuse_text(text: str, where: str, mend: str = "take it out of the raw data") -> None:
    """Raise Refused with every CPR number in a text kept beside processed tables. `mend`: the next step."""
    lines = [(f"line {line}", finding) for line, finding in findings.in_text(text) if finding.kind == "cpr"]
    _refuse_cpr(lines, where, _NO_CPR, mend)


def refuse_notebook(notebook: Mapping[str, Any], name: str) -> None:
    """Raise Refused with every CPR number in an executed notebook: in its text, code, outputs or metadata."""
    step = "open the notebook in JupyterLab (make lab) and see where it comes from"
    _refuse_cpr(findings.in_notebook(notebook), name, "no CPR number in what a notebook shows", step)


def refuse_published(files: Mapping[str, str], where: str, clear: Collection[str] = ()) -> None:
    """Raise Refused with every CPR number, and every contact not in `clear`, in files to be published."""
    step, comparable = "see which source or notebook the line comes from", frozenset(clear)
    problems = [
        Problem(f"line {line}: {_described(finding)}", f"{where}/{name}", _allowed(finding), step)
        for name, text in files.items()
        for line, finding in _in_published(text, comparable)
    ]
    _refuse(problems, where)


@checksum.remembered
def _in_published(text: str, clear: frozenset[str]) -> tuple[tuple[int, Finding], ...]:
    """Return what `findings.in_text` does, once: a page is searched as it is made and as it is published."""
    return tuple(findings.in_text(text, clear))


def _described(finding: Finding) -> str:
    return f"{_NAMES.get(finding.kind, f'a CPR number ({finding.certainty})')}, {finding.masked}"


def _allowed(finding: Finding) -> str:
    if finding.kind != "cpr":
        return f"what a person has cleared: {CLEAR}"
    column = 'not_cpr = ["the column"] under the source in strategy/sources.toml'
    return f"{_NO_CPR}; for ten digits that are something else: {column}" if finding.bare else _NO_CPR


def _refuse_cpr(located: Iterable[tuple[str, Finding]], where: str, allowed: str, next_step: str) -> None:
    _refuse(
        [Problem(f"{place}: {_described(finding)}", where, allowed, next_step) for place, finding in located],
        where,
    )


def _refuse(problems: list[Problem], where: str) -> None:
    if not problems:
        return
    shown = [
        replace(problem, what=masking.masked(problem.what), where=masking.masked(problem.where))
        for problem in problems[:_SHOWN]
    ]
    more = len(problems) - len(shown)
    raise Refused(*shown, *([Problem(f"and {more} more places", where)] if more else []))
