"""What may happen to a run of a case, by whoever reaches the engine's port: each takes one case and breaks its run."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from uuid import uuid4

from google.protobuf import duration_pb2
from temporalio.api.command.v1 import Command, FailWorkflowExecutionCommandAttributes, StartTimerCommandAttributes
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import CommandType, EventType, ResetReapplyExcludeType
from temporalio.api.failure.v1 import ApplicationFailureInfo, Failure
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    PollWorkflowTaskQueueResponse,
    ResetStickyTaskQueueRequest,
    ResetWorkflowExecutionRequest,
    RespondWorkflowTaskCompletedRequest,
)
from temporalio.client import Client, WorkflowExecutionStatus

from tests.workflows.engine import OneCase

Misfortune = Callable[[OneCase], Awaitable[None]]

_SECONDS = 20
_LOOK_SECONDS = 0.05
_RUNNING = WorkflowExecutionStatus.RUNNING


async def terminated(case: OneCase) -> None:
    """Somebody ends it by hand."""
    await case.handle.terminate()


async def cancelled(case: OneCase) -> None:
    """Somebody cancels it."""
    await case.handle.cancel()
    await _until_ended(case)


async def failed(case: OneCase) -> None:
    """Somebody takes its task off the queue, while no worker of ours runs, and ends it as failed."""
    await case.handle.signal("no such signal")
    failure = Failure(message="by somebody", application_failure_info=ApplicationFailureInfo(type="Somebody"))
    command = Command(
        command_type=CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
        fail_workflow_execution_command_attributes=FailWorkflowExecutionCommandAttributes(failure=failure),
    )
    await answer_task(case, lambda _: command)


async def unreplayable(case: OneCase) -> None:
    """Somebody takes its task, while no worker of ours runs, and does something else than it would have done."""
    await case.handle.signal("no such signal")
    command = Command(
        command_type=CommandType.COMMAND_TYPE_START_TIMER,
        start_timer_command_attributes=StartTimerCommandAttributes(
            timer_id="another", start_to_fire_timeout=duration_pb2.Duration(seconds=1)
        ),
    )
    await answer_task(case, lambda _: command)


async def answer_task(
    case: OneCase, command_of: Callable[[PollWorkflowTaskQueueResponse], Command], *others: Command
) -> None:
    """Take the next task of a run off the queue, while no worker of ours runs, and answer it with commands."""
    service, namespace = case.engine.workflow_service, case.engine.namespace
    execution = WorkflowExecution(workflow_id=case.handle.id)
    await service.reset_sticky_task_queue(ResetStickyTaskQueueRequest(namespace=namespace, execution=execution))
    async with asyncio.timeout(_SECONDS):
        while True:
            task = await service.poll_workflow_task_queue(
                PollWorkflowTaskQueueRequest(namespace=namespace, task_queue=TaskQueue(name=case.task_queue)),
                timeout=timedelta(seconds=_SECONDS),
            )
            if task.workflow_execution.workflow_id == case.handle.id:
                break
    await service.respond_workflow_task_completed(
        RespondWorkflowTaskCompletedRequest(
            namespace=namespace, task_token=task.task_token, commands=[command_of(task), *others]
        )
    )


async def reset(case: OneCase) -> None:
    """Somebody takes it back to its second task, and leaves out what was handed in since: its agenda is behind."""
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    _, second, *_ = [event async for event in case.handle.fetch_history_events() if event.event_type == done]
    await case.engine.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=case.engine.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.handle.id),
            workflow_task_finish_event_id=second.event_id,
            request_id=str(uuid4()),
            reset_reapply_exclude_types=[
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
            ],
        )
    )


async def forged(case: OneCase) -> None:
    """Somebody ends it and begins another under its name, on our queue and with an agenda of their own."""
    await case.handle.terminate()
    agenda = {"version": 1, "closed": False, "stage": "x", "jurisdiction": "x", "alarms": [], "deadlines": []}
    stranger = await Client.connect(case.engine.service_client.config.target_host)
    start = {"case_id": str(case.id), "agenda": agenda}
    await stranger.start_workflow("Case", start, id=case.handle.id, task_queue=case.task_queue)


async def led_away(case: OneCase) -> None:
    """Somebody ends it and begins another under its name on a queue where nobody of ours works."""
    await case.handle.terminate()
    stranger = await Client.connect(case.engine.service_client.config.target_host)
    await stranger.start_workflow("Case", id=case.handle.id, task_queue=f"strange-{uuid4()}")


async def timed_out(case: OneCase) -> None:
    """Somebody ends it and begins another under its name that may run for a second."""
    await case.handle.terminate()
    stranger = await Client.connect(case.engine.service_client.config.target_host)
    await stranger.start_workflow(
        "Case", id=case.handle.id, task_queue=f"strange-{uuid4()}", run_timeout=timedelta(seconds=1)
    )
    await _until_ended(case)


MISFORTUNES: Mapping[str, Misfortune] = {
    "terminated": terminated,
    "canceled": cancelled,
    "behind": reset,
    "forged": forged,
    "silent": led_away,
    "timed_out": timed_out,
}
"""By what a comparison calls them."""

HEALS_BY_ITSELF = "forged"
"""A run that somebody else began asks the log too, so that nothing is left to repair."""


async def _until_ended(case: OneCase) -> None:
    async with asyncio.timeout(_SECONDS):
        while (await case.handle.describe()).status is _RUNNING:  # noqa: ASYNC110 - the result would raise
            await asyncio.sleep(_LOOK_SECONDS)
