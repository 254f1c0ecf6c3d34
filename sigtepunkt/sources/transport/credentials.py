"""Keys of services: from the environment first, then from the keyring where there is one.

A key is never written anywhere: it is in no file, message, log or cache, and a `Key` does not show it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sigtepunkt.core.errors import Refused
from sigtepunkt.strategy import ServiceKind

VARIABLES: Mapping[ServiceKind, str] = MappingProxyType(
    {"jobindsats": "SIGTEPUNKT_JOBINDSATS_KEY", "klimaregnskabet": "SIGTEPUNKT_KLIMAREGNSKABET_KEY"}
)
KEYRING = "sigtepunkt"  # the keyring's name for what belongs to this program
_HIDDEN = "***"


@dataclass(frozen=True)
class Key:
    """A service's key, and the header that carries it; neither `repr` nor `str` shows it."""

    header: str
    prefix: str
    value: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The header to be sent. Only the client may ask for it."""
        return {self.header: f"{self.prefix}{self.value}"}

    def hidden_in(self, text: str) -> str:
        """Return a text with the key replaced, should a service have repeated it."""
        return text.replace(self.value, _HIDDEN) if self.value else text


def needs_key(kind: ServiceKind) -> bool:
    """Return whether a service answers only who sends a key."""
    return kind in VARIABLES


def find_key(kind: ServiceKind, environment: Mapping[str, str] = os.environ) -> str:
    """Return the key of a service; empty where neither the environment nor a keyring has it.

    A keyring that cannot be opened, as on a machine without a desktop, counts as none. Raises Refused for a
    value that cannot be a key, without repeating it.
    """
    variable = VARIABLES[kind]
    key = environment.get(variable, "").strip() or _from_keyring(kind)
    if not all("!" <= letter <= "~" for letter in key):
        what = "the key has a space or a letter that no key has"
        raise Refused.of(what, variable, "the key alone, as the publisher gave it", "set it again")
    return key


def _from_keyring(kind: ServiceKind) -> str:
    try:
        key = importlib.import_module("keyring").get_password(KEYRING, kind)
    except Exception:  # noqa: BLE001 - back ends raise what they like where there is no desktop
        return ""
    return key.strip() if isinstance(key, str) else ""
