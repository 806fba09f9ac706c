"""How envelopes become payloads of the engine and are read again, and how a client connects to it."""

import hashlib
from datetime import timedelta
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from temporalio.client import Client, GrpcCompression
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter, DataConverter

from domain.messages import Envelope
from workflows.codec import SEALED, SealingCodec

TASK_QUEUE = "rongcuo"
FILINGS_QUEUE = "rongcuo-filings"
"""Risk filings, apart from cases: their worker takes nothing from those."""
CHORES_QUEUE = "rongcuo-chores"
"""What nobody asks for, roll-outs and the daily digest: its activities run apart from those of cases."""

WORKFLOW_TASK_TIMEOUT = timedelta(seconds=3)
"""Shorter than the default 10 s: a worker that dies must not keep people waiting."""

_L = TypeVar("_L", bound=Envelope)


def as_payload(envelope: Envelope) -> RawValue:
    """Wrap an envelope for an Update or a Signal: both take RawValue, which always parses, so that nothing vanishes."""
    return RawValue(pydantic_data_converter.payload_converter.to_payload(envelope))


def read_envelope(raw: RawValue, adapter: TypeAdapter[_L]) -> tuple[_L | None, str | None]:
    """The envelope, or else the SHA-256 of what cannot be read or did not come sealed by this installation.

    Unknown fields are passed over here: whoever sends may be newer than this worker.
    """
    if raw.payload.metadata.get(SEALED):
        try:
            return adapter.validate_json(raw.payload.data, extra="ignore"), None
        except ValidationError:
            pass  # kept by its digest: the activity records the refusal
    return None, hashlib.sha256(raw.payload.data).hexdigest()


class _SharedParts(CompositePayloadConverter):
    """The SDK's pydantic converter, its parts made once.

    The SDK makes a converter for every case and twice for every activation; each would build its validators anew.
    """

    def __init__(self) -> None:
        super().__init__(*_PARTS)


_PARTS = tuple(PydanticPayloadConverter().converters.values())


def data_converter(codec_key: bytes) -> DataConverter:
    """The converter that client, worker and replayer share."""
    return DataConverter(payload_converter_class=_SharedParts, payload_codec=SealingCodec(codec_key))


async def connect(address: str, namespace: str, codec_key: bytes) -> Client:
    """Connect to the engine. Nothing is compressed on the way: most of it is ciphertext, which does not get smaller."""
    return await Client.connect(
        address,
        namespace=namespace,
        data_converter=data_converter(codec_key),
        grpc_compression=GrpcCompression.NONE,
    )
