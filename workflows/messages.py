"""How values become payloads of the engine and are believed again, how workflows are called, and how a client connects.

Whoever reaches the engine's ports can put anything in a history. So each payload says what it is for, sealed with the
id of its workflow (workflows/codec.py), and whoever reads it demands both (decision 37).
"""

import copy
import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, GrpcCompression, TLSConfig
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    SerializationContext,
    WithSerializationContext,
)

from domain.messages import Envelope
from domain.secrecy import padded
from domain.streams import StreamName
from domain.values import Frozen
from workflows.codec import ACTIVITY_ANSWER, PURPOSE, SEALED, VALUE, SealingCodec

TASK_QUEUE = "rongcuo"
FILINGS_QUEUE = "rongcuo-filings"
"""Risk filings, apart from cases: their worker takes nothing from those."""
CHORES_QUEUE = "rongcuo-chores"
"""What nobody asks for, roll-outs and the daily digest: its activities run apart from those of cases."""
NOTICES_QUEUE = "rongcuo-notices"
"""Messages to people and other programs: what answers slowly out there holds up nothing in here."""

WORKFLOW_TASK_TIMEOUT = timedelta(seconds=3)
"""Shorter than the default 10 s: a worker that dies must not keep people waiting."""

UPDATE, SIGNAL = b"update", b"signal"
"""What an envelope is sealed for."""

_PREFIXES: Mapping[StreamName, str] = {"case": "case-", "risk_filing": "filing-"}

_L = TypeVar("_L", bound=Envelope)
_T = TypeVar("_T")


class NotOurs(Exception):  # noqa: N818 - named for what it says
    """A payload was not sealed by this installation for where it was found."""


class _Addressed(Frozen):
    """What can be read of every envelope, of whatever release."""

    command_id: UUID


_ADDRESSED = TypeAdapter(_Addressed)


def workflow_id_of(stream: StreamName, stream_id: UUID) -> str:
    """The workflow of a stream."""
    return f"{_PREFIXES[stream]}{stream_id}"


def stream_id_of(stream: StreamName, workflow_id: str) -> UUID | None:
    """The stream of a workflow; None: it is called as no workflow of such a stream is."""
    try:
        stream_id = UUID(workflow_id.removeprefix(_PREFIXES[stream]))
    except ValueError:
        return None
    return stream_id if workflow_id_of(stream, stream_id) == workflow_id else None


def answer_to(command_id: UUID | None) -> bytes:
    """The purpose of the answer to an Update; None: its command cannot be told."""
    return f"update-answer:{command_id}".encode()


def as_payload(value: BaseModel, purpose: bytes) -> RawValue:
    """Wrap a value for a purpose. Handlers take and give RawValue, which always parses, so that nothing vanishes."""
    payload = pydantic_data_converter.payload_converter.to_payload(value)
    payload.metadata[PURPOSE] = purpose
    if purpose == SIGNAL:  # an act of a committee: its length in a history must not tell how somebody voted
        payload.data = padded(payload.data)
    return RawValue(payload)


def is_for(raw: RawValue, *purposes: bytes) -> bool:
    """Whether a payload is ours, of this workflow, and sealed for one of these."""
    return raw.payload.metadata.get(SEALED) in purposes


def read(raw: RawValue, purpose: bytes, adapter: TypeAdapter[_T]) -> _T:
    """The value of a payload.

    Raises:
        NotOurs: it was not sealed for this.
    """
    if not is_for(raw, purpose):
        raise NotOurs(purpose.decode())
    return adapter.validate_json(raw.payload.data or b"null")


def read_envelope(raw: RawValue, adapter: TypeAdapter[_L]) -> tuple[_L | None, str | None]:
    """The envelope of a payload of ours, or else the SHA-256 of what cannot be read.

    Unknown fields are passed over here: whoever sends may be newer than this worker.
    """
    try:
        return adapter.validate_json(raw.payload.data, extra="ignore"), None
    except ValidationError:
        return None, hashlib.sha256(raw.payload.data).hexdigest()


def command_id_of(raw: RawValue) -> UUID | None:
    """The command of a payload of ours whose envelope cannot be read; None: not even that can be told."""
    try:
        return _ADDRESSED.validate_json(raw.payload.data, extra="ignore").command_id
    except ValidationError:
        return None


class _OursAlone(CompositePayloadConverter):
    """The SDK's pydantic converter, which believes what is ours; what nobody says the type of comes as it is.

    Its parts are made once: the SDK makes a converter for every case and twice for every activation, and each would
    build its validators anew.
    """

    def __init__(self) -> None:
        super().__init__(*_PARTS)

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        """Read values that came sealed for no particular purpose, or as the answer of an activity.

        Raises:
            NotOurs: one did not.
        """
        return [self._read(payload, hint) for payload, hint in zip_longest(payloads, type_hints or ())]

    def _read(self, payload: Payload, hint: type | None) -> object:
        if hint is None or hint is RawValue:
            return RawValue(payload)
        purpose = payload.metadata.get(SEALED, b"")
        if purpose != VALUE and not purpose.startswith(ACTIVITY_ANSWER):
            raise NotOurs(hint)
        return super().from_payloads([payload], [hint])[0]


_PARTS = tuple(PydanticPayloadConverter().converters.values())


class _Converter(DataConverter):
    """The SDK's converter, of which the codec alone has a context, and without storage outside of the engine.

    By itself it fails on whatever looks like a reference to such a storage, before the codec sees it: a single Signal
    from anybody would stall a case. And it would make all of its parts anew for each context, several times a command.
    """

    def with_context(self, context: SerializationContext) -> Self:
        """The converter of one workflow, or of one activity of it."""
        bound = copy.copy(self)
        if isinstance(self.payload_codec, WithSerializationContext):
            object.__setattr__(bound, "payload_codec", self.payload_codec.with_context(context))
        return bound

    async def _decode_reference_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)

    async def _external_retrieve_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


def data_converter(codec_key: bytes) -> DataConverter:
    """The converter that client, worker and replayer share."""
    return _Converter(payload_converter_class=_OursAlone, payload_codec=SealingCodec(codec_key))


async def connect(
    address: str, namespace: str, codec_key: bytes, *, tls: TLSConfig | None = None, api_key: str | None = None
) -> Client:
    """Connect to the engine. Nothing is compressed on the way: most of it is ciphertext, which does not get smaller."""
    return await Client.connect(
        address,
        namespace=namespace,
        data_converter=data_converter(codec_key),
        grpc_compression=GrpcCompression.NONE,
        tls=tls or False,
        api_key=api_key,
        rpc_metadata={"temporal-namespace": namespace} if api_key else {},
    )
