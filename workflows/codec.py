"""Payloads in the engine are ciphertext (AES-256-GCM), and what did not come sealed is marked as such.

`decode` never raises: what it cannot read is passed on and refused by the loop, else one bad signal would stall a
case for ever (docs/workflows.md#no-message-may-vanish). It may not know what a payload means.
"""

import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

ENCODING = b"binary/rongcuo-aes-gcm"
SEALED = "rongcuo-sealed"
"""Metadata key, present only on payloads that were authentic ciphertext of this installation."""

_NONCE_BYTES = 12


class SealingCodec(PayloadCodec):
    """Seals every payload under the installation's codec key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload whole, metadata included."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each payload; one that is not ours comes back as it is, without the mark."""
        return list(self._open(payloads))

    def _seal(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, payload.SerializeToString(), None)
        return Payload(metadata={"encoding": ENCODING}, data=sealed)

    def _open(self, payloads: Iterable[Payload]) -> Iterable[Payload]:
        for payload in payloads:
            opened = Payload()
            opened.CopyFrom(payload)
            if payload.metadata.get("encoding") == ENCODING:
                try:
                    plain = self._cipher.decrypt(payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:], None)
                except (InvalidTag, ValueError):
                    pass  # passed on as it is: the loop refuses and records it
                else:
                    opened = Payload.FromString(plain)
                    opened.metadata[SEALED] = b"1"
                    yield opened
                    continue
            opened.metadata.pop(SEALED, None)
            yield opened
