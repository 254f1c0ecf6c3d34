"""A file nobody has declared → a table in `strategy/sources.toml`, and a first suite of expectations.

What the file cannot say is marked to be filled in, and every command refuses the source until it is.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core.errors import Refused, WrongUse
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.receiving import declarations, first_suite, incoming
from sigtepunkt.receiving.detection.file_grid import draft_source
from sigtepunkt.receiving.detection.suggestion import suggest
from sigtepunkt.receiving.reception import SOURCES, Person, copied, declare
from sigtepunkt.strategy import Definitions
from sigtepunkt.strategy.declared import TO_FILL_IN

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_NOT_SOURCES = frozenset({"facts", "observations"})
# What only a person knows, in the order a table begins with.
TO_SAY: Mapping[str, str] = {
    "title": "the table as pages name it, in Danish",
    "publisher": "who publishes it",
    "table": "the publisher's own name for the table",
    "licence": "the terms it is published under; ukendt where they are not known",
    "origin": "official (published statistics), internal (the municipality's own figures) or demo",
    "owner": "whom to ask when something is wrong with the file",
    "lag_days": "a number: how many days after its last day a period is published at the latest",
}
_OWNER = "Kildens ejer"
_SUFFIXES = {"excel": ".xlsx", "jobindsats": ".json", "json": ".json", "jsonstat": ".json"}


def new_source(
    project: Project, definitions: Definitions, path: Path, key: str, said: Mapping[str, Any], person: Person
) -> list[str]:
    """Declare a file as a new source; return the keys of its table that are still to be filled in.

    `key` is the source's name ("": after the file's), `said` are keys of TO_SAY that are known. Raises
    WrongUse for a name that is taken or no name, and Refused for a file that cannot be read; nothing is
    written then.
    """
    key = key or key_of(path)
    _refuse_name(project, definitions, key)
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(path, Path(folder))
        scan.refuse_file(copy, path.name, draft_source(format="csv"))
        suggestion = suggest(copy, path.name, definitions.municipality, person.ask)
        file = f"{key}{_SUFFIXES.get(suggestion.declared['format'], '.csv')}"
        owner = {"owner": said.get("owner", _OWNER)}
        draft = draft_source(**suggestion.keys, file=file, **owner)
        read = incoming.read(draft, copy, path.name, definitions.municipality)
        for line in incoming.understood(read, definitions.municipality):
            person.tell(line)
        suite = first_suite.suite(key, read, definitions.municipality)
    of_file = {"format": suggestion.declared["format"], "file": file, **suggestion.keys}
    keys = {**{name: said.get(name, f"{TO_FILL_IN}: {words}") for name, words in TO_SAY.items()}, **of_file}
    lines = "\n".join(f"  {line}" for line in declarations.written(key, of_file))
    person.tell(f"{SOURCES} would say of how it is read:\n{lines}")
    if not person.agrees("Is that how the file is to be read?"):
        step = "declare the source by hand: see CONTRIBUTING, 'A new source'"
        raise Refused.of("it is not to be read so", path.name, next_step=step)
    declare(project, {key: keys})
    atomic_files.replace(
        project.suite(key), (json.dumps(suite, ensure_ascii=False, indent=2) + "\n").encode()
    )
    return [name for name in TO_SAY if name not in said]


def key_of(path: Path) -> str:
    """Return a source's name after the name of its file: small letters, digits and hyphens."""
    text = unicodedata.normalize("NFC", path.stem).lower().translate(_DANISH)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def _refuse_name(project: Project, definitions: Definitions, key: str) -> None:
    if not _KEY.fullmatch(key):
        allowed = "small letters, digits and hyphens between them, such as biblioteker-udlaan"
        raise WrongUse.of(f"{key!r} is no name of a source", "--id", allowed)
    if key in definitions.sources or key in _NOT_SOURCES:
        step = "choose another with --id; a file of the source there is comes by: sigtepunkt receive"
        raise WrongUse.of(f"there is a source {key!r} already", SOURCES, next_step=step)
    if project.suite(key).exists():
        where = project.relative(project.suite(key))
        raise WrongUse.of(
            "there is a suite of this name already", where, next_step="choose another with --id"
        )
