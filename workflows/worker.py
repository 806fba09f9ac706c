"""The worker: what runs on our task queue. Client and activities are handed in."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.cases import CaseActivities
from workflows.case import CaseWorkflow
from workflows.doors import TASK_QUEUE

LOCAL_ACTIVITIES_MAX = 20
"""As many at once as the pool has connections (design.md section 3)."""

PASSED_THROUGH = SandboxRestrictions.default.with_passthrough_modules("domain", "activities", "eventlog", "pydantic")


def case_worker(client: Client, activities: CaseActivities, *, task_queue: str = TASK_QUEUE) -> Worker:
    """A worker for cases; run it with `async with` or `run()`."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[CaseWorkflow],
        activities=[activities.handle_command, activities.agenda_of],
        workflow_runner=SandboxedWorkflowRunner(restrictions=PASSED_THROUGH),
        max_concurrent_local_activities=LOCAL_ACTIVITIES_MAX,
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
