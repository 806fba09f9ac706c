"""Secret facts, sealed where events become rows and opened where rows become events for whoever has the key.

Which facts are secret their types say (`domain.secrecy`). Digests, entries and whoever verifies the log know the sealed
bytes alone.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json

from domain.catalogue import EVENTS
from domain.messages import kind_of
from domain.secrecy import SealedFact, padded, secret_facts
from eventlog.keys import InstallationKey, event_place, seal, unseal

SECRET_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    kind_of(event): names for event in EVENTS if (names := secret_facts(event))
}
"""The secret facts of each kind of event that has any."""

_LENGTH: Final = 64
(_SEALED,) = SealedFact.model_fields


class SecretFacts:
    """Seals and opens secret facts, each bound to its event and its name."""

    __slots__ = ("_cipher",)

    def __init__(self, key: InstallationKey) -> None:
        self._cipher = AESGCM(key.derive("secret-facts"))

    def seal(self, kind: str, payload: bytes, stream_id: UUID, version: int) -> bytes:
        """The facts of an event as the log keeps them."""
        if kind not in SECRET_FACTS:
            return payload
        facts = from_json(payload)
        for name in SECRET_FACTS[kind]:
            sealed = seal(self._cipher, padded(to_json(facts[name]), _LENGTH), _place(stream_id, version, name))
            facts[name] = {_SEALED: b64encode(sealed).decode()}
        return to_json(facts)

    def open(self, kind: str, payload: bytes, stream_id: UUID, version: int) -> bytes:
        """The facts of an event as they were before `seal`; an earlier release kept them in clear.

        Raises:
            InvalidTag: they were not sealed by this installation for this event.
        """
        if kind not in SECRET_FACTS:
            return payload
        try:
            facts = from_json(payload)
            for name in SECRET_FACTS[kind]:
                if isinstance(kept := facts[name], dict):
                    sealed = b64decode(kept[_SEALED], validate=True)
                    facts[name] = from_json(unseal(self._cipher, sealed, _place(stream_id, version, name)))
        except (ValueError, LookupError, TypeError):  # not even in the shape of what was sealed
            raise InvalidTag from None
        return to_json(facts)


def _place(stream_id: UUID, version: int, name: str) -> bytes:
    return event_place(stream_id, version) + name.encode()
