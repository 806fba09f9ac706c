"""A published calendar on its way into open cases, on a real engine and a real log; only the list is ours to play."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Answer, Recorded, Unavailable
from activities.roll_out import AT_ONCE, Page, RollOutActivities, Tally
from domain.agenda import Agenda
from domain.case.commands import CommandEnvelope, Replan
from domain.values import CLOCK
from eventlog.pool import Pool
from tests.conftest import Database
from tests.workflows.engine import Installation, OneCase, committed, kinds, replayer, replays
from tests.workflows.open_cases import (
    CALENDAR,
    NIL,
    NO_GRACE,
    Away,
    OpenCases,
    killed_when_stalled,
    next_weekdays,
    projecting,
)
from tests.workflows.stalling_worker import Orders
from workflows.client import CASE, StreamClient
from workflows.roll_out import CalendarRollOut, roll_out_handle, start_roll_out
from workflows.worker import case_worker

_HISTORY = Path(__file__).with_name("histories") / "rolled_out.json"


@pytest.fixture
async def opened(engine: Client, worker_pool: Pool, installed: Installation) -> AsyncIterator[OpenCases]:
    """Cases that answer."""
    opened = OpenCases(engine, worker_pool, installed)
    async with case_worker(engine, CaseActivities(installed.log), task_queue=opened.queue):
        yield opened


async def test_every_open_case_plans_anew_once(opened: OpenCases) -> None:
    """Over several pages and a fresh history in between, each term moves once, and the progress still says so."""
    await opened.file(7)
    version = await opened.publish(*next_weekdays(1))
    handle = roll_out_handle(opened.client, CALENDAR, version)
    async with opened.working():
        await start_roll_out(opened.client, CALENDAR, version, task_queue=opened.chores, grace=NO_GRACE)
        first_run = (await handle.describe()).run_id
        progress = await opened.rolled_out(version)
        asked_later = await handle.query(CalendarRollOut.progress)
        history = await opened.client.get_workflow_handle(handle.id, run_id=first_run).fetch_history()
        last_run = (await handle.describe()).run_id

    assert [kinds(await opened.planned(case)) for case in opened.cases] == [["duty_opened", "deadline_replanned"]] * 7
    assert progress.total == Tally(found=7, done=7, replanned=7)
    assert (progress.state, progress.version, progress.passes, progress.this_pass) == ("done", version, 2, Tally())
    assert asked_later == progress
    assert await replays(CalendarRollOut, history, _HISTORY)
    assert last_run != first_run


async def test_a_calendar_that_moves_nothing_is_confirmed_and_rolled_out_again_at_will(opened: OpenCases) -> None:
    """A term whose date stands is confirmed; the same roll-out begun again after its end finds nobody."""
    await opened.publish()
    await opened.file(1)
    version = await opened.publish(date(2031, 6, 4))
    async with opened.working():
        totals = [(await opened.rolled_out(version)).total for _ in range(2)]

    assert totals == [Tally(found=1, done=1, confirmed=1), Tally()]
    assert kinds(await opened.planned(opened.cases[0])) == ["duty_opened", "deadline_confirmed"]


async def test_a_killed_worker_is_followed_by_another_that_goes_on(opened: OpenCases, database: Database) -> None:
    """Killed in the middle of a page: the next worker finishes it, every case is planned anew once and counted once."""
    await opened.file(4)
    version = await opened.publish(*next_weekdays(2))
    orders = Orders(
        address=opened.client.service_client.config.target_host,
        database=database.dsn("rongcuo_worker"),
        case_queue=opened.queue,
        chores_queue=opened.chores,
        cases=tuple(opened.cases),
        answered=2,
    )
    await start_roll_out(opened.client, CALENDAR, version, task_queue=opened.chores, grace=NO_GRACE)
    await killed_when_stalled(orders)
    before = [len(await opened.planned(case)) for case in opened.cases]
    async with opened.working():
        progress = await opened.rolled_out(version)

    assert sorted(before) == [1, 1, 2, 2]
    assert [kinds(await opened.planned(case)) for case in opened.cases] == [["duty_opened", "deadline_replanned"]] * 4
    assert progress.total == Tally(found=4, done=4, replanned=4)


async def test_a_case_that_is_away_is_asked_again_in_the_next_pass(opened: OpenCases) -> None:
    """The first pass counts it as failed, does the others and does not come back to it; the second reaches it."""
    await opened.file(7)
    version = await opened.publish(*next_weekdays(3))
    away = Away(opened.ask, opened.cases[0], times=1)
    async with opened.working(away.ask):
        progress = await opened.rolled_out(version)

    assert progress.total == Tally(found=8, done=7, failed=1, replanned=7)
    assert progress.passes == 3
    assert [kinds(await opened.planned(case)) for case in opened.cases] == [["duty_opened", "deadline_replanned"]] * 7


async def test_what_was_refused_in_one_pass_is_asked_again_in_the_next(opened: OpenCases) -> None:
    """A case that had nothing to plan when asked, and has now, is not answered from what it said before."""
    await opened.file(1)
    version = 1 + await opened.publish()

    async def ask(case_id: UUID, command_id: UUID, version: int) -> Answer:
        answer = await opened.ask(case_id, command_id, version)
        await opened.publish(*next_weekdays(6))  # at the first asking; afterwards it is installed already
        return answer

    async with opened.working(ask):
        progress = await opened.rolled_out(version)

    assert progress.total == Tally(found=2, done=2, replanned=1)
    assert kinds(await opened.planned(opened.cases[0])) == ["duty_opened", "deadline_replanned"]


async def test_a_case_without_a_run_is_started_for_its_letter(opened: OpenCases) -> None:
    """A case whose workflow the engine lost is begun again by the envelope itself."""
    await opened.file(1)
    case = OneCase(opened.client, opened.queue, opened.cases[0])
    await case.handle.terminate()
    version = await opened.publish(*next_weekdays(4))
    async with opened.working():
        progress = await opened.rolled_out(version)

    assert progress.total == Tally(found=1, done=1, replanned=1)


async def test_the_list_of_the_read_models_is_worked_off(opened: OpenCases, database: Database) -> None:
    """With the projector as it runs: the deadline board names who is behind, and in the end it names nobody."""
    async with projecting(database):
        await opened.file(3)
        version = await opened.publish(*next_weekdays(5))
        await opened.listed(version)
        async with opened.working(behind=opened.behind_on_board):
            progress = await opened.rolled_out(version)
        left = await opened.behind_on_board(version, NIL, 9)

    assert progress.state == "done"
    assert left == ()
    assert [kinds(await opened.planned(case)) for case in opened.cases] == [["duty_opened", "deadline_replanned"]] * 3


async def test_a_committed_roll_out_replays() -> None:
    """A roll-out under way goes on under the next release; RONGCUO_RECORD_HISTORIES=1 records it anew."""
    result = await replayer(CalendarRollOut).replay_workflow(committed(_HISTORY))

    assert result.replay_failure is None


async def test_an_envelope_that_nobody_takes_is_unavailable(engine: Client) -> None:
    """No worker on the queue: the roll-out waits as long as its patience, and is told so."""
    envelope = CommandEnvelope(command_id=uuid4(), actor=CLOCK, body=Replan(calendar_version=2))
    cases = StreamClient(engine, CASE, timedelta(seconds=1), f"nobody-{uuid4()}")

    answer = await cases.deliver(uuid4(), envelope)

    assert answer == Unavailable()


async def test_passes_that_change_nothing_become_rarer_and_never_stop(
    skipping: WorkflowEnvironment, worker_pool: Pool, installed: Installation
) -> None:
    """A case is away for long: the pauses double up to ten minutes, progress shows it, and it is reached at last."""
    case_id, version = uuid4(), 2
    away = Away(_replanned, case_id, times=11)

    async def list_behind(_version: int, after: UUID, _limit: int) -> tuple[UUID, ...]:
        return (case_id,) if after < case_id and case_id not in away.reached else ()

    opened = OpenCases(skipping.client, worker_pool, installed)
    async with opened.working(away.ask, list_behind):
        await start_roll_out(skipping.client, CALENDAR, version, task_queue=opened.chores, grace=NO_GRACE)
        handle = roll_out_handle(skipping.client, CALENDAR, version)
        await skipping.sleep(timedelta(minutes=20))
        underway = await handle.query(CalendarRollOut.progress)
        await skipping.sleep(timedelta(hours=1))
        progress = await handle.result()
        pauses = [
            event.timer_started_event_attributes.start_to_fire_timeout.seconds
            async for event in handle.fetch_history_events()
            if event.HasField("timer_started_event_attributes")
        ]

    assert (underway.state, underway.total.done, underway.total.failed) == ("running", 0, 10)
    assert pauses == [0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 2]
    assert progress.total == Tally(found=12, done=1, failed=11, replanned=1)


async def test_at_most_so_many_cases_are_asked_at_once() -> None:
    """However many a page has, and however slowly they answer."""
    asked: list[UUID] = []
    all_slots_taken, may_answer = asyncio.Event(), asyncio.Event()

    async def ask(case_id: UUID, command_id: UUID, version: int) -> Answer:
        asked.append(case_id)
        if len(asked) == AT_ONCE:
            all_slots_taken.set()
        await may_answer.wait()
        return await _replanned(case_id, command_id, version)

    async def nobody(_version: int, _after: UUID, _limit: int) -> tuple[UUID, ...]:
        return ()

    activities = RollOutActivities(nobody, ask, pace_seconds=0)
    page = Page(version=2, pass_number=1, cases=tuple(uuid4() for _ in range(AT_ONCE + 5)))
    running = asyncio.create_task(ActivityEnvironment().run(activities.replan_cases, page))
    await all_slots_taken.wait()
    for _ in range(100):
        await asyncio.sleep(0)
    at_once = len(asked)
    may_answer.set()

    assert (await running).done == AT_ONCE + 5
    assert at_once == AT_ONCE


async def _replanned(_case_id: UUID, _command_id: UUID, _version: int) -> Answer:
    agenda = Agenda(version=4, closed=False, stage="acceptance", jurisdiction="nowhere", alarms=(), deadlines=())
    return Recorded(first_version=4, version=4, events=("deadline_replanned",), agenda=agenda)
