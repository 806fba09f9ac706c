"""The two doors into a case, typed: how an envelope is wrapped, and how a workflow is named."""

import hashlib
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from temporalio.client import Client, GrpcCompression
from temporalio.common import RawValue
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import CompositePayloadConverter, DataConverter

from domain.case.commands import COMMAND_ENVELOPE, CommandEnvelope
from domain.messages import CommandMetadata
from domain.risk_filings.commands import RISK_FILING_ENVELOPE, RiskFilingEnvelope
from workflows.codec import SEALED, SealingCodec

TASK_QUEUE = "rongcuo"
FILINGS_QUEUE = "rongcuo-filings"
"""Risk filings, apart from cases: their worker takes nothing from those."""
CHORES_QUEUE = "rongcuo-chores"
"""What the house does by itself, roll-outs and the daily digest: its activities run apart from those of cases."""

WORKFLOW_TASK_TIMEOUT = timedelta(seconds=3)
"""Shorter than the default 10 s: a worker that dies must not keep people waiting."""

_PREFIX = "case-"
_FILING_PREFIX = "filing-"

_L = TypeVar("_L", bound=CommandMetadata)


def workflow_id(case_id: UUID) -> str:
    """The workflow of a case."""
    return f"{_PREFIX}{case_id}"


def filing_workflow_id(filing_id: UUID) -> str:
    """The workflow of a risk filing."""
    return f"{_FILING_PREFIX}{filing_id}"


def case_id_of(workflow: str) -> UUID:
    """The case of a workflow; the inverse of `workflow_id`."""
    return UUID(workflow.removeprefix(_PREFIX))


def as_payload(envelope: CommandMetadata) -> RawValue:
    """Wrap an envelope for either door: both take RawValue, which always parses, so that nothing vanishes."""
    return RawValue(pydantic_data_converter.payload_converter.to_payload(envelope))


def read_envelope(raw: RawValue | CommandMetadata) -> tuple[CommandEnvelope | None, str | None]:
    """The envelope, or else the SHA-256 of what cannot be read or did not come sealed by this installation.

    Unknown fields are passed over here: a newer door may talk to an older worker.
    """
    return _read(raw, COMMAND_ENVELOPE)


def read_risk_filing_envelope(raw: RawValue | CommandMetadata) -> tuple[RiskFilingEnvelope | None, str | None]:
    """The same for an envelope to a risk filing."""
    return _read(raw, RISK_FILING_ENVELOPE)


def _read(raw: RawValue | CommandMetadata, envelopes: TypeAdapter[_L]) -> tuple[_L | None, str | None]:
    if not isinstance(raw, RawValue):
        raise TypeError(f"{type(raw).__name__} is no envelope to this workflow")
    if raw.payload.metadata.get(SEALED):
        try:
            return envelopes.validate_json(raw.payload.data, extra="ignore"), None
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
