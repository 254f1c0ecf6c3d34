"""What StatBank's `tableinfo` says of a table, and whether a declared selection fits it. Pure."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sigtepunkt.core import plain_text
from sigtepunkt.core.errors import Problem, Refused, abridged, nearest
from sigtepunkt.sources.services.source_state import Publication
from sigtepunkt.strategy import EVERY, Service

_FORM = '{"id": …, "text": …, "unit": …, "updated": …, "active": …, "variables": [{"id": …, "values": […]}]}'


@dataclass(frozen=True)
class Variable:
    """A variable of a table: its codes and their texts, and whether the service may add it up."""

    identity: str
    text: str
    eliminable: bool
    is_time: bool
    codes: Mapping[str, str]


@dataclass(frozen=True)
class Selected:
    """The codes wanted of a variable, and how they are asked for: `*`, or each by name."""

    variable: Variable
    codes: tuple[str, ...]
    asked: tuple[str, ...]

    @property
    def column(self) -> str:
        """The variable's name in the header of a CSV file."""
        return self.variable.identity.upper()


@dataclass(frozen=True)
class TableDescription:
    """A table as `tableinfo` describes it; `updated` in the service's own words."""

    identity: str
    text: str
    unit: str
    updated: str
    active: bool
    variables: tuple[Variable, ...]

    @property
    def publication(self) -> Publication:
        """What decides whether the table is as new as it should be."""
        periods = next((variable.codes for variable in self.variables if variable.is_time), {})
        try:
            updated = dt.datetime.fromisoformat(self.updated).date()
        except ValueError:
            updated = None
        return Publication(tuple(periods), updated, self.active)


def parse(content: bytes, where: str) -> TableDescription:
    """Return what an answer of `tableinfo` says; raise Refused for an answer of another form."""
    try:
        answer = json.loads(plain_text.composed_text(content))
        return TableDescription(
            _text(answer, "id"),
            _text(answer, "text"),
            str(answer.get("unit") or ""),
            str(answer.get("updated") or ""),
            answer.get("active", True) is not False,
            tuple(map(_variable, answer["variables"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = f"this is no description of a table: {plain_text.excerpt(str(error))}"
        raise Refused.of(what, where, _FORM) from None


def _variable(entry: Mapping[str, Any]) -> Variable:
    codes = {_text(value, "id"): _text(value, "text") for value in entry["values"]}
    flags = entry.get("elimination") is True, entry.get("time") is True
    return Variable(_text(entry, "id"), str(entry.get("text") or ""), *flags, codes)


def _text(entry: Mapping[str, Any], key: str) -> str:
    if not isinstance(entry[key], str):
        raise TypeError(f"{key} is no text")
    return plain_text.composed(entry[key])


def selected(service: Service, table: TableDescription, where: str) -> tuple[Selected, ...]:
    """Return what is wanted of each variable that is named, in the table's order.

    Raises Refused with every variable and code that the table does not have, each with the nearest it has,
    every variable that has to be named, and another unit than declared.
    """
    if problems := list(_faults(service, table, where)):
        raise Refused(*problems)
    wanted = {name.casefold(): codes for name, codes in service.selection.items()}
    return tuple(
        Selected(variable, tuple(variable.codes) if EVERY in codes else codes, codes)
        for variable in table.variables
        if (codes := wanted.get(variable.identity.casefold()))
    )


def _faults(service: Service, table: TableDescription, where: str) -> Iterator[Problem]:
    declared = "correct the selection in strategy/sources.toml: the publisher may have renamed it"
    known = {variable.identity.casefold(): variable for variable in table.variables}
    for name, codes in service.selection.items():
        variable = known.get(name.casefold())
        if variable is None:
            allowed = nearest(name, [each.identity for each in table.variables])
            yield Problem(f"the table has no variable {name!r}", where, allowed, declared)
            continue
        place = f"{where}, {variable.identity}"
        if gone := [code for code in codes if code != EVERY and code not in variable.codes]:
            what = f"{_counted(gone)} not among the variable's codes: {abridged(gone)}"
            yield Problem(what, place, _nearest_codes(gone[0], variable), declared)
        if not variable.codes:
            yield Problem("the variable has no codes", place, "one at least", "ask the publisher")
    for variable in table.variables:
        named = variable.identity.casefold() in {name.casefold() for name in service.selection}
        if not named and not variable.eliminable:
            what = (
                f"the service does not add up {variable.identity} ({variable.text}): a code has to be chosen"
            )
            yield Problem(what, where, _nearest_codes("", variable), "add it to the selection")
    if service.unit and table.unit and service.unit != table.unit:
        what = f"the figures are in {plain_text.excerpt(table.unit)!r}"
        step = "look whether the figures mean what they did, then correct unit in strategy/sources.toml"
        yield Problem(what, where, f"{service.unit!r}, as declared", step)


def _counted(codes: list[str]) -> str:
    return "one code is" if len(codes) == 1 else f"{len(codes)} codes are"


def _nearest_codes(code: str, variable: Variable) -> str:
    """Return the codes a variable has as text, led by the nearest; of a text in place of a code, its code."""
    meant = [each for each, text in variable.codes.items() if text.casefold() == code.casefold()]
    if meant:
        return f"{meant[0]}, the code of {plain_text.excerpt(code)}"
    return nearest(code, variable.codes)
