"""Files with personal data in them, what is recognised in a text, and what refuses a delivery."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from example_sources import source

from sigtepunkt.core.errors import Refused
from sigtepunkt.raw.personal_data import contacts, cpr_numbers, findings, scan

MASK = "0101••-••••"
CSV = "Sag;Tal\r\n010190-1239;3\r\n"
TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognised(text: str) -> list[tuple[str, str]]:
    """Return the CPR numbers and contacts in a text, in order, as kind and mask."""
    both = sorted((*cpr_numbers.find(text), *contacts.find(text)), key=lambda finding: finding.start)
    return [(finding.kind, finding.masked) for finding in both]


def problems(folder: Path, content: bytes, name: str = "fil.csv") -> list[str]:
    """Return what refuses a vintage with this file; nothing where it is received."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    try:
        scan.refuse_received(folder, "data/raw/2026Q2", [source(file="fil.csv")])
    except Refused as refused:
        refusal = refused
    else:
        return []
    listed = [problem for problem in refusal.problems if not problem.what.endswith(" more places")]
    assert all(
        problem.what
        and problem.allowed
        and problem.next_step
        and problem.where.startswith("data/raw/2026Q2/")
        for problem in listed
    )
    assert "1239" not in str(refusal)
    return [f"{problem.where.removeprefix('data/raw/2026Q2/')}: {problem.what}" for problem in listed]


def masks_in_file(folder: Path, content: bytes, name: str = "fil.csv") -> list[str]:
    """Return the CPR numbers in a file of these bytes, masked."""
    (folder / name).write_bytes(content)
    return [finding.masked for _, finding in findings.in_file(folder / name)[0]]


def zipped(entries: Mapping[str, bytes | str], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file of these entries."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", how) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return content.getvalue()


def workbook(text: str = "x", parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """Return a workbook with a text in it, and these parts besides."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Kvartal", text])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content, "a") as archive:
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return content.getvalue()
