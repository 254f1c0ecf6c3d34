"""Which sources are fetched, and what is said of the others. Pure but for the keys that are set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sigtepunkt.core.errors import Problem, Refused, WrongUse, nearest
from sigtepunkt.sources.connectors import Connectors
from sigtepunkt.sources.services.connector import service_of
from sigtepunkt.sources.transport.credentials import VARIABLES
from sigtepunkt.strategy import Source

_WHERE = "strategy/sources.toml"


@dataclass(frozen=True)
class Choice:
    """Sources by what becomes of them.

    `fetched`: asked for. `there`: their file lies in the vintage already. `by_hand`: no service is declared.
    `without_key`: their service needs a key, and none is set.
    """

    fetched: dict[str, Source] = field(default_factory=dict)
    there: dict[str, Source] = field(default_factory=dict)
    by_hand: dict[str, Source] = field(default_factory=dict)
    without_key: dict[str, Source] = field(default_factory=dict)


def choose(
    sources: Mapping[str, Source], only: Iterable[str], there: Iterable[str], connectors: Connectors
) -> Choice:
    """Return what becomes of each source, or of those in `only`; `there` are the files of the vintage.

    Raises WrongUse for an `only` that is no source or declares no service, and Refused for one whose file is
    there already, or whose key is not set. Raises WrongUse for an address that is none, or to which a key
    would go unencrypted.
    """
    named, files, choice = tuple(dict.fromkeys(only)), frozenset(there), Choice()
    for key, source in sources.items():
        if named and key not in named:
            continue
        if source.file in files:
            choice.there[key] = source
        elif source.service is None:
            choice.by_hand[key] = source
        elif connectors.lacks_key(source.service.kind):
            choice.without_key[key] = source
        else:
            choice.fetched[key] = source
    if named:
        _refuse_left_out(choice, sources, named)
    for kind in {service_of(source).kind for source in choice.fetched.values()}:
        connectors.of(kind)  # before anything is asked for
    return choice


def _refuse_left_out(choice: Choice, sources: Mapping[str, Source], named: Iterable[str]) -> None:
    wrong = [
        Problem(f"there is no source {name!r}", "--source", nearest(name, sources))
        for name in named
        if name not in sources
    ]
    wrong += [
        Problem("the source declares no service", f"{_WHERE}: [{key}]", "", how_to_get(source))
        for key, source in choice.by_hand.items()
    ]
    if wrong:
        raise WrongUse(*wrong)
    refused = [
        Problem(
            "the file lies in the vintage already, and a vintage is never overwritten",
            source.file,
            "a file that is not there yet",
            "to replace it, see CONTRIBUTING, 'A correction'",
        )
        for source in choice.there.values()
    ]
    refused += [missing_key(source) for source in choice.without_key.values()]
    if refused:
        raise Refused(*refused)


def missing_key(source: Source) -> Problem:
    """Return the problem that the key of a source's service is not set."""
    variable = VARIABLES[service_of(source).kind]
    step = f"ask {source.owner} for a key, and set {variable} to it; or get the file by hand"
    return Problem("the service needs a key, and none is set", variable, "the key alone", step)


def how_to_get(source: Source) -> str:
    """Return where a person finds a source's file and what to choose there, as far as it is declared."""
    columns = "; ".join(source.columns)
    parts = (
        source.url or f"ask {source.owner}",
        f"{source.table}" if source.table != "ukendt" else "",
        source.how_to_get,
        f"save it as {source.file} (columns: {columns})",
    )
    return ", ".join(filter(None, parts))
