"""How files differ from their manifest, and a quarter made again from the published one, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core.plain_text import excerpt
from sigtepunkt.editions import manifest as manifests
from sigtepunkt.publication.verification import page_parts

# Parts of a manifest that are expected to differ, or that are compared file by file.
_APART = frozenset({"made", "commit", "pages", "earlier", "records", "inputs", "made_from"})
_KINDS = {
    "notebook": "its notebook",
    "package": "sigtepunkt itself",
    "libraries": "the libraries",
    "site": "the names of municipality, strategy and pages",
}


def damage(expected: Mapping[str, Any], actual: Mapping[str, str]) -> list[str]:
    """Return in words how files, by name with their SHA-256, differ from those a manifest names."""
    differences = []
    for name in sorted((expected.keys() | actual.keys()) - {manifests.NAME}):
        if name not in actual:
            differences.append(f"{excerpt(name)} is missing")
        elif name not in expected:
            differences.append(f"{excerpt(name)} is not in the manifest")
        elif expected[name] != actual[name]:
            differences.append(f"{excerpt(name)} is not as it was published")
    return differences


def compared(
    where: str, manifest: Mapping[str, Any], published: Mapping[str, bytes], rebuilt: Mapping[str, bytes]
) -> list[str]:
    """Return in words how a quarter made again differs from the published one: page, block, and input.

    Files are named as in the repository, the quarter's own in the folder `where`; `manifest` is the published
    manifest. What `damage` reports is not repeated.
    """
    manifest_name, package = f"{where}/{manifests.NAME}", f"{where}.zip"
    remade = manifests.parse(rebuilt[manifest_name]) or {}
    differences: list[str] = []
    # The package holds the other files, so it comes last and is only mentioned when they are identical.
    names = (published.keys() | rebuilt.keys()) - {manifest_name}
    for name in sorted(names, key=lambda name: (name == package, name)):
        if name == package and differences:
            continue
        short = name.removeprefix(f"{where}/")
        old, new = published.get(name), rebuilt.get(name)
        if old is None:
            differences += [] if short in manifest["pages"] else [f"{name} is missing"]
        elif new is None:
            expected = short == name or short in manifest["pages"]
            differences += [f"{name} would not be made now"] if expected else []
        elif old != new:
            differences.append(f"{name} is another when it is made again")
            differences += _why(short, manifest, remade, old, new)
        elif manifest["inputs"] == remade["inputs"] and (inputs := _other_inputs(manifest, remade, short)):
            differences.append(
                f"{manifest_name} says that {short} was made from other inputs: {', '.join(inputs)}"
            )
    fields = [field for field in _changed(manifest, remade) if field not in _APART]
    if fields:
        differences.append(f"{manifest_name} says something else of: {', '.join(map(excerpt, fields))}")
    return differences


def _why(
    name: str, manifest: Mapping[str, Any], remade: Mapping[str, Any], old: bytes, new: bytes
) -> Iterator[str]:
    """Yield which parts of a file differ, and which of its inputs, or that none does."""
    if name.endswith(".html"):
        for part in page_parts.differing(old.decode(errors="replace"), new.decode(errors="replace")):
            yield f"  differs: {excerpt(part)}"
    inputs = _other_inputs(manifest, remade, name)
    if inputs:
        yield f"  made from other: {', '.join(inputs)}"
    elif name in manifest["pages"] and manifest["pages"][name] == remade["pages"].get(name):
        yield "  made again it is what the manifest names: the file was changed after it was published"
    elif made_from(manifest, name) or manifest["inputs"] == remade["inputs"]:
        yield (
            "  made from the same inputs, and yet other bytes: it is not the same each time it is made, "
            "or it was changed after it was published"
        )


def _other_inputs(manifest: Mapping[str, Any], remade: Mapping[str, Any], name: str) -> list[str]:
    """Return in words which inputs of a page differ between two manifests."""
    old, new = made_from(manifest, name), made_from(remade, name)
    before, after = (as_mapping(inputs.get("facts")) for inputs in (old, new))
    return [
        *(text for key, text in _KINDS.items() if old.get(key) != new.get(key)),
        *map(excerpt, _changed(before, after)),
    ]


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def made_from(published: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the checksums of a page's inputs, as a manifest has them; empty where it has none."""
    return as_mapping(as_mapping(published.get("made_from")).get(name))


def as_mapping(value: object) -> Mapping[str, Any]:
    """Return a part of a manifest that anyone may have written: empty where it is not what it should be."""
    return value if isinstance(value, Mapping) else {}
