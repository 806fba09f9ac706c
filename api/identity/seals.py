"""What the tables of the api keep sealed, under keys derived from the installation key; never logged."""

import hmac
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.keys import InstallationKey, seal, unseal


class Seals:
    """Seeds of second factors, tokens of the identity provider, reasons for passing work on: each bound to its row."""

    __slots__ = ("_cipher", "_digest")

    def __init__(self, key: InstallationKey) -> None:
        self._cipher = AESGCM(key.derive("sign-in"))
        self._digest = key.derive("sign-in-digest")

    def seal(self, content: str, of: UUID) -> bytes:
        """Seal a text for the row of an id."""
        return seal(self._cipher, content.encode(), of.bytes)

    def unseal(self, sealed: bytes, of: UUID) -> str | None:
        """Undo `seal`; None: another key, another row, or changed bytes."""
        try:
            return unseal(self._cipher, sealed, of.bytes).decode()
        except InvalidTag:
            return None

    def digest(self, *parts: str) -> bytes:
        """A keyed digest of what people may guess, as an address or a name: without the key nobody can test guesses."""
        return hmac.digest(self._digest, "\x1f".join(parts).encode("utf-8", "surrogatepass"), sha256)
