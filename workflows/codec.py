"""Payloads in the engine are ciphertext (AES-256-GCM), bound to the workflow they are of and to what they are for.

`decode` never raises: what it cannot read is passed on without the mark of what came sealed, and whoever reads it does
not believe it (workflows/messages.py). It may not know what a payload means.
"""

import os
from collections.abc import Sequence
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

ENCODING = b"binary/rongcuo-aes-gcm-2"
EARLIER_ENCODING = b"binary/rongcuo-aes-gcm"
"""Of releases that bound a ciphertext to nothing: it can still be opened, but is marked as for nothing but that."""

PURPOSE = "rongcuo-purpose"
"""Metadata key: what a payload is for. With the workflow's id it is the associated data of the ciphertext."""

SEALED = "rongcuo-sealed"
"""Metadata key, present only on payloads that were authentic ciphertext of this workflow: what they were sealed for."""

VALUE = b"value"
"""What nobody named the purpose of."""
ACTIVITY_ANSWER = b"activity-answer:"
"""How the purpose of what an activity returns begins."""
EARLIER = b"earlier"

_NONCE_BYTES = 12


def activity_answer(activity_id: str) -> bytes:
    """The purpose of what an activity returns."""
    return ACTIVITY_ANSWER + activity_id.encode()


class SealingCodec(PayloadCodec, WithSerializationContext):
    """Seals every payload under the installation's codec key, for one workflow; the SDK names it by the context."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._workflow = b""
        self._purpose = VALUE

    def with_context(self, context: SerializationContext) -> Self:
        """The codec of one workflow, or of one activity of it; what that returns answers it and nothing else."""
        bound = type(self).__new__(type(self))
        bound._cipher = self._cipher  # noqa: SLF001 - its own kind
        workflow_id, bound._purpose = _place_of(context)  # noqa: SLF001 - as above
        bound._workflow = workflow_id.encode() + b"\0"  # noqa: SLF001 - as above
        return bound

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload whole, metadata included."""
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each payload; one that is not ours, or not of this workflow, comes back as it is, without the mark."""
        return [self._open(payload) for payload in payloads]

    def _seal(self, payload: Payload) -> Payload:
        purpose = payload.metadata.get(PURPOSE, self._purpose)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, payload.SerializeToString(), self._workflow + purpose)
        return Payload(metadata={"encoding": ENCODING, PURPOSE: purpose}, data=sealed)

    def _open(self, payload: Payload) -> Payload:
        encoding = payload.metadata.get("encoding")
        if encoding == ENCODING:
            purpose = payload.metadata.get(PURPOSE, VALUE)
            opened = self._opened(payload.data, self._workflow + purpose)
        elif encoding == EARLIER_ENCODING:
            purpose, opened = EARLIER, self._opened(payload.data, None)
        else:
            purpose, opened = b"", None
        if opened is None:
            opened = Payload()
            opened.CopyFrom(payload)
            opened.metadata.pop(SEALED, None)
        else:
            opened.metadata[SEALED] = purpose
        return opened

    def _opened(self, sealed: bytes, place: bytes | None) -> Payload | None:
        try:
            return Payload.FromString(self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place))
        except (InvalidTag, ValueError):
            return None


def _place_of(context: SerializationContext) -> tuple[str, bytes]:
    """The workflow of a context, and what is said in it where nobody says what for."""
    match context:
        case ActivitySerializationContext():
            return context.workflow_id or "", activity_answer(context.activity_id or "")
        case WorkflowSerializationContext():
            return context.workflow_id, VALUE
        case _:
            return "", VALUE
