"""Page fragments from `templates/`; all text not declared safe is escaped. The only door to Jinja."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "templates"
BLOCKS = FOLDER / "blocks"
INDEX = "index.html"


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([FOLDER, BLOCKS]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "name": name,
        "policy": content_security_policy,
        "style": stylesheet,
        "script": script,
    }
    environment.globals["page_margins"] = page_margins
    return environment


def prepare(folder: Path = FOLDER) -> None:
    """Compile the templates in a folder, by default those of whole pages, ahead of the first rendering."""
    for path in sorted(folder.glob("*.j2")):
        _environment().get_template(path.name)


def render(template: str, /, **context: Any) -> str:
    """Return `template` (`heading`, `page`) filled with `context`; raises for a name the context lacks."""
    return str(_environment().get_template(f"{template}.html.j2").render(context)).strip()


def plain_page(title: str, municipality: str, content: str, *, home: str = "") -> str:
    """Return a page without menu and contents; the site's name links to `home`, if there is one."""
    return render("plain", title=title, municipality=municipality, content=content, home=home) + "\n"


def content_security_policy(margins: str = "") -> str:
    """Return a page's content security policy: its own stylesheets, known by their hashes, and no fetching.

    A page with printed `margins` (a style) may also run the project's one script, known by its hash.
    """
    styles = " ".join(map(_hashed, (stylesheet(), margins) if margins else (stylesheet(),)))
    scripts = f"script-src {_hashed(script())}; " if margins else ""
    sources = f"default-src 'none'; {scripts}style-src {styles}; img-src data:"
    return f"{sources}; base-uri 'none'; form-action 'none'"


def _hashed(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@cache
def stylesheet() -> str:
    """Return the project's one stylesheet: the identity (colours, type, space) and the rules using it."""
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("identity.css", "style.css"))


@cache
def notebook_stylesheet() -> str:
    """Return the stylesheet for blocks in a notebook: only in `.sigtepunkt`, light or dark as JupyterLab is.

    The class is repeated three times so that its rules override JupyterLab's own rules for outputs.
    """
    light_or_dark = stylesheet().replace(
        "@media (prefers-color-scheme: dark) {", '[data-jp-theme-light="false"] & {'
    )
    inner = re.sub(r"^@page .*$", "", light_or_dark, flags=re.MULTILINE).replace(":root", "&")
    frame = (
        "& { box-sizing: border-box; max-width: 60rem; padding: .25rem 1rem; color: var(--ink); "
        "background: var(--paper); font: 1rem/1.55 var(--font); overflow-wrap: break-word; }"
    )
    return f".sigtepunkt.sigtepunkt.sigtepunkt {{\n{frame}\n{inner}\n}}"


@cache
def name() -> str:
    """Return what the pages call themselves: `--name` in the identity. Raises ValueError without one."""
    match = re.search(r'--name:\s*"([^"]+)"', stylesheet())
    if not match:
        raise ValueError(f'{FOLDER.name}/identity.css declares no --name: "…"')
    return match[1]


@cache
def script() -> str:
    """Return the project's one script, which adds convenience; every page works without it."""
    return (FOLDER / "comfort.js").read_text(encoding="utf-8")


def page_margins(title: str, quarter_label: str, municipality: str) -> str:
    """Return the style that prints title and quarter in the margins of a page on paper."""
    font = "font: 9pt sans-serif; color: #3a434c;"
    return (
        f'@page {{ @top-left {{ content: "{_in_css(f"{title} · {municipality}")}"; {font} }} '
        f'@top-right {{ content: "{_in_css(quarter_label)}"; {font} }} }}'
    )


def _in_css(text: str) -> str:
    """Return text for a CSS string within a page, with all that could end either as code points."""
    return "".join(char if char.isalnum() or char in " .,·-" else f"\\{ord(char):x} " for char in text)
