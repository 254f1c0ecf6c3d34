"""How files differ from their manifest, and a quarter made again from the published one, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sigtepunkt.core.plain_text import told
from sigtepunkt.editions import manifest
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
    for name in sorted((expected.keys() | actual.keys()) - {manifest.NAME}):
        if name not in actual:
            differences.append(f"{told(name)} is missing")
        elif name not in expected:
            differences.append(f"{told(name)} is not in the manifest")
        elif expected[name] != actual[name]:
            differences.append(f"{told(name)} is not as it was published")
    return differences


def compared(
    where: str, then: Mapping[str, Any], published: Mapping[str, bytes], rebuilt: Mapping[str, bytes]
) -> list[str]:
    """Return in words how a quarter made again differs from the published one: page, block, and input.

    Files are named as in the repository, the quarter's own in the folder `where`; `then` is the published
    manifest. What `damage` reports is not repeated.
    """
    manifest_name, package = f"{where}/{manifest.NAME}", f"{where}.zip"
    now = manifest.parse(rebuilt[manifest_name]) or {}
    differences: list[str] = []
    # The package holds the other files, so it comes last and is only mentioned when they are identical.
    for name in sorted(
        (published.keys() | rebuilt.keys()) - {manifest_name}, key=lambda name: (name == package, name)
    ):
        if name == package and differences:
            continue
        short = name.removeprefix(f"{where}/")
        old, new = published.get(name), rebuilt.get(name)
        if old is None:
            differences += [] if short in then["pages"] else [f"{name} is missing"]
        elif new is None:
            expected = short == name or short in then["pages"]
            differences += [f"{name} would not be made now"] if expected else []
        elif old != new:
            differences += [f"{name} is another when it is made again", *_why(short, then, now, old, new)]
        elif then["inputs"] == now["inputs"] and (inputs := _other_inputs(then, now, short)):
            differences.append(
                f"{manifest_name} says that {short} was made from other inputs: {', '.join(inputs)}"
            )
    fields = sorted(key for key in (then.keys() | now.keys()) - _APART if then.get(key) != now.get(key))
    if fields:
        differences.append(f"{manifest_name} says something else of: {', '.join(map(told, fields))}")
    return differences


def _why(name: str, then: Mapping[str, Any], now: Mapping[str, Any], old: bytes, new: bytes) -> Iterator[str]:
    """Yield which parts of a file differ, and which of its inputs, or that none does."""
    if name.endswith(".html"):
        for part in page_parts.differing(old.decode(errors="replace"), new.decode(errors="replace")):
            yield f"  differs: {told(part)}"
    inputs = _other_inputs(then, now, name)
    if inputs:
        yield f"  made from other: {', '.join(inputs)}"
    elif name in then["pages"] and then["pages"][name] == now["pages"].get(name):
        yield "  made again it is what the manifest names: the file was changed after it was published"
    elif made_from(then, name) or then["inputs"] == now["inputs"]:
        yield (
            "  made from the same inputs, and yet other bytes: it is not the same each time it is made, "
            "or it was changed after it was published"
        )


def _other_inputs(then: Mapping[str, Any], now: Mapping[str, Any], name: str) -> list[str]:
    """Return in words which inputs of a page differ between two manifests."""
    old, new = made_from(then, name), made_from(now, name)
    before, after = (as_mapping(inputs.get("facts")) for inputs in (old, new))
    return [
        *(text for key, text in _KINDS.items() if old.get(key) != new.get(key)),
        *(told(fact) for fact in sorted(before.keys() | after.keys()) if before.get(fact) != after.get(fact)),
    ]


def made_from(published: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the checksums of a page's inputs, as a manifest has them; empty where it has none."""
    return as_mapping(as_mapping(published.get("made_from")).get(name))


def as_mapping(value: object) -> Mapping[str, Any]:
    """Return a part of a manifest that anyone may have written: empty where it is not what it should be."""
    return value if isinstance(value, Mapping) else {}
