"""A vintage's folder: when it was closed, where its files came from, and their checksums."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
CLOSED = {"2026Q1": dt.date(2026, 5, 31), "2026Q2": dt.date(2026, 8, 31)}

_NOTE = (
    "Rekonstrueret: Filerne er ikke hentet hos udgiverne, men genskabt ud fra senere sekundære kopier og "
    "skåret af ved det, der efter kildernes deklarerede udgivelsesforsinkelse var offentliggjort på "
    "lukkedatoen."
)


def seal(folder: Path, provenances: dict[str, dict[str, Any]]) -> None:
    """Write a vintage's provenance, with `provenances` replacing those of their files, and its checksums."""
    path = folder / "provenance.toml"
    known = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = {name: table for name, table in (known | provenances).items() if (folder / name).is_file()}
    path.write_text(
        "\n".join(_table(name, known[name]) for name in sorted(known)), encoding="utf-8", newline="\n"
    )
    sums = folder / "SHA256SUMS"
    files = sorted(file for file in folder.iterdir() if file != sums)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")


def provenance(key: str, source: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """Return a file's provenance: what the declaration of its source says, and `more`."""
    return {
        "source": key,
        "publisher": source["publisher"],
        "table": source["table"],
        **more,
        "notes": source.get("notes", []),
    }


def _table(name: str, table: Mapping[str, Any]) -> str:
    # JSON writes strings, numbers, booleans and lists of strings exactly as TOML does.
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())
    return f"[{json.dumps(name)}]\n{''.join(lines)}"


def about(quarter: str) -> str:
    """Return the text of a reconstructed vintage's `vintage.toml`."""
    return (
        f'quarter = "{quarter}"\nclosed = {CLOSED[quarter].isoformat()}\nreconstructed = true\n'
        f"note = {json.dumps(_NOTE, ensure_ascii=False)}\n"
    )
