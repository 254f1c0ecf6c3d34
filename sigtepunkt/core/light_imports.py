"""What Great Expectations and nbformat import of jsonschema, without what it would build in vain."""

from __future__ import annotations

import sys


def without_addresses() -> None:
    """Keep jsonschema, when it is imported, from building a grammar of international web addresses.

    JupyterLab brings the library along, and building takes seconds of every process. Nothing here holds an address against a schema.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # to import it fails then, which jsonschema allows for
