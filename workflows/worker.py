"""The workers: what runs on our task queues. Client and activities are handed in."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import Client
from temporalio.converter import StorageDriverStoreContext, WorkflowSerializationContext
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowInstance, WorkflowInstanceDetails
from temporalio.workflow import Info

from activities.cases import CaseActivities
from activities.digest import DigestActivities
from activities.notices.delivering import DeliveryActivities
from activities.risk_filings import RiskFilingActivities
from activities.roll_out import RollOutActivities
from workflows.case import CaseWorkflow
from workflows.digest import DailyDigest
from workflows.inbox import Inbox
from workflows.messages import CHORES_QUEUE, FILINGS_QUEUE, NOTICES_QUEUE, TASK_QUEUE
from workflows.notices import NoticeDelivery
from workflows.risk_filing import RiskFilingWorkflow
from workflows.roll_out import CalendarRollOut

LOCAL_ACTIVITIES_MAX = 20
"""As many at once as the pool has connections (docs/workflows.md#waiting-in-line)."""

TASKS_PER_ACTIVITY = 2
"""Workflow tasks begun at once for each of those: each waits for its local activity. Of a thousand that come due
together the default begins a hundred: where a worker does less than 33 a second, the last of those would run into the
three seconds of a task."""

FILINGS_MAX = 4
"""Commands on risk filings decided at once; each uses one connection of the pool."""

CHORES_MAX = 2
"""A roll-out and a digest at once; each uses one connection of the pool at a time."""

NOTICES_MAX = 10
"""Messages handed over at once; each uses a connection of the pool before and after, and none while it waits."""

LINE_SECONDS = 20
"""How long a task may stand in line for the worker that remembers its case. After the engine's own 10 s the last of a
thousand deadlines due at once would be handed out again, with their whole history, to the worker that is about to take
them. What it costs: a task that a killed worker had just been given comes up after 20 s instead of 10."""


class _Runner(UnsandboxedWorkflowRunner):
    """Workflows as they stand, but for what the SDK would ask them a dozen times a command: a payload's context.

    Our codec wants the workflow's id and nothing else, so there is one answer.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _OneContext(super().create_instance(det), det.info)


class _OneContext(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, info: Info) -> None:
        self._inner = inner
        self._context = WorkflowSerializationContext(info.namespace, info.workflow_id)

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._inner.activate(act)

    def get_serialization_context(self, command_info: object) -> WorkflowSerializationContext:  # noqa: ARG002 - the base class names it
        """The workflow, for every payload that goes in or out of it."""
        return self._context

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:  # noqa: ARG002 - as above
        return _NOWHERE

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


_NOWHERE = StorageDriverStoreContext()


def case_worker(client: Client, activities: CaseActivities, *, task_queue: str = TASK_QUEUE) -> Worker:
    """A worker for cases; run it with `async with` or `run()`."""
    asked = (activities.handle_command, activities.agenda_of)
    return _stream_worker(client, CaseWorkflow, asked, task_queue, LOCAL_ACTIVITIES_MAX)


def filings_worker(client: Client, activities: RiskFilingActivities, *, task_queue: str = FILINGS_QUEUE) -> Worker:
    """A worker for risk filings, which are few: as a worker for cases, but smaller."""
    asked = (activities.handle_risk_filing_command, activities.risk_filing_agenda_of)
    return _stream_worker(client, RiskFilingWorkflow, asked, task_queue, FILINGS_MAX)


def _stream_worker(
    client: Client,
    workflow: type[Inbox],
    activities: Sequence[Callable[..., Any]],
    task_queue: str,
    at_once: int,
) -> Worker:
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[workflow],
        activities=activities,
        workflow_runner=_Runner(),
        max_concurrent_workflow_tasks=TASKS_PER_ACTIVITY * at_once,
        max_concurrent_local_activities=at_once,
        no_remote_activities=True,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=LINE_SECONDS),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def chores_worker(
    client: Client, roll_out: RollOutActivities, digest: DigestActivities, *, task_queue: str = CHORES_QUEUE
) -> Worker:
    """A worker for what nobody asks for: its activities may take minutes, so cases have their own worker."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[CalendarRollOut, DailyDigest],
        activities=[roll_out.list_behind, roll_out.replan_cases, digest.digest_of],
        workflow_runner=_Runner(),
        max_concurrent_activities=CHORES_MAX,
    )


def notices_worker(client: Client, deliveries: DeliveryActivities, *, task_queue: str = NOTICES_QUEUE) -> Worker:
    """A worker for messages to people and other programs: each may take as long as the other side lets it."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[NoticeDelivery],
        activities=[deliveries.deliver_notice, deliveries.give_notice_up],
        workflow_runner=_Runner(),
        max_concurrent_activities=NOTICES_MAX,
    )
