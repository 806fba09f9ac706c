"""The daily digest on a real engine: which days have one, that it is kept once, and the Schedule that begins it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID, uuid4

import pytest
from temporalio.client import Client, ScheduleActionExecutionStartWorkflow, ScheduleHandle

from activities.digest import Composed, Digest, DigestActivities
from activities.messages import Answer
from activities.roll_out import RollOutActivities
from domain.terms.calendar import Calendar, DayKind, ListedDay, is_weekend
from domain.terms.deadlines import SHANGHAI
from eventlog import digests
from eventlog.pool import Pool
from eventlog.reference import install
from tests.workflows.engine import EVERY_YEAR
from workflows.digest import DailyDigest, Occasion, keep_schedule
from workflows.worker import chores_worker

FRIDAY, MAKE_UP_SATURDAY, SUNDAY, MONDAY = (date(2026, 2, day) for day in (13, 14, 15, 16))
_PATIENCE_SECONDS = 20
_POLL_SECONDS = 0.05


@dataclass(slots=True)
class Paper:
    """What composes digests here: it notes what it was asked for, and knows of one event more each time."""

    asked: list[tuple[date, date | None, int]] = field(default_factory=list)

    async def compose(self, day: date, calendar: Calendar, since: date | None, after: int) -> Composed:
        """An empty digest."""
        self.asked.append((day, since, after))
        digest = Digest(
            day=day,
            since=since,
            calendar_version=calendar.version,
            announced_until=calendar.announced_until,
            missing_year=None,
            organs=(),
            overdue=(),
        )
        return Composed(digest=digest, log_index=after + 1)


@dataclass(slots=True)
class Press:
    """A worker on a queue of its own, which composes digests."""

    client: Client
    pool: Pool
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")
    paper: Paper = field(default_factory=Paper)

    async def run(self, day: date) -> str:
        """Have the digest of a day composed."""
        return await self.client.execute_workflow(
            DailyDigest.run, Occasion(day=day), id=f"digest-{uuid4()}", task_queue=self.queue
        )

    async def make_worked(self, *days: date) -> None:
        """Install a calendar by which these days are worked, weekend or not."""
        listed = tuple(
            ListedDay(day=day, kind=DayKind.make_up, source=f"test {uuid4()}") for day in days if is_weekend(day)
        )
        content = EVERY_YEAR.model_copy(update={"days": listed}).model_dump_json().encode()
        await install(self.pool, "calendar", "cn", content, "test")


@pytest.fixture
async def press(engine: Client, app_pool: Pool, worker_pool: Pool) -> AsyncIterator[Press]:
    """Somebody who composes digests, and rolls nothing out."""
    press = Press(engine, app_pool)
    roll_out = RollOutActivities(_nobody, _never)
    digest = DigestActivities(worker_pool, press.paper.compose)
    async with chores_worker(engine, roll_out, digest, task_queue=press.queue):
        yield press


async def test_a_working_day_has_a_digest_and_a_rest_day_has_none(press: Press) -> None:
    """A Friday, the Saturday made up for, the Sunday, and the Monday, which counts on from the Saturday."""
    await press.make_worked(MAKE_UP_SATURDAY)

    outcomes = [await press.run(day) for day in (FRIDAY, MAKE_UP_SATURDAY, SUNDAY, MONDAY)]

    assert outcomes == ["kept", "kept", "rest_day", "kept"]
    assert press.paper.asked == [(FRIDAY, None, -1), (MAKE_UP_SATURDAY, FRIDAY, 0), (MONDAY, MAKE_UP_SATURDAY, 1)]
    assert [kept.day for kept in await digests.before(press.pool, date(2026, 3, 1), 9)] == [
        MONDAY,
        MAKE_UP_SATURDAY,
        FRIDAY,
    ]


async def test_a_day_has_one_digest(press: Press) -> None:
    """A repeated run changes nothing, not even who composed it first."""
    day = date(2026, 4, 1)
    await press.make_worked()

    first, first_kept = await press.run(day), await digests.get(press.pool, day)
    again, still_kept = await press.run(day), await digests.get(press.pool, day)

    assert (first, again) == ("kept", "was_kept")
    assert still_kept == first_kept
    assert len(press.paper.asked) == 1


async def test_of_two_digests_of_a_day_the_first_stands(press: Press) -> None:
    """Two workers may compose at once; the second one's work is for nothing."""
    day = date(2026, 4, 2)

    kept = [await digests.keep(press.pool, day, n, f'{{"n": {n}}}') for n in range(2)]
    found = await digests.get(press.pool, day)

    assert kept == [True, False]
    assert found is not None
    assert (found.log_index, found.content) == (0, '{"n": 0}')


async def test_the_schedule_runs_at_half_past_eight_and_composes_the_day(press: Press) -> None:
    """Triggered now, it composes the digest of the day in Shanghai; its next run is at 08:30 there."""
    now = datetime.now(SHANGHAI)
    await press.make_worked(now.date())
    handle = await keep_schedule(press.client, task_queue=press.queue)
    next_run = (await handle.describe()).info.next_action_times[0].astimezone(SHANGHAI)

    await handle.trigger()
    outcome = await _result(press.client, handle)
    kept = await digests.before(press.pool, None, 1)
    await handle.delete()

    assert outcome == "kept"
    assert next_run.time() == time(8, 30)
    assert kept[0].day in {now.date(), datetime.now(SHANGHAI).date()}  # midnight may pass meanwhile


async def test_the_schedule_is_brought_up_to_date_and_stays_paused(press: Press) -> None:
    """A worker that starts finds an older Schedule: it corrects it, and leaves it to its operator whether it runs."""
    older = await keep_schedule(press.client, task_queue="a queue of an earlier release")
    await older.pause(note="maintenance")

    handle = await keep_schedule(press.client, task_queue=press.queue)
    schedule = (await handle.describe()).schedule
    await handle.delete()

    assert getattr(schedule.action, "task_queue", None) == press.queue
    assert (schedule.state.paused, schedule.state.note) == (True, "maintenance")


async def _result(client: Client, schedule: ScheduleHandle) -> str:
    """The result of the workflow that a Schedule started."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            for action in (await schedule.describe()).info.recent_actions:
                if isinstance(action.action, ScheduleActionExecutionStartWorkflow):
                    run = client.get_workflow_handle(action.action.workflow_id, result_type=str)
                    outcome: str = await run.result()
                    return outcome
            await asyncio.sleep(_POLL_SECONDS)


async def _nobody(_version: int, _after: UUID, _limit: int) -> tuple[UUID, ...]:
    return ()


async def _never(case_id: UUID, _command_id: UUID, _version: int) -> Answer:
    raise AssertionError(case_id)
