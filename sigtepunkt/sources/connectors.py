"""Which connector speaks to which service, at which address and with which key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from sigtepunkt.sources.services.connector import ADDRESSES, Connector, checked_address, refuse_open_key
from sigtepunkt.sources.services.energi_data_service import EnergiDataService
from sigtepunkt.sources.services.jobindsats import Jobindsats
from sigtepunkt.sources.services.klimaregnskabet import Klimaregnskabet
from sigtepunkt.sources.services.statbank import StatBank
from sigtepunkt.sources.transport.credentials import find_key, needs_key
from sigtepunkt.strategy import ServiceKind


@dataclass
class Connectors:
    """The connectors, each made when a source needs it, with keys from the environment or the keyring.

    `base_url` stands for every service's own address; empty, they are asked where they are.
    """

    base_url: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    _made: dict[ServiceKind, Connector] = field(default_factory=dict, init=False, repr=False)

    def address(self, kind: ServiceKind) -> str:
        """Return where a service is asked; raise WrongUse where `base_url` is no address."""
        return checked_address(self.base_url) if self.base_url else ADDRESSES[kind]

    def lacks_key(self, kind: ServiceKind) -> bool:
        """Return whether a service needs a key and none is set."""
        return needs_key(kind) and not find_key(kind, self.environment)

    def of(self, kind: ServiceKind) -> Connector:
        """Return the connector of a service; raise WrongUse where its key would go unencrypted."""
        if kind not in self._made:
            address = self.address(kind)
            key = find_key(kind, self.environment) if needs_key(kind) else ""
            if key:
                refuse_open_key(address)
            self._made[kind] = _connector(kind, address, key)
        return self._made[kind]


def _connector(kind: ServiceKind, address: str, key: str) -> Connector:
    match kind:
        case "statbank":
            return StatBank(address)
        case "jobindsats":
            return Jobindsats(address, key)
        case "klimaregnskabet":
            return Klimaregnskabet(address, key)
        case "energi_data_service":
            return EnergiDataService(address)
