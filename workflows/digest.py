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
from temporalio.service import RPCError, RPCStatusCode

with workflow.unsafe.imports_passed_through():
    from activities.digest import DigestActivities, Outcome
    from domain.terms.deadlines import SHANGHAI
    from domain.values import Frozen
    from workflows.messages import CHORES_QUEUE

SCHEDULE = "daily-digest"

_AT = datetime.combine(date.max, time(8, 30), SHANGHAI).astimezone(UTC)
"""08:30 in Shanghai as the engine is told it, in UTC: so it needs no table of zones (domain/deadlines.py)."""

_SCHEDULED_START = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
_CATCH_UP = timedelta(days=1)
_ATTEMPT = timedelta(seconds=30)
_GIVE_UP = timedelta(hours=12)
"""A digest that could not be composed until the evening is of no use, and must not stand in the next one's way."""


class Occasion(Frozen):
    """Which day to compose the digest of, where it is begun by hand."""

    day: date


@workflow.defn(name="DailyDigest")
class DailyDigest:
    """The digest of one day; whether it is a working day, the activity asks the calendar."""

    @workflow.run
    async def run(self, occasion: Occasion | None = None) -> Outcome:
        """Have the digest composed and kept; without an occasion that of the day for which it was scheduled."""
        return await workflow.execute_activity_method(
            DigestActivities.digest_of,
            occasion.day if occasion else _scheduled_day(),
            start_to_close_timeout=_ATTEMPT,
            schedule_to_close_timeout=_GIVE_UP,
            retry_policy=RetryPolicy(maximum_interval=timedelta(minutes=1)),
        )


async def keep_schedule(client: Client, *, task_queue: str = CHORES_QUEUE) -> ScheduleHandle:
    """Make the Schedule as it is in this release; one that an operator has paused stays so."""
    schedule = _schedule(task_queue)

    def as_now(earlier: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(dataclasses.replace(schedule, state=earlier.description.schedule.state))

    try:
        return await client.create_schedule(SCHEDULE, schedule)
    except ScheduleAlreadyRunningError:
        handle = client.get_schedule_handle(SCHEDULE)
        await handle.update(as_now)
        return handle


async def schedule_differs(client: Client, *, task_queue: str = CHORES_QUEUE) -> bool:
    """Whether the Schedule is gone, or starts something else or at another time than in this release."""
    try:
        found = (await client.get_schedule_handle(SCHEDULE).describe()).schedule
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return True
        raise
    return _told(found) != _told(_schedule(task_queue))


def _schedule(task_queue: str) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(DailyDigest.run, id=SCHEDULE, task_queue=task_queue),
        spec=ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(_AT.hour)], minute=[ScheduleRange(_AT.minute)])]
        ),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_CATCH_UP),
    )


def _told(schedule: Schedule) -> object:
    """What of a Schedule can be compared: the engine gives back more than it was told."""
    action, spec = schedule.action, schedule.spec
    starts = (action.workflow, action.id, action.task_queue) if isinstance(action, ScheduleActionStartWorkflow) else ()
    others = (spec.intervals, spec.cron_expressions, spec.skip, spec.start_at, spec.end_at)
    times = [[[each.start for each in part] for part in (at.hour, at.minute)] for at in spec.calendars]
    return starts, times, [each for each in others if each], schedule.policy


def _scheduled_day() -> date:
    """The day this run was meant for, also when the engine catches up later.

    Whoever reaches the engine can begin a run and say what it was meant for: never a day that has not begun yet.
    """
    now = workflow.now()
    meant = workflow.info().typed_search_attributes.get(_SCHEDULED_START) or now
    if not now - _CATCH_UP <= meant <= now:
        meant = now
    return meant.astimezone(SHANGHAI).date()
