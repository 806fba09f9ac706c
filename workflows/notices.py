"""The delivery of one message: a workflow of its id, which tries for three days and then gives up.

It waits until its recipient may be told, and knows nothing of the message but its id. What a message says, and whether
it is still wanted, the activity looks up at each attempt.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy

with workflow.unsafe.imports_passed_through():
    from activities.notices.delivering import Attempted, DeliveryActivities
    from domain.values import Frozen
    from workflows.messages import NOTICES_QUEUE

PAUSES = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long before each attempt (Standard Webhooks): some three days in all."""
_JITTER = 0.1
"""By which part of a pause it is shortened at most, so that a server that comes back is not asked by all at once."""

_ATTEMPT = timedelta(seconds=40)
"""Longer than any channel takes, which bound themselves; only a worker that is gone takes so long."""
_SILENCE = timedelta(seconds=10)
"""After so long without a sign of life a worker is gone."""
_DATABASE_AWAY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
"""Without end: what is tried again here is a worker or a database that was away, not what a recipient answered."""
START_AT_ONCE = 20
"""How many workflows are begun at the same time."""
_START = timedelta(seconds=10)


class Delivery(Frozen):
    """Which message to deliver, and not before when."""

    delivery_id: UUID
    due_at: datetime


@workflow.defn(name="NoticeDelivery")
class NoticeDelivery:
    """One message on its way."""

    @workflow.run
    async def run(self, delivery: Delivery) -> Attempted:
        """Try until it is delivered, unwanted, or given up; deliveries that are stopped end it, and begin it anew."""
        await workflow.sleep(max(delivery.due_at - workflow.now(), timedelta(0)))
        for pause in PAUSES:
            await workflow.sleep(pause * workflow.random().uniform(1 - _JITTER, 1))
            outcome = await workflow.execute_activity_method(
                DeliveryActivities.deliver_notice,
                delivery.delivery_id,
                start_to_close_timeout=_ATTEMPT,
                heartbeat_timeout=_SILENCE,
                retry_policy=_DATABASE_AWAY,
            )
            if outcome != "failed":
                return outcome
        await workflow.execute_activity_method(
            DeliveryActivities.give_notice_up,
            delivery.delivery_id,
            start_to_close_timeout=_ATTEMPT,
            retry_policy=_DATABASE_AWAY,
        )
        return "failed"


def delivery_workflow_id(delivery_id: UUID) -> str:
    """The workflow of a message: there is one for each, so that two never deliver the same."""
    return f"notice-{delivery_id}"


async def start_deliveries(client: Client, deliveries: Sequence[Delivery], *, task_queue: str = NOTICES_QUEUE) -> None:
    """Begin to deliver some messages, so many at once; one that is being delivered goes on as it does.

    Raises:
        RPCError: the engine is away; inside a group.
    """
    free = asyncio.Semaphore(START_AT_ONCE)

    async def start(delivery: Delivery) -> None:
        async with free:
            await client.start_workflow(
                NoticeDelivery.run,
                delivery,
                id=delivery_workflow_id(delivery.delivery_id),
                task_queue=task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                rpc_timeout=_START,
            )

    async with asyncio.TaskGroup() as group:
        for each in deliveries:
            group.create_task(start(each))
