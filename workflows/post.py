"""Handing letters to cases from outside, and beginning a run where none is: the one place with a case's start options.

How long to wait, and what to tell people when nobody answers, is for whoever calls.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle
from temporalio.common import RawValue, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import TemporalError, WorkflowAlreadyStartedError

from activities.letters import Answer, Start, Unavailable
from domain.commands import Letter
from workflows.case import CaseWorkflow
from workflows.doors import TASK_QUEUE, WORKFLOW_TASK_TIMEOUT, as_letter, workflow_id

CaseHandle = WorkflowHandle[CaseWorkflow, None]

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


def case_handle(client: Client, case_id: UUID) -> CaseHandle:
    """The workflow of a case."""
    return client.get_workflow_handle_for(CaseWorkflow.run, workflow_id(case_id))


async def submit_and_start(
    client: Client, case_id: UUID, letter: RawValue, *, task_queue: str = TASK_QUEUE, patience: timedelta | None = None
) -> Answer:
    """Hand in a letter by Update; where no run is, one begins with it."""
    start = WithStartWorkflowOperation(
        CaseWorkflow.run,
        Start(case_id=case_id),
        id=workflow_id(case_id),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=WORKFLOW_TASK_TIMEOUT,
    )
    try:
        answer: Answer = await client.execute_update_with_start_workflow(
            CaseWorkflow.submit, letter, start_workflow_operation=start, rpc_timeout=patience
        )
    except TemporalError:
        # The SDK keeps the error in a future as well, and asyncio logs a future that nobody looked at.
        await asyncio.gather(start.workflow_handle(), return_exceptions=True)
        raise
    return answer


async def signal_and_start(
    client: Client, case_id: UUID, letter: RawValue, *, task_queue: str = TASK_QUEUE, patience: timedelta | None = None
) -> None:
    """Hand in a letter by Signal; where no run is, one begins with it."""
    await _start(client, case_id, task_queue, WorkflowIDConflictPolicy.USE_EXISTING, letter, patience)


async def restart(client: Client, case_id: UUID, *, task_queue: str = TASK_QUEUE) -> bool:
    """Begin a run that asks the log for its agenda; False where one runs already."""
    try:
        await _start(client, case_id, task_queue, WorkflowIDConflictPolicy.FAIL)
    except WorkflowAlreadyStartedError:
        return False
    return True


async def deliver(
    client: Client, case_id: UUID, letter: Letter, *, patience: timedelta, task_queue: str = TASK_QUEUE
) -> Answer:
    """Hand a letter to a case that exists; `Unavailable` when it does not answer in time, or the engine is away."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await submit_and_start(client, case_id, as_letter(letter), task_queue=task_queue, patience=patience)
    except (TemporalError, TimeoutError) as error:
        _logger.warning("case does not answer", case_id=str(case_id), kind=letter.body.kind, error=repr(error))
        return Unavailable()


async def _start(  # noqa: PLR0913, PLR0917 - what the engine asks
    client: Client,
    case_id: UUID,
    task_queue: str,
    conflict: WorkflowIDConflictPolicy,
    letter: RawValue | None = None,
    patience: timedelta | None = None,
) -> None:
    await client.start_workflow(
        CaseWorkflow.run,
        Start(case_id=case_id),
        id=workflow_id(case_id),
        task_queue=task_queue,
        id_conflict_policy=conflict,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=WORKFLOW_TASK_TIMEOUT,
        start_signal="approve" if letter else None,
        start_signal_args=[letter] if letter else [],
        rpc_timeout=patience,
    )
