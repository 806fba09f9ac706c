"""Handing envelopes to cases and risk filings from outside, and beginning a run where none is; all start options.

How long to wait, and what to tell people when nobody answers, is for whoever calls.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import RawValue, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import TemporalError, WorkflowAlreadyStartedError

from activities.messages import Answer, Start, Unavailable
from domain import streams
from domain.messages import Envelope, kind_of
from domain.streams import StreamKind
from workflows.inbox import Inbox
from workflows.messages import FILINGS_QUEUE, TASK_QUEUE, WORKFLOW_TASK_TIMEOUT, as_payload

StreamHandle = WorkflowHandle[Inbox, None]


@dataclass(frozen=True, slots=True)
class WorkflowKind:
    """The workflow of a kind of stream: its name, how the ids of its runs begin, and where its worker waits."""

    stream: StreamKind[Any, Any, Any]
    name: str
    prefix: str
    task_queue: str

    def id_of(self, stream_id: UUID) -> str:
        """The workflow of a stream."""
        return f"{self.prefix}{stream_id}"


CASE = WorkflowKind(streams.CASE, "Case", "case-", TASK_QUEUE)
RISK_FILING = WorkflowKind(streams.RISK_FILING, "RiskFiling", "filing-", FILINGS_QUEUE)

WORKFLOW_KINDS = (CASE, RISK_FILING)

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

    async def update(self, stream_id: UUID, envelope: Envelope) -> Answer:
        """Hand in an envelope by Update to a run that goes on."""
        raw = as_payload(envelope)
        answer: Answer = await self.handle(stream_id).execute_update(Inbox.submit, raw, rpc_timeout=self.patience)
        return answer

    async def update_and_start(self, stream_id: UUID, envelope: Envelope) -> Answer:
        """Hand in an envelope by Update; where no run is, one begins with it."""
        start: WithStartWorkflowOperation[Inbox, None] = WithStartWorkflowOperation(
            self.kind.name,
            Start(case_id=stream_id),
            id=self.kind.id_of(stream_id),
            task_queue=self._queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            task_timeout=WORKFLOW_TASK_TIMEOUT,
        )
        try:
            answer: Answer = await self.engine.execute_update_with_start_workflow(
                Inbox.submit, as_payload(envelope), start_workflow_operation=start, rpc_timeout=self.patience
            )
        except TemporalError:
            # The SDK keeps the error in a future as well, and asyncio logs a future that nobody looked at.
            await asyncio.gather(start.workflow_handle(), return_exceptions=True)
            raise
        return answer

    async def signal(self, stream_id: UUID, envelope: Envelope) -> None:
        """Hand in an envelope by Signal to a run that goes on."""
        await self.handle(stream_id).signal(Inbox.approve, as_payload(envelope), rpc_timeout=self.patience)

    async def signal_and_start(self, stream_id: UUID, envelope: Envelope) -> None:
        """Hand in an envelope by Signal; where no run is, one begins with it."""
        await self._start(stream_id, WorkflowIDConflictPolicy.USE_EXISTING, as_payload(envelope))

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
            Start(case_id=stream_id),
            id=self.kind.id_of(stream_id),
            task_queue=self._queue,
            id_conflict_policy=conflict,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            task_timeout=WORKFLOW_TASK_TIMEOUT,
            start_signal="approve" if envelope else None,
            start_signal_args=[envelope] if envelope else [],
            rpc_timeout=self.patience,
        )
