"""Page fragments from `templates/`, with everything escaped that is not declared safe. The only door to Jinja."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "templates"
INDEX = "index.html"


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([FOLDER, FOLDER / "blocks"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "name": name,
        "policy": policy,
        "style": stylesheet,
        "script": script,
        "page_margins": page_margins,
    }
    return environment


def prepare() -> None:
    """Compile the blocks' templates, as they would be when first rendered."""
    for path in sorted((FOLDER / "blocks").iterdir()):
        _environment().get_template(path.name)


def render(template: str, /, **context: Any) -> str:
    """Return `template` (`heading`, `page`) filled with `context`; raises for a name the context lacks."""
    return str(_environment().get_template(f"{template}.html.j2").render(context)).strip()


def plain_page(title: str, municipality: str, content: str, *, home: str = "") -> str:
    """Return a whole page without menu and contents; its name leads to `home`, if there is one."""
    return render("plain", title=title, municipality=municipality, content=content, home=home) + "\n"


def policy(margins: str = "") -> str:
    """Return what a page may do, as browsers enforce it: show itself in its stylesheets, each known by its hash, and fetch nothing.

    A page with paper `margins` has the project's one script, known by its hash too; another page runs none.
    """
    styles = " ".join(map(_hashed, (stylesheet(), margins) if margins else (stylesheet(),)))
    scripts = f"script-src {_hashed(script())}; " if margins else ""
    return (
        f"default-src 'none'; {scripts}style-src {styles}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashed(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@cache
def stylesheet() -> str:
    """Return the project's one stylesheet: the identity, and what is set in it."""
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("identity.css", "style.css"))


@cache
def notebook_stylesheet() -> str:
    """Return the same stylesheet for blocks in a notebook: within `.sigtepunkt` alone, and light or dark as JupyterLab is.

    The class is named three times so that JupyterLab's own rules for what a cell shows give way.
    """
    light_or_dark = stylesheet().replace(
        "@media (prefers-color-scheme: dark) {", '[data-jp-theme-light="false"] & {'
    )
    inner = re.sub(r"^@page .*$", "", light_or_dark, flags=re.MULTILINE).replace(":root", "&")
    frame = (
        "& { box-sizing: border-box; max-width: 60rem; padding: .25rem 1rem; color: var(--ink); background: var(--paper); "
        "font: 1rem/1.55 var(--font); overflow-wrap: break-word; }"
    )
    return f".sigtepunkt.sigtepunkt.sigtepunkt {{\n{frame}\n{inner}\n}}"


@cache
def name() -> str:
    """Return what the pages call themselves: `--name` in the identity. Raises ValueError where it has none."""
    found = re.search(r'--name:\s*"([^"]+)"', stylesheet())
    if not found:
        raise ValueError(f'{FOLDER.name}/identity.css declares no --name: "…"')
    return found[1]


@cache
def script() -> str:
    """Return the project's one script, which adds comfort and nothing that a page needs."""
    return (FOLDER / "comfort.js").read_text(encoding="utf-8")


def page_margins(title: str, quarter_label: str, municipality: str) -> str:
    """Return the style that writes title and quarter in a printed page's margins."""
    font = "font: 9pt sans-serif; color: #3a434c;"
    return (
        f'@page {{ @top-left {{ content: "{_in_css(f"{title} · {municipality}")}"; {font} }} '
        f'@top-right {{ content: "{_in_css(quarter_label)}"; {font} }} }}'
    )


def _in_css(text: str) -> str:
    """Return text as it may stand in a CSS string within a page: whatever could end either is written by its number."""
    return "".join(
        letter if letter.isalnum() or letter in " .,·-" else f"\\{ord(letter):x} " for letter in text
    )
