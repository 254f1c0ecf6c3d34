"""Puts a quarter's pages, manifest and package in place as one: readers meet the old quarter or the new."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from sigtepunkt.core import checksum, danish, git
from sigtepunkt.core.errors import Refused
from sigtepunkt.core.period import Quarter
from sigtepunkt.core.project import Project
from sigtepunkt.core.storage import atomic_files
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.editions.corrections import Records
from sigtepunkt.editions.processed_store import Processed
from sigtepunkt.editions.run_inputs import RunInputs
from sigtepunkt.publication import front_page, overview
from sigtepunkt.publication.build import Page
from sigtepunkt.publication.page_html import Site
from sigtepunkt.raw.personal_data import scan
from sigtepunkt.raw.vintage import Vintage
from sigtepunkt.report.templating import INDEX, plain_page, render


def files(
    inputs: RunInputs,
    site: Site,
    vintage: Vintage,
    processed: Processed,
    pages: Mapping[str, Page],
    open_data: Mapping[str, str],
) -> dict[str, str]:
    """Return the files of a quarter's folder, by name: its pages, those that go with them, and open data."""
    html = {identity: pages[identity].text for identity in site.pages if identity in pages}
    beside = front_page.files(inputs.shown, site, html, vintage, processed)
    content = {**open_data, **{f"{identity}.html": text for identity, text in html.items()}, **beside}
    return dict(sorted(content.items()))


def manifest_of(
    inputs: RunInputs, site: Site, vintage: Vintage, processed: Processed, pages: Mapping[str, Page]
) -> dict[str, Any]:
    """Return the manifest of a quarter's pages, except for the checksums of what is written."""
    project = inputs.project
    notebooks = {
        project.relative(project.notebook(identity)): page.made_from["notebook"]
        for identity, page in pages.items()
    }
    fields = ("suite", "severity", "sentence", "unexpected")
    failed = [finding for finding in processed.findings if not finding.met]
    return {
        "quarter": str(inputs.quarter),
        "closed": vintage.closed.isoformat(),
        "closed_label": danish.date(vintage.closed),
        "titles": {**site.pages, **front_page.TITLES},
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": git.commit(project.root),
        "checks": {
            "evaluated": len(processed.findings),
            "failed": [{name: getattr(finding, name) for name in fields} for finding in failed],
        },
        "inputs": {**inputs.checksums, "notebooks": {**inputs.checksums["notebooks"], **notebooks}},
        "made_from": {f"{identity}.html": page.made_from for identity, page in sorted(pages.items())},
    }


def swap_in(
    project: Project,
    quarter: Quarter,
    files: Mapping[str, str],
    manifest: dict[str, Any],
    *,
    municipality: str,
    records: Records | None = None,
    cleared: Collection[str] = (),
) -> Path:
    """Replace what is published of the quarter with `files` (name → text); return the address of its index.

    The overview of quarters, the package, the checksums and the `records` of the edition follow; of a
    draft, nothing but the quarter's own folder is written. Whatever fails leaves everything as it was.
    Earlier editions stay in the quarter's folder, except those withdrawn. `manifest` is completed with the
    SHA-256 of each file. Raises Refused for a CPR number, or a contact not `cleared`, in any of the files,
    and for an earlier edition that has been changed since it was published.
    """
    target = project.report(quarter)
    number = records.number if records else manifests.edition_of(manifest)
    withdrawn = records.withdrawn if records else frozenset()
    record_files: dict[Path, str] = {}
    if records:
        record_files[project.edition(quarter, number)] = records.text
        if records.release:
            record_files[project.release(quarter, number)] = records.release
    manifest["municipality"] = municipality
    manifest["pages"] = {name: checksum.of_text(text) for name, text in sorted(files.items())}
    manifest["records"] = {path.name: checksum.of_text(text) for path, text in record_files.items()}
    beside = () if project.draft else (project.overview, project.package(quarter), project.checksum_list)
    followers = (*record_files, *beside)
    aside = atomic_files.begin(target, followers)
    try:
        manifest["earlier"] = {
            path.relative_to(aside).as_posix(): checksum.of_file(path)
            for earlier in range(1, number)
            for path in _keep(project, quarter, earlier, aside, municipality, withdrawn=earlier in withdrawn)
        }
        around = overview.around(quarter, manifest, municipality)
        manifest["around"] = {name: checksum.of_text(text) for name, text in sorted(around.items())}
        texts = {**files, manifests.NAME: manifests.as_text(manifest)}
        record_texts = {path.name: text for path, text in record_files.items()}
        scan.refuse_published({**texts, **record_texts}, project.relative(target), cleared)
        for name, text in texts.items():
            atomic_files.write(aside / name, text.encode())
        for path, text in record_files.items():
            atomic_files.write(atomic_files.staging_path(path), text.encode())
        if beside:
            published = {**manifests.read_all(project), quarter: manifest}
            over_all = overview.overview(published, municipality).encode()
            zipped = package(aside, str(quarter), manifest, around)
            sums = manifests.read_checksum_list(project) | {
                project.overview.name: checksum.of_bytes(over_all),
                project.package(quarter).name: checksum.of_bytes(zipped),
            }
            for path, content in zip(beside, (over_all, zipped, manifests.checksum_list(sums)), strict=True):
                atomic_files.write(atomic_files.staging_path(path), content)
        atomic_files.swap(target, followers)
        if not project.draft:
            shutil.rmtree(project.pdf_pages(quarter), ignore_errors=True)  # PDF files of the pages replaced
    except BaseException:
        atomic_files.discard(target, followers)
        raise
    return target / INDEX


def _keep(
    project: Project, quarter: Quarter, number: int, aside: Path, municipality: str, *, withdrawn: bool
) -> list[Path]:
    """Copy an earlier edition's pages to `aside`, or write a page that says they are gone; return the files.

    Raises Refused for pages that are not as they were published: they would be kept as what the council saw.
    """
    public, folder = project.without_draft, aside / f"udgave-{number}"
    manifest = manifests.read(public, quarter)
    newest = public.report(quarter)
    source = newest if manifests.edition_of(manifest) == number else newest / folder.name
    folder.mkdir()
    if source.is_dir() and not withdrawn:
        digests = {} if manifest is None else manifests.files_of_edition(manifest, number)
        for path in filter(Path.is_file, source.iterdir()):
            sealed = manifest is not None and path.name != manifests.NAME
            if sealed and digests.get(path.name) != checksum.of_file(path):
                fault = f"edition {number} is not as it was published, and would be kept so"
                instead = "a page says that the edition's pages are not there"
                next_step = f"restore it; or delete {project.relative(source)}, and {instead}"
                raise Refused.of(fault, project.relative(path), "the pages as they were published", next_step)
            shutil.copyfile(path, folder / path.name)
    else:
        label = danish.capitalised(quarter.label)
        content = render("edition_gone", quarter_label=label, number=number, withdrawn=withdrawn)
        text = plain_page(f"Udgave {number} · {label}", municipality, content, home=f"../{INDEX}")
        atomic_files.write(folder / INDEX, text.encode())
    return sorted(folder.iterdir())


def package(folder: Path, name: str, manifest: Mapping[str, Any], around: Mapping[str, str]) -> bytes:
    """Return the folder and the pages `around` it (name → HTML) as a zip file.

    The same pages give the same bytes whenever and wherever they are packed: clock times and the state of git
    are left out.
    """
    contents = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    contents[f"{name}/{manifests.NAME}"] = manifests.as_text(manifests.timeless(manifest)).encode()
    contents |= {path: page.encode() for path, page in around.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(path)  # dated 1980, the earliest a zip file allows
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
