"""The daily digest: at 08:30 of each day a Schedule starts a workflow that has the day's digest composed and kept."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta

from temporalio import workflow
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from activities.digest import DigestActivities, Outcome
    from domain.terms.deadlines import SHANGHAI
    from domain.values import Frozen
    from workflows.messages import CHORES_QUEUE

SCHEDULE = "daily-digest"

_AT = datetime.combine(date.max, time(8, 30), SHANGHAI).astimezone(UTC)
"""08:30 in Shanghai as the engine is told it, in UTC: so it needs no table of zones (domain/deadlines.py)."""

_SCHEDULED_START = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
_ATTEMPT = timedelta(seconds=30)
_GIVE_UP = timedelta(hours=12)
"""A digest that could not be composed until the evening is of no use, and must not stand in the next one's way."""


class Occasion(Frozen):
    """Which day to compose the digest of; None: the day it was scheduled for."""

    day: date | None = None


@workflow.defn(name="DailyDigest")
class DailyDigest:
    """The digest of one day; whether it is a working day, the activity asks the calendar."""

    @workflow.run
    async def run(self, occasion: Occasion) -> Outcome:
        """Have the digest composed and kept."""
        return await workflow.execute_activity_method(
            DigestActivities.digest_of,
            occasion.day or _scheduled_day(),
            start_to_close_timeout=_ATTEMPT,
            schedule_to_close_timeout=_GIVE_UP,
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
        )


async def keep_schedule(client: Client, *, task_queue: str = CHORES_QUEUE) -> ScheduleHandle:
    """Make the Schedule as it is in this release; one that an operator has paused stays so."""
    schedule = Schedule(
        action=ScheduleActionStartWorkflow(DailyDigest.run, Occasion(), id=SCHEDULE, task_queue=task_queue),
        spec=ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(_AT.hour)], minute=[ScheduleRange(_AT.minute)])]
        ),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(days=1)),
    )

    def as_now(earlier: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(dataclasses.replace(schedule, state=earlier.description.schedule.state))

    try:
        return await client.create_schedule(SCHEDULE, schedule)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(SCHEDULE)
        await handle.update(as_now)
        return handle


def _scheduled_day() -> date:
    """The day this run was meant for, also when the engine catches up later."""
    meant = workflow.info().typed_search_attributes.get(_SCHEDULED_START) or workflow.now()
    return meant.astimezone(SHANGHAI).date()
