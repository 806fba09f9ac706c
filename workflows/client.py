"""Handing envelopes to cases and risk filings from outside, and beginning a run where none is; all start options.

How long to wait, and what to tell people when nobody answers, is for whoever calls.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import RawValue, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import TemporalError, WorkflowAlreadyStartedError

from activities.messages import Answer, Start, Unavailable
from domain import streams
from domain.case.commands import CommandEnvelope
from domain.risk_filings.commands import RiskFilingEnvelope
from workflows.case import CaseWorkflow
from workflows.inbox import Inbox
from workflows.messages import (
    FILINGS_QUEUE,
    TASK_QUEUE,
    WORKFLOW_TASK_TIMEOUT,
    as_payload,
    filing_workflow_id,
    workflow_id,
)
from workflows.risk_filing import RiskFilingWorkflow

CaseHandle = WorkflowHandle[CaseWorkflow, None]
FilingHandle = WorkflowHandle[RiskFilingWorkflow, None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of stream: the workflow that runs it, what its runs are called, and where its worker waits."""

    workflow: str
    id_of: Callable[[UUID], str]
    task_queue: str
    begins: str
    """The type of the event its stream begins with."""


CASE = Kind("Case", workflow_id, TASK_QUEUE, streams.CASE.begins)
RISK_FILING = Kind("RiskFiling", filing_workflow_id, FILINGS_QUEUE, streams.RISK_FILING.begins)

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


def case_handle(client: Client, case_id: UUID) -> CaseHandle:
    """The workflow of a case."""
    return client.get_workflow_handle_for(CaseWorkflow.run, workflow_id(case_id))


def filing_handle(client: Client, filing_id: UUID) -> FilingHandle:
    """The workflow of a risk filing."""
    return client.get_workflow_handle_for(RiskFilingWorkflow.run, filing_workflow_id(filing_id))


async def submit_and_start(  # noqa: PLR0913 - what the engine asks
    client: Client,
    case_id: UUID,
    envelope: RawValue,
    *,
    task_queue: str | None = None,
    patience: timedelta | None = None,
    kind: Kind = CASE,
) -> Answer:
    """Hand in an envelope by Update; where no run is, one begins with it."""
    start: WithStartWorkflowOperation[Inbox, None] = WithStartWorkflowOperation(
        kind.workflow,
        Start(case_id=case_id),
        id=kind.id_of(case_id),
        task_queue=task_queue or kind.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=WORKFLOW_TASK_TIMEOUT,
    )
    try:
        answer: Answer = await client.execute_update_with_start_workflow(
            Inbox.submit, envelope, start_workflow_operation=start, rpc_timeout=patience
        )
    except TemporalError:
        # The SDK keeps the error in a future as well, and asyncio logs a future that nobody looked at.
        await asyncio.gather(start.workflow_handle(), return_exceptions=True)
        raise
    return answer


async def signal_and_start(  # noqa: PLR0913 - what the engine asks
    client: Client,
    case_id: UUID,
    envelope: RawValue,
    *,
    task_queue: str | None = None,
    patience: timedelta | None = None,
    kind: Kind = CASE,
) -> None:
    """Hand in an envelope by Signal; where no run is, one begins with it."""
    queue = task_queue or kind.task_queue
    await _start(client, case_id, queue, WorkflowIDConflictPolicy.USE_EXISTING, envelope, patience, kind)


async def restart(client: Client, case_id: UUID, *, task_queue: str | None = None, kind: Kind = CASE) -> bool:
    """Begin a run that asks the log for its agenda; False where one runs already."""
    try:
        await _start(client, case_id, task_queue or kind.task_queue, WorkflowIDConflictPolicy.FAIL, kind=kind)
    except WorkflowAlreadyStartedError:
        return False
    return True


async def deliver(  # noqa: PLR0913 - what the engine asks
    client: Client,
    case_id: UUID,
    envelope: CommandEnvelope | RiskFilingEnvelope,
    *,
    patience: timedelta,
    task_queue: str | None = None,
    kind: Kind = CASE,
) -> Answer:
    """Hand an envelope to a case that exists; `Unavailable` when it does not answer in time, or the engine is away."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await submit_and_start(
                client, case_id, as_payload(envelope), task_queue=task_queue, patience=patience, kind=kind
            )
    except (TemporalError, TimeoutError) as error:
        _logger.warning("case does not answer", case_id=str(case_id), kind=envelope.body.kind, error=repr(error))
        return Unavailable()


async def _start(  # noqa: PLR0913, PLR0917 - what the engine asks
    client: Client,
    case_id: UUID,
    task_queue: str,
    conflict: WorkflowIDConflictPolicy,
    envelope: RawValue | None = None,
    patience: timedelta | None = None,
    kind: Kind = CASE,
) -> None:
    await client.start_workflow(
        kind.workflow,
        Start(case_id=case_id),
        id=kind.id_of(case_id),
        task_queue=task_queue,
        id_conflict_policy=conflict,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=WORKFLOW_TASK_TIMEOUT,
        start_signal="approve" if envelope else None,
        start_signal_args=[envelope] if envelope else [],
        rpc_timeout=patience,
    )
