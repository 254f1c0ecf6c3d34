"""Page fragments from `template/`, with everything escaped that is not declared safe. The only door to Jinja."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "template"


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([FOLDER, FOLDER / "blocks"]), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )
    environment.globals |= {"policy": policy, "style": stylesheet}
    return environment


def render(template: str, /, **context: Any) -> str:
    """Return `template` (`heading`, `page`) filled with `context`; raises for a name the context lacks."""
    return str(_environment().get_template(f"{template}.html.j2").render(context)).strip()


def plain_page(title: str, municipality: str, content: str, *, home: str = "") -> str:
    """Return a whole page without menu and contents; its name leads to `home`, if there is one."""
    return render("plain", title=title, municipality=municipality, content=content, home=home) + "\n"


def policy() -> str:
    """Return what a page may do, as browsers enforce it: show itself in the one stylesheet, known by its hash; run and fetch nothing."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def stylesheet() -> str:
    """Return the project's one stylesheet."""
    return (FOLDER / "style.css").read_text(encoding="utf-8")
