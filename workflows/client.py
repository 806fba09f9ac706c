"""Handing envelopes to cases and risk filings from outside, and beginning a run where none is; all start options.

How long to wait, and what to tell people when nobody answers, is for whoever calls.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import QueryRejectCondition, RawValue, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.converter import WorkflowSerializationContext
from temporalio.exceptions import TemporalError, WorkflowAlreadyStartedError

from activities.messages import ANSWER, Answer, Unavailable
from domain import streams
from domain.agenda import Agenda
from domain.messages import Envelope, kind_of
from domain.streams import StreamKind
from workflows.codec import EARLIER
from workflows.inbox import Inbox
from workflows.messages import (
    FILINGS_QUEUE,
    SIGNAL,
    TASK_QUEUE,
    UPDATE,
    WORKFLOW_TASK_TIMEOUT,
    NotOurs,
    answer_to,
    as_payload,
    is_for,
    read,
    read_envelope,
    workflow_id_of,
)

StreamHandle = WorkflowHandle[Inbox, None]


@dataclass(frozen=True, slots=True)
class WorkflowKind:
    """The workflow of a kind of stream: its name, and where its worker waits."""

    stream: StreamKind[Any, Any, Any]
    name: str
    task_queue: str

    def id_of(self, stream_id: UUID) -> str:
        """The workflow of a stream."""
        return workflow_id_of(self.stream.name, stream_id)


CASE = WorkflowKind(streams.CASE, "Case", TASK_QUEUE)
RISK_FILING = WorkflowKind(streams.RISK_FILING, "RiskFiling", FILINGS_QUEUE)

WORKFLOW_KINDS = (CASE, RISK_FILING)

_APPROVE = "approve"
"""The Signal that `Inbox.approve` takes."""
_SUBMIT = "submit"
"""The Update that `Inbox.submit` takes, by its name: of the method the SDK would find out its name at every call."""

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StreamClient:
    """The way to the runs of one kind of stream.

    Attributes:
        patience: How long a call may take; None: as long as the engine lets it.
        task_queue: Where a new run waits for a worker, if not where its kind does.
    """

    engine: Client
    kind: WorkflowKind
    patience: timedelta | None = None
    task_queue: str | None = None

    def handle(self, stream_id: UUID) -> StreamHandle:
        """The run of a stream."""
        return self.engine.get_workflow_handle(self.kind.id_of(stream_id))

    def run(self, stream_id: UUID, run_id: str) -> StreamHandle:
        """One run of a stream among those it had."""
        return self.engine.get_workflow_handle(self.kind.id_of(stream_id), run_id=run_id)

    async def agenda(self, stream_id: UUID) -> Agenda | None:
        """The agenda of the run that goes on.

        Raises:
            WorkflowQueryRejectedError: the last run of the stream has ended.
        """
        agenda: Agenda | None = await self.handle(stream_id).query(
            Inbox.agenda, reject_condition=QueryRejectCondition.NOT_OPEN, rpc_timeout=self.patience
        )
        return agenda

    async def signals(self, stream_id: UUID, run_id: str) -> AsyncIterator[Envelope]:
        """The envelopes that a run was handed by Signal, from the first; what is not ours is passed over."""
        place = WorkflowSerializationContext(self.engine.namespace, self.kind.id_of(stream_id))
        converter = self.engine.data_converter.with_context(place)
        async for event in self.run(stream_id, run_id).fetch_history_events(rpc_timeout=self.patience):
            signalled = event.workflow_execution_signaled_event_attributes
            if signalled.signal_name != _APPROVE:
                continue
            for raw in await converter.decode(signalled.input.payloads):
                if is_for(raw, SIGNAL, EARLIER):
                    envelope, _ = read_envelope(raw, self.kind.stream.envelope)
                    if envelope:
                        yield envelope

    async def update(self, stream_id: UUID, envelope: Envelope) -> Answer:
        """Hand in an envelope by Update to a run that goes on."""
        raw = as_payload(envelope, UPDATE)
        answer = self.handle(stream_id).execute_update(_SUBMIT, raw, result_type=RawValue, rpc_timeout=self.patience)
        return await _believed(answer, envelope)

    async def update_and_start(self, stream_id: UUID, envelope: Envelope) -> Answer:
        """Hand in an envelope by Update; where no run is, one begins with it."""
        start: WithStartWorkflowOperation[Inbox, None] = WithStartWorkflowOperation(
            self.kind.name,
            id=self.kind.id_of(stream_id),
            task_queue=self._queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            task_timeout=WORKFLOW_TASK_TIMEOUT,
        )
        answer = self.engine.execute_update_with_start_workflow(
            Inbox.submit, as_payload(envelope, UPDATE), start_workflow_operation=start, rpc_timeout=self.patience
        )
        try:
            return await _believed(answer, envelope)
        except TemporalError:
            # The SDK keeps the error in a future as well, and asyncio logs a future that nobody looked at.
            await asyncio.gather(start.workflow_handle(), return_exceptions=True)
            raise

    async def signal(self, stream_id: UUID, envelope: Envelope) -> None:
        """Hand in an envelope by Signal to a run that goes on."""
        await self.handle(stream_id).signal(Inbox.approve, as_payload(envelope, SIGNAL), rpc_timeout=self.patience)

    async def signal_and_start(self, stream_id: UUID, envelope: Envelope) -> None:
        """Hand in an envelope by Signal; where no run is, one begins with it."""
        await self._start(stream_id, WorkflowIDConflictPolicy.USE_EXISTING, as_payload(envelope, SIGNAL))

    async def restart(self, stream_id: UUID) -> bool:
        """Begin a run that asks the log for its agenda; False where one runs already."""
        try:
            await self._start(stream_id, WorkflowIDConflictPolicy.FAIL)
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def deliver(self, stream_id: UUID, envelope: Envelope) -> Answer:
        """Hand an envelope to a stream that exists; `Unavailable` if nobody answers in time, or the engine is away."""
        try:
            async with asyncio.timeout(self.patience.total_seconds() if self.patience else None):
                return await self.update_and_start(stream_id, envelope)
        except (TemporalError, TimeoutError) as error:
            _logger.warning(
                "stream does not answer",
                stream_id=str(stream_id),
                kind=kind_of(type(envelope.body)),
                error=repr(error),
            )
            return Unavailable()

    @property
    def _queue(self) -> str:
        return self.task_queue or self.kind.task_queue

    async def _start(
        self, stream_id: UUID, conflict: WorkflowIDConflictPolicy, envelope: RawValue | None = None
    ) -> None:
        await self.engine.start_workflow(
            self.kind.name,
            id=self.kind.id_of(stream_id),
            task_queue=self._queue,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            task_timeout=WORKFLOW_TASK_TIMEOUT,
            start_signal=_APPROVE if envelope else None,
            start_signal_args=[envelope] if envelope else [],
            rpc_timeout=self.patience,
        )


async def _believed(answer: Awaitable[RawValue], envelope: Envelope) -> Answer:
    """The answer to an envelope: only a worker of ours can have sealed it for this command; else nobody knows yet.

    Ours never lets an Update fail that we sealed, so that a failed one was not answered by ours either.
    """
    try:
        return read(await answer, answer_to(envelope.command_id), ANSWER)
    except (NotOurs, WorkflowUpdateFailedError):
        _logger.warning("an answer that we did not seal is not believed", command_id=str(envelope.command_id))
        return Unavailable()
